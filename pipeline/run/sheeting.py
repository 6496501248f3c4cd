"""The sheet's part of a run: drawn if the plan wants that, found, verified, cut; before any panel is drawn."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import anyio.to_thread

from pipeline.check.sheet.examine import Examined, Question, examine, parse_grid
from pipeline.check.sheet.overlay import Words
from pipeline.check.sheet.rapid import load_reader
from pipeline.compose.commission import PageCommission
from pipeline.compose.look import Look
from pipeline.compose.page import Page, page_inputs, page_spec, pages, sheet_panels
from pipeline.compose.prompt import panel_text
from pipeline.compose.wording import PAGES
from pipeline.decide.drafts import Draft
from pipeline.decide.events import SheetCut, SheetRefused
from pipeline.decide.history import Errand
from pipeline.decide.panels import PanelState, PanelView
from pipeline.decide.plan_step import Gate, Work
from pipeline.decide.sheet import (
    SHEET,
    agreed,
    crops,
    drawn_pages,
    holding_cut,
    newer_texts,
    sheet_key,
    text_digest,
    without_crop,
)
from pipeline.decide.state import Take
from pipeline.images.capabilities import Capabilities
from pipeline.messages import say
from pipeline.pictures.files import read_regular
from pipeline.pictures.pixels import pixel_digest
from pipeline.plan.model import Panel
from pipeline.run.desk import Desk
from pipeline.run.errand import draw
from pipeline.run.judging import Jury, look_at_sheet
from pipeline.store.derived import write_if_changed, write_json
from pipeline.store.layout import Layout


@dataclass(frozen=True, slots=True)
class Stage:
    """What the sheet's stage needs beside the desk: a font for the overlay, whether to draw it anew, who looks."""

    font: Path | None = None
    draw: bool = False
    jury: Jury | None = None


async def sheet_stage(desk: Desk, stage: Stage) -> Gate | None:
    """Bring the sheet as far as it goes; the gate says what somebody must do before panels are drawn."""
    if desk.plan.sheet is None or desk.options.no_sheet:
        return None
    if not sheet_panels(desk.plan):
        return None
    cut = None if stage.draw else holding_cut(desk.plan, desk.state, desk.facts.pictures)
    gate = None
    if cut is None:
        gate = await (_given(desk, stage) if desk.plan.sheet.image and not stage.draw else _drawn(desk, stage))
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
    tries = 0 if stage.draw else min((_tries(desk, page) for page in made), default=0)
    fresh = stage.draw
    while True:
        takes = [None if fresh or reasons else _newest(desk, page) for page in made]
        if any(take is None for take in takes):
            if tries >= sheet.attempts:
                return Gate("refused", (SHEET,))
            takes = [take or await _draw(desk, page, reasons) for page, take in zip(made, takes, strict=True)]
            tries += 1
            fresh = False
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


def _tries(desk: Desk, page: Page) -> int:
    inputs = _draft(desk, page, ()).inputs
    return sum(take.inputs == inputs for take in drawn_pages(desk.state))


def _newest(desk: Desk, page: Page) -> Take | None:
    inputs = _draft(desk, page, ()).inputs
    return max((t for t in drawn_pages(desk.state) if t.inputs == inputs), key=lambda t: t.order, default=None)


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
    look = Look(desk.facts.pictures)
    refs = page_spec(desk.plan, page, look, Capabilities()).refs
    asked = page_inputs(desk.plan, page, refs, desk.facts.lineage)
    return Draft(refs, asked.asked, asked.digest, PageCommission(desk.plan, page, look, reasons))


async def _examine(
    desk: Desk, data: Sequence[bytes], panels: Sequence[Panel], stage: Stage, *, drawn: bool
) -> Examined:
    plan, sheet = desk.plan, desk.plan.sheet
    made = pages(plan)
    grid = parse_grid(sheet.grid) if sheet else None
    if drawn and len(made) == 1:
        grid = made[0].grid
    question = Question(
        panels=tuple(Words(panel.id, "；".join(line.text for line in panel_text(plan, panel))) for panel in panels),
        grid=grid,
        aspect=float(plan.aspect.ratio),
        boxes=dict(sheet.boxes) if sheet and not drawn else {},
        files={panel.id: _inside(desk.layout, panel.id) for panel in panels},
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
    for number, png in enumerate(examined.overlays, 1):
        write_if_changed(layout.sheet / ("overlay.png" if number == 1 else f"overlay-{number}.png"), png)
    for number, page in enumerate(data, 1):
        write_if_changed(layout.sheet / ("sheet.png" if number == 1 else f"sheet-{number}.png"), page)
    write_json(layout.sheet / "report.json", examined.report)


async def _record(desk: Desk, examined: Examined, shas: Sequence[str], *, drawn: bool) -> Gate | None:
    key = sheet_key(desk.plan, shas)
    if examined.verdict == "refuse":
        reasons = tuple(reason.text for reason in examined.reasons)
        await desk.ledger.durably(SheetRefused(key, tuple(shas), reasons))
        for text in reasons:
            desk.say_once(say("run.sheet-refused", count=len(sheet_panels(desk.plan)), reason=text))
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
