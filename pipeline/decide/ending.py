"""How a run, or a board at rest, ends: its state's name and the exit code."""

from __future__ import annotations

from dataclasses import dataclass, field

from pipeline.decide.events import FailureKind
from pipeline.decide.panels import BoardView, PanelState
from pipeline.decide.plan_step import Step


@dataclass(frozen=True, slots=True)
class Ending:
    """``state`` is DESIGN §7's word, ``exit`` the code; ``come_back`` seconds until a service would answer again."""

    state: str
    exit: int
    come_back: float | None = None


@dataclass(frozen=True, slots=True)
class Halts:
    """What kept a run from going on: recorded as it went.

    ``kinds`` are those of panels that were given up; ``no_profile`` says that every profile's circuit is open.
    """

    interrupted: bool = False
    over_budget: bool = False
    out_of_time: bool = False
    come_back: float | None = None
    kinds: frozenset[FailureKind] = field(default_factory=frozenset)
    no_profile: bool = False


def ending(board: BoardView, step: Step, halts: Halts) -> Ending:
    """The ending of a run about ``step.scope``; precedence 130 5 4 3 6 1 0 (2 is an error, raised long before)."""
    scope = [p for p in board.subjects if p.id in step.scope]
    undrawn = any(gate.kind == "undrawn" for gate in step.gates)
    failed = undrawn or any(p.state in (PanelState.FAILED, PanelState.UNKNOWN) for p in scope)
    if halts.interrupted:
        return Ending("interrupted", 130)
    if failed and _unavailable(halts):
        return Ending("unavailable", 5, halts.come_back)
    if halts.over_budget:
        return Ending("budget", 4)
    if step.gates and not undrawn:
        return Ending("waiting", 3)
    if halts.out_of_time:
        return Ending("unfinished", 6)
    if failed:
        return Ending("failed", 1)
    if any(p.state is not PanelState.CURRENT for p in scope):
        return Ending("unfinished", 6)
    return Ending("complete" if len(scope) == len(board.subjects) else _rest(board), 0)


def _unavailable(halts: Halts) -> bool:
    """Whether a panel failed since no profile could be used for it, not by its own fault or bad luck."""
    return halts.no_profile or halts.come_back is not None or FailureKind.DEAD_PROVIDER in halts.kinds


def _rest(board: BoardView) -> str:
    return "complete" if all(p.state is PanelState.CURRENT for p in board.subjects) else "partial"


def at_rest(board: BoardView, step: Step, *, running: bool) -> Ending:
    """The state of a board that is only looked at; the exit code is that of looking: 0."""
    if running:
        return Ending("running", 0)
    states = {p.state for p in board.subjects}
    if step.gates or PanelState.WAITING in states:
        return Ending("waiting", 0)
    if states & {PanelState.FAILED, PanelState.UNKNOWN}:
        return Ending("failed", 0)
    return Ending("complete" if states == {PanelState.CURRENT} else "unfinished", 0)
