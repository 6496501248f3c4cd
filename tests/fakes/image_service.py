"""A scriptable image service on loopback that speaks the Images API with all the lies of WIRE.

In a test::

    async with ImageService([Do("status", status=429, headers={"Retry-After": "1"}), Do("ok")]) as service:
        ... service.url, service.key ...
        assert [seen.prompt for seen in service.posts] == [...]

Each POST takes the first entry of the script that matches it and is not used up; none left: ``ok``.
As a process of its own (for kill tests): ``python -m tests.fakes.image_service --script file.json`` prints its
URL; the file holds a list of objects with Do's fields; ``GET /_seen`` lists what came, ``POST /_release`` lets
hanging answers go, ``POST /_script`` with such a list replaces the script.
"""

from __future__ import annotations

import argparse
import asyncio
import base64
import hashlib
import json
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, Self

from aiohttp import web

from tests.fakes.pictures import blank, picture

KEY = "sk-test-0123456789abcdef"
EXTENSIONS = {"png": ".png", "jpeg": ".jpg", "webp": ".webp"}


@dataclass(frozen=True)
class Do:
    """What the service does with a request.

    kinds that deliver: ok · url (https-like address on this server) · data-uri (in ``url``) · data-b64 (data: URI
    in ``b64_json``) · sse · copy (the last reference comes back) · blank (one colour) · blanks (keep-alive blanks,
    then JSON) · late-error-picture (picture and error)
    kinds that bill and don't deliver: cut (half the body, then gone) · sse-cut · drop-after (reads all, then gone)
    · hang (until released, then as ``ok``) · empty (``data: []``) · not-a-picture · bad-base64 · drip (a byte now
    and then, for ever) · endless (a body without end)
    kinds that don't bill: status (``status`` and ``body``) · error-200 · base-resp (``body`` is the number) ·
    sse-error · html · drop-before · echo-key · redirect (``body`` is the address) · deep (JSON nested for ever)
    · bad-utf8
    """

    kind: str = "ok"
    status: int = 200
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)
    size: str = ""  # WxH of the picture instead of what was asked
    format: str = ""  # its format instead of what was asked
    delay: float = 0.0  # seconds before anything is answered
    polls: int = 1  # how often an asynchronous job is "processing" before it is done
    match: str = ""  # only for prompts that hold this
    path: str = ""  # only for paths that hold this: "edits", "generations"
    times: int = 1  # how often; 0: for ever


@dataclass(frozen=True)
class SentFile:
    field: str
    filename: str
    content_type: str
    data: bytes

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.data).hexdigest()


@dataclass(frozen=True)
class Seen:
    """One request as it came; ``number`` counts POSTs for pictures from 1."""

    number: int
    at: float
    method: str
    path: str
    headers: Mapping[str, str]
    fields: Mapping[str, Any] = field(default_factory=dict)
    files: tuple[SentFile, ...] = ()
    did: str = ""

    @property
    def prompt(self) -> str:
        return str(self.fields.get("prompt", ""))

    @property
    def images(self) -> tuple[SentFile, ...]:
        return tuple(file for file in self.files if file.field != "mask")

    @property
    def key(self) -> str:
        return self.headers.get("Authorization", "").removeprefix("Bearer ")

    def plain(self) -> dict[str, Any]:
        files = [
            {"field": f.field, "filename": f.filename, "type": f.content_type, "sha256": f.sha256} for f in self.files
        ]
        return {
            "number": self.number, "at": self.at, "method": self.method, "path": self.path, "key": self.key,
            "fields": dict(self.fields), "files": files, "did": self.did,
        }  # fmt: skip


Respond = Callable[[Seen], Do]


