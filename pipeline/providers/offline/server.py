"""The offline service: an HTTP server on loopback that speaks the Images API and draws what it is asked for."""

from __future__ import annotations

import logging
import time
import uuid
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Final, Self

import anyio
import anyio.to_thread
from aiohttp import BodyPartReader, web

from pipeline.providers.offline.answers import answer, draw, events
from pipeline.providers.offline.asks import MAX_BYTES, Ask, AskError, Mode, Upload, ask_of

_LOG: Final = logging.getLogger(__name__)
_MODEL: Final = "previs"
_JSON_LIMIT: Final = 4 * 1024 * 1024
_FIELD_LIMIT: Final = 256 * 1024
_PARTS_LIMIT: Final = 64
_WORKERS: Final = web.AppKey("workers", anyio.CapacityLimiter)

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(slots=True)
class OfflineServer:
    """A running server; ``url`` is its base address ending in ``/v1``. Closing it ends requests under way."""

    url: str
    _runner: web.AppRunner

    async def aclose(self) -> None:
        await self._runner.cleanup()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with anyio.CancelScope(shield=True):
            await self.aclose()


async def serve(host: str = "127.0.0.1", port: int = 0, *, threads: int = 2) -> OfflineServer:
    """Start serving on ``host``; port 0 takes a free one. At most ``threads`` pictures are drawn at a time."""
    runner = web.AppRunner(_app(threads), access_log=None, handle_signals=False, shutdown_timeout=2.0)
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
    except OSError:
        await runner.cleanup()
        raise
    taken = runner.addresses[0][1]
    shown = f"[{host}]" if ":" in host else host
    return OfflineServer(f"http://{shown}:{taken}/v1", runner)


def _app(threads: int) -> web.Application:
    app = web.Application(middlewares=[_errors], client_max_size=_JSON_LIMIT)
    app[_WORKERS] = anyio.CapacityLimiter(threads)
    for base in ("", "/v1"):
        app.router.add_post(f"{base}/images/generations", _generate)
        app.router.add_post(f"{base}/images/edits", _edit)
        app.router.add_get(f"{base}/models", _models)
        app.router.add_get(f"{base}/models/{{model}}", _model)
    return app


@web.middleware
async def _errors(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Whatever goes wrong is answered in the API's own shape."""
    try:
        return await handler(request)
    except AskError as error:
        return _refusal(error)
    except web.HTTPNotFound:
        return _refusal(AskError(f"Invalid URL ({request.method} {request.path})", status=404))
    except web.HTTPMethodNotAllowed as error:
        refusal = AskError(
            f"Not allowed to {request.method} on {request.path}.", code="method_not_supported", status=405
        )
        return _refusal(refusal, {"Allow": error.headers.get("Allow", "")})
    except web.HTTPRequestEntityTooLarge:
        return _refusal(AskError("The request body is too large.", code="request_too_large", status=413))
    except Exception:  # noqa: BLE001 - a bug of ours is answered as the real service answers its own
        _LOG.exception("the offline service failed on %s %s", request.method, request.path)
        return _refusal(
            AskError("The server had an error while processing your request.", status=500, type_="server_error")
        )


def _refusal(error: AskError, headers: dict[str, str] | None = None) -> web.Response:
    return web.json_response(error.body, status=error.status, headers={**_stamp(), **(headers or {})})


def _stamp() -> dict[str, str]:
    return {"x-request-id": f"req_{uuid.uuid4().hex}"}


async def _models(_request: web.Request) -> web.Response:
    return web.json_response({"object": "list", "data": [_described(_MODEL)]}, headers=_stamp())


async def _model(request: web.Request) -> web.Response:
    return web.json_response(_described(request.match_info["model"]), headers=_stamp())


def _described(name: str) -> dict[str, Any]:
    return {"id": name, "object": "model", "created": 0, "owned_by": "run-storyboard"}


async def _generate(request: web.Request) -> web.StreamResponse:
    try:
        values = await request.json()
    except (ValueError, UnicodeDecodeError, RecursionError):
        raise AskError(
            "We could not parse the JSON body of your request. The OpenAI API expects a JSON payload."
        ) from None
    if not isinstance(values, dict):
        raise AskError("Invalid body: expected a JSON object.", code="invalid_type")
    return await _carry_out(request, ask_of("generation", values))


async def _edit(request: web.Request) -> web.StreamResponse:
    if not request.content_type.startswith("multipart/"):
        raise AskError(
            f"Unsupported content type: '{request.content_type}'. This API method only accepts "
            f"'multipart/form-data' requests, but you specified the header 'Content-Type: {request.content_type}'.",
            code="unsupported_content_type",
        )
    values, images, masks = await _form(request)
    mode: Mode = "edit"
    return await _carry_out(request, ask_of(mode, values, tuple(images), masks[0] if masks else None))


async def _form(request: web.Request) -> tuple[dict[str, str], list[Upload], list[Upload]]:
    """Read the parts: texts by name, pictures in their order, masks."""
    values: dict[str, str] = {}
    images: list[Upload] = []
    masks: list[Upload] = []
    try:
        parts = 0
        async for part in await request.multipart():
            parts += 1
            if not isinstance(part, BodyPartReader) or parts > _PARTS_LIMIT:
                raise AskError("Invalid multipart body.", code="invalid_multipart")
            name = (part.name or "").removesuffix("[]")
            if name in ("image", "mask") and part.filename is not None:
                (images if name == "image" else masks).append(await _upload(part))
            else:
                values[name] = (await _limited(part, _FIELD_LIMIT)).decode("utf-8", "replace")
    except (ValueError, AssertionError) as error:
        raise AskError(f"Could not parse multipart form: {error}", code="invalid_multipart") from error
    return values, images, masks


async def _upload(part: BodyPartReader) -> Upload:
    kind = part.headers.get("Content-Type", "application/octet-stream").split(";")[0].strip().casefold()
    return Upload(await _limited(part, MAX_BYTES), kind)


async def _limited(part: BodyPartReader, most: int) -> bytes:
    """The part's bytes; one that is over the limit is cut there, and refused by its length."""
    data = bytearray()
    while chunk := await part.read_chunk(256 * 1024):
        if len(data) < most:
            data += chunk[: most - len(data)]
    return bytes(data)


async def _carry_out(request: web.Request, ask: Ask) -> web.StreamResponse:
    drawn = await anyio.to_thread.run_sync(draw, ask, limiter=request.app[_WORKERS], abandon_on_cancel=True)
    created = int(time.time())
    if not ask.stream:
        return web.json_response(answer(ask, drawn, created), headers=_stamp())
    response = web.StreamResponse(
        headers={**_stamp(), "Content-Type": "text/event-stream", "Cache-Control": "no-store"}
    )
    await response.prepare(request)
    for event in events(ask, drawn, created):
        await response.write(event)
    await response.write_eof()
    return response
