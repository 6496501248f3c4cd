"""Which proxy a request goes through; loopback is always direct."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass

from yarl import URL

from pipeline.errors import ConfigError
from pipeline.messages import say


@dataclass(frozen=True, slots=True)
class Proxies:
    """The proxy per scheme (empty: none) and the hosts that are reached without; ``source`` names the variables."""

    http: str = ""
    https: str = ""
    direct: tuple[str, ...] = ()

    def for_url(self, url: str) -> str | None:
        """Return the proxy's URL, or None for a direct connection; ConfigError where the proxy can't be used."""
        target = URL(url)
        host, proxy = target.host or "", self.https if target.scheme == "https" else self.http
        if not proxy or is_loopback(host) or self._is_direct(host, target.port):
            return None
        return usable_proxy(proxy)

    def _is_direct(self, host: str, port: int | None) -> bool:
        return any(_covers(entry, host.lower(), port) for entry in self.direct)


def usable_proxy(text: str) -> str:
    """Return a proxy's URL, with ``http://`` where no scheme is given; ConfigError for socks and what is no URL."""
    if "://" not in text:
        text = f"http://{text}"
    try:
        proxy = URL(text)
    except ValueError:
        raise ConfigError(say("profiles.proxy-bad")) from None
    if proxy.scheme.startswith("socks"):
        raise ConfigError(say("profiles.proxy-socks", proxy=shown_proxy(text)))
    if proxy.scheme not in {"http", "https"} or not proxy.host:
        raise ConfigError(say("profiles.proxy-bad"))
    return text


def shown_proxy(text: str) -> str:
    """Return a proxy's URL without its user and password."""
    try:
        proxy = URL(text)
        return str(proxy.with_user(None)) if proxy.host else "***"
    except ValueError:
        return "***"


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
