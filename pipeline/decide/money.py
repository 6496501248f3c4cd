"""What a board has cost and may have cost, from its attempts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from pipeline.decide.events import AttemptLost
from pipeline.decide.state import Attempt, BoardState, Status


def spent(state: BoardState, run: str | None = None) -> float:
    """USD settled and reserved: by the whole board, or by one run.

    A picture costs what it was settled at, an open or unknown attempt its reservation, a failed one nothing.
    Attempts without a known price count as nothing: a limit is refused before they are sent. A judge's words count.
    """
    return sum(_usd(a) for a in _of(state, run)) + judging(state, run)


def judging(state: BoardState, run: str | None = None) -> float:
    """USD that judges were paid."""
    return sum(cost for of_run, cost in state.eyes if run is None or of_run == run)


def at_risk(state: BoardState, run: str | None = None) -> float:
    """USD of ``spent`` that is only reserved for attempts that may have been billed without a picture."""
    return sum(_usd(a) for a in _of(state, run) if a.status is Status.UNKNOWN)


def calls(state: BoardState, run: str | None = None) -> Counter[Status]:
    """Attempts by where they stand."""
    return Counter(a.status for a in _of(state, run))


def _of(state: BoardState, run: str | None) -> Iterator[Attempt]:
    return (a for a in state.attempts.values() if run is None or a.started.run == run)


def cost_of(attempt: Attempt) -> float | None:
    """USD of one billed attempt, None where unknown."""
    if attempt.take is not None:
        return attempt.take.cost
    return attempt.ending.cost if isinstance(attempt.ending, AttemptLost) else None


def _usd(attempt: Attempt) -> float:
    if attempt.status is Status.FAILED:
        return 0.0
    settled = cost_of(attempt) if attempt.status in (Status.KEPT, Status.LOST) else None
    return settled if settled is not None else attempt.started.reserve or 0.0
