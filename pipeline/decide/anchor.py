"""Which panel is the board's anchor."""

from __future__ import annotations

from collections.abc import Callable

from pipeline.decide.drafts import Anchor
from pipeline.decide.events import AnchorChosen
from pipeline.decide.state import BoardState
from pipeline.plan.model import AnchorImage, Panel, Plan

AsAnchor = Callable[[Panel], str | None]
"""The inputs of a panel if it were the anchor; None where they hang on other panels' keyframes."""


def board_anchor(plan: Plan, state: BoardState, as_anchor: AsAnchor) -> Anchor:
    """The anchor: the plan's word, else the board's memory, else the first drawn panel without one of its own.

    A panel's id, an outside picture, or None. The memory is of a panel and of what it asked for: where another
    panel asks for exactly that today, the anchor was renamed, maybe by numbering all panels anew.
    """
    match plan.anchor:
        case AnchorImage(image=image):
            return image
        case str() as named:
            return named
    free = [p for p in plan.panels if p.drawn and p.anchor is None]
    if state.anchor is not None:
        remembered = _remembered(plan, state, state.anchor, free, as_anchor)
        if remembered is not None:
            return remembered
    return free[0].id if free else None


def _remembered(
    plan: Plan, state: BoardState, chosen: AnchorChosen, free: list[Panel], as_anchor: AsAnchor
) -> str | None:
    was = next((p for p in plan.panels if p.id == chosen.panel), None)
    stands_for = {t.inputs for t in state.takes.values() if t.sha256 == chosen.take}
    stands_for |= {inputs for sha, inputs in state.accepted if sha == chosen.take}
    if was is not None and (not was.drawn or as_anchor(was) in stands_for):
        return was.id
    moved = next((p.id for p in free if as_anchor(p) in stands_for), None)
    return moved or (was.id if was is not None else None)
