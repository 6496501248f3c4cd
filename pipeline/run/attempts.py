"""Carries one attempt from its intent to a picture on disk, or to a failure: no queue, no retry, no long sleep.

Every step can be repeated from what the last one left on disk: the spooled answer, the picture's promise, the take.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import asdict, dataclass, replace
from http import HTTPStatus
from pathlib import Path
from time import monotonic
from typing import Any, Final

import anyio
import anyio.to_thread

from pipeline.check.inspect.case import Asked, Reference
from pipeline.check.inspect.inspection import inspect
from pipeline.check.inspect.limits import Limits
from pipeline.check.inspect.result import Inspection
from pipeline.compose.prices import Cost, settle
from pipeline.decide.events import AttemptStarted, FailureKind, TakeSaved
from pipeline.images.request import ImageRequest
from pipeline.images.size import Size
from pipeline.messages import say
from pipeline.providers.base import Answered, Delivered, DeliveredPicture, Failure, Pending, Provider
from pipeline.run.sending import Ask, spooled
from pipeline.store.artifacts import FolderStore, Key
from pipeline.store.layout import Layout
from pipeline.store.previews import Previews
from pipeline.store.spool import Spooled, remove

UNPACKED: Final = 2
"""How many answers are in memory at once, of the big ones one: unpacked and compared, each takes ten times its file."""

BIG: Final = 8 * 1024 * 1024
"""Bytes of an answer above which it is big."""

WORDS: Final = 64 * 1024
"""Bytes of an answer up to which it may be all words: a refusal, a task, a picture's address. Above there is a
picture in it, so what the service has to say is known before it is read."""

Arrived = Callable[[], None]


def _nobody_waits() -> None:
    """Nobody holds a place for this attempt."""


@dataclass(frozen=True, slots=True)
class Saved:
    """The picture is in its file; the event is not written yet."""

    take: TakeSaved


@dataclass(frozen=True, slots=True)
class Failed:
    """No picture; the failure says of what kind, and whether it was charged."""

    failure: Failure


@dataclass(frozen=True, slots=True)
class Undelivered:
    """A picture was bought and could not be fetched yet: its ``answer`` stays in the spool (``body``) for later."""

    failure: Failure
    answer: Answered
    body: Path


@dataclass(frozen=True, slots=True)
class Unkept:
    """An answer came whole, was billed, and no disk took it."""

    failure: Failure


Outcome = Saved | Failed | Undelivered | Unkept | Pending


@dataclass(frozen=True, slots=True)
class Job:
    """One attempt with all it needs: ``sent`` are the references as sent, for inspection and for the price.

    ``since`` is when its request left (``monotonic``), None where another run sent it.
    """

    started: AttemptStarted
    asked: Asked
    provider: Provider
    sent: tuple[Reference, ...]
    sizes: tuple[Size, ...]
    since: float | None = None

    def cost(self, usage: Mapping[str, Any] | None = None, size: Size | None = None) -> Cost:
        """What the attempt cost: by ``usage``, else by the formula."""
        return settle(
            self.provider.resolved.price,
            usage,
            size=size or self.asked.size,
            quality=self.started.quality,
            reference_sizes=self.sizes,
            prompt=self.started.prompt,
        )


class Bench:
    """Where attempts are carried out: the board's folders, and how many answers are unpacked at once."""

    def __init__(
        self, layout: Layout, store: FolderStore, trouble: Callable[[str], None], limits: Limits | None = None
    ) -> None:
        self._layout, self._store, self._trouble, self._limits = layout, store, trouble, limits
        self._previews = Previews(layout)
        # An answer is on disk as it arrives; only so many are in memory, however many are under way.
        self._room, self._big = anyio.Semaphore(UNPACKED), anyio.Lock()

    async def execute_one(self, job: Job, request: ImageRequest, arrived: Arrived = _nobody_waits) -> Outcome:
        """Make the one request and take in whatever comes; the caller has written the intent.

        ``arrived`` is called as soon as a picture is known to be on disk, before it is looked at; maybe twice.
        """
        return await self._asked(job, lambda spool: job.provider.send(request, spool), arrived)

    async def poll_one(self, job: Job, task: str, arrived: Arrived = _nobody_waits) -> Outcome:
        """Ask once for a task that a service took; a Failed that waits and may be charged means that asking failed."""
        return await self._asked(job, lambda spool: job.provider.poll(task, spool), arrived)

    async def finish_one(self, job: Job, spooled: Spooled) -> Outcome:
        """Go on from the answer that a dead run left in the spool."""
        cut = "" if spooled.complete else say("run.answer-cut")
        if not spooled.head or not spooled.body.exists():  # killed between the answer's head and its first byte
            return Failed(Failure(FailureKind.UNKNOWN, "maybe", cut))
        return await self._take_in(job, Answered.of(spooled.head, cut=cut), spooled.body, _nobody_waits)

    async def fetch_again(self, job: Job, left: Undelivered, arrived: Arrived = _nobody_waits) -> Outcome:
        """Ask once more for a picture that could not be fetched."""
        return await self._take_in(job, left.answer, left.body, arrived)

    async def clear(self, attempt: str) -> None:
        """Drop the spooled answer and the picture's promise of an attempt whose event is durable."""
        await anyio.to_thread.run_sync(self._clear, attempt)

    def _clear(self, attempt: str) -> None:
        for name in (attempt, _download(attempt)):
            remove(self._layout, name)
        self._store.forget(attempt)

    async def _asked(self, job: Job, ask: Ask, arrived: Arrived) -> Outcome:
        answer, body = await spooled(self._layout, job.started.attempt, ask, self._trouble)
        if isinstance(answer, Failure):
            return Failed(answer)
        if body is None and answer.cut:
            return Failed(Failure(FailureKind.UNKNOWN, "maybe", answer.cut, answer.status))
        if body is None:
            return Unkept(Failure(FailureKind.BAD_PICTURE, "yes", say("run.answer-unkept")))
        if not answer.cut and answer.status == HTTPStatus.OK and await _size(body) > WORDS:
            arrived()
        return await self._take_in(job, answer, body, arrived)

    async def _take_in(self, job: Job, answer: Answered, body: Path, arrived: Arrived) -> Outcome:
        async with self._unpacking(body):
            read = await anyio.to_thread.run_sync(job.provider.read, answer, body)
            match read:
                case Failure():
                    return Failed(read)
                case Pending():
                    return read
                case Delivered(pictures=(DeliveredPicture(data=bytes() as data), *_)):
                    arrived()
                    return await self._keep(job, read, data, answer)
        return await self._fetched(job, read, answer, body, arrived)

    async def _fetched(self, job: Job, read: Delivered, answer: Answered, body: Path, arrived: Arrived) -> Outcome:
        """Download the picture into the spool, outside the room: only then is it unpacked."""
        url = read.pictures[0].url or ""
        name = _download(job.started.attempt)
        got, picture = await spooled(self._layout, name, lambda spool: job.provider.fetch(url, spool), self._trouble)
        if isinstance(got, Failure):
            hopeless = got.kind is FailureKind.BAD_PICTURE
            return Failed(got) if hopeless else Undelivered(got, answer, body)
        if got.cut or picture is None:
            failure = Failure(FailureKind.TRANSIENT, "yes", got.cut or say("run.answer-unkept"))
            return Undelivered(failure, answer, body)
        arrived()
        async with self._unpacking(picture):
            data = await anyio.to_thread.run_sync(picture.read_bytes)
            return await self._keep(job, read, data, answer)

    @asynccontextmanager
    async def _unpacking(self, file: Path) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            if await _size(file) > BIG:
                await stack.enter_async_context(self._big)
            await stack.enter_async_context(self._room)
            yield

    def _looked_at(self, job: Job, data: bytes) -> Inspection:
        """Inspect a picture; what is decoded for that is kept for the contact sheet in small."""
        seen = inspect(data, job.asked, job.sent, self._limits)
        if seen.facts is not None and seen.small is not None:
            self._previews.keep(seen.facts.sha256, seen.small)
        return replace(seen, small=None)

    async def _keep(self, job: Job, read: Delivered, data: bytes, answer: Answered) -> Saved:
        started = job.started
        seen = await anyio.to_thread.run_sync(self._looked_at, job, data)
        facts = seen.facts
        format_ = facts.format if facts else "bin"
        key = Key(started.inputs, started.attempt, started.subject, _extension(format_))
        stored = await self._store.put_if_absent(key, data)
        size = facts.size if facts else Size(0, 0)
        cost = job.cost(read.usage, size if size.pixels else None)
        # A task's last answer came at once: what took long is everything since it was asked for.
        seconds = monotonic() - job.since if answer.task and job.since is not None else answer.seconds
        return Saved(
            TakeSaved(
                attempt=started.attempt,
                subject=started.subject,
                inputs=started.inputs,
                number=stored.number,
                file=stored.file,
                sha256=stored.sha256,
                format=format_,
                width=size.width,
                height=size.height,
                length=len(data),
                passed=seen.passed,
                checks=_checks(seen),
                usage=read.usage,
                cost=cost.usd,
                native=cost.native,
                currency=cost.currency,
                basis=cost.basis,
                seconds=round(seconds, 2),
                request_id=read.request_id,
                revised_prompt=read.revised_prompt,
                signature=seen.signature.text if seen.signature else "",
            )
        )


async def _size(file: Path) -> int:
    return (await anyio.Path(file).stat()).st_size


def _download(attempt: str) -> str:
    """The name in the spool of a picture that came as an address."""
    return f"{attempt}-url"


def _extension(format_: str) -> str:
    return {"jpeg": "jpg"}.get(format_, format_)


def _checks(seen: Inspection) -> tuple[Mapping[str, Any], ...]:
    return tuple(asdict(check) for check in seen.checks)
