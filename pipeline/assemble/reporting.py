"""The report of how a run ended, from the board that it leaves."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.assemble.comparing import compare
from pipeline.assemble.frames import frames
from pipeline.assemble.work import Work
from pipeline.decide.ending import Ending
from pipeline.decide.plan_step import Step
from pipeline.decide.state import BoardState
from pipeline.decide.view import BoardView
from pipeline.report.build import build
from pipeline.report.steps import steps
from pipeline.report.view import RunReport
from pipeline.store.layout import Layout


def run_report(
    work: Work,
    board: BoardView,
    state: BoardState,
    step: Step,
    ending: Ending,
    *,
    run: str | None = None,
    notes: Sequence[str] = (),
    again: tuple[str, ...] = (),
    command: str = "run",
) -> RunReport:
    """``run`` is None where nothing was written; ``again`` are the words of this run's options for ``next:``, and
    ``command`` is what to go on with."""
    todo = steps(board, state, step, ending, root=work.root, commands=work.commands(again, command))
    return build(
        work.plan,
        board,
        state,
        root=work.root,
        ending=ending,
        run=run,
        next_=todo.next_,
        look=todo.look,
        notes=notes,
        problems=work.loaded.warnings,
        pictures=work.loaded.pictures,
        frames=frames(board, state, Layout(work.root), work.loaded.pictures),
        consistency=compare(work, board, state),
    )