class ImageService:
    """The service. ``script``: a list of Do, or a function from the request to a Do."""

    def __init__(self, script: Iterable[Do] | Respond = (), *, key: str = KEY) -> None:
        self.key = key
        self.seen: list[Seen] = []
        self.billed = 0  # pictures that would be on the bill
        self.in_flight = 0
        self.most_in_flight = 0
        self.play(script)
        self._drawn: Counter[str] = Counter()
        self._files: dict[str, bytes] = {}
        self._tasks: dict[str, tuple[Do, Seen, int]] = {}
        self._released = asyncio.Event()
        self._changed = asyncio.Condition()
        self._runner: web.AppRunner | None = None
        self.url = ""

    def play(self, script: Iterable[Do] | Respond) -> None:
        """Replace the script."""
        self._respond = script if callable(script) else None
        self._script = [] if callable(script) else [[do, do.times] for do in script]

    @property
    def posts(self) -> list[Seen]:
        """The requests for pictures: attempts, in the order they came."""
        return [seen for seen in self.seen if seen.number]

    def release(self) -> None:
        """Let hanging answers go, and those to come."""
        self._released.set()

    async def arrived(self, count: int) -> None:
        """Wait until ``count`` requests for pictures have come, whole."""
        async with self._changed:
            await self._changed.wait_for(lambda: len(self.posts) >= count)

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    async def start(self, port: int = 0) -> None:
        app = web.Application(client_max_size=1 << 30)
        app.router.add_get("/_seen", self._list_seen)
        app.router.add_post("/_release", self._let_go)
        app.router.add_post("/_script", self._replace_script)
        app.router.add_get("/files/{name}", self._file)
        app.router.add_get("/v1/models", self._models)
        app.router.add_get("/{path:.*}/tasks/{task}", self._task)
        app.router.add_post("/{path:.*}", self._picture)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", port)
        await site.start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"

    async def stop(self) -> None:
        self.release()
        if self._runner:
            await self._runner.cleanup()

    # ── requests ──────────────────────────────────────────────────────────────────────────────────────

    async def _picture(self, request: web.Request) -> web.StreamResponse:
        self.in_flight += 1
        self.most_in_flight = max(self.most_in_flight, self.in_flight)
        try:
            return await self._answered(request)
        finally:
            self.in_flight -= 1

    async def _answered(self, request: web.Request) -> web.StreamResponse:
        if self._respond is None and self._next_kind(request.path) == "drop-before":
            await self._note(replace(self._bare(request), did=self._take(self._bare(request)).kind))
            return self._gone(request)
        seen = await self._read(request)
        do = self._take(seen)
        seen = replace(seen, did=do.kind)
        await self._note(seen)
        if do.delay:
            await asyncio.sleep(do.delay)
        if request.path.endswith("/async") or request.headers.get("X-Async") == "true":
            return self._taken(do, seen)
        return await getattr(self, "_do_" + do.kind.replace("-", "_"))(request, do, seen)

    def _bare(self, request: web.Request) -> Seen:
        headers = dict(request.headers)
        return Seen(len(self.posts) + 1, time.monotonic(), request.method, request.path, headers)

    async def _read(self, request: web.Request) -> Seen:
        fields: dict[str, Any] = {}
        files = []
        if request.content_type == "multipart/form-data":
            for names, kind, data in _parts(request.headers["Content-Type"], await request.read()):
                if "filename" not in names:
                    fields[names["name"]] = data.decode()
                else:
                    files.append(SentFile(names["name"], names["filename"], kind, data))
        else:
            fields = await request.json()
        return replace(self._bare(request), fields=fields, files=tuple(files))

    def _next_kind(self, path: str) -> str:
        entry = next((do for do, left in self._script if (left or not do.times) and do.path in path), Do())
        return entry.kind

    def _take(self, seen: Seen) -> Do:
        if self._respond is not None:
            return self._respond(seen)
        for entry in self._script:
            do, left = entry
            if (left or not do.times) and do.match in seen.prompt and do.path in seen.path:
                entry[1] -= 1 if do.times else 0
                return do
        return Do()

    async def _note(self, seen: Seen) -> None:
        async with self._changed:
            self.seen.append(seen)
            self._changed.notify_all()

    # ── what it does ──────────────────────────────────────────────────────────────────────────────────

    async def _draw(self, do: Do, seen: Seen) -> bytes:
        """Draw the picture that was asked for; the same prompt again gives another picture."""
        self.billed += 1
        size = do.size or str(seen.fields.get("size", "auto"))
        width, height = (1024, 1024) if size == "auto" else (int(part) for part in size.split("x"))
        shape = do.format or str(seen.fields.get("output_format", "png"))
        self._drawn[seen.prompt] += 1
        seed = f"{seen.prompt}/{self._drawn[seen.prompt]}"
        return await asyncio.to_thread(picture, width, height, seed, shape)

    def _answer(self, seen: Seen, **item: str) -> dict[str, Any]:
        tokens = {"input_tokens": 100, "input_tokens_details": {"text_tokens": 60, "image_tokens": 40}}
        return {
            "created": 1_790_000_000,
            "data": [item],
            "size": seen.fields.get("size", "auto"),
            "quality": seen.fields.get("quality", "auto"),
            "output_format": seen.fields.get("output_format", "png"),
            "usage": {**tokens, "output_tokens": 120, "total_tokens": 220},
        }

    def _json(self, do: Do, value: object) -> web.Response:
        headers = {"x-request-id": f"req-{len(self.seen)}", **do.headers}
        return web.Response(status=do.status, text=json.dumps(value), headers=headers, content_type="application/json")

    async def _do_ok(self, _request: web.Request, do: Do, seen: Seen) -> web.StreamResponse:
        count = int(seen.fields.get("n", 1))
        answer = self._answer(seen)
        answer["data"] = [{"b64_json": _b64(await self._draw(do, seen))} for _ in range(count)]
        return self._json(do, answer)

    async def _do_url(self, _request: web.Request, do: Do, seen: Seen) -> web.StreamResponse:
        return self._json(do, self._answer(seen, url=self._kept(await self._draw(do, seen), do, seen)))

    async def _do_data_uri(self, _request: web.Request, do: Do, seen: Seen) -> web.StreamResponse:
        return self._json(do, self._answer(seen, url=f"data:image/png;base64,{_b64(await self._draw(do, seen))}"))

    async def _do_data_b64(self, _request: web.Request, do: Do, seen: Seen) -> web.StreamResponse:
        return self._json(do, self._answer(seen, b64_json=f"data:image/png;base64,{_b64(await self._draw(do, seen))}"))

    async def _do_copy(self, _request: web.Request, do: Do, seen: Seen) -> web.StreamResponse:
        self.billed += 1
        return self._json(do, self._answer(seen, b64_json=_b64(seen.images[-1].data)))

    async def _do_blank(self, _request: web.Request, do: Do, seen: Seen) -> web.StreamResponse:
        self.billed += 1
        width, height = (int(part) for part in (do.size or seen.fields["size"]).split("x"))
        return self._json(do, self._answer(seen, b64_json=_b64(blank(width, height))))

    async def _do_late_error_picture(self, _request: web.Request, do: Do, seen: Seen) -> web.StreamResponse:
        answer = self._answer(seen, b64_json=_b64(await self._draw(do, seen)))
        return self._json(do, {**answer, "error": {"message": "late", "code": "server_error"}})

    async def _do_blanks(self, request: web.Request, do: Do, seen: Seen) -> web.StreamResponse:
        value = do.body if do.body is not None else self._answer(seen, b64_json=_b64(await self._draw(do, seen)))
        response = web.StreamResponse(headers={"Content-Type": "application/json"})
        await response.prepare(request)
        for _ in range(3):
            await response.write(b" \n")
        await response.write(json.dumps(value).encode())
        await response.write_eof()
        return response

    async def _do_sse(self, request: web.Request, do: Do, seen: Seen) -> web.StreamResponse:
        return await self._stream(request, do, seen, whole=True)

    async def _do_sse_cut(self, request: web.Request, do: Do, seen: Seen) -> web.StreamResponse:
        return await self._stream(request, do, seen, whole=False)

    async def _stream(self, request: web.Request, do: Do, seen: Seen, *, whole: bool) -> web.StreamResponse:
        family = "image_edit" if seen.files else "image_generation"
        data = _b64(await self._draw(do, seen))
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream", **do.headers})
        await response.prepare(request)
        await response.write(b":\n\n")
        partial = {"type": f"{family}.partial_image", "partial_image_index": 0, "b64_json": data[:4000]}
        await response.write(_event(partial))
        if whole:
            usage = self._answer(seen)["usage"]
            await response.write(_event({"type": f"{family}.completed", "b64_json": data, "usage": usage}))
        await response.write_eof()
        return response

    async def _do_sse_error(self, request: web.Request, do: Do, _seen: Seen) -> web.StreamResponse:
        error = do.body or {
            "type": "upstream_error",
            "message": "stream disconnected before image generation completed",
        }
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await response.prepare(request)
        await response.write(b":\n\n" + _event({"type": "error", "error": error}, name="error"))
        await response.write_eof()
        return response

    async def _do_cut(self, request: web.Request, do: Do, seen: Seen) -> web.StreamResponse:
        body = json.dumps(self._answer(seen, b64_json=_b64(await self._draw(do, seen)))).encode()
        response = web.StreamResponse(headers={"Content-Length": str(len(body)), "Content-Type": "application/json"})
        await response.prepare(request)
        await response.write(body[: len(body) // 2])
        return self._gone(request)

    async def _do_drip(self, request: web.Request, _do: Do, _seen: Seen) -> web.StreamResponse:
        self.billed += 1
        response = web.StreamResponse(headers={"Content-Type": "application/json"})
        await response.prepare(request)
        while not self._released.is_set():
            await response.write(b" ")
            await asyncio.sleep(0.02)
        return response

    async def _do_endless(self, request: web.Request, _do: Do, _seen: Seen) -> web.StreamResponse:
        self.billed += 1
        response = web.StreamResponse(headers={"Content-Type": "application/json"})
        await response.prepare(request)
        await response.write(b'{"data":[{"b64_json":"')
        while not self._released.is_set():
            await response.write(b"A" * 1_048_576)
        return response

    async def _do_drop_after(self, request: web.Request, _do: Do, _seen: Seen) -> web.StreamResponse:
        self.billed += 1
        return self._gone(request)

    async def _do_drop_before(self, request: web.Request, _do: Do, _seen: Seen) -> web.StreamResponse:
        return self._gone(request)

    async def _do_hang(self, request: web.Request, do: Do, seen: Seen) -> web.StreamResponse:
        await self._released.wait()
        return await self._do_ok(request, do, seen)

    async def _do_empty(self, _request: web.Request, do: Do, _seen: Seen) -> web.StreamResponse:
        self.billed += 1
        return self._json(do, {"created": 1, "data": []})

    async def _do_not_a_picture(self, _request: web.Request, do: Do, seen: Seen) -> web.StreamResponse:
        self.billed += 1
        return self._json(do, self._answer(seen, b64_json=_b64(b"this is no picture " * 20)))

    async def _do_bad_base64(self, _request: web.Request, do: Do, seen: Seen) -> web.StreamResponse:
        self.billed += 1
        return self._json(do, self._answer(seen, b64_json="!" * 5000))

    async def _do_status(self, _request: web.Request, do: Do, _seen: Seen) -> web.StreamResponse:
        if isinstance(do.body, dict):
            return self._json(do, do.body)
        return web.Response(status=do.status, text=do.body or "", headers=dict(do.headers))

    async def _do_error_200(self, _request: web.Request, do: Do, _seen: Seen) -> web.StreamResponse:
        return self._json(do, {"error": do.body or {"message": "upstream failed", "type": "server_error"}})

    async def _do_base_resp(self, _request: web.Request, do: Do, _seen: Seen) -> web.StreamResponse:
        base = {"status_code": do.body, "status_msg": f"status {do.body}"}
        return self._json(do, {"created": 0, "trace_id": "trace-1", "base_resp": base})

    async def _do_html(self, _request: web.Request, do: Do, _seen: Seen) -> web.StreamResponse:
        text = do.body or "<html><head><title>524: A timeout occurred</title></head><body><h1>Error</h1></body></html>"
        return web.Response(status=do.status, text=text, content_type="text/html", headers=dict(do.headers))

    async def _do_echo_key(self, request: web.Request, do: Do, _seen: Seen) -> web.StreamResponse:
        key = request.headers.get("Authorization", "")
        headers = {"x-request-id": key.removeprefix("Bearer ")}
        error = {"error": {"message": f"Incorrect API key provided: {key}", "code": "invalid_api_key"}}
        return web.Response(
            status=do.status if do.status != 200 else 401,
            text=json.dumps(error), headers=headers, content_type="application/json",
        )  # fmt: skip

    async def _do_redirect(self, _request: web.Request, do: Do, _seen: Seen) -> web.StreamResponse:
        status = do.status if do.status >= 300 else 307
        return web.Response(status=status, headers={"Location": do.body or f"{self.url}/elsewhere"})

    async def _do_deep(self, _request: web.Request, _do: Do, _seen: Seen) -> web.StreamResponse:
        return web.Response(text='{"data":' + "[" * 1_000_000, content_type="application/json")

    async def _do_bad_utf8(self, _request: web.Request, do: Do, _seen: Seen) -> web.StreamResponse:
        body = b'{"error":{"message":"\xff\xfe\x1b[31mred\xe2\x80\xae","code":"server_error"}}'
        return web.Response(status=do.status, body=body, content_type="application/json")

    def _gone(self, request: web.Request) -> web.StreamResponse:
        """Drop the connection as a crashed service does."""
        if request.transport is not None:
            request.transport.abort()
        return web.Response()

    # ── files, tasks, control ─────────────────────────────────────────────────────────────────────────

    def _kept(self, data: bytes, do: Do, seen: Seen) -> str:
        if isinstance(do.body, str):
            return do.body
        shape = do.format or str(seen.fields.get("output_format", "png"))
        name = f"{len(self._files) + 1}{EXTENSIONS[shape]}"
        self._files[name] = data
        return f"{self.url}/files/{name}"

    async def _file(self, request: web.Request) -> web.Response:
        await self._note(Seen(0, time.monotonic(), "GET", request.path, dict(request.headers), did="file"))
        data = self._files.get(request.match_info["name"])
        return web.Response(body=data) if data else web.Response(status=404)

    async def _models(self, request: web.Request) -> web.Response:
        await self._note(Seen(0, time.monotonic(), "GET", request.path, dict(request.headers), did="models"))
        if request.headers.get("Authorization") != f"Bearer {self.key}":
            error = {"code": "INVALID_API_KEY", "message": f"bad key {request.headers.get('Authorization')}"}
            return web.json_response(error, status=401)
        return web.json_response({"object": "list", "data": [{"id": "gpt-image-2", "object": "model"}]})

    def _taken(self, do: Do, seen: Seen) -> web.Response:
        if do.kind == "status":
            return self._json(do, do.body or {})
        task = f"imgtask_{len(self._tasks) + 1}"
        self._tasks[task] = (do, seen, do.polls)
        if seen.path.endswith("/async"):
            value = {"task_id": task, "status": "processing", "poll_url": "http://evil.invalid/steal"}
            return web.json_response(value, status=202, headers={"Retry-After": "0"})
        return web.json_response({"task_id": task, "status": "queued"})

    async def _task(self, request: web.Request) -> web.Response:
        await self._note(Seen(0, time.monotonic(), "GET", request.path, dict(request.headers), did="poll"))
        name = request.match_info["task"]
        if name not in self._tasks:
            return web.json_response({"error": {"message": "task not found", "type": "not_found_error"}}, status=404)
        do, seen, polls = self._tasks[name]
        if polls > 0:
            self._tasks[name] = (do, seen, polls - 1)
            return web.json_response({"task_id": name, "status": "processing"})
        if do.kind == "error-200":
            return web.json_response({"task_id": name, "status": "failed", "http_status": do.status, "error": do.body})
        if do.kind == "base-resp":
            return web.json_response({"task_id": name, "base_resp": {"status_code": do.body, "status_msg": "failed"}})
        result = self._answer(seen, url=self._kept(await self._draw(do, seen), do, seen))
        if "/content/" in request.path:
            return web.json_response({"task_id": name, **result})
        return web.json_response({"task_id": name, "status": "completed", "http_status": 200, "result": result})

    async def _list_seen(self, _request: web.Request) -> web.Response:
        return web.json_response({"billed": self.billed, "seen": [seen.plain() for seen in self.seen]})

    async def _let_go(self, _request: web.Request) -> web.Response:
        self.release()
        return web.Response()

    async def _replace_script(self, request: web.Request) -> web.Response:
        self.play(script_of(await request.json()))
        return web.Response()


def _parts(content_type: str, body: bytes) -> Iterable[tuple[dict[str, str], str, bytes]]:
    """Take a form apart by hand: aiohttp's reader warns of itself at some chunk borders, and a warning is an error."""
    boundary = b"\r\n--" + content_type.partition("boundary=")[2].strip('"').encode()
    for part in (b"\r\n" + body).split(boundary)[1:-1]:
        head, _, data = part.removeprefix(b"\r\n").partition(b"\r\n\r\n")
        text = head.decode()
        names = dict(re.findall(r'\b(name|filename)="([^"]*)"', text))
        kind = re.search(r"(?im)^content-type:\s*(\S+)", text)
        yield names, kind.group(1) if kind else "", data


def script_of(entries: Iterable[Mapping[str, Any]]) -> list[Do]:
    """Return a script from JSON values."""
    return [Do(**entry) for entry in entries]


def json_of(script: Iterable[Do]) -> str:
    """Return a script as JSON, for a service in its own process."""
    return json.dumps([asdict(do) for do in script])


def _b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _event(data: Mapping[str, Any], name: str = "") -> bytes:
    return f"event: {name or data['type']}\ndata: {json.dumps(data)}\n\n".encode()


async def _serve(script: list[Do], port: int) -> None:
    service = ImageService(script)
    await service.start(port)
    sys.stdout.write(f"{service.url}\n")
    sys.stdout.flush()
    await asyncio.Event().wait()


def main() -> None:
    parser = argparse.ArgumentParser(description="A scriptable image service on loopback.")
    parser.add_argument("--script", type=Path, help="a JSON file: a list of objects with Do's fields")
    parser.add_argument("--port", type=int, default=0)
    options = parser.parse_args()
    script = script_of(json.loads(options.script.read_text(encoding="utf-8"))) if options.script else []
    asyncio.run(_serve(script, options.port))


if __name__ == "__main__":
    main()
