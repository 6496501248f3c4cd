"""Which panel is the board's anchor, and who is drawn against whom."""

from __future__ import annotations

from collections.abc import Iterable
from graphlib import TopologicalSorter
from pathlib import Path

from pipeline.compose.inputs import inputs
from pipeline.compose.look import Look
from pipeline.compose.references import needs, references
from pipeline.decide.state import BoardState
from pipeline.images.picture import Role
from pipeline.plan.model import AnchorImage, Panel, Plan


def board_anchor(plan: Plan, state: BoardState, look: Look, lineage: str) -> str | Path | None:
    """The anchor: the plan's word, else the board's memory (also of a renamed panel), else the first drawn one."""
    match plan.anchor:
        case AnchorImage():
            return plan.anchor.image
        case str() as named:
            return named
    free = [p for p in plan.panels if p.drawn and p.anchor is None]
    if state.anchor is not None:
        remembered = state.anchor.panel
        if any(p.id == remembered for p in plan.panels):
            return remembered
        renamed = _renamed(plan, state, look, lineage, free)
        if renamed:
            return renamed
    return free[0].id if free else None


def _renamed(plan: Plan, state: BoardState, look: Look, lineage: str, panels: Iterable[Panel]) -> str | None:
    """The panel that asks today for exactly what the remembered anchor's take was drawn for."""
    if state.anchor is None:
        return None
    drawn_for = {t.inputs for t in state.takes.values() if t.sha256 == state.anchor.take}
    for panel in panels:
        as_anchor = Look(look.pictures, look.keyframes, look.crops, panel.id)
        if any(need.role is not Role.ANCHOR for need in needs(plan, panel, panel.id)):
            continue
        if inputs(plan, panel, references(plan, panel, as_anchor), lineage).digest in drawn_for:
            return panel.id
    return None


def anchor_of(plan: Plan, panel: Panel, board: str | Path | None) -> str | None:
    """The id of the panel that is this panel's style anchor, None where it has none or an outside picture."""
    return next((n.panel_id for n in needs(plan, panel, board) if n.role is Role.ANCHOR), None)


def in_order(plan: Plan, board: str | Path | None) -> tuple[Panel, ...]:
    """The panels such that each stands after those whose keyframes it needs."""
    by_id = {p.id: p for p in plan.panels}
    graph = {p.id: [n.panel_id for n in needs(plan, p, board) if n.panel_id in by_id] for p in plan.panels}
    return tuple(by_id[panel_id] for panel_id in TopologicalSorter(graph).static_order())
