"""Whether a board is this plan's."""

from __future__ import annotations

from pipeline.decide.state import BoardState
from pipeline.errors import BoardError
from pipeline.messages import say
from pipeline.plan.model import Plan


def board_fits(state: BoardState, plan: Plan, lineage: str) -> None:
    """Raise BoardError where the board is another plan's or of another lineage."""
    if state.plan is not None and state.plan != plan.file.name:
        raise BoardError(say("run.other-plan", board=state.plan, plan=plan.file.name))
    if state.lineage is not None and state.lineage != lineage:
        raise BoardError(say("run.other-lineage", board=state.lineage, plan=lineage))
