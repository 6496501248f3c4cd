"""Which addresses a delivered picture may be fetched from: never one inside a private network."""

from __future__ import annotations

import ipaddress
import socket
from typing import Final
from urllib.parse import urlsplit

from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver

from pipeline.messages import say

_NAT64: Final = ipaddress.ip_network("64:ff9b::/96")
# Proxy programs that take over the machine's traffic answer every name with a number from here.
_FAKE_ANSWERS: Final = ipaddress.ip_network("198.18.0.0/15")

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class ForbiddenAddress(OSError):  # noqa: N818 - an OSError, so that aiohttp passes it through as one
    """A name that leads into a private network."""


class PublicResolver(AbstractResolver):
    """Resolves names to public addresses only; ``own_host`` is exempt."""

    def __init__(self, own_host: str) -> None:
        self._own_host = own_host
        self._inner = ThreadedResolver()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        found = await self._inner.resolve(host, port, family)
        if host.lower() == self._own_host:
            return found
        allowed = [one for one in found if _resolvable(ipaddress.ip_address(one["host"].partition("%")[0]))]
        if not allowed:
            raise ForbiddenAddress(say("wire.address-private", host=host))
        return allowed

    async def close(self) -> None:
        await self._inner.close()


def refusal(url: str, own_host: str) -> str:
    """Say why ``url`` must not be fetched, as far as its text shows; empty where nothing speaks against it."""
    try:
        parsed = urlsplit(url)
        host, _ = (parsed.hostname or "").lower(), parsed.port
    except ValueError:
        return say("wire.address-bad")
    if parsed.scheme not in {"http", "https"} or not host:
        return say("wire.address-scheme")
    if host == own_host:
        return ""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return ""
    return "" if is_public(address) else say("wire.address-private", host=host)


def is_public(address: Address) -> bool:
    """Tell whether an address is reachable from everywhere; one wrapped into IPv6 is judged by what it wraps."""
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped:
            return is_public(address.ipv4_mapped)
        if address.sixtofour:
            return is_public(address.sixtofour)
        if address in _NAT64:
            return is_public(ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF))
    return address.is_global and not address.is_multicast


def _resolvable(address: Address) -> bool:
    return is_public(address) or address in _FAKE_ANSWERS
