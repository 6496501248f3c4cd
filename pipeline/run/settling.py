"""From an answer to the journal: tasks polled, pictures fetched, and what an attempt came to written down."""

from __future__ import annotations

from typing import Final

from pipeline.check.inspect.result import Verdict
from pipeline.decide.events import FailureKind, TakeSaved, TaskAccepted
from pipeline.decide.policy import PATIENCE, WAITING
from pipeline.errors import DiskError
from pipeline.messages import say
from pipeline.providers.base import Failure, Pending
from pipeline.run.attempts import Failed, Job, Outcome, Saved, Undelivered, Unkept
from pipeline.run.desk import Desk
from pipeline.run.limits import Slot
from pipeline.run.sending import polled
from pipeline.run.stopping import Stopping

FETCHES: Final = 4
"""How often a bought picture's address is asked in one run; asking is free."""


async def delivered(desk: Desk, job: Job, outcome: Outcome, slot: Slot | None) -> Outcome:
    """Follow an outcome to its end, ``slot`` held until it is known: poll a task, fetch a picture again.

    Pending or Undelivered where it is left to a later run.
    """
    if isinstance(outcome, Pending):
        outcome = await _poll(desk, job, outcome, slot)
    for fetch in range(1, FETCHES):
        if not isinstance(outcome, Undelivered):
            break
        backoff = job.provider.resolved.limits.backoff * 2 ** (fetch - 1)
        try:
            await desk.sleep(min(max(backoff, outcome.failure.retry_after or 0.0), PATIENCE))
        except Stopping:
            break
        outcome = await desk.bench.fetch_again(job, outcome, desk.arrival(job, slot))
    return outcome


async def _poll(desk: Desk, job: Job, outcome: Pending, slot: Slot | None) -> Outcome:
    task = desk.state.attempts[job.started.attempt].task
    if task is None:
        task = outcome.task
        await desk.ledger.durably(TaskAccepted(job.started.attempt, task))

    async def ask() -> Outcome:
        return await desk.bench.poll_one(job, task, desk.arrival(job, slot))

    def failure_of(answer: Outcome) -> Failure | None:
        return answer.failure if isinstance(answer, Failed) else None

    ended = await polled(outcome, ask, desk.sleep, failure_of)
    return Failed(ended) if isinstance(ended, Failure) else ended


async def settle(desk: Desk, job: Job, outcome: Outcome, slot: Slot | None) -> None:
    """Write down what an attempt came to, tell its slot, and drop what is not needed any more.

    Raises DiskError where no disk takes what comes.
    """
    attempt = job.started.attempt
    match outcome:
        case Saved(take=take):
            await desk.ledger.saved(take)
            await desk.bench.clear(attempt)
            _say_what_differs(desk, job, take)
        case Failed(failure=failure):
            desk.ledger.ended(attempt, failure, job.cost().usd)
            await desk.bench.clear(attempt)
            if failure.hint:
                desk.say_once(say("run.hint", profile=job.provider.resolved.name, hint=failure.hint))
        case Unkept(failure=failure):
            desk.ledger.ended(attempt, failure, job.cost().usd)
            raise DiskError(failure.message)  # what is bought next would be lost as well
        case Undelivered(failure=failure):
            desk.say_once(say("run.undelivered", panel=job.started.subject, why=failure.message))
    if slot is not None:
        _tell(slot, outcome)


def _tell(slot: Slot, outcome: Outcome) -> None:
    match outcome:
        case Saved():
            slot.answered()
        case Failed(failure=failure):
            if failure.retry_after:
                slot.close(failure.retry_after, failure.message)
            if failure.kind is FailureKind.RATE_LIMIT:
                slot.limited(failure.message)
            elif failure.kind not in WAITING and failure.kind is not FailureKind.UNKNOWN:
                slot.answered()


def _say_what_differs(desk: Desk, job: Job, take: TakeSaved) -> None:
    """Say once per profile that it draws another size or format than it is asked for."""
    started, profile = job.started, job.provider.resolved.name
    drawn = f"{take.width}x{take.height}"
    if drawn != started.size and take.passed:
        desk.say_once(say("run.other-size", profile=profile, asked=started.size, drawn=drawn))
    if take.format != started.format and _result(take, "decodes") == "pass":
        desk.say_once(say("run.other-format", profile=profile, asked=started.format, drawn=take.format))


def _result(take: TakeSaved, name: str) -> Verdict | None:
    return next((check.get("result") for check in take.checks if check.get("name") == name), None)
