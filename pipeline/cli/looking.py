"""What several commands print after looking at a board: the report of how it stands."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.assemble.boards import Standing
from pipeline.assemble.first_frames import frames
from pipeline.assemble.signatures import compare
from pipeline.assemble.work import Work
from pipeline.decide.ending import at_rest
from pipeline.decide.plan_step import Asked, plan_step
from pipeline.decide.view import BoardView
from pipeline.report.build import build
from pipeline.report.steps import steps
from pipeline.report.view import RunReport


def standing_report(work: Work, standing: Standing, board: BoardView, notes: Sequence[str] = ()) -> RunReport:
    """How the board stands, with what to look at and what to do next; exit 0."""
    step = plan_step(board, standing.state, Asked())
    ending = at_rest(board, step, running=standing.holder is not None)
    todo = steps(board, standing.state, step, ending, root=work.root, commands=work.commands())
    return build(
        work.plan,
        board,
        standing.state,
        root=work.root,
        ending=ending,
        next_=todo.next_,
        look=todo.look,
        notes=(*work.said, *notes),
        problems=work.loaded.warnings,
        pictures=work.loaded.pictures,
        frames=frames(board, standing.layout, work.loaded.pictures),
        consistency=compare(work, board, standing.state),
    )
