"""A service that can be reached: whatever profile says how to speak to it, with its address, key and proxies."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, Generic, Protocol, TypeVar
from urllib.parse import urlsplit

from pipeline.config.keys import Key
from pipeline.config.proxies import Proxies

_PORTS: Final = {"http": 80, "https": 443}


class Named(Protocol):
    """What every profile has."""

    @property
    def name(self) -> str: ...

    @property
    def model(self) -> str: ...


P = TypeVar("P", bound=Named)


@dataclass(frozen=True, slots=True)
class Service(Generic[P]):
    """``base_url`` and ``origin`` are empty, ``key`` is None where nothing gave them.

    ``key_source`` says where the key came from. ``missing`` holds a sentence for each thing without which nothing can
    be sent.
    """

    profile: P
    base_url: str = ""
    key: Key | None = None
    key_source: str = ""
    proxies: Proxies = field(default_factory=Proxies)
    missing: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return self.profile.name

    @property
    def model(self) -> str:
        return self.profile.model

    @property
    def origin(self) -> str:
        """``scheme://host:port`` of the service, empty where it has no address."""
        return origin_of(self.base_url) if self.base_url else ""

    @property
    def usable(self) -> bool:
        return not self.missing


def join_url(base: str, path: str) -> str:
    """Put ``path`` behind ``base``; a ``/v1`` that both have is there once."""
    base = base.rstrip("/")
    if base.endswith("/v1") and path.startswith("/v1/"):
        base = base.removesuffix("/v1")
    return base + path


def origin_of(url: str) -> str:
    """Return ``scheme://host[:port]`` of a URL, in lower case, the port only where it is not the scheme's own."""
    parsed = urlsplit(url)
    host = f"[{parsed.hostname}]" if ":" in (parsed.hostname or "") else parsed.hostname
    port = "" if parsed.port in {None, _PORTS.get(parsed.scheme)} else f":{parsed.port}"
    return f"{parsed.scheme}://{host}{port}"
