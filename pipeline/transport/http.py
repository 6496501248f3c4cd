"""One aiohttp session per service: exactly one request per call, its answer streamed into a spool."""

from __future__ import annotations

import io
import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any, Final, Self
from urllib.parse import urljoin

import aiohttp
from yarl import URL

from pipeline._version import __version__
from pipeline.config.keys import Key
from pipeline.config.proxies import Proxies
from pipeline.messages import say
from pipeline.transport.addresses import PublicResolver, refusal
from pipeline.transport.failures import FOREIGN, sentence_of, trouble_of
from pipeline.transport.outcomes import Arrived, Part, TransportFailure, Trouble
from pipeline.transport.spool import Spool

_MIB: Final = 1024 * 1024
_MAX_REDIRECTS: Final = 3
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_MAX_HEADER: Final = 512
_KEPT_HEADERS: Final = frozenset(
    {
        "cf-ray", "content-length", "content-type", "date", "location", "openai-processing-ms", "request-id",
        "retry-after", "retry-after-ms", "server", "trace-id", "via", "x-oneapi-request-id", "x-request-id",
        "x-should-retry",
    }
)  # fmt: skip
_KEPT_PREFIX: Final = "x-ratelimit-"


@dataclass(slots=True)
class _Flight:
    """One request on its way: whether it left, and since when it is under way."""

    left: bool = False
    started: float = field(default_factory=time.monotonic)

    @property
    def seconds(self) -> float:
        return time.monotonic() - self.started

    def failed(self, error: BaseException, key: Key | None) -> TransportFailure:
        message = sentence_of(error, self.seconds)
        return TransportFailure(trouble_of(error), self.left, key.mask(message) if key else message, self.seconds)


