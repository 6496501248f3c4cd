"""English texts of the area ``profiles``: one entry per sentence, named by what it says."""

from __future__ import annotations

TEXTS: dict[str, str] = {
    # proxies
    "proxy-bad": "the proxy in HTTPS_PROXY, HTTP_PROXY or ALL_PROXY is no address; write http://host:port",
    "proxy-socks": (
        "{proxy}: a socks proxy can't be used; set HTTPS_PROXY to the proxy's http port (http://host:port), "
        "or name the service's host in NO_PROXY"
    ),
}
