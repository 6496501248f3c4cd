"""How many requests were sent and what they cost, counted from the attempts on a board."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from pipeline.decide.money import cost_of
from pipeline.decide.state import OPEN, Attempt, Status


@dataclass(frozen=True, slots=True)
class Calls:
    """Requests by how they ended; those still open are in ``sent`` only."""

    sent: int = 0
    kept: int = 0
    lost: int = 0
    failed: int = 0
    unknown: int = 0

    def to_json(self) -> dict[str, int]:
        return {
            "sent": self.sent,
            "kept": self.kept,
            "lost": self.lost,
            "failed": self.failed,
            "unknown": self.unknown,
        }


@dataclass(frozen=True, slots=True)
class Costs:
    """USD billed in this run and in the board's life; None where pictures came and no price of any is known.

    ``basis``: usage, formula, flat, mixed, unknown; None where nothing was billed yet. ``at_risk`` is what requests
    without an answer may have cost in addition (their reservations). ``unpriced`` counts pictures of the board whose
    price is not known. ``judge`` is what of the board's sum went to a judge. ``native`` has the sums in currencies
    other than USD.
    """

    run: float | None = 0.0
    board: float | None = 0.0
    basis: str | None = None
    at_risk: float = 0.0
    unpriced: int = 0
    judge: float = 0.0
    native: Mapping[str, tuple[float, float]] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        return {
            "run": self.run,
            "board": self.board,
            "currency": "USD",
            "basis": self.basis,
            "at_risk": self.at_risk,
            "unpriced": self.unpriced,
            "judge": self.judge,
            "native": {name: {"run": run, "board": board} for name, (run, board) in self.native.items()},
        }


def calls(attempts: Iterable[Attempt]) -> Calls:
    """Count attempts by status."""
    by_status = dict.fromkeys(Status, 0)
    for attempt in attempts:
        by_status[attempt.status] += 1
    return Calls(
        sent=sum(by_status.values()),
        kept=by_status[Status.KEPT],
        lost=by_status[Status.LOST],
        failed=by_status[Status.FAILED],
        unknown=by_status[Status.UNKNOWN],
    )


def costs(attempts: Iterable[Attempt], run: str | None, eyes: Iterable[tuple[str, float]] = ()) -> Costs:
    """Sum up what the board's ``attempts`` cost; ``run`` is the run that is reported, None: none.

    ``eyes`` are run and USD of whatever judges said.
    """
    everything = tuple(attempts)
    billed = [a for a in everything if a.status in (Status.KEPT, Status.LOST)]
    of_run = [a for a in billed if a.started.run == run]
    at_risk = (a.started.reserve or 0.0 for a in everything if a.status is Status.UNKNOWN or a.status in OPEN)
    judges = tuple(eyes)
    of_judges = sum(usd for of, usd in judges if of == run), sum(usd for _, usd in judges)
    return Costs(
        run=_with(_sum(of_run), of_judges[0]),
        board=_with(_sum(billed), of_judges[1]),
        judge=_rounded(of_judges[1]),
        basis=_basis(billed),
        at_risk=_rounded(sum(at_risk)),
        unpriced=sum(cost_of(a) is None for a in billed),
        native=_native(billed, of_run),
    )


def _sum(billed: list[Attempt]) -> float | None:
    known = [cost for a in billed if (cost := cost_of(a)) is not None]
    return None if billed and not known else _rounded(sum(known))


def _with(pictures: float | None, judges: float) -> float | None:
    return None if pictures is None else _rounded(pictures + judges)


def _basis(billed: list[Attempt]) -> str | None:
    found = {_basis_of(a) for a in billed}
    if not found:
        return None
    return found.pop() if len(found) == 1 else "mixed"


def _basis_of(attempt: Attempt) -> str:
    if cost_of(attempt) is None:
        return "unknown"
    return attempt.take.basis if attempt.take is not None else "formula"


def _native(billed: list[Attempt], of_run: list[Attempt]) -> dict[str, tuple[float, float]]:
    names = sorted({a.take.currency for a in billed if a.take is not None and a.take.currency != "USD"})
    return {name: (_native_sum(of_run, name), _native_sum(billed, name)) for name in names}


def _native_sum(billed: list[Attempt], currency: str) -> float:
    takes = (a.take for a in billed if a.take is not None)
    return _rounded(sum(take.native or 0.0 for take in takes if take.currency == currency))


def _rounded(value: float) -> float:
    """To a hundredth of a cent of a cent: sums of floats shall print the same in any order."""
    return round(value, 6)
