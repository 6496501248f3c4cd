"""The sheet's part of a run: drawn if the plan wants that, found, verified, cut; before any panel is drawn."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import anyio.to_thread

from pipeline.check.sheet.examine import Examined, Question, examine
from pipeline.check.sheet.overlay import Words
from pipeline.check.sheet.rapid import load_reader
from pipeline.compose.look import Look
from pipeline.compose.page import Page, pages, sheet_panels
from pipeline.compose.prompt import panel_text
from pipeline.compose.wording import PAGES
from pipeline.decide.drafts import Draft
from pipeline.decide.events import SheetCut, SheetRefused
from pipeline.decide.history import Errand
from pipeline.decide.panels import BoardView, PanelState, PanelView
from pipeline.decide.plan_step import Gate, Work
from pipeline.decide.sheet import (
    SHEET,
    agreed,
    crops,
    given_pages,
    holding_cut,
    newer_texts,
    sheet_key,
    text_digest,
    without_crop,
)
from pipeline.decide.sheet_ahead import bibles_of_sheet, due, page_draft, takes_of, with_bibles
from pipeline.decide.state import Attempt, Take
from pipeline.messages import say
from pipeline.pictures.files import read_regular
from pipeline.pictures.pixels import pixel_digest
from pipeline.plan.bibles import is_bible
from pipeline.plan.model import Panel
from pipeline.run.desk import Desk
from pipeline.run.errand import draw
from pipeline.run.judging import Jury, look_at_sheet
from pipeline.run.resume import finish_task
from pipeline.store.derived import write_if_changed, write_json
from pipeline.store.layout import Layout


@dataclass(frozen=True, slots=True)
class Stage:
    """What the sheet's stage needs beside the desk: a font for the overlay, whether to draw it anew, who looks."""

    font: Path | None = None
    draw: bool = False
    jury: Jury | None = None


def awaits_bibles(desk: Desk, stage: Stage) -> bool:
    """Whether a page is to be drawn and a bible that it is sent with is yet to stand: those come first."""
    board = desk.look()
    desk.first = frozenset()
    if _wanted(desk) and _pages_to_draw(desk, stage, board):
        needed = bibles_of_sheet(desk.plan)
        desk.first = frozenset(b.id for b in board.bibles if b.id in needed and not b.settled)
    return bool(desk.first)


def _wanted(desk: Desk) -> bool:
    """Whether this run is about a sheet: one of bibles alone is not."""
    if desk.plan.sheet is None or desk.options.no_sheet or not sheet_panels(desk.plan):
        return False
    only = [desk.look().find(name) for name in desk.options.only]
    return not only or any(panel is not None and not is_bible(panel.id) for panel in only)


def _pages_to_draw(desk: Desk, stage: Stage, board: BoardView) -> bool:
    if stage.draw:
        return True
    look = with_bibles(Look(desk.facts.pictures), board, desk.layout.root)
    return bool(due(desk.plan, desk.state, look, desk.facts.lineage))


async def sheet_stage(desk: Desk, stage: Stage, tasks: Iterable[Attempt] = ()) -> Gate | None:
    """Bring the sheet as far as it goes; the gate says what somebody must do before panels are drawn.

    ``tasks`` are asynchronous jobs of an earlier run: a page among them is polled, and not asked for again.
    """
    sheet = desk.plan.sheet
    if sheet is None or not _wanted(desk):
        return None
    for attempt in tasks:
        if attempt.started.subject == SHEET:
            await finish_task(desk, attempt)
    cut = None if stage.draw else holding_cut(desk.plan, desk.state, desk.facts.pictures)
    gate = None
    if cut is None:
        gate = await (_given(desk, stage) if sheet.image and not stage.draw else _drawn(desk, stage))
        cut = holding_cut(desk.plan, desk.state, desk.facts.pictures)
    if cut is None:
        return gate
    _warn(desk, cut)
    if stage.jury is not None and desk.plan.gated and not agreed(desk.plan, desk.state, cut):
        await look_at_sheet(stage.jury, desk, cut)
    if not agreed(desk.plan, desk.state, cut):
        return Gate("sheet", (SHEET,))
    desk.use_crops(crops(desk.plan, desk.state, desk.facts.pictures, desk.layout.root))
    return None


