"""What has failed for a panel's present inputs, as the policy reads it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pipeline.decide.events import AttemptFailed, FailureKind, RetryWanted
from pipeline.decide.policy import Past
from pipeline.decide.state import Attempt, BoardState, Status

_KINDS = {Status.UNKNOWN: FailureKind.UNKNOWN, Status.LOST: FailureKind.BAD_PICTURE}


@dataclass(frozen=True, slots=True)
class Errand:
    """One drawing that is wanted: a panel, its present inputs, the wish it answers, one of several slots."""

    panel: str
    inputs: str
    want: str | None = None
    slot: int = 0
    note: str = ""


def attempts_for(state: BoardState, errand: Errand, others: frozenset[str]) -> tuple[Attempt, ...]:
    """The attempts made for this errand's panel, inputs and wish; ``others`` are the plan's other panels.

    A renamed panel keeps its history: attempts of a subject that is in the plan no more count by their inputs.
    """
    ids = state.by_inputs.get(errand.inputs, ())
    found = (state.attempts[i] for i in ids)
    return tuple(a for a in found if a.started.want == errand.want and a.started.subject not in others)


def past(attempts: Iterable[Attempt], errand: Errand, run: str | None) -> tuple[Past, ...]:
    """The failures among ``attempts`` that bear on the errand's slot; unknown outcomes of every slot count."""
    return tuple(_past(a, run) for a in attempts if _bears(a, errand, run))


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
    return Past(attempt.started.profile, kind, retry_after, fresh)


def _kind(attempt: Attempt) -> FailureKind:
    if isinstance(attempt.ending, AttemptFailed):
        return FailureKind(attempt.ending.kind)
    return _KINDS[attempt.status]


def open_want(state: BoardState, panel: str, inputs: str) -> RetryWanted | None:
    """The newest wish for this panel's present inputs that has not had its takes yet."""
    wants = [w for w in state.wants.values() if w.wanted.subject == panel and w.wanted.inputs == inputs]
    if not wants:
        return None
    newest = max(wants, key=lambda w: w.rank)
    if any(rank > newest.rank for (_, accepted_for), rank in state.accepted.items() if accepted_for == inputs):
        return None  # a later yes to another take ends the wish
    passed = sum(t.want == newest.wanted.want and t.passed for t in state.takes.values())
    return newest.wanted if passed < newest.wanted.takes else None
