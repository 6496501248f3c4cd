"""English texts of the area ``wire``: one entry per sentence, named by what it says."""

from __future__ import annotations

TEXTS: dict[str, str] = {
    # what broke on the way
    "trouble-name": "the service's name can't be resolved ({reason})",
    "trouble-connect": "no connection to the service ({reason})",
    "trouble-tls": "no secure connection to the service ({reason})",
    "trouble-proxy": "the proxy does not connect ({reason})",
    "trouble-timeout": "no whole answer after {seconds} s",
    "trouble-disconnected": "the connection broke after {seconds} s ({reason})",
    "trouble-protocol": "the answer is no HTTP ({reason})",
    "trouble-address": "an address that is not asked ({reason})",
    "too-long": "the answer is over {cap} MiB and was cut off",
    "download-status": "the picture's address answers HTTP {status}",
    # addresses of delivered pictures
    "address-bad": "the picture's address can't be read",
    "address-scheme": "the picture's address is neither http nor https",
    "address-private": "the picture's address leads into a private network ({host})",
    "address-redirects": "the picture's address redirects more than three times",
}
