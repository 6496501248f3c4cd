"""Turns aiohttp's exceptions into ours, at the one place where they come in."""

from __future__ import annotations

import ssl

import aiohttp

from pipeline.messages import say
from pipeline.transport.addresses import ForbiddenAddress
from pipeline.transport.outcomes import Trouble

FOREIGN = (aiohttp.ClientError, OSError)
"""All that a request can raise short of a bug; TimeoutError is an OSError."""


def trouble_of(error: BaseException) -> Trouble:
    """Return where a request broke."""
    match error:
        case aiohttp.ClientConnectorDNSError():
            return Trouble.ADDRESS if _forbidden(error) else Trouble.NAME
        case aiohttp.ClientProxyConnectionError() | aiohttp.ClientHttpProxyError():
            return Trouble.PROXY
        case aiohttp.ClientSSLError() | ssl.SSLError():
            return Trouble.TLS
        case aiohttp.ClientConnectorError():
            return Trouble.ADDRESS if _forbidden(error) else Trouble.CONNECT
        case TimeoutError():
            return Trouble.TIMEOUT
        case ValueError():  # aiohttp.InvalidURL is one, and what urljoin makes of a bad redirect
            return Trouble.ADDRESS
        case aiohttp.ClientConnectionError() | aiohttp.ClientPayloadError() | OSError():
            return Trouble.DISCONNECTED
        case _:
            return Trouble.PROTOCOL


def sentence_of(error: BaseException, seconds: float) -> str:
    """Return what broke, in words; addresses and headers of the exception are left out."""
    trouble = trouble_of(error)
    return say(f"wire.trouble-{trouble}", reason=_reason(error), seconds=round(seconds))


def _reason(error: BaseException) -> str:
    match error:
        case aiohttp.ClientHttpProxyError():
            return f"HTTP {error.status}"
        case aiohttp.ClientConnectorCertificateError():
            return "certificate not trusted"
        case OSError() if error.strerror:
            return str(error.strerror)
        case _:
            return type(error).__name__


def _forbidden(error: aiohttp.ClientConnectorError) -> bool:
    return isinstance(error.os_error, ForbiddenAddress)
