"""Draws one take: asks, waits and asks again as the policy says, until there is a picture or nothing left to try.

This is the one retry layer: the provider classifies, the policy decides, tenacity waits.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from time import monotonic

import anyio

from pipeline.decide.events import FailureKind
from pipeline.decide.history import attempts_for, past
from pipeline.decide.plan_step import Work
from pipeline.decide.policy import WAITING, GiveUp, Send, Step, next_step
from pipeline.decide.state import Attempt, Status
from pipeline.errors import PictureError, StoryboardError
from pipeline.images.request import ImageRequest
from pipeline.messages import say
from pipeline.providers.base import Failure, Pending
from pipeline.run.attempts import Failed, Job, Outcome, Saved, Undelivered
from pipeline.run.desk import Desk
from pipeline.run.intents import intend
from pipeline.run.ledger import OverBudget
from pipeline.run.limits import Permit, Shut, Slot
from pipeline.run.notices import Waits
from pipeline.run.sending import Again, until_over
from pipeline.run.settling import delivered, settle
from pipeline.run.stopping import Stopping


@dataclass(frozen=True, slots=True)
class Over:
    """This errand is over for this run: with a picture, left to a later run, or with the step that gave it up."""

    gave_up: GiveUp | None = None


@dataclass(frozen=True, slots=True)
class Unsent:
    """No request left: a reference can't be sent."""


async def draw(work: Work, desk: Desk) -> None:
    """Draw the take that ``work`` asks for. What came of it is in the journal; a stop leaves it to a later run."""
    errand = _Errand(work, desk, {name: permits.answered_total for name, permits in desk.permits.items()})
    try:
        over = await until_over(errand.once, errand.sleep)
    except Stopping:
        return
    except StoryboardError as error:
        desk.fail(error)
        return
    if over.gave_up is not None:
        desk.kinds.add(over.gave_up.kind)
        if over.gave_up.come_back is not None:
            desk.come_back = min(desk.come_back or over.gave_up.come_back, over.gave_up.come_back)


@dataclass(slots=True)
class _Errand:
    """``answered``: how many answers each profile had given when the errand began. ``next``: who is asked next."""

    work: Work
    desk: Desk
    answered: dict[str, int]
    next: str = ""

    async def sleep(self, seconds: float) -> None:
        await self.desk.sleep(seconds, self.next)

    async def once(self) -> Again | Over:
        """One step of the policy: a request, or the end."""
        desk = self.desk
        step = self._step()
        if isinstance(step, GiveUp):
            return Over(gave_up=step)
        permits = desk.permits[step.profile]
        permit = await desk.unless_halted(permits.acquire(), step.profile)
        if isinstance(permit, Shut):
            desk.shut(step.profile, permit)
        if not isinstance(permit, Permit):
            return Again(0.0)  # the profile is asked no more: the next step is another one
        slot = Slot(permits, permit, desk.notify)
        try:
            if desk.halted:
                raise Stopping
            if desk.over is not None or desk.too_late():
                return Over()
            outcome = await self._send(step, slot)
        finally:
            slot.free()
        return self._after(step, outcome)

    def _step(self) -> Step:
        desk = self.desk
        return next_step(
            past(self._attempts(), self.work.errand, desk.run), desk.chain_for(self.work.view), desk.bounds
        )

    def _attempts(self) -> tuple[Attempt, ...]:
        return attempts_for(self.desk.state, self.work.errand)

    def _after(self, step: Send, outcome: Outcome | OverBudget | Unsent) -> Again | Over:
        """What follows from an outcome that is in the journal already."""
        desk = self.desk
        match outcome:
            case Pending() | Undelivered() | Unsent():
                return Over()
            case OverBudget():
                desk.over = outcome.limit
                return Over()
            case Saved(take=take) if take.passed:
                return Over()
        further = self._step()
        if isinstance(outcome, Failed) and self._closes(outcome.failure, step, further):
            desk.open_circuit(step.profile, outcome.failure.message)
            further = self._step()
        if isinstance(further, GiveUp):
            return Over(gave_up=further)
        seconds = desk.wait_before(further)
        if desk.too_late(seconds):
            return Over()
        self.next = further.profile
        if seconds:
            kind = outcome.failure.kind if isinstance(outcome, Failed) else FailureKind.BAD_PICTURE
            desk.notify(Waits(self.work.view.id, seconds, str(kind)))
        return Again(seconds)

    def _closes(self, failure: Failure, step: Send, further: Step) -> bool:
        """Whether the profile is to be asked no more in this run (WIRE §3)."""
        if failure.kind is FailureKind.DEAD_PROVIDER:
            return failure.charged == "no"  # a task that can't be asked for says nothing of other requests
        used_up = isinstance(further, GiveUp) or further.profile != step.profile
        silent = self.desk.permits[step.profile].answered_total == self.answered.get(step.profile, 0)
        return failure.kind in WAITING and used_up and silent

    async def _send(self, step: Send, slot: Slot) -> Outcome | OverBudget | Unsent:
        """One attempt with everything around it: references, intent, request, answer, record."""
        desk = self.desk
        try:
            intent = await intend(self.work, desk, step.profile, self._attempts())
        except PictureError as error:
            desk.say_once(str(error))
            return Unsent()
        decided = await self._intended(intent.job)
        if isinstance(decided, OverBudget):
            return decided
        job = replace(intent.job, since=monotonic())
        outcome = await self._asked(job, intent.request, slot)
        await settle(desk, job, outcome, slot)
        return outcome

    async def _intended(self, job: Job) -> object:
        try:
            return await self.desk.ledger.try_send(job.started)
        except anyio.get_cancelled_exc_class():
            self._given_up(job, Failure(FailureKind.TRANSIENT, "no", say("run.cancelled-before")))
            raise

    async def _asked(self, job: Job, request: ImageRequest, slot: Slot) -> Outcome:
        try:
            outcome = await self.desk.bench.execute_one(job, request, self.desk.arrival(job, slot))
            return await delivered(self.desk, job, outcome, slot)
        except anyio.get_cancelled_exc_class():
            self._given_up(job, Failure(FailureKind.UNKNOWN, "maybe", say("run.cancelled")))
            raise

    def _given_up(self, job: Job, failure: Failure) -> None:
        """Say what became of an attempt that is cancelled; a service's task goes on, and a later run asks for it."""
        attempt = self.desk.state.attempts.get(job.started.attempt)
        if attempt is not None and attempt.status is Status.SENT:
            self.desk.ledger.ended(job.started.attempt, failure)
