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
    # what an answer means
    "kind-transient": "the service is not ready ({status}): {words}",
    "kind-rate-limit": "rate limit ({status}): {words}",
    "kind-unknown": "the service failed and may have billed ({status}): {words}",
    "kind-dead-provider": "the service can't be used ({status}): {words}",
    "kind-bad-request": "the service refuses the request ({status}): {words}",
    "kind-refused": "the service refuses these words ({status}): {words}",
    "kind-bad-picture": "no usable picture ({status}): {words}",
    "no-words": "no message",
    "field": " [field {name}]",
    "empty": "HTTP {status}, and no picture in the answer",
    "broken-picture": "the answer's picture can't be decoded",
    "task-unusable": "the service took the job under a name that can't be asked for",
    "no-task-path": "{name} has no tasks.poll_path, so the job can't be asked for",
    "unknown-wire": "{name}: there is no wire format {wire}; write one of: {known}",
    # what usually helps
    "hint-answer-too-big": "the relay can't pass a picture this big: ask for jpeg or a smaller size",
    "hint-proxy-limit": (
        "a proxy on the way cuts long answers off: use tasks or streaming in the profile, or a lower quality or size"
    ),
    "hint-verify": "the account must be verified with the service first; that takes up to 15 minutes",
    "hint-no-tasks": "the relay has tasks switched off: set tasks.use to false in the profile",
    "hint-too-big": "send fewer or smaller references",
    "hint-key": "check the key; doctor shows which variable it comes from",
    "hint-route": "check base_url and paths; doctor shows them",
    # doctor --probe
    "probe-none": "{name} has no way to prove a key without buying a picture",
    "probe-ok": "the key works",
    "probe-no-model": "the key works, but {model} is not in the list of models",
    "probe-rejected": "the key is refused (HTTP {status}): {words}",
    "probe-unsure": "no list of models, so the key is not proved (HTTP {status}): {words}",
}
