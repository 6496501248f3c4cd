"""Carries one attempt from its intent to a picture on disk, or to a failure: no queue, no retry, no long sleep.

Every step can be repeated from what the last one left on disk: the spooled answer, the picture's promise, the take.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import anyio
import anyio.to_thread

from pipeline.check.inspect.case import Asked, Reference
from pipeline.check.inspect.inspection import inspect
from pipeline.check.inspect.result import Inspection
from pipeline.compose.prices import settle
from pipeline.decide.events import AttemptStarted, FailureKind, TakeSaved
from pipeline.images.request import ImageRequest
from pipeline.images.size import Size
from pipeline.messages import say
from pipeline.providers.base import Answered, Delivered, Failure, Pending, Provider
from pipeline.run.sending import Ask, picture_bytes, spooled
from pipeline.store.artifacts import FolderStore, Key
from pipeline.store.layout import Layout
from pipeline.store.spool import Spooled, remove


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
    """A picture was bought and could not be fetched yet: its answer stays in the spool for later."""

    failure: Failure


Outcome = Saved | Failed | Undelivered | Pending


@dataclass(frozen=True, slots=True)
class Job:
    """One attempt with all it needs: ``sent`` are the references as sent, for inspection and for the price."""

    started: AttemptStarted
    asked: Asked
    provider: Provider
    sent: tuple[Reference, ...]
    sizes: tuple[Size, ...]


class Bench:
    """Where attempts are carried out: the board's folders, and how many pictures are unpacked at once."""

    def __init__(self, layout: Layout, store: FolderStore, trouble: Callable[[str], None]) -> None:
        self._layout, self._store, self._trouble = layout, store, trouble
        self._threads = anyio.CapacityLimiter(2)

    async def execute_one(self, job: Job, request: ImageRequest) -> Outcome:
        """Make the one request and take in whatever comes; the caller has written the intent."""
        return await self._arrived(job, lambda spool: job.provider.send(request, spool))

    async def poll_one(self, job: Job, task: str) -> Outcome:
        """Ask once for a task that a service took; a Failed that waits and may be charged means that asking failed."""
        return await self._arrived(job, lambda spool: job.provider.poll(task, spool))

    async def finish_one(self, job: Job, spooled: Spooled) -> Outcome:
        """Go on from the answer that a dead run left in the spool."""
        cut = "" if spooled.complete else say("run.answer-cut")
        return await self._take_in(job, Answered.of(spooled.head, cut=cut), spooled.body)

    async def clear(self, attempt: str) -> None:
        """Drop the spooled answer and the picture's promise of an attempt whose event is durable."""
        await anyio.to_thread.run_sync(self._clear, attempt)

    def _clear(self, attempt: str) -> None:
        for name in (attempt, f"{attempt}-url"):
            remove(self._layout, name)
        self._store.forget(attempt)

    async def _arrived(self, job: Job, ask: Ask) -> Outcome:
        answer, body = await spooled(self._layout, job.started.attempt, ask, self._trouble)
        if isinstance(answer, Failure):
            return Failed(answer)
        if body is None and answer.cut:
            return Failed(Failure(FailureKind.UNKNOWN, "maybe", answer.cut, answer.status))
        if body is None:
            return Failed(Failure(FailureKind.BAD_PICTURE, "yes", say("run.answer-unkept")))
        return await self._take_in(job, answer, body)

    async def _take_in(self, job: Job, answer: Answered, body: Path) -> Outcome:
        read = await anyio.to_thread.run_sync(job.provider.read, answer, body, limiter=self._threads)
        match read:
            case Failure():
                return Failed(read)
            case Pending():
                return read
        name = f"{job.started.attempt}-url"
        data = await picture_bytes(self._layout, name, read.pictures[0], job.provider, self._trouble)
        if isinstance(data, Failure):
            hopeless = data.kind is FailureKind.BAD_PICTURE
            return Failed(data) if hopeless else Undelivered(data)
        return await self._keep(job, read, data, answer)

    async def _keep(self, job: Job, read: Delivered, data: bytes, answer: Answered) -> Saved:
        started = job.started
        seen = await anyio.to_thread.run_sync(inspect, data, job.asked, job.sent, limiter=self._threads)
        facts = seen.facts
        format_ = facts.format if facts else "bin"
        key = Key(started.inputs, started.attempt, started.subject, _extension(format_))
        stored = await self._store.put_if_absent(key, data)
        size = facts.size if facts else Size(0, 0)
        cost = settle(
            job.provider.resolved.price,
            read.usage,
            size=size if size.pixels else job.asked.size,
            quality=started.quality,
            reference_sizes=job.sizes,
            prompt=started.prompt,
        )
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
                seconds=round(answer.seconds, 2),
                request_id=read.request_id,
                revised_prompt=read.revised_prompt,
                signature=seen.signature.text if seen.signature else "",
            )
        )


def _extension(format_: str) -> str:
    return {"jpeg": "jpg"}.get(format_, format_)


def _checks(seen: Inspection) -> tuple[Mapping[str, Any], ...]:
    return tuple(asdict(check) for check in seen.checks)
