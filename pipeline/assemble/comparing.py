"""The table over all pictures of a board, as somebody can tell it who only reads the board."""

from __future__ import annotations

import json

from pipeline.assemble.work import Work
from pipeline.decide.state import BoardState
from pipeline.decide.view import BoardView
from pipeline.report.consistency import consistency
from pipeline.report.likeness import Likeness
from pipeline.report.marks import judged
from pipeline.report.outliers import Consistency
from pipeline.store.layout import Layout


def compare(work: Work, board: BoardView, state: BoardState) -> Consistency:
    """The table, with complete commands, from what the board's last writer measured; nothing is opened or compared."""
    return consistency(
        board,
        state,
        root=work.root,
        pictures=work.loaded.pictures,
        likeness=measured(Layout(work.root)),
        commands=work.commands(),
        judged=judged(board, state),
    )


def measured(layout: Layout) -> Likeness:
    """What was kept; nothing where there is none, or none that this version reads."""
    try:
        return Likeness.of_json(json.loads(layout.likeness.read_bytes()))
    except (OSError, ValueError, KeyError, TypeError):
        return Likeness()
