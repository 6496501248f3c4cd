"""Draws one take: asks, waits and asks again as the policy says, until there is a picture or nothing left to try.

This is the one retry layer: the provider classifies, the policy decides, tenacity waits.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass

import anyio

from pipeline.check.inspect.case import Asked, Reference
from pipeline.compose.look import Ref
from pipeline.compose.prices import reserve
from pipeline.compose.request import RequestSpec, request_digest, spec
from pipeline.compose.stress import Stress
from pipeline.decide.events import AttemptStarted, FailureKind, TaskAccepted
from pipeline.decide.history import attempts_for, past
from pipeline.decide.plan_step import Work
from pipeline.decide.policy import WAITING, GiveUp, Send, Step, next_step
from pipeline.decide.state import Attempt, Status
from pipeline.errors import PictureError
from pipeline.images.request import ImageRequest
from pipeline.messages import say
from pipeline.providers.base import Failure, Pending, Provider
from pipeline.run.attempts import Failed, Job, Outcome, Saved, Undelivered
from pipeline.run.desk import Desk
from pipeline.run.ledger import OverBudget
from pipeline.run.limits import Permit
from pipeline.run.notices import Waits
from pipeline.run.prepared import Prepared
from pipeline.run.sending import Again, polled, until_over
from pipeline.run.stopping import Stopping

_STRESSES: Mapping[str, Stress] = {"aspect": Stress.ASPECT, "copy": Stress.SOURCE}
"""Which failed check is answered by which words in the next prompt."""


@dataclass(frozen=True, slots=True)
class Over:
    """This errand is over for this run: with a picture, or with the step that gave it up."""

    gave_up: GiveUp | None = None


async def draw(work: Work, desk: Desk) -> None:
    """Draw the take that ``work`` asks for. What came of it is in the journal; a stop leaves it to a later run."""
    answered = {name: permits.answered_total for name, permits in desk.permits.items()}

    async def once() -> Again | Over:
        return await _once(work, desk, answered)

    try:
        over = await until_over(once, desk.stop.sleep)
    except Stopping:
        return
    if over.gave_up is not None:
        desk.kinds.add(over.gave_up.kind)
        if over.gave_up.come_back is not None:
            desk.come_back = max(desk.come_back or 0.0, over.gave_up.come_back)


async def _once(work: Work, desk: Desk, answered: Mapping[str, int]) -> Again | Over:
    step = _step(work, desk)
    if isinstance(step, GiveUp):
        return Over(step)
    permits = desk.permits[step.profile]
    permit = await desk.unless_stopped(permits.acquire())
    try:
        if desk.stop.requested:
            raise Stopping
        if step.profile in desk.circuits:
            return Again(0.0)  # it was closed while this errand waited for its turn
        if desk.over is not None:
            return Over()
        if desk.too_late:
            desk.out_of_time = True
            return Over()
        outcome = await _send(work, desk, step, permit)
    finally:
        await permits.release(permit)
        desk.notify(permits.width)
    return _after(work, desk, step, outcome, answered)


def _step(work: Work, desk: Desk) -> Step:
    return next_step(past(_attempts(work, desk), work.errand, desk.run), desk.chain_for(work.view), desk.bounds)


def _attempts(work: Work, desk: Desk) -> tuple[Attempt, ...]:
    return attempts_for(desk.state, work.errand)


def _after(
    work: Work, desk: Desk, step: Send, outcome: Outcome | OverBudget | None, answered: Mapping[str, int]
) -> Again | Over:
    """What follows from an outcome that is in the journal already."""
    match outcome:
        case None | Pending() | Undelivered():
            return Over()
        case OverBudget():
            desk.over = outcome.limit
            return Over()
        case Saved(take=take) if take.passed:
            return Over()
    further = _step(work, desk)
    if isinstance(outcome, Failed) and _closes(outcome.failure, step, further, desk, answered):
        desk.open_circuit(step.profile, outcome.failure.message)
        further = _step(work, desk)
    if isinstance(further, GiveUp):
        return Over(further)
    seconds = desk.wait_before(further)
    if seconds:
        kind = outcome.failure.kind if isinstance(outcome, Failed) else FailureKind.BAD_PICTURE
        desk.notify(Waits(work.view.id, seconds, str(kind)))
    return Again(seconds)


def _closes(failure: Failure, step: Send, further: Step, desk: Desk, answered: Mapping[str, int]) -> bool:
    """Whether the profile is to be asked no more in this run (WIRE §3)."""
    if failure.kind is FailureKind.DEAD_PROVIDER:
        return True
    used_up = isinstance(further, GiveUp) or further.profile != step.profile
    silent = desk.permits[step.profile].answered_total == answered.get(step.profile, 0)
    return failure.kind in WAITING and used_up and silent


async def _send(work: Work, desk: Desk, step: Send, permit: Permit) -> Outcome | OverBudget | None:
    """One attempt with everything around it: references, intent, request, answer, record. None: left for later."""
    provider = desk.providers[step.profile]
    attempts = _attempts(work, desk)
    wanted = spec(
        desk.plan,
        work.view.panel,
        work.draft.refs,
        provider.resolved.capabilities,
        board_note=desk.state.notes.get(work.view.id, ""),
        stress=_stress(attempts),
    )
    try:
        prepared = await desk.preparer.prepare(work.draft.refs)
    except PictureError as error:
        desk.kinds.add(FailureKind.BAD_REQUEST)
        return Undelivered(Failure(FailureKind.BAD_REQUEST, "no", str(error)))
    request = _request(wanted, prepared)
    started = _intent(work, desk, provider, wanted, request, attempts)
    job = Job(
        started,
        Asked(wanted.size.size, desk.plan.aspect),
        provider,
        tuple(Reference(r.role, p.view, r.source.path.name) for r, p in zip(wanted.refs, prepared, strict=True)),
        tuple(p.size for p in prepared),
    )
    decided = await desk.ledger.try_send(started)
    if isinstance(decided, OverBudget):
        return decided
    try:
        outcome = await desk.bench.execute_one(job, request)
        outcome = await poll(desk, job, outcome)
    except anyio.get_cancelled_exc_class():
        desk.ledger.ended(started.attempt, Failure(FailureKind.UNKNOWN, "maybe", say("run.cancelled")))
        raise
    await settle(desk, job, outcome, permit)
    return outcome


async def poll(desk: Desk, job: Job, outcome: Outcome) -> Outcome:
    """Poll an asynchronous task to its end, the permit still held; Pending where a stop leaves it to a later run."""
    if not isinstance(outcome, Pending):
        return outcome
    task = desk.state.attempts[job.started.attempt].task
    if task is None:
        task = outcome.task
        await desk.ledger.durably(TaskAccepted(job.started.attempt, task))

    async def ask() -> Outcome:
        return await desk.bench.poll_one(job, task)

    def failure_of(answer: Outcome) -> Failure | None:
        return answer.failure if isinstance(answer, Failed) else None

    ended = await polled(outcome, ask, desk.stop.sleep, failure_of)
    return Failed(ended) if isinstance(ended, Failure) else ended


async def settle(desk: Desk, job: Job, outcome: Outcome, permit: Permit | None) -> None:
    """Write down what an attempt came to, tell the permits, and drop what is not needed any more."""
    attempt = job.started.attempt
    permits = desk.permits[job.provider.resolved.name]
    match outcome:
        case Saved(take=take):
            await desk.ledger.saved(take)
            await desk.bench.clear(attempt)
            if permit is not None:
                await permits.answered(permit)
        case Failed(failure=failure):
            desk.ledger.ended(attempt, failure)
            await desk.bench.clear(attempt)
            if permit is not None and failure.kind is FailureKind.RATE_LIMIT:
                permits.limited(permit, failure.retry_after, failure.message)
            elif permit is not None and failure.kind is not FailureKind.TRANSIENT:
                await permits.answered(permit)
    desk.notify(permits.width)


def _request(wanted: RequestSpec, prepared: tuple[Prepared, ...]) -> ImageRequest:
    return ImageRequest(
        prompt=wanted.prompt,
        size=wanted.size.size,
        quality=wanted.quality,
        format=wanted.format,
        moderation=wanted.moderation or "",
        images=tuple(p.image for p in prepared),
    )


def _intent(
    work: Work,
    desk: Desk,
    provider: Provider,
    wanted: RequestSpec,
    request: ImageRequest,
    attempts: tuple[Attempt, ...],
) -> AttemptStarted:
    resolved = provider.resolved
    last = next((a for a in reversed(attempts) if a.started.slot == work.errand.slot), None)
    return AttemptStarted(
        attempt=secrets.token_hex(10),
        run=desk.run,
        subject=work.view.id,
        inputs=work.draft.inputs,
        asked=work.draft.asked,
        profile=resolved.name,
        lineage=resolved.lineage,
        model=resolved.model,
        mode=wanted.mode,
        size=str(wanted.size.size),
        quality=wanted.quality,
        format=wanted.format,
        prompt=wanted.prompt,
        recipe=wanted.recipe,
        references=tuple(_reference(desk, ref) for ref in wanted.refs),
        request=request_digest(request, profile=resolved.name, model=resolved.model),
        reserve=reserve(resolved.price, wanted.size.size, wanted.quality, len(wanted.refs), wanted.prompt),
        reason="retry" if work.errand.want else "draw",
        want=work.errand.want,
        note=work.errand.note,
        resend_of=last.started.attempt if last and last.status is Status.UNKNOWN else None,
        slot=work.errand.slot,
    )


def _reference(desk: Desk, ref: Ref) -> dict[str, str]:
    """A reference for the record: a board's own file by its place in the board, others by name only."""
    path = ref.source.path
    inside = path.is_relative_to(desk.layout.root)
    source = path.relative_to(desk.layout.root).as_posix() if inside else path.name
    return {"role": str(ref.role), "source": source, "sha256": ref.source.sha256}


def _stress(attempts: tuple[Attempt, ...]) -> tuple[Stress, ...]:
    """The cures for what inspection found wrong with the last take."""
    last = next((a.take for a in reversed(attempts) if a.take is not None), None)
    if last is None or last.passed:
        return ()
    failed = [str(check["name"]) for check in last.checks if check.get("gate") and check.get("result") == "fail"]
    return tuple(_STRESSES[name] for name in failed if name in _STRESSES)
