"""What every sender shares: answers kept on disk as they arrive, tasks polled to their end, waits between sendings."""

from __future__ import annotations

import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeVar

import anyio.to_thread
from tenacity import AsyncRetrying, RetryCallState, retry_if_result, stop_never

from pipeline.decide.events import FailureKind
from pipeline.decide.policy import WAITING, Send
from pipeline.messages import say
from pipeline.providers.base import Answered, DeliveredPicture, Failure, Pending, Provider
from pipeline.run.stopping import Stopping
from pipeline.store.layout import Layout
from pipeline.store.spool import SpoolWriter, elsewhere
from pipeline.transport.spool import Spool

TASK_PATIENCE: Final = 1800.0
"""Seconds after which a task is given up: services keep them half an hour (wire facts, sub2api's async tasks)."""

LONGEST_BACKOFF: Final = 60.0

R = TypeVar("R")

Ask = Callable[[Spool], Awaitable[Answered | Failure]]
Sleep = Callable[[float], Awaitable[None]]
"""Waits so many seconds; raises Stopping as soon as a stop is requested."""


@dataclass(frozen=True, slots=True)
class Again:
    """Send once more after so many seconds."""

    seconds: float


async def until_over(once: Callable[[], Awaitable[Again | R]], sleep: Sleep) -> R:
    """Call ``once`` until it says something else than Again, waiting as it says; Stopping ends a wait."""

    def wait(state: RetryCallState) -> float:
        outcome = state.outcome.result() if state.outcome else None
        return outcome.seconds if isinstance(outcome, Again) else 0.0

    engine = AsyncRetrying(
        retry=retry_if_result(lambda result: isinstance(result, Again)),
        wait=wait,
        stop=stop_never,
        sleep=sleep,
        reraise=True,
    )
    over: Again | R = await engine(once)
    if isinstance(over, Again):
        raise TypeError(over)
    return over


def wait_before(step: Send, first: float) -> float:
    """Seconds before ``step`` may be sent: its back-off with jitter, never under what the service asked.

    ``first`` is the profile's first back-off in seconds; it doubles with each step.
    """
    steps = min(first * 2.0 ** (step.backoff - 1), LONGEST_BACKOFF) if step.backoff else 0.0
    jitter = random.uniform(0.75, 1.25)  # noqa: S311 - spreads requests, keeps no secret
    return max(steps * jitter, step.floor)


async def spooled(
    layout: Layout, name: str, ask: Ask, trouble: Callable[[str], None]
) -> tuple[Answered | Failure, Path | None]:
    """Ask, and keep the answer on disk as it arrives; the path is where what arrived of it is."""
    async with SpoolWriter(layout, name) as spool:
        answer = await ask(spool)
        whole = isinstance(answer, Answered) and not answer.cut
        kept = await spool.finish() if whole else None
    if spool.trouble:
        trouble(spool.trouble)
    if kept is not None:
        return answer, kept.body
    parts = (layout.of_attempt(folder, name, "part") for folder in (layout.spool, elsewhere(layout)))
    return answer, None if whole else next((part for part in parts if part.exists()), None)


async def picture_bytes(
    layout: Layout, name: str, picture: DeliveredPicture, provider: Provider, trouble: Callable[[str], None]
) -> bytes | Failure:
    """The bytes of a delivered picture, downloaded into the spool as ``name`` where it came as an address."""
    if picture.data is not None:
        return picture.data
    url = picture.url or ""
    answer, body = await spooled(layout, name, lambda spool: provider.fetch(url, spool), trouble)
    if isinstance(answer, Failure):
        return answer
    if answer.cut or body is None:
        return Failure(FailureKind.TRANSIENT, "yes", answer.cut or say("run.answer-unkept"))
    return await anyio.to_thread.run_sync(body.read_bytes)


async def polled(
    pending: Pending, ask: Callable[[], Awaitable[R]], sleep: Sleep, failure_of: Callable[[R], Failure | None]
) -> R | Pending | Failure:
    """Ask for an asynchronous task until it ends.

    Pending where a stop leaves it to later, Failure where it never ends. ``failure_of`` tells why an outcome is
    none: where only the question got lost, it is asked again.
    """
    waited = 0.0
    outcome: R | Pending = pending
    while isinstance(outcome, Pending):
        if waited > TASK_PATIENCE:
            return Failure(FailureKind.UNKNOWN, "maybe", say("run.task-never-ended", seconds=int(waited)))
        try:
            await sleep(outcome.poll_after)
        except Stopping:
            return outcome
        waited += outcome.poll_after
        answer = await ask()
        if not _question_lost(failure_of(answer)):
            outcome = answer
    return outcome


def _question_lost(failure: Failure | None) -> bool:
    return failure is not None and failure.charged == "maybe" and failure.kind in WAITING
