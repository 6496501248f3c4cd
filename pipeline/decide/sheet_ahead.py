"""What a run has to do about the sheet before it draws panels: pages to draw, from which bibles; a person's look."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from pipeline.compose.commission import PageCommission
from pipeline.compose.look import Look, Source
from pipeline.compose.page import Page, page_inputs, page_spec, pages, sheet_panels
from pipeline.decide.drafts import Draft
from pipeline.decide.panels import BoardView
from pipeline.decide.plan_step import Gate
from pipeline.decide.sheet import SHEET, agreed, drawn_pages, holding_cut, refusal, served
from pipeline.decide.state import BoardState, Take
from pipeline.images.capabilities import Capabilities
from pipeline.images.size import Size
from pipeline.plan.bibles import shows
from pipeline.plan.model import Plan

Wish = Literal["with", "without", "alone", "anew"]
"""What a run is asked about the sheet: panels with or without it, itself alone, itself alone and drawn anew."""


@dataclass(frozen=True, slots=True)
class Due:
    """One page that a run would draw."""

    page: Page
    draft: Draft


@dataclass(frozen=True, slots=True)
class Ahead:
    """``due`` pages are drawn first, ``again`` because the last drawing was refused.

    ``cells`` are the panels that will have a crop then, each with about its size, None where nobody can tell yet.
    ``gated``: a person's word on the sheet comes before any panel is drawn.
    """

    due: tuple[Due, ...] = ()
    cells: Mapping[str, Size | None] = field(default_factory=dict)
    gated: bool = False
    again: bool = False


def page_draft(plan: Plan, page: Page, look: Look, lineage: str, reasons: tuple[str, ...] = ()) -> Draft:
    """What is asked of a page; ``reasons`` say why an earlier drawing won't do."""
    refs = page_spec(plan, page, look, Capabilities()).refs
    asked = page_inputs(plan, page, refs, lineage)
    return Draft(refs, asked.asked, asked.digest, PageCommission(plan, page, look, reasons))


def bibles_of_sheet(plan: Plan) -> frozenset[str]:
    """The drawn bibles, by subject, that a page of the sheet is sent with."""
    return frozenset(name for panel in sheet_panels(plan) for name, _ in shows(plan, panel))


def with_bibles(look: Look, board: BoardView, root: Path) -> Look:
    """``look`` with the drawn bibles as they stand on the board in ``root``."""
    stand = {b.id: Source(root / b.shown.file, b.shown.sha256) for b in board.bibles if b.shown is not None}
    return replace(look, keyframes={**look.keyframes, **stand})


def takes_of(state: BoardState, draft: Draft) -> tuple[Take, ...]:
    """The drawings of a page that nobody rejected, oldest first."""
    return tuple(take for take in drawn_pages(state) if take.inputs == draft.inputs)


def due(plan: Plan, state: BoardState, look: Look, lineage: str, *, anew: bool = False) -> tuple[Due, ...]:
    """The pages that a run would draw of a generated sheet; none while a cut holds, or when all attempts are used up.

    After a refusal all of them are drawn again: which page was to blame can't always be told. ``anew``: all of them,
    whatever there is.
    """
    sheet = plan.sheet
    if sheet is None or not (anew or sheet.generate):
        return ()
    every = [Due(page, page_draft(plan, page, look, lineage)) for page in pages(plan)]
    if anew:
        return tuple(every)
    if holding_cut(plan, state, look.pictures) is not None:
        return ()
    takes = [takes_of(state, each.draft) for each in every]
    if min(map(len, takes), default=0) >= sheet.attempts:
        return ()
    refused = {sha for one in state.refusals.values() for sha in one.pages}
    if takes and all(takes) and {its[-1].sha256 for its in takes} <= refused:
        return tuple(every)
    return tuple(each for each, its in zip(every, takes, strict=True) if not its)


def sheet_gate(plan: Plan, board: BoardView, state: BoardState, pictures: Mapping[Path, str]) -> Gate | None:
    """What somebody has to do about the sheet before any panel is drawn; None where a run can go on by itself."""
    if plan.sheet is None:
        return None
    cut = holding_cut(plan, state, pictures)
    if cut is not None:
        return None if agreed(plan, state, cut) else Gate("sheet", (SHEET,))
    if refusal(plan, state, pictures) is None:
        return None
    look = with_bibles(Look(pictures), board, Path())
    return None if due(plan, state, look, state.lineage or "") else Gate("refused", (SHEET,))


def ahead(plan: Plan, state: BoardState, look: Look, lineage: str, wish: Wish = "with") -> Ahead:
    """What a run would do about the sheet first; ``look`` has the bibles, those that don't stand yet as foreseen."""
    sheet = plan.sheet
    if sheet is None or wish == "without" or not sheet_panels(plan):
        return Ahead()
    word = sheet.accept != "auto" and not plan.gated
    cut = None if wish == "anew" else holding_cut(plan, state, look.pictures)
    if cut is not None:
        kept = {name: Size(*cut.boxes[old][3:]) for name, old in served(plan, cut).items()}
        return Ahead(cells=kept, gated=not agreed(plan, state, cut))
    pages_due = due(plan, state, look, lineage, anew=wish == "anew")
    if not pages_due and refusal(plan, state, look.pictures) is not None:
        return Ahead(gated=True)
    if not sheet.generate and not pages_due:
        return Ahead(cells=dict.fromkeys(panel.id for panel in sheet_panels(plan)), gated=word)
    cells = {panel.id: _cell(page) for page in pages(plan) for panel in page.panels}
    return Ahead(pages_due, cells, gated=word, again=refusal(plan, state, look.pictures) is not None)


def _cell(page: Page) -> Size:
    """About what is left of a page for each picture."""
    rows, columns = page.grid
    return Size(max(1, page.size.width // columns), max(1, page.size.height // rows))
