"""A scriptable judge on loopback that speaks chat completions, with the lies of such services.

In a test::

    async with JudgeService([Say("rate"), Say(fails={"people": "two strangers"})]) as service:
        judge = Judge(service.resolved())
        ...
        assert service.seen[0].pictures[0] == ...

Each request takes the next entry of the script; none left: a good answer, everything passes.
"""

from __future__ import annotations

import asyncio
import base64
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from aiohttp import web

from pipeline.config.judge import JudgePrice, JudgeProfile, ResolvedJudge
from pipeline.config.keys import Key

KEY = "sk-judge-0123456789abcdef"
USAGE = {"prompt_tokens": 1000, "completion_tokens": 100, "total_tokens": 1100}


@dataclass(frozen=True)
class Say:
    """What the judge does with a request.

    kinds: good (``fails`` and ``unknown`` by key, the rest passes; ``ranking`` where one is asked for) · raw
    (``text`` is the message) · body (``text`` is the whole body) · status (``status``, ``error``) · rate (429) ·
    error-200 (``error`` inside a 200) · refusal · filtered · length · empty · hang (until released) · drop
    (reads all, then gone) · cut (half a body) · echo-key
    """

    kind: str = "good"
    fails: Mapping[str, str] = field(default_factory=dict)
    unknown: tuple[str, ...] = ()
    ranking: tuple[int, ...] = ()
    text: Any = ""
    status: int = 200
    error: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)
    usage: Mapping[str, Any] | None = field(default_factory=lambda: USAGE)


@dataclass(frozen=True)
class Heard:
    """One request as it came."""

    headers: Mapping[str, str]
    body: Mapping[str, Any]

    @property
    def system(self) -> str:
        return self.body["messages"][0]["content"]

    @property
    def parts(self) -> list[dict[str, Any]]:
        return self.body["messages"][1]["content"]

    @property
    def texts(self) -> list[str]:
        return [part["text"] for part in self.parts if part["type"] == "text"]

    @property
    def pictures(self) -> list[bytes]:
        urls = (part["image_url"]["url"] for part in self.parts if part["type"] == "image_url")
        return [base64.b64decode(url.removeprefix("data:image/jpeg;base64,"), validate=True) for url in urls]

    @property
    def data(self) -> dict[str, Any]:
        """The plan's words, as the judge is given them."""
        return json.loads(re.search(r"<data>\n(.*)\n</data>", self.texts[0], re.DOTALL)[1])

    @property
    def captions(self) -> list[str]:
        return self.texts[1:-1]

    @property
    def keys(self) -> list[str]:
        return re.findall(r"^- ([a-z0-9-]+): ", self.texts[-1], re.MULTILINE)


