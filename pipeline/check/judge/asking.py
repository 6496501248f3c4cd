"""Asks one question of one chat service: cache, one resend after a passing fault, one second try for the form."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final, TypeAlias

import anyio
import anyio.to_thread

from pipeline.check.judge.answer import Marks, Order, Unfit, read_answer
from pipeline.check.judge.cache import BROKEN, Cache, packed, unpacked
from pipeline.check.judge.case import Picture
from pipeline.check.judge.chat import Mute, Spoken, lost, payload_of, read_chat
from pipeline.check.judge.question import Question
from pipeline.check.judge.verdict import Usage
from pipeline.config.judge import ResolvedJudge
from pipeline.errors import PictureError
from pipeline.messages import say
from pipeline.pictures.files import digest, read_picture
from pipeline.pictures.pixels import pixel_digest, thumbnail
from pipeline.transport.http import Http
from pipeline.transport.memory import MemorySpool
from pipeline.transport.outcomes import TransportFailure

Waiter: TypeAlias = Callable[[float], Awaitable[bool]]
"""Waits so many seconds and says whether to ask once more; what it raises is its caller's."""

_MAX_ANSWER: Final = 8 * 1024 * 1024


@dataclass(slots=True)
class Spent:
    """What one question has sent, and the tokens it was charged; not ``sure`` where an answer does not say."""

    requests: int = 0
    usage: Usage | None = None
    sure: bool = True

    def add(self, usage: Usage | None, *, charged: bool) -> None:
        self.sure = self.sure and (usage is not None or not charged)
        if usage is not None:
            self.usage = (self.usage or Usage()) + usage


@dataclass(frozen=True, slots=True)
class Outcome:
    """An answer that keeps to the form, or None and the reason; ``model`` is the one that answered."""

    answer: Marks | Order | None
    reason: str = ""
    model: str = ""
    spent: Spent = field(default_factory=Spent)
    cached: bool = False


class Asker:
    """One service in one session. Once it can't be used at all (key, money, address), it is not asked again."""

    def __init__(self, judge: ResolvedJudge, cache: Cache | None, wait: Waiter | None) -> None:
        self._judge, self._cache, self._wait = judge, cache, wait
        self._dead = " ".join(judge.missing)
        self._threads = anyio.CapacityLimiter(2)
        seconds = judge.profile.connect_timeout
        self._http = Http(judge.key, judge.proxies, connect_timeout=seconds, max_bytes=_MAX_ANSWER)

    async def ask(self, question: Question) -> Outcome:
        """Answer from the cache, else from the service."""
        profile = self._judge.profile
        key = question.digest(model=profile.model, edge=profile.edge, detail=profile.detail, body=profile.body)
        if kept := unpacked(question.form, await self._kept(key)):
            return Outcome(kept[0], model=kept[1], cached=True)
        if self._dead:
            return Outcome(None, self._dead)
        try:
            jpegs = await anyio.to_thread.run_sync(_jpegs, question.pictures, profile.edge, limiter=self._threads)
        except PictureError as error:
            return Outcome(None, say("judge.no-picture", reason=error))
        outcome = await self._answered(question, jpegs)
        if outcome.answer is not None:
            await self._keep(key, packed(outcome.answer, outcome.model))
        return outcome

    async def aclose(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    async def _answered(self, question: Question, jpegs: Sequence[bytes]) -> Outcome:
        """Ask, and once more where the answer does not keep to the form."""
        spent, problems = Spent(), ""
        unfit: tuple[str, str] | None = None
        for _ in range(2):
            reply = await self._sent(payload_of(question, jpegs, self._judge.profile, unfit), spent)
            if isinstance(reply, Mute):
                return Outcome(None, reply.reason, spent=spent)
            answer = read_answer(question.form, reply.text)
            if not isinstance(answer, Unfit):
                return Outcome(answer, model=reply.model, spent=spent)
            problems = answer.told
            unfit = (reply.text, problems)
        return Outcome(None, say("judge.unfit", problems=problems), spent=spent)

    async def _sent(self, payload: dict[str, Any], spent: Spent) -> Spoken | Mute:
        """Send a request, and once more after a passing fault where the caller says so."""
        reply = await self._sent_once(payload, spent)
        if isinstance(reply, Mute) and reply.again and self._wait is not None:
            seconds = self._judge.profile.backoff if reply.retry_after is None else reply.retry_after
            if await self._wait(seconds):
                reply = await self._sent_once(payload, spent)
        if isinstance(reply, Mute) and reply.dead:
            self._dead = reply.reason
        return reply

    async def _sent_once(self, payload: dict[str, Any], spent: Spent) -> Spoken | Mute:
        profile, spool = self._judge.profile, MemorySpool()
        spent.requests += 1
        arrived = await self._http.post_json(
            self._judge.url, payload, spool, seconds=profile.timeout, headers=profile.headers
        )
        match arrived:
            case TransportFailure():
                reply: Spoken | Mute = lost(arrived)
            case _:
                reply = read_chat(arrived, bytes(spool.body), profile)
        spent.add(reply.usage, charged=isinstance(reply, Spoken) or reply.charged)
        return self._masked(reply)

    def _masked(self, reply: Spoken | Mute) -> Spoken | Mute:
        """Take the key out of whatever a service says."""
        key = self._judge.key
        if key is None:
            return reply
        match reply:
            case Mute():
                return replace(reply, reason=key.mask(reply.reason))
            case Spoken():
                return replace(reply, text=key.mask(reply.text), model=key.mask(reply.model))

    async def _kept(self, key: str) -> bytes | None:
        try:
            return await self._cache.get(key) if self._cache else None
        except BROKEN:
            return None

    async def _keep(self, key: str, data: bytes) -> None:
        try:
            if self._cache:
                await self._cache.put(key, data)
        except BROKEN:
            return


def _jpegs(pictures: Sequence[Picture], edge: int) -> list[bytes]:
    """The pictures as they are sent; PictureError for one that can't be read or is another one than was named."""
    return [thumbnail(_data(picture), edge) for picture in pictures]


def _data(picture: Picture) -> bytes:
    if isinstance(picture, bytes):
        return picture
    data = read_picture(picture.path)
    # A crop is known by its pixels, everything else by its bytes.
    if picture.sha256 != digest(data) and picture.sha256 != pixel_digest(data):
        raise PictureError(say("judge.changed", path=picture.path))
    return data
