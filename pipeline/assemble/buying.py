"""What a run would buy, and whose word it would override, for the commands that say so before anything is sent."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from pipeline.assemble.boards import Standing
from pipeline.assemble.work import Work
from pipeline.decide.plan_step import in_scope
from pipeline.decide.sheet_ahead import Wish
from pipeline.decide.state import BoardState
from pipeline.decide.view import BoardView
from pipeline.report.bill import Bill, BillItem
from pipeline.report.billing import bill


def bill_of(
    work: Work,
    standing: Standing,
    board: BoardView,
    only: Iterable[str] = (),
    takes: int = 1,
    *,
    sheet: Wish = "with",
) -> Bill:
    """The bill of a run about ``only`` (empty: all panels), the sheet and what else they need."""
    return bill(
        work.plan,
        board,
        standing.state,
        standing.facts,
        work.offer,
        pictures=work.loaded.pictures,
        scope=in_scope(board, only),
        outside=work.loaded.outside,
        takes=takes,
        sheet=sheet,
    )


def overridden(bill_: Bill, board: BoardView, state: BoardState) -> tuple[BillItem, ...]:
    """What a run would put in the place of pictures that a person accepted: it needs their yes.

    A panel where a person has the word only gets a candidate, a wish for a new take was itself the yes, and what
    comes behind another yes is asked about when that has been said.
    """
    accepted = {sha for sha, _ in state.accepted}
    found = []
    for item in bill_.now:
        panel = board.find(item.panel)
        if panel is None:
            continue
        wished = panel.errand is not None and panel.errand.want is not None
        if panel.shown is not None and panel.shown.sha256 in accepted and not panel.word and not wished:
            found.append(item)
    return tuple(found)


def of_dependants(bill_: Bill, accepted: Iterable[str]) -> Bill:
    """The part of a bill that hangs on the panels in ``accepted``, directly or through others, once they are."""
    reached = set(accepted)
    items: list[BillItem] = []
    while more := [i for i in bill_.items if i not in items and not reached.isdisjoint(i.after)]:
        items += more
        reached |= {item.panel for item in more}
    return Bill(tuple(replace(item, gated=False) for item in bill_.items if item in items), bill_.profile)
