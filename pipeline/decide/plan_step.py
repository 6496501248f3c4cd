"""What may run now: the one pure answer, from the board's view and what a run was asked to do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Literal

from pipeline.decide.drafts import Draft
from pipeline.decide.history import Errand
from pipeline.decide.panels import BoardView, PanelState, PanelView
from pipeline.decide.state import BoardState


@dataclass(frozen=True, slots=True)
class Gate:
    """Somebody must look: ``look`` at candidates of these panels, say ``yes`` to replacing them, look at a cut
    ``sheet``, do something about a ``refused`` one; ``undrawn``: the sheet could not be drawn.
    """

    kind: Literal["look", "yes", "sheet", "refused", "undrawn"]
    panels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """What a run was asked: ``only`` these panels (empty: all), whether replacing accepted pictures is agreed, and
    the ``gate`` of the sheet, before which no panel is drawn.

    ``first`` are the bibles that a sheet waits for: until they stand, nothing else is drawn.
    """

    only: frozenset[str] = frozenset()
    yes: bool = False
    gate: Gate | None = None
    sheet_only: bool = False
    first: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Work:
    """One take to draw."""

    view: PanelView
    draft: Draft
    errand: Errand


@dataclass(frozen=True, slots=True)
class Step:
    """``start`` may be drawn at once; ``gates`` stop the rest; ``scope`` is what the run is about."""

    start: tuple[Work, ...] = ()
    gates: tuple[Gate, ...] = ()
    scope: frozenset[str] = field(default_factory=frozenset)


def plan_step(board: BoardView, state: BoardState, asked: Asked) -> Step:
    """Say what may be drawn now, and what waits for a person. Nothing to start and no gate: the run is done."""
    scope = in_scope(board, asked.only)
    drawable = scope
    if asked.first:
        drawable = in_scope(board, asked.first)
        scope = drawable if asked.sheet_only else scope | drawable
    elif asked.sheet_only:
        return Step((), (asked.gate,) if asked.gate else ())
    elif asked.gate is not None:
        return Step((), (asked.gate,), scope)
    start: list[Work] = []
    unagreed: list[str] = []
    for panel in board.subjects:
        if panel.id not in drawable or not panel.slots or panel.behind or panel.order is None or panel.errand is None:
            continue
        if not asked.yes and replaces_accepted(panel, state):
            unagreed.append(panel.id)
            continue
        errand = panel.errand
        start.extend(Work(panel, panel.order, replace(errand, slot=slot)) for slot in panel.slots)
    waiting = tuple(p.id for p in board.subjects if p.id in scope and p.state is PanelState.WAITING)
    gates = [Gate("look", waiting)] if waiting else []
    if unagreed:
        gates.append(Gate("yes", tuple(unagreed)))
    return Step(tuple(start), tuple(gates), scope)


def in_scope(board: BoardView, only: Iterable[str]) -> frozenset[str]:
    """What a run is about: all bibles and panels, or the named ones with whatever unsettled ones they need."""
    names = frozenset(only)
    if not names:
        return frozenset(p.id for p in board.subjects)
    by_id = {p.id: p for p in board.subjects}
    found: set[str] = set()
    open_ = [found_.id for name in names if (found_ := board.find(name)) is not None]
    while open_:
        panel_id = open_.pop()
        if panel_id not in found:
            found.add(panel_id)
            open_.extend(by_id[panel_id].behind)
    return frozenset(found)


def replaces_accepted(panel: PanelView, state: BoardState) -> bool:
    """Whether drawing it would push aside a picture that a person accepted.

    A panel where a person has the word gets a candidate only, and a wish for a new take was itself the yes.
    """
    if panel.word or panel.shown is None or panel.errand is None or panel.errand.want is not None:
        return False
    return any(sha == panel.shown.sha256 for sha, _ in state.accepted)


def replaces(board: BoardView, scope: frozenset[str]) -> tuple[PanelView, ...]:
    """The panels in scope whose present picture a run would replace."""
    return tuple(p for p in board.subjects if p.id in scope and p.slots and p.shown is not None)
