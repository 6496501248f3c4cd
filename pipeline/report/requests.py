"""The request that a run would make for a panel, also where what it refers to is yet to be drawn."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.compose.bibles import BIBLE_ASPECT
from pipeline.compose.commission import commission_of
from pipeline.compose.look import Look, Ref, Source
from pipeline.compose.references import foreseen, references
from pipeline.compose.request import RequestSpec
from pipeline.compose.sizes import choose
from pipeline.decide.sheet import SHEET
from pipeline.decide.sheet_ahead import Due, Wish, ahead
from pipeline.decide.state import BoardState
from pipeline.decide.view import BoardView, Facts, PanelView
from pipeline.images.capabilities import Capabilities, Price
from pipeline.images.size import Size
from pipeline.plan.bibles import called, is_bible
from pipeline.plan.model import Plan


@dataclass(frozen=True, slots=True)
class Offer:
    """The profile that would be asked first: what it takes and what it charges."""

    profile: str
    capabilities: Capabilities
    price: Price | None


class Requests:
    """Puts requests together for one board as it stands."""

    def __init__(
        self, plan: Plan, board: BoardView, state: BoardState, facts: Facts, offer: Offer, sheet: Wish = "with"
    ) -> None:
        self._plan, self._state, self._offer = plan, state, offer
        shown = {p.id: Source(facts.board / p.shown.file, p.shown.sha256) for p in board.subjects if p.shown}
        look = foreseen(plan, Look(facts.pictures, shown, facts.crops, board.anchor))
        self.sheet = ahead(plan, state, look, facts.lineage, sheet)
        awaited = {name: Source(Path(SHEET), f"awaited:{SHEET}/{name}") for name in self.sheet.cells}
        self._awaited = awaited.keys() - look.crops.keys()
        self._look = replace(look, crops={**awaited, **look.crops})
        self._panel_of = {source.path: name for name, source in shown.items()}

    def of(self, panel: PanelView) -> RequestSpec:
        """What would be sent for ``panel``, with the board's note for it."""
        note = self._state.notes.get(panel.id, "")
        if panel.order is not None and (panel.mending is not None or panel.id not in self._awaited):
            return panel.order.commission.spec(self._offer.capabilities, note=note)
        refs = references(self._plan, panel.panel, self._look)
        return commission_of(self._plan, panel.panel, refs).spec(self._offer.capabilities, note=note)

    def of_page(self, due: Due) -> RequestSpec:
        """What would be sent for a page of the sheet."""
        return due.draft.commission.spec(self._offer.capabilities)

    def crop_size(self, panel: str) -> Size | None:
        """The size of a panel's crop, or about what it will be; None where nobody can tell."""
        return self.sheet.cells.get(panel)

    def source(self, ref: Ref) -> str:
        """A keyframe or a drawn bible by its id, other pictures by their path."""
        return called(self._subject(ref))

    def bible_size(self, ref: Ref) -> Size | None:
        """The size of a drawn bible, be it drawn already or not; None for other pictures."""
        if not is_bible(self._subject(ref)):
            return None
        return choose(BIBLE_ASPECT, self._offer.capabilities.sizes).size

    def _subject(self, ref: Ref) -> str:
        return self._panel_of.get(ref.source.path, ref.source.path.as_posix())
