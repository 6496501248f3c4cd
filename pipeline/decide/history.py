"""What has been tried for a panel's present inputs, as the policy reads it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pipeline.decide.events import AttemptFailed, FailureKind, RetryWanted
from pipeline.decide.policy import Past
from pipeline.decide.state import Attempt, BoardState, Status
from pipeline.decide.verdicts import standing

_KINDS = {Status.UNKNOWN: FailureKind.UNKNOWN, Status.LOST: FailureKind.BAD_PICTURE}


@dataclass(frozen=True, slots=True)
class Errand:
    """One drawing that is wanted: a panel, its present inputs, the wish it answers, one of several slots.

    ``twins`` are other panels that ask for the very same: what was tried under their names is theirs. ``reason`` is
    draw, retry or mend. ``gated``: what a judge turned down was drawn in vain.
    """

    panel: str
    inputs: str
    want: str | None = None
    slot: int = 0
    note: str = ""
    twins: frozenset[str] = frozenset()
    reason: str = "draw"
    gated: bool = False


def attempts_for(state: BoardState, errand: Errand) -> tuple[Attempt, ...]:
    """The attempts made for this errand's inputs and wish, of every slot, oldest first.

    They are found by their inputs, so that a panel keeps its history under another name.
    """
    found = (state.attempts[i] for i in state.by_inputs.get(errand.inputs, ()))
    own = (a for a in found if a.started.want == errand.want and a.started.subject not in errand.twins)
    return tuple(standing(a, state) if errand.gated else a for a in own)


def past(attempts: Iterable[Attempt], errand: Errand, run: str | None) -> tuple[Past, ...]:
    """The failures among ``attempts`` that bear on the errand's slot, its own last.

    Unknown outcomes of every slot count, since their bound is the panel's; but what comes next for this slot is
    decided by what became of this slot.
    """
    bearing = [a for a in attempts if _bears(a, errand, run)]
    bearing.sort(key=lambda a: a.started.slot == errand.slot)
    return tuple(_past(a, run) for a in bearing)


def _bears(attempt: Attempt, errand: Errand, run: str | None) -> bool:
    started = attempt.started
    match attempt.status:
        case Status.UNKNOWN:
            return True
        case Status.LOST:
            return started.slot == errand.slot
        case Status.FAILED if _kind(attempt) is FailureKind.REFUSED:
            # A refusal stands until the words change.
            return started.note == errand.note
        case Status.FAILED:
            return started.slot == errand.slot and started.run == run
        case _:
            return False


def _past(attempt: Attempt, run: str | None) -> Past:
    kind = _kind(attempt)
    fresh = attempt.started.run == run or kind is FailureKind.REFUSED
    retry_after = attempt.ending.retry_after if isinstance(attempt.ending, AttemptFailed) else None
    judged = attempt.take is not None and attempt.take.passed
    return Past(attempt.started.profile, kind, retry_after, fresh, judged)


def _kind(attempt: Attempt) -> FailureKind:
    if isinstance(attempt.ending, AttemptFailed):
        return FailureKind(attempt.ending.kind)
    return _KINDS[attempt.status]


def last_failure(attempts: Iterable[Attempt], run: str | None) -> Attempt | None:
    """The last attempt, if it gave no keyframe; a free failure of an earlier run than ``run`` is over."""
    last = next(reversed(tuple(attempts)), None)
    if last is None or last.status in (Status.UNKNOWN, Status.LOST):
        return last
    if last.status is Status.FAILED and (last.started.run == run or _kind(last) is FailureKind.REFUSED):
        return last
    return None


def open_want(
    state: BoardState, panel: str, inputs: str, twins: frozenset[str] = frozenset(), *, gated: bool = False
) -> RetryWanted | None:
    """The newest wish for this panel's present inputs that has not had its takes yet."""
    wants = [w for w in state.wants_for.get(inputs, ()) if w.wanted.subject not in twins]
    if not wants:
        return None
    newest = max(wants, key=lambda w: w.rank)
    for (_, accepted_for), yes in state.accepted.items():
        if accepted_for == inputs and yes.rank > newest.rank and yes.subject not in twins:
            return None  # a later yes to another take ends the wish
    kept = attempts_for(state, Errand(panel, inputs, newest.wanted.want, twins=twins, gated=gated))
    return newest.wanted if sum(a.status is Status.KEPT for a in kept) < newest.wanted.takes else None
