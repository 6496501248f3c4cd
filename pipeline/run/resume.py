"""Finishes what a dead run left: whatever is on disk is taken in, the rest is said to be unknown."""

from __future__ import annotations

import anyio.to_thread

from pipeline.check.inspect.case import Asked
from pipeline.decide.events import FailureKind, RunInterrupted, TaskAccepted
from pipeline.decide.sheet import SHEET
from pipeline.decide.state import Attempt, Status, in_flight
from pipeline.errors import StoryboardError
from pipeline.images.size import Aspect, Size
from pipeline.messages import say
from pipeline.plan.bibles import is_bible
from pipeline.providers.base import Failure, Pending
from pipeline.run.attempts import Failed, Job, Outcome, Undelivered
from pipeline.run.desk import Desk
from pipeline.run.limits import Permit, Slot
from pipeline.run.settling import delivered, settle
from pipeline.run.stopping import Stopping
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
    waiting = [a for a in in_flight(desk.state) if await _settle(desk, a, spooled.pop(a.started.attempt, None))]
    for name, found in spooled.items():
        await _take_late_or_drop(desk, name, found)
    if waiting:
        desk.ledger.open()  # so that others can tell who is polling, and stop it
    return tuple(desk.state.attempts[a.started.attempt] for a in waiting)


async def finish_task(desk: Desk, attempt: Attempt) -> None:
    """Poll a task that an earlier run submitted, under a permit of its profile; it is never submitted again."""
    try:
        await _finish_task(desk, attempt)
    except Stopping:
        return
    except StoryboardError as error:
        desk.fail(error)


async def _finish_task(desk: Desk, attempt: Attempt) -> None:
    job = _job(desk, attempt)
    if job is None:
        return
    permits = desk.permits[job.provider.resolved.name]
    permit = await desk.unless_halted(permits.acquire())
    if not isinstance(permit, Permit):
        return  # the service asked to be left alone for long: a later run asks for the task
    slot = Slot(permits, permit, desk.notify)
    try:
        outcome = await delivered(desk, job, Pending(attempt.task or "", 0.0), slot)
        await settle(desk, job, outcome, slot)
    finally:
        slot.free()


async def _settle(desk: Desk, attempt: Attempt, found: Spooled | None) -> bool:
    """Write what became of an attempt that was under way; whether its task is still to be polled."""
    job = _job(desk, attempt)
    if job is None:
        _leave(desk, attempt, found)
        return False
    if attempt.status is Status.PENDING:
        return True
    outcome: Outcome = Failed(_died()) if found is None else await desk.bench.finish_one(job, found)
    if isinstance(outcome, Pending):
        await desk.ledger.durably(TaskAccepted(attempt.started.attempt, outcome.task))
        return True
    if isinstance(outcome, Undelivered):
        try:
            outcome = await delivered(desk, job, outcome, None)
        except Stopping:
            return False
    await settle(desk, job, outcome, None)
    return False


def _leave(desk: Desk, attempt: Attempt, found: Spooled | None) -> None:
    """An attempt of a profile that is not in the chain: what can be had of it waits until it is again."""
    if found is None and attempt.status is Status.SENT:
        desk.ledger.ended(attempt.started.attempt, _died())
    else:
        desk.say_once(say("run.left-elsewhere", panel=attempt.started.subject, profile=attempt.started.profile))


def _died() -> Failure:
    return Failure(FailureKind.UNKNOWN, "maybe", say("run.died-waiting"))


async def _take_late_or_drop(desk: Desk, name: str, found: Spooled) -> None:
    """An answer of an attempt that is settled: a late picture of an unknown one is taken in, others are litter."""
    attempt = desk.state.attempts.get(name)
    if attempt is not None and attempt.status is Status.UNKNOWN and found.complete:
        job = _job(desk, attempt)
        if job is None:
            return
        outcome = await desk.bench.finish_one(job, found)
        if isinstance(outcome, Undelivered):
            return
        if not isinstance(outcome, Failed | Pending):
            await settle(desk, job, outcome, None)
    await desk.bench.clear(name)


def _job(desk: Desk, attempt: Attempt) -> Job | None:
    """The attempt's job again, without its references: they were compared when it was sent, or can't be any more.

    None where its profile is not in the chain.
    """
    started = attempt.started
    provider = desk.providers.get(started.profile)
    if provider is None:
        return None
    sizes = (_REFERENCE,) * len(started.references)
    size = Size.parse(started.size)
    own_shape = started.subject == SHEET or is_bible(started.subject)
    aspect = Aspect(size.ratio, str(size)) if own_shape else desk.plan.aspect
    return Job(started, Asked(size, aspect), provider, (), sizes)
