"""Which proxy a request goes through; loopback is always direct."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass, field
from urllib.parse import SplitResult, urlsplit

from pipeline.config.keys import MASK
from pipeline.errors import ConfigError
from pipeline.messages import say


@dataclass(frozen=True, slots=True)
class Proxies:
    """The proxy per scheme (empty: none) and the hosts that are reached without. Proxies may hold a password."""

    http: str = field(default="", repr=False)
    https: str = field(default="", repr=False)
    direct: tuple[str, ...] = ()

    def for_url(self, url: str) -> str | None:
        """Return the proxy's URL, or None for a direct connection; ConfigError where the proxy can't be used."""
        target = urlsplit(url)
        host, proxy = target.hostname or "", self.https if target.scheme == "https" else self.http
        if not proxy or is_loopback(host) or self._is_direct(host, target.port):
            return None
        return usable_proxy(proxy)

    def _is_direct(self, host: str, port: int | None) -> bool:
        return any(_covers(entry, host.lower(), port) for entry in self.direct)


def usable_proxy(text: str) -> str:
    """Return a proxy's URL, with ``http://`` where no scheme is given; ConfigError for socks and what is no URL."""
    proxy = _parsed(text)
    if proxy is None:
        raise ConfigError(say("profiles.proxy-bad"))
    if proxy.scheme.startswith("socks"):
        raise ConfigError(say("profiles.proxy-socks", proxy=shown_proxy(text)))
    if proxy.scheme not in {"http", "https"}:
        raise ConfigError(say("profiles.proxy-bad"))
    return proxy.geturl()


def shown_proxy(text: str) -> str:
    """Return a proxy's address without its user and password."""
    proxy = _parsed(text)
    if proxy is None:
        return MASK
    return f"{proxy.scheme}://{proxy.netloc.rpartition('@')[2]}"


def _parsed(text: str) -> SplitResult | None:
    try:
        proxy = urlsplit(text if "://" in text else f"http://{text}")
        whole = bool(proxy.hostname) and proxy.port != 0
    except ValueError:
        return None
    return proxy if whole else None


def is_loopback(host: str) -> bool:
    """Tell whether ``host`` is this machine by its name or number."""
    name = host.strip("[]").rstrip(".").lower()
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def _covers(entry: str, host: str, port: int | None) -> bool:
    """Tell whether an entry of NO_PROXY means ``host``: ``*``, a domain, ``host:port``, an address or network."""
    entry = entry.strip().lower()
    if entry == "*":
        return True
    try:
        return ipaddress.ip_address(host) in ipaddress.ip_network(entry, strict=False)
    except ValueError:
        pass
    name, _, wanted = entry.partition(":") if entry.count(":") == 1 else (entry, "", "")
    if wanted and wanted != str(port):
        return False
    name = name.removeprefix("*").lstrip(".")
    return bool(name) and (host == name or host.endswith(f".{name}"))