@dataclass(slots=True)
class Http:
    """Speaks to one service. Use it in one event loop; ``aclose`` when done.

    ``key`` goes to addresses that ``post_*`` and ``get`` are given and never to ``fetch``. ``own_host`` may be
    fetched from though it is private. ``max_bytes`` bounds an answer, ``max_picture`` a download.
    """

    key: Key | None = None
    proxies: Proxies = field(default_factory=Proxies)
    own_host: str = ""
    connect_timeout: float = 10.0
    max_bytes: int = 200 * _MIB
    max_picture: int = 100 * _MIB
    _sessions: dict[str, aiohttp.ClientSession] = field(default_factory=dict)

    async def post_json(
        self, url: str, payload: Mapping[str, Any], spool: Spool, *, seconds: float, headers: Mapping[str, str]
    ) -> Arrived | TransportFailure:
        """POST ``payload`` as JSON, once."""
        body = io.BytesIO(json.dumps(payload, ensure_ascii=False).encode())
        headers = {**headers, "Content-Type": "application/json"}
        return await self._ask("POST", url, spool, seconds=seconds, headers=headers, body=lambda: body)

    async def post_form(
        self, url: str, parts: Sequence[Part], spool: Spool, *, seconds: float, headers: Mapping[str, str]
    ) -> Arrived | TransportFailure:
        """POST ``parts`` as multipart/form-data in their order, once."""
        return await self._ask("POST", url, spool, seconds=seconds, headers=headers, body=lambda: _form(parts))

    async def get(
        self,
        url: str,
        spool: Spool,
        *,
        seconds: float,
        headers: Mapping[str, str],
        head: Mapping[str, Any] | None = None,
    ) -> Arrived | TransportFailure:
        """GET from the service itself, with the key; ``head`` is put into the spool's head."""
        return await self._ask("GET", url, spool, seconds=seconds, headers=headers, head=head or {})

    async def fetch(self, url: str, spool: Spool, *, seconds: float) -> Arrived | TransportFailure:
        """Download a picture without the key; at most three redirects, each address checked; 200 or a failure."""
        flight = _Flight()
        try:
            response = await self._follow(url, flight, seconds)
        except (*FOREIGN, ValueError) as error:  # a redirect may lead to something that is no URL
            return flight.failed(error, self.key)
        if isinstance(response, TransportFailure):
            return response
        return await self._receive(response, spool, flight, cap=self.max_picture, head={})

    async def aclose(self) -> None:
        """Close the connections."""
        for session in self._sessions.values():
            await session.close()
        self._sessions.clear()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()

    async def _ask(
        self,
        method: str,
        url: str,
        spool: Spool,
        *,
        seconds: float,
        headers: Mapping[str, str],
        body: Callable[[], Any] = lambda: None,
        head: Mapping[str, Any] | None = None,
    ) -> Arrived | TransportFailure:
        flight = _Flight()
        session = self._session("service", lambda: aiohttp.TCPConnector(force_close=True, limit=0))
        secret = {"Authorization": f"Bearer {self.key.reveal()}"} if self.key else {}
        try:
            response = await session.request(
                method,
                URL(url, encoded=True),
                data=body(),
                headers={**headers, **secret},
                allow_redirects=False,
                proxy=self.proxies.for_url(url),
                timeout=self._timeout(seconds),
                trace_request_ctx=flight,
            )
        except FOREIGN as error:
            return flight.failed(error, self.key)
        return await self._receive(response, spool, flight, cap=self.max_bytes, head=head or {})

    async def _follow(self, url: str, flight: _Flight, seconds: float) -> aiohttp.ClientResponse | TransportFailure:
        """Walk the redirects by hand and return the answer with status 200."""
        session = self._session("fetch", lambda: aiohttp.TCPConnector(resolver=PublicResolver(self.own_host)))
        for _ in range(_MAX_REDIRECTS + 1):
            if reason := refusal(url, self.own_host):
                return TransportFailure(Trouble.ADDRESS, flight.left, reason, flight.seconds)
            response = await session.get(
                url,
                allow_redirects=False,
                proxy=self.proxies.for_url(url),
                timeout=self._timeout(max(seconds - flight.seconds, 0.001)),
                trace_request_ctx=flight,
            )
            if response.status == 200:
                return response
            response.close()
            if response.status not in _REDIRECTS or "Location" not in response.headers:
                return self._other_status(response, flight)
            url = urljoin(url, response.headers["Location"])
        return TransportFailure(Trouble.ADDRESS, flight.left, say("wire.address-redirects"), flight.seconds)

    async def _receive(
        self, response: aiohttp.ClientResponse, spool: Spool, flight: _Flight, *, cap: int, head: Mapping[str, Any]
    ) -> Arrived:
        """Stream a body into the spool; what the spool raises is its caller's, what the wire raises is a cut."""
        headers = self._kept(response.headers)
        cut, total = "", 0
        try:
            await spool.begin({"status": response.status, "headers": dict(headers), **head})
            chunks = response.content.iter_any()
            while True:
                try:
                    chunk = await anext(chunks, None)
                except FOREIGN as error:
                    cut = sentence_of(error, flight.seconds)
                    break
                if chunk is None:
                    break
                total += len(chunk)
                if total > cap:
                    cut = say("wire.too-long", cap=cap // _MIB)
                    break
                await spool.write(chunk)
        finally:
            response.close()
        return Arrived(response.status, headers, cut, flight.seconds)

    def _other_status(self, response: aiohttp.ClientResponse, flight: _Flight) -> TransportFailure:
        return TransportFailure(
            Trouble.STATUS,
            flight.left,
            say("wire.download-status", status=response.status),
            flight.seconds,
            response.status,
            self._kept(response.headers),
        )

    def _session(self, name: str, connector: Callable[[], aiohttp.TCPConnector]) -> aiohttp.ClientSession:
        if name not in self._sessions:
            self._sessions[name] = aiohttp.ClientSession(
                connector=connector(),
                cookie_jar=aiohttp.DummyCookieJar(),
                trace_configs=[_watch()],
                headers={"User-Agent": f"run-storyboard/{__version__}", "Accept-Encoding": "identity"},
                raise_for_status=False,
                trust_env=False,
            )
        return self._sessions[name]

    def _timeout(self, total: float) -> aiohttp.ClientTimeout:
        return aiohttp.ClientTimeout(total=total, connect=self.connect_timeout)

    def _kept(self, headers: Mapping[str, str]) -> dict[str, str]:
        mask = self.key.mask if self.key else str
        return {
            name.lower(): mask(value)[:_MAX_HEADER]
            for name, value in headers.items()
            if name.lower() in _KEPT_HEADERS or name.lower().startswith(_KEPT_PREFIX)
        }


def _watch() -> aiohttp.TraceConfig:
    """Notice when a request's head is handed to the socket: before that nothing can have been carried out."""

    async def sent(_session: aiohttp.ClientSession, context: SimpleNamespace, _params: object) -> None:
        context.trace_request_ctx.left = True

    config = aiohttp.TraceConfig()
    config.on_request_headers_sent.append(sent)
    return config


def _form(parts: Sequence[Part]) -> aiohttp.FormData:
    """Build a form that is sent once; files go as streams, since aiohttp warns about bytes above 1 MiB."""
    form = aiohttp.FormData()
    for part in parts:
        if isinstance(part.value, bytes):
            form.add_field(part.name, io.BytesIO(part.value), filename=part.filename, content_type=part.content_type)
        else:
            form.add_field(part.name, part.value)
    return form
