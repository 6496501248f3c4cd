"""What a run would buy: every request it would make, why, and what that costs, before anything is sent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from pipeline.compose.look import Ref
from pipeline.compose.prices import Cost, estimate
from pipeline.compose.request import RequestSpec
from pipeline.decide.state import BoardState
from pipeline.decide.view import BoardView, Facts, PanelState, PanelView
from pipeline.images.picture import PictureFacts, Role
from pipeline.images.size import Size
from pipeline.messages import say
from pipeline.plan.bibles import called
from pipeline.plan.model import Plan
from pipeline.report.requests import Offer, Requests
from pipeline.report.why import why

_KEYFRAMES: Final = frozenset({Role.FOLLOWED, Role.ENDED, Role.ANCHOR})
_BOUGHT: Final = frozenset({PanelState.WAITING, PanelState.DRAWING})
"""States of panels whose picture is paid for, or on the way, unless they lack further ones."""
_UNMEASURED: Final = Size(1024, 1024)
"""Taken for the size of a reference that nobody has measured, such as a crop."""


__all__ = ["Bill", "BillItem", "BillRef", "Offer", "bill"]


@dataclass(frozen=True, slots=True)
class BillRef:
    """A picture that would be sent: ``source`` is its path as text, or the id of the panel or bible whose it is."""

    role: str
    who: str
    source: str

    def to_json(self) -> dict[str, str]:
        return {"role": self.role, "who": self.who, "source": self.source}


@dataclass(frozen=True, slots=True)
class BillItem:
    """The drawing of one panel or bible.

    ``takes`` pictures are drawn; ``cost`` is of all of them. ``replaces`` says that a picture is there that would
    no longer count. ``after`` are panels that are drawn first; ``gated`` says that a person's yes to one of those
    comes between.
    """

    panel: str
    mode: str
    size: str
    quality: str
    references: tuple[BillRef, ...]
    why: tuple[str, ...]
    takes: int
    cost: Cost
    replaces: bool = False
    after: tuple[str, ...] = ()
    gated: bool = False

    def to_json(self) -> dict[str, Any]:
        return {
            "id": self.panel,
            "mode": self.mode,
            "size": self.size,
            "quality": self.quality,
            "takes": self.takes,
            "references": [ref.to_json() for ref in self.references],
            "why": list(self.why),
            "replaces": self.replaces,
            "after": list(self.after),
            "gated": self.gated,
            "usd": _cents(self.cost.usd),
        }


@dataclass(frozen=True, slots=True)
class Bill:
    """All drawings, bibles first, then in plan order.

    ``outside`` are pictures from outside the plan's folder that would be uploaded.
    """

    items: tuple[BillItem, ...] = ()
    profile: str = ""
    outside: tuple[Path, ...] = field(default_factory=tuple)

    @property
    def pictures(self) -> int:
        return sum(item.takes for item in self.items)

    @property
    def now(self) -> tuple[BillItem, ...]:
        """What is drawn without a person's yes in between."""
        return tuple(item for item in self.items if not item.gated)

    @property
    def replaced(self) -> tuple[BillItem, ...]:
        return tuple(item for item in self.items if item.replaces)

    @property
    def usd(self) -> float | None:
        """USD of everything; None where no price is known."""
        return _sum(item.cost.usd for item in self.items)

    @property
    def of_references(self) -> float | None:
        """USD of it for the pictures that are sent along; None where that can't be told."""
        return _sum(item.cost.of_references_usd for item in self.items)

    @property
    def native(self) -> tuple[str, float] | None:
        """Currency and sum, where the profile charges in another one than USD."""
        charged = [item.cost for item in self.items if item.cost.currency != "USD" and item.cost.native is not None]
        if not charged:
            return None
        return charged[0].currency, round(sum(cost.native or 0.0 for cost in charged), 6)

    def to_json(self) -> dict[str, Any]:
        native = self.native
        return {
            "profile": self.profile,
            "pictures": self.pictures,
            "now": sum(item.takes for item in self.now),
            "replaces": len(self.replaced),
            "usd": _cents(self.usd),
            "of_references_usd": _cents(self.of_references),
            "native": {"currency": native[0], "sum": native[1]} if native else None,
            "items": [item.to_json() for item in self.items],
            "outside": [str(path) for path in self.outside],
        }


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
) -> Bill:
    """What a run about ``scope`` (empty: all panels) would buy from ``offer``.

    ``pictures`` are the facts of every picture the plan names, by absolute path. Panels whose references are yet
    to be drawn are priced as if these stood; what hangs on a panel that will be redrawn is redrawn too.
    """
    requests = Requests(plan, board, state, facts, offer)
    drawn = _drawn(board, frozenset(scope) or frozenset(panel.id for panel in board.subjects))
    gated = _gated(board, drawn)
    items = []
    for panel in board.subjects:
        if panel.id in drawn and (panel.slots or panel.state not in _BOUGHT):
            request, after = requests.of(panel), drawn[panel.id]
            item = BillItem(
                panel=called(panel.id),
                mode=request.mode,
                size=str(request.size.size),
                quality=request.quality,
                references=tuple(BillRef(ref.role, ref.who, requests.source(ref)) for ref in request.refs),
                why=_why(panel, board, state, after),
                takes=len(panel.slots) or panel.panel.takes,
                cost=_cost(offer, request, requests, pictures, len(panel.slots) or panel.panel.takes),
                replaces=panel.shown is not None,
                after=tuple(map(called, after)),
                gated=panel.id in gated,
            )
            items.append(item)
    return Bill(tuple(items), offer.profile, tuple(outside))


