"""What a judge said against the pictures that people see, for the table over all of them."""

from __future__ import annotations

from collections.abc import Mapping

from pipeline.decide.state import BoardState
from pipeline.decide.view import BoardView
from pipeline.report.text import clean


def judged(board: BoardView, state: BoardState) -> Mapping[str, tuple[str, ...]]:
    """By panel, a sentence where a judge found fault, none where all was right; no entry: nobody looked."""
    found: dict[str, tuple[str, ...]] = {}
    for panel in board.panels:
        take = panel.shown or panel.candidate
        said = state.judged.get((take.sha256, take.inputs)) if take else None
        if said is not None and said.items:
            found[panel.id] = (clean(said.reason),) if said.result == "fail" else ()
    return found
