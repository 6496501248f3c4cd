"""What a run would buy, for the commands that say so before anything is sent."""

from __future__ import annotations

from pipeline.assemble.work import Work
from pipeline.decide.plan_step import in_scope
from pipeline.report.bill import Bill, bill


def bill_of(work: Work, only: tuple[str, ...] = ()) -> Bill:
    """The bill of a run about ``only`` (empty: all panels), with what they need."""
    standing, board = work.look()
    return bill(
        work.plan,
        board,
        standing.state,
        standing.facts,
        work.offer,
        pictures=work.loaded.pictures,
        scope=in_scope(board, only),
        outside=work.loaded.outside,
    )
