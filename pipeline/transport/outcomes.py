"""What a request can come to, before anybody asks what the answer means."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Trouble(StrEnum):
    """Where it broke."""

    NAME = "name"  # the host's name can't be resolved
    CONNECT = "connect"
    TLS = "tls"
    PROXY = "proxy"
    TIMEOUT = "timeout"
    DISCONNECTED = "disconnected"
    PROTOCOL = "protocol"  # the answer is no HTTP
    ADDRESS = "address"  # an address that must not be asked: other schemes, private networks, too many redirects
    STATUS = "status"  # a download that was answered with another status than 200


@dataclass(frozen=True, slots=True)
class Arrived:
    """Status and headers came, and the body is in the spool; ``cut`` says why it is not whole."""

    status: int
    headers: Mapping[str, str]
    cut: str = ""
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class TransportFailure:
    """No answer. ``left``: the request's head was on its way, so it may have been carried out."""

    trouble: Trouble
    left: bool
    message: str
    seconds: float = 0.0
    status: int | None = None
    headers: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """One field of a form: text, or a file with an ASCII name and its content type."""

    name: str
    value: str | bytes
    filename: str = ""
    content_type: str = ""