After = dict[str, tuple[str, ...]]
"""Panels, each with those among them that it is drawn from."""


def _drawn(board: BoardView, wanted: frozenset[str]) -> After:
    """The panels that would be drawn, those being drawn and those that wait for a person, and all that hang on them.

    ``behind`` names what is not settled, so what is drawn spreads along it until nothing is added.
    """
    roots = [p.id for p in board.subjects if p.id in wanted and (p.slots or p.state in _BOUGHT)]
    drawn: After = dict.fromkeys(roots, ())
    while True:
        found: After = dict.fromkeys(drawn, ())
        for panel in board.subjects:
            after = tuple(name for name in dict.fromkeys(panel.behind) if name in drawn)
            if after and panel.id in wanted and panel.panel.drawn and not panel.pinned:
                found[panel.id] = after
        if found == drawn:
            return found
        drawn = found


def _gated(board: BoardView, drawn: After) -> frozenset[str]:
    """Those behind a panel that only counts once a person has said yes."""
    asked = {p.id for p in board.subjects if p.id in drawn and (p.word or p.state is PanelState.WAITING)}
    gated: set[str] = set()
    while True:
        found = {name for name, after in drawn.items() if not (asked | gated).isdisjoint(after)}
        if found == gated:
            return frozenset(gated)
        gated = found


def _why(panel: PanelView, board: BoardView, state: BoardState, after: tuple[str, ...]) -> tuple[str, ...]:
    """Its own reasons; that what it is drawn from is drawn first is none, unless there is no other."""
    names = ", ".join(map(called, after))
    waits = say("report.why-behind", panels=names)
    own = tuple(reason for reason in why(panel, board, state) if reason != waits)
    return own or (say("report.why-redrawn", panels=names),)


def _cost(
    offer: Offer, request: RequestSpec, requests: Requests, pictures: Mapping[Path, PictureFacts], takes: int
) -> Cost:
    sizes = [requests.bible_size(ref) or _size(ref, request, pictures) for ref in request.refs]
    one = estimate(offer.price, request.size.size, request.quality, sizes, request.prompt)
    return _times(one, takes)


def _size(ref: Ref, request: RequestSpec, pictures: Mapping[Path, PictureFacts]) -> Size:
    if ref.source.path in pictures:
        return pictures[ref.source.path].size
    return request.size.size if ref.role in _KEYFRAMES else _UNMEASURED


def _times(cost: Cost, takes: int) -> Cost:
    def each(value: float | None) -> float | None:
        return None if value is None else value * takes

    return Cost(each(cost.usd), each(cost.native), cost.currency, cost.basis, each(cost.of_references_usd))


def _sum(values: Iterable[float | None]) -> float | None:
    known = list(values)
    return None if any(value is None for value in known) else sum(value or 0.0 for value in known)


def _cents(value: float | None) -> float | None:
    return None if value is None else round(value, 6)