class JudgeService:
    """The service. ``seen`` holds the requests."""

    def __init__(self, script: Iterable[Say] = ()) -> None:
        self.script = list(script)
        self.seen: list[Heard] = []
        self.url = ""
        self._released = asyncio.Event()
        self._arrived = asyncio.Event()

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=64 * 1024 * 1024)
        app.router.add_post("/v1/chat/completions", self._chat)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(self, *_: object) -> None:
        self._released.set()
        await self._runner.cleanup()

    def resolved(self, *, key: str | None = KEY, **profile: Any) -> ResolvedJudge:
        """This service as a resolved judge; 1 USD per million tokens in, 10 out, unless ``price`` is given."""
        values = {"name": "fake", "model": "eyes-1", "backoff": 0, "price": JudgePrice(input=1, output=10)} | profile
        return ResolvedJudge(JudgeProfile(**values), self.url, key=Key(key) if key else None)

    async def arrived(self) -> None:
        """Wait until a request has come."""
        await self._arrived.wait()

    async def _chat(self, request: web.Request) -> web.StreamResponse:
        heard = Heard(dict(request.headers), await request.json())
        self.seen.append(heard)
        self._arrived.set()
        say = self.script.pop(0) if self.script else Say()
        return await getattr(self, f"_say_{say.kind.replace('-', '_')}")(request, say, heard)

    def _message(self, say: Say, heard: Heard, *, ended: str = "stop", **message: Any) -> web.Response:
        answer = {
            "id": "chatcmpl-1",
            "object": "chat.completion",
            "model": f"{heard.body['model']}-2026",
            "choices": [{"index": 0, "finish_reason": ended, "message": {"role": "assistant", **message}}],
        }
        return web.json_response(answer | ({"usage": say.usage} if say.usage is not None else {}))

    async def _say_good(self, _request: web.Request, say: Say, heard: Heard) -> web.StreamResponse:
        if not heard.keys:
            count = sum("候选" in text or "candidate" in text for text in heard.captions)
            value: dict[str, Any] = {"ranking": say.ranking or list(range(1, count + 1)), "evidence": "sharper eyes"}
        else:
            value = {"items": {key: self._mark(key, say) for key in heard.keys}}
        text = json.dumps({"seen": "a woman at a door", **value}, ensure_ascii=False)
        return self._message(say, heard, content=text)

    def _mark(self, key: str, say: Say) -> dict[str, str]:
        if key in say.fails:
            return {"result": "fail", "evidence": say.fails[key]}
        return {"result": "unknown" if key in say.unknown else "pass", "evidence": "seen"}

    async def _say_raw(self, _request: web.Request, say: Say, heard: Heard) -> web.StreamResponse:
        return self._message(say, heard, content=say.text)

    async def _say_body(self, _request: web.Request, say: Say, _heard: Heard) -> web.StreamResponse:
        body = say.text if isinstance(say.text, bytes) else say.text.encode()
        return web.Response(body=body, status=say.status, content_type="application/json")

    async def _say_status(self, _request: web.Request, say: Say, _heard: Heard) -> web.StreamResponse:
        return web.json_response({"error": say.error or {}}, status=say.status, headers=dict(say.headers))

    async def _say_rate(self, _request: web.Request, say: Say, _heard: Heard) -> web.StreamResponse:
        error = {"error": {"message": "Rate limit reached", "code": "rate_limit_exceeded"}}
        return web.json_response(error, status=429, headers={"Retry-After": "7", **say.headers})

    async def _say_error_200(self, _request: web.Request, say: Say, _heard: Heard) -> web.StreamResponse:
        return web.json_response({"error": say.error or {"message": "upstream failed"}})

    async def _say_refusal(self, _request: web.Request, say: Say, heard: Heard) -> web.StreamResponse:
        return self._message(say, heard, content=None, refusal="I can't help with that picture.")

    async def _say_filtered(self, _request: web.Request, say: Say, heard: Heard) -> web.StreamResponse:
        return self._message(say, heard, content="", ended="content_filter")

    async def _say_length(self, _request: web.Request, say: Say, heard: Heard) -> web.StreamResponse:
        return self._message(say, heard, content='{"seen": "a wo', ended="length")

    async def _say_empty(self, _request: web.Request, say: Say, heard: Heard) -> web.StreamResponse:
        return self._message(say, heard, content="")

    async def _say_hang(self, request: web.Request, say: Say, heard: Heard) -> web.StreamResponse:
        await self._released.wait()
        return await self._say_good(request, say, heard)

    async def _say_drop(self, request: web.Request, _say: Say, _heard: Heard) -> web.StreamResponse:
        if request.transport is not None:
            request.transport.abort()
        return web.Response()

    async def _say_cut(self, request: web.Request, _say: Say, _heard: Heard) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Length": "1000"})
        await response.prepare(request)
        await response.write(b'{"choices": [')
        return await self._say_drop(request, _say, _heard)

    async def _say_echo_key(self, request: web.Request, say: Say, _heard: Heard) -> web.StreamResponse:
        error = {"error": {"message": f"bad key {request.headers.get('Authorization')}"}}
        return web.json_response(error, status=say.status if say.status != 200 else 401)
