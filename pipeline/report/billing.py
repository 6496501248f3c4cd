"""Makes the bill of a run: what it would draw, in which order, and what each request costs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pipeline.compose.look import Ref
from pipeline.compose.prices import Cost, estimate
from pipeline.compose.request import RequestSpec
from pipeline.decide.money import spent
from pipeline.decide.plan_step import in_scope
from pipeline.decide.sheet import SHEET
from pipeline.decide.sheet_ahead import Ahead, Wish, bibles_of_sheet
from pipeline.decide.state import BoardState
from pipeline.decide.view import BoardView, Facts, PanelState, PanelView
from pipeline.images.picture import PictureFacts, Role
from pipeline.images.size import Size
from pipeline.messages import say
from pipeline.plan.bibles import called, shows
from pipeline.plan.model import Plan
from pipeline.report.bill import Bill, BillItem, BillRef
from pipeline.report.requests import Offer, Requests
from pipeline.report.why import why

_KEYFRAMES: Final = frozenset({Role.FOLLOWED, Role.ENDED, Role.ANCHOR, Role.TAKE})
_BOUGHT: Final = frozenset({PanelState.WAITING, PanelState.DRAWING})
"""States of panels whose picture is paid for, or on the way, unless they lack further ones."""
_UNMEASURED: Final = Size(1024, 1024)
"""Taken for the size of a reference that nobody has measured."""

After = dict[str, tuple[str, ...]]
"""Panels, each with those among them that it is drawn from."""


def bill(
    plan: Plan,
    board: BoardView,
    state: BoardState,
    facts: Facts,
    offer: Offer,
    *,
    pictures: Mapping[Path, PictureFacts],
    scope: Iterable[str] = (),
    outside: Iterable[Path] = (),
    takes: int = 1,
    sheet: Wish = "with",
) -> Bill:
    """What a run about ``scope`` (empty: all panels) would buy from ``offer``.

    ``pictures`` are the facts of every picture the plan names, by absolute path. Panels whose references are yet
    to be drawn are priced as if these stood; what hangs on a panel that will be redrawn is redrawn too. ``takes`` are
    at least drawn of every panel for which nobody wished for others. The sheet's pages are among it as far as they
    are due, as ``sheet`` has it; a scope of bibles alone needs none.
    """
    wanted = frozenset(scope) or frozenset(panel.id for panel in board.subjects)
    if sheet in ("alone", "anew"):
        wanted = frozenset()
    elif not any(panel.id in wanted for panel in board.panels):
        sheet = "without"
    requests = Requests(plan, board, state, facts, offer, sheet)
    if requests.sheet.due and (bibles := bibles_of_sheet(plan)):
        wanted |= in_scope(board, bibles)
    drawn = _drawn(board, wanted, requests.sheet)
    gated = _gated(board, drawn, requests.sheet)
    billing = _Billing(board, state, offer, requests, pictures, drawn, gated, takes)
    items = (*billing.subjects(board.bibles), *billing.pages(), *billing.subjects(board.panels))
    left = float(plan.budget) - spent(state) if plan.budget is not None else None
    return Bill(items, offer.profile, tuple(outside), left)


@dataclass(frozen=True, slots=True)
class _Billing:
    """Puts the items of one bill together. ``takes`` are at least drawn of every panel."""

    board: BoardView
    state: BoardState
    offer: Offer
    requests: Requests
    pictures: Mapping[Path, PictureFacts]
    drawn: After
    gated: frozenset[str]
    takes: int

    def subjects(self, panels: Iterable[PanelView]) -> Iterator[BillItem]:
        """Those of ``panels``, or bibles, that would be drawn."""
        for panel in panels:
            if panel.id in self.drawn and (panel.slots or panel.state not in _BOUGHT):
                after = self.drawn[panel.id]
                yield self._item(
                    panel.id,
                    self.requests.of(panel),
                    why=_why(panel, self.board, self.state, after),
                    takes=_count(panel, self.takes),
                    replaces=panel.shown is not None,
                    after=after,
                )

    def pages(self) -> Iterator[BillItem]:
        """The pages of the sheet that are due."""
        reason = say("report.why-sheet-again" if self.requests.sheet.again else "report.why-missing")
        for due in self.requests.sheet.due:
            shown = {name for panel in due.page.panels for name, _ in shows(self.board.plan, panel)}
            after = tuple(name for name in self.drawn[SHEET] if name in shown)
            request = self.requests.of_page(due)
            yield self._item(SHEET, request, why=(reason,), after=after, page=due.page.number, pages=due.page.of)

    def _item(
        self,
        subject: str,
        request: RequestSpec,
        *,
        why: tuple[str, ...],
        after: tuple[str, ...],
        takes: int = 1,
        replaces: bool = False,
        page: int | None = None,
        pages: int = 1,
    ) -> BillItem:
        return BillItem(
            panel=called(subject),
            mode=request.mode,
            size=str(request.size.size),
            quality=request.quality,
            references=tuple(BillRef(ref.role, ref.who, self.requests.source(ref)) for ref in request.refs),
            why=why,
            takes=takes,
            cost=self._cost(request, takes, self.requests.crop_size(subject)),
            replaces=replaces,
            after=tuple(map(called, after)),
            gated=subject in self.gated,
            page=page,
            pages=pages,
        )

    def _cost(self, request: RequestSpec, takes: int, crop: Size | None) -> Cost:
        sizes = [self.requests.bible_size(ref) or self._size(ref, request, crop) for ref in request.refs]
        one = estimate(self.offer.price, request.size.size, request.quality, sizes, request.prompt)
        return _times(one, takes)

    def _size(self, ref: Ref, request: RequestSpec, crop: Size | None) -> Size:
        if ref.role is Role.CROP and crop is not None:
            return crop
        if ref.source.path in self.pictures:
            return self.pictures[ref.source.path].size
        return request.size.size if ref.role in _KEYFRAMES else _UNMEASURED


def _count(panel: PanelView, takes: int) -> int:
    wished = panel.errand is not None and panel.errand.want is not None
    count = len(panel.slots) or panel.panel.takes
    return count if wished or panel.failed is not None else max(count, takes)


def _drawn(board: BoardView, wanted: frozenset[str], ahead: Ahead) -> After:
    """The panels that would be drawn, those being drawn and those that wait for a person, and all that hang on them.

    ``behind`` names what is not settled, so what is drawn spreads along it until nothing is added. A sheet that is
    drawn first comes after its bibles, and before the panels that it gives a crop.
    """
    roots = [p.id for p in board.subjects if p.id in wanted and (p.slots or p.state in _BOUGHT)]
    drawn: After = dict.fromkeys(roots, ())
    cells = frozenset(ahead.cells) if ahead.due else frozenset()
    if ahead.due:
        needed = bibles_of_sheet(board.plan)
        drawn[SHEET] = tuple(b.id for b in board.bibles if b.id in needed and not b.settled)
    fixed = {SHEET: drawn[SHEET]} if ahead.due else {}
    while True:
        found: After = {**dict.fromkeys(drawn, ()), **fixed}
        for panel in board.subjects:
            sheet = (SHEET,) if panel.id in cells else ()
            after = tuple(name for name in dict.fromkeys((*panel.behind, *sheet)) if name in drawn)
            if after and panel.id in wanted and panel.panel.drawn and not panel.pinned:
                found[panel.id] = after
        if found == drawn:
            return found
        drawn = found


def _gated(board: BoardView, drawn: After, ahead: Ahead) -> frozenset[str]:
    """Those behind a panel that only counts once a person has said yes; behind the sheet are all panels."""
    asked = {p.id for p in board.subjects if p.id in drawn and (p.word or p.state is PanelState.WAITING)}
    waits = ahead.gated or not asked.isdisjoint(drawn.get(SHEET, ()))
    gated: set[str] = {p.id for p in board.panels if waits and p.id in drawn}
    while True:
        found = {name for name, after in drawn.items() if not (asked | gated).isdisjoint(after)}
        if found <= gated:
            return frozenset(gated)
        gated |= found


def _why(panel: PanelView, board: BoardView, state: BoardState, after: tuple[str, ...]) -> tuple[str, ...]:
    """Its own reasons; that what it is drawn from is drawn first is none, unless there is no other."""
    waits = say("report.why-behind", panels=", ".join(called(name) for name in after if name != SHEET))
    own = tuple(reason for reason in why(panel, board, state) if reason != waits)
    return own or (say("report.why-redrawn", panels=", ".join(map(called, after))),)


def _times(cost: Cost, takes: int) -> Cost:
    def each(value: float | None) -> float | None:
        return None if value is None else value * takes

    return Cost(each(cost.usd), each(cost.native), cost.currency, cost.basis, each(cost.of_references_usd))
