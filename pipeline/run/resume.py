"""Finishes what a dead run left: whatever is on disk is taken in, the rest is said to be unknown."""

from __future__ import annotations

from collections.abc import Mapping

import anyio

from pipeline.check.inspect.case import Asked
from pipeline.decide.events import FailureKind, RunInterrupted
from pipeline.decide.state import Attempt, Status, in_flight
from pipeline.images.size import Size
from pipeline.messages import say
from pipeline.providers.base import Failure, Pending
from pipeline.run.attempts import Failed, Job, Outcome
from pipeline.run.desk import Desk
from pipeline.run.errand import poll, settle
from pipeline.store.spool import Spooled, pending

_REFERENCE = Size(1024, 1536)
"""A reference whose size is not known any more is priced as the dearest."""


def mark_dead_runs(desk: Desk) -> None:
    """Write that runs without an end were interrupted: we hold the run lock, so none of them lives."""
    for run in sorted(desk.state.open_runs - {desk.run}):
        desk.ledger.record(RunInterrupted(run))


async def settle_answers(desk: Desk) -> tuple[Attempt, ...]:
    """Take in every answer in the spool; say of the others that their outcome is unknown.

    Returns the attempts whose asynchronous task is still to be polled.
    """
    spooled = {s.attempt: s for s in await anyio.to_thread.run_sync(pending, desk.layout)}
    tasks: list[Attempt] = []
    for attempt in in_flight(desk.state):
        found = spooled.get(attempt.started.attempt)
        job = _job(desk, attempt)
        if job is None:
            if found is None and attempt.status is Status.SENT:
                desk.ledger.ended(
                    attempt.started.attempt, Failure(FailureKind.UNKNOWN, "maybe", say("run.died-waiting"))
                )
            continue
        outcome = await _from_disk(desk, job, attempt, found)
        if isinstance(outcome, Pending):
            tasks.append(attempt)
            continue
        await settle(desk, job, outcome, None)
    for name in spooled:
        if name not in desk.state.attempts or desk.state.attempts[name].status is not Status.SENT:
            await _drop_or_take_late(desk, name, spooled)
    return tuple(tasks)


async def finish_task(desk: Desk, attempt: Attempt) -> None:
    """Poll a task that an earlier run submitted, under a permit of its profile; it is never submitted again."""
    job = _job(desk, attempt)
    if job is None:
        return
    permits = desk.permits[job.provider.resolved.name]
    permit = await desk.unless_stopped(permits.acquire())
    try:
        outcome = await poll(desk, job, Pending(attempt.task or "", 0.0))
        await settle(desk, job, outcome, permit)
    finally:
        await permits.release(permit)


async def _from_disk(desk: Desk, job: Job, attempt: Attempt, found: Spooled | None) -> Outcome:
    if attempt.status is Status.PENDING:
        return Pending(attempt.task or "", 0.0)
    if found is None:
        return Failed(_died())
    return await desk.bench.finish_one(job, found)


def _died() -> Failure:
    return Failure(FailureKind.UNKNOWN, "maybe", say("run.died-waiting"))


async def _drop_or_take_late(desk: Desk, name: str, spooled: Mapping[str, Spooled]) -> None:
    """An answer of an attempt that is settled: a late picture of an unknown one is taken in, others are litter."""
    attempt = desk.state.attempts.get(name)
    if attempt is not None and attempt.status is Status.UNKNOWN and spooled[name].complete:
        job = _job(desk, attempt)
        if job is not None:
            outcome = await desk.bench.finish_one(job, spooled[name])
            if not isinstance(outcome, Failed):
                await settle(desk, job, outcome, None)
    await desk.bench.clear(name)


def _job(desk: Desk, attempt: Attempt) -> Job | None:
    """The attempt's job again, without its references: they were compared when it was sent, or can't be any more."""
    started = attempt.started
    provider = desk.providers.get(started.profile)
    if provider is None:
        return None
    sizes = (_REFERENCE,) * len(started.references)
    return Job(started, Asked(Size.parse(started.size), desk.plan.aspect), provider, (), sizes)


def unreachable(desk: Desk) -> tuple[str, ...]:
    """Profiles that hold unfinished attempts and are not in today's chain: they are left as they are."""
    return tuple(sorted({a.started.profile for a in in_flight(desk.state)} - set(desk.providers)))
