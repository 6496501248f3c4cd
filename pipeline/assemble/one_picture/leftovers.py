"""Takes up what calls that died had bought: their answers are on disk, or at the service under a task's name."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import anyio.to_thread

from pipeline.assemble.one_picture.room import Note, Sent, abandoned, forget, rooms
from pipeline.compose.request import request_digest
from pipeline.config.model import Profile
from pipeline.config.resolved import Resolved
from pipeline.decide.events import FailureKind
from pipeline.images.request import ImageRequest
from pipeline.images.size import Aspect, Size
from pipeline.messages import say
from pipeline.providers.base import Answered, Failure, Pending, Provider
from pipeline.providers.registry import provider_for
from pipeline.run.sending import spooled
from pipeline.run.single import Order, Outcome, Undelivered, take_in
from pipeline.store.layout import Layout
from pipeline.store.spool import Spooled, pending

_PATIENCE: Final = timedelta(days=1)
"""After so long neither a task nor a picture's address is there any more."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a dead call had (None: no answer); ``same``: it asked for the very thing that is asked for at present."""

    note: Note
    outcome: Outcome | None
    same: bool

    @property
    def at(self) -> str:
        """When the call was made, in this machine's time."""
        return datetime.fromisoformat(self.note.at).astimezone().strftime("%Y-%m-%d %H:%M")


def digest_of(order: Order, lineage: str) -> str:
    """The name of what an order asks for: the same words, pictures and options give the same."""
    request = next(iter(order.requests.values()))
    return request_digest(request, profile=lineage, model=lineage)


async def take_up(
    folders: Sequence[Path],
    providers: Mapping[str, Provider],
    digest: str,
    keep: Callable[[Found], Awaitable[None]],
) -> None:
    """Go through all dead calls: ``keep`` saves and says what each had, then it is forgotten.

    What is still being drawn, or can't be fetched at present, is left to a later start for a day.
    """
    for root in await anyio.to_thread.run_sync(rooms, folders):
        with abandoned(root) as held:
            if held is None:
                continue
            layout, note = held
            outcome = await _outcome(layout, note, providers)
            await keep(Found(note, outcome, note.request == digest))
            old = datetime.now(UTC) - datetime.fromisoformat(note.at) > _PATIENCE
            if old or not isinstance(outcome, Pending | Undelivered):
                await anyio.to_thread.run_sync(forget, layout, note)


async def _outcome(layout: Layout, note: Note, providers: Mapping[str, Provider]) -> Outcome | None:
    sent = note.sent
    if sent is None:
        return None
    provider = providers.get(sent.profile)
    if provider is not None and provider.resolved.origin == sent.origin:
        return await _of(layout, note, sent, provider, may_ask=True)
    reader = provider_for(_bare(sent))  # its key and tasks are not at hand: what is on disk can be read all the same
    try:
        return await _of(layout, note, sent, reader, may_ask=False)
    finally:
        await reader.aclose()


async def _of(layout: Layout, note: Note, sent: Sent, provider: Provider, *, may_ask: bool) -> Outcome | None:
    found = next((s for s in pending(layout) if s.attempt == sent.attempt and s.head), None)
    outcome = await _read(layout, note, sent, provider, found) if found else None
    task = outcome.task if isinstance(outcome, Pending) else sent.task
    ended = outcome is not None and not isinstance(outcome, Pending)
    if ended or not task:
        return outcome
    if not may_ask:
        return Pending(task, 0.0)
    answer, body = await spooled(layout, sent.attempt, lambda spool: provider.poll(task, spool), lambda _text: None)
    if isinstance(answer, Failure):
        return Pending(task, 0.0) if answer.charged == "maybe" and answer.kind is FailureKind.TRANSIENT else answer
    return await _taken(layout, note, sent, provider, answer, body) if body else Pending(task, 0.0)


async def _read(layout: Layout, note: Note, sent: Sent, provider: Provider, found: Spooled) -> Outcome:
    answer = Answered.of(found.head, cut="" if found.complete else say("run.answer-cut"))
    return await _taken(layout, note, sent, provider, answer, found.body)


async def _taken(layout: Layout, note: Note, sent: Sent, provider: Provider, answer: Answered, body: Path) -> Outcome:
    size = Size.parse(sent.size) if sent.size else None
    request = ImageRequest("", size, quality=sent.quality, format=sent.format, model=sent.model)
    order = Order({sent.profile: request}, Aspect.parse(note.aspect) if note.aspect else None)
    return await take_in(layout, sent.attempt, provider, request, order, answer, body, _at_once)


async def _at_once(_seconds: float) -> None:
    """A start does not wait for what an earlier call left."""


def _bare(sent: Sent) -> Resolved:
    profile = Profile(name=sent.profile, model=sent.model, lineage=sent.lineage, auth="none")
    return Resolved(profile, sent.origin)