def _warn(desk: Desk, cut: SheetCut) -> None:
    missing, newer = without_crop(desk.plan, cut), newer_texts(desk.plan, cut)
    if missing:
        desk.say_once(say("run.without-crop", panels=", ".join(missing)))
    if newer:
        desk.say_once(say("run.newer-texts", panels=", ".join(newer)))


async def _given(desk: Desk, stage: Stage) -> Gate | None:
    sheet = desk.plan.sheet
    paths = sheet.image if sheet is not None else ()
    data = [await anyio.to_thread.run_sync(read_regular, path) for path in paths]
    shas = [desk.facts.pictures[path] for path in paths]
    examined = await _examine(desk, data, sheet_panels(desk.plan), stage, drawn=False)
    return await _record(desk, examined, shas, drawn=False)


async def _drawn(desk: Desk, stage: Stage) -> Gate | None:
    """Draw page by page, again with the reasons where one was refused, at most ``attempts`` times."""
    sheet = desk.plan.sheet
    if sheet is None or not (sheet.generate or stage.draw):
        return None
    reasons: tuple[str, ...] = ()
    made = pages(desk.plan)
    tries = 0 if stage.draw else min((len(_takes(desk, page)) for page in made), default=0)
    used = _looked_at(desk) if stage.draw else frozenset()
    while True:
        takes = [None if reasons else _newest(desk, page, used) for page in made]
        if any(take is None for take in takes):
            if tries >= sheet.attempts:
                return Gate("refused", (SHEET,))
            takes = await _drawn_side_by_side(desk, made, takes, reasons)
            tries += 1
        whole = [take for take in takes if take is not None]
        if len(whole) < len(made):
            return Gate("undrawn", (SHEET,))
        data = [await anyio.to_thread.run_sync(desk.layout.path(take.file).read_bytes) for take in whole]
        panels = [panel for page in made for panel in page.panels]
        examined = await _examine(desk, data, panels, stage, drawn=True)
        gate = await _record(desk, examined, [take.sha256 for take in whole], drawn=True)
        if gate is None or tries >= sheet.attempts or desk.halted:
            return gate
        reasons = tuple(reason.text for reason in examined.reasons)


def _takes(desk: Desk, page: Page) -> tuple[Take, ...]:
    return takes_of(desk.state, _draft(desk, page, ()))


def _newest(desk: Desk, page: Page, used: frozenset[str] = frozenset()) -> Take | None:
    return next((take for take in reversed(_takes(desk, page)) if take.sha256 not in used), None)


def _looked_at(desk: Desk) -> frozenset[str]:
    """Pages that were cut or refused before: a new sheet is another one, but what a dead run left of it is used."""
    cut = (page for one in desk.state.cuts.values() for page in one.pages)
    refused = (page for one in desk.state.refusals.values() for page in one.pages)
    return frozenset((*cut, *refused))


async def _drawn_side_by_side(
    desk: Desk, made: Sequence[Page], takes: Sequence[Take | None], reasons: tuple[str, ...]
) -> list[Take | None]:
    """The pages with those drawn that are missing among ``takes``."""
    found = list(takes)

    async def one(at: int, page: Page) -> None:
        found[at] = await _draw(desk, page, reasons)

    async with anyio.create_task_group() as group:
        for at, page in enumerate(made):
            if found[at] is None:
                group.start_soon(one, at, page)
    return found


async def _draw(desk: Desk, page: Page, reasons: tuple[str, ...]) -> Take | None:
    """One page, through the same errand as every picture: intent, retries, fail-over, money."""
    draft = _draft(desk, page, (*reasons, *_turned_down(desk, page)))
    view = PanelView(Panel(id=SHEET, action=SHEET), PanelState.MISSING, draft)
    before = _newest(desk, page)
    await draw(Work(view, draft, Errand(SHEET, draft.inputs, slot=page.number - 1)), desk)
    after = _newest(desk, page)
    return after if after is not before else None


def _turned_down(desk: Desk, page: Page) -> tuple[str, ...]:
    """That a person rejected an earlier drawing, said in the plan's language; as often as it happened."""
    inputs = _draft(desk, page, ()).inputs
    takes = (t for t in desk.state.takes.values() if t.subject == SHEET and t.inputs == inputs)
    return tuple(PAGES[desk.plan.language].turned_down for t in takes if t.sha256 in desk.state.rejected)


def _draft(desk: Desk, page: Page, reasons: tuple[str, ...]) -> Draft:
    look = with_bibles(Look(desk.facts.pictures), desk.look(), desk.layout.root)
    return page_draft(desk.plan, page, look, desk.facts.lineage, reasons)


async def _examine(
    desk: Desk, data: Sequence[bytes], panels: Sequence[Panel], stage: Stage, *, drawn: bool
) -> Examined:
    plan, sheet = desk.plan, desk.plan.sheet
    question = Question(
        panels=tuple(Words(panel.id, "；".join(line.text for line in panel_text(plan, panel))) for panel in panels),
        grid=sheet.shape if sheet else None,
        aspect=float(plan.aspect.ratio),
        boxes=dict(sheet.boxes) if sheet and not drawn else {},
        files={panel.id: _inside(desk.layout, panel.id) for panel in panels},
        split=[(len(page.panels), page.grid) for page in pages(plan)] if drawn else (),
    )
    reader = await anyio.to_thread.run_sync(load_reader)
    examined = await anyio.to_thread.run_sync(examine, data, question, reader, stage.font)
    await anyio.to_thread.run_sync(_write, desk.layout, examined, data)
    return examined


def _inside(layout: Layout, panel: str) -> str:
    return os.path.relpath(layout.crop(panel), layout.sheet).replace(os.sep, "/")


def _write(layout: Layout, examined: Examined, data: Sequence[bytes]) -> None:
    """Everything that is there to look at, and the crops; called under the run lock."""
    layout.crops.mkdir(parents=True, exist_ok=True)
    for panel, png in examined.crops.items():
        write_if_changed(layout.crop(panel), png)
    for name, pictures in (("overlay", examined.overlays), ("sheet", data)):
        files = [f"{name}.png", *(f"{name}-{number}.png" for number in range(2, len(pictures) + 1))]
        for file, picture in zip(files, pictures, strict=True):
            write_if_changed(layout.sheet / file, picture)
        for old in layout.sheet.glob(f"{name}-*.png"):
            if old.name not in files:
                old.unlink()
    write_json(layout.sheet / "report.json", examined.report)


async def _record(desk: Desk, examined: Examined, shas: Sequence[str], *, drawn: bool) -> Gate | None:
    instead = given_pages(desk.plan, desk.facts.pictures) if drawn else ()
    key = sheet_key(desk.plan, shas, instead)
    if examined.verdict == "refuse":
        reasons = tuple(reason.text for reason in examined.reasons)
        refused = SheetRefused(key, tuple(shas), reasons)
        if desk.state.refusals.get(key) != refused:
            await desk.ledger.durably(refused)
        desk.say_once(say("run.sheet-refused", reasons="; ".join(reasons)))
        return Gate("refused", (SHEET,))
    orders = {str(p["id"]): str(p.get("order", "unread")) for p in examined.report["panels"]}
    await desk.ledger.durably(
        SheetCut(
            sheet=key,
            pages=tuple(shas),
            angles=tuple(_angles(examined, len(shas))),
            boxes={name: (cut.page, *cut.box.xywh) for name, cut in examined.cuts.items()},
            files={name: desk.layout.file(desk.layout.crop(name)) for name in examined.crops},
            crops={name: pixel_digest(png) for name, png in examined.crops.items()},
            orders=orders,
            texts={name: text_digest(desk.plan, desk.plan.panel(name)) for name in examined.crops},
            drawn=drawn,
        )
    )
    return None


def _angles(examined: Examined, count: int) -> list[float]:
    by_page = {cut.page: cut.angle for cut in examined.cuts.values()}
    return [by_page.get(page, 0.0) for page in range(count)]
