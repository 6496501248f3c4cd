"""What a verified cut of the sheet means for today's plan: it holds until the sheet itself changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher
from hashlib import sha256
from pathlib import Path

from pipeline.compose.canonical import digest
from pipeline.compose.look import Source
from pipeline.compose.page import sheet_panels
from pipeline.compose.prompt import panel_text
from pipeline.decide.events import SheetCut
from pipeline.decide.state import BoardState
from pipeline.plan.model import Panel, Plan

SHEET = "sheet"
"""The subject of every event about the sheet."""


def sheet_key(plan: Plan, pages: Sequence[str]) -> str:
    """The digest of what a cut holds for: the pages' sha256, and the plan's grid, boxes and panels.

    Changed texts, and panels that were inserted, removed or renamed, are no part of it.
    """
    sheet = plan.sheet
    return digest(
        {
            "v": 1,
            "pages": list(pages),
            "grid": sheet.grid if sheet else None,
            "boxes": {k: list(v) for k, v in sheet.boxes.items()} if sheet else {},
            "panels": list(sheet.panels) if sheet and sheet.panels is not None else None,
        }
    )


def standing_cut(state: BoardState, key: str) -> SheetCut | None:
    """The verified cut that holds for ``key``."""
    return state.cuts.get(key)


def agreed(plan: Plan, state: BoardState, cut: SheetCut) -> bool:
    """Whether somebody looked and said yes, or the plan is brave."""
    brave = plan.sheet is not None and plan.sheet.accept == "auto"
    return brave or (cut.sheet, cut.sheet) in state.accepted


def served(plan: Plan, cut: SheetCut) -> Mapping[str, str]:
    """Which of the cut's crops serves which panel today: panel id → id at the time of the cut.

    A panel keeps its crop by its id; one that was renamed in its place keeps it too.
    """
    then = list(cut.boxes)
    now = [panel.id for panel in sheet_panels(plan)]
    serving = {name: name for name in now if name in cut.boxes}
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, then, now, autojunk=False).get_opcodes():
        if tag == "replace" and i2 - i1 == j2 - j1:
            for old, new in zip(then[i1:i2], now[j1:j2], strict=True):
                if old not in serving.values() and new not in serving:
                    serving[new] = old
    return serving


def crops(plan: Plan, cut: SheetCut, board: Path) -> Mapping[str, Source]:
    """The composition references that the cut gives today's panels."""
    return {
        name: Source(board / cut.files[old], cut.crops[old])
        for name, old in served(plan, cut).items()
        if old in cut.crops
    }


def without_crop(plan: Plan, cut: SheetCut) -> tuple[str, ...]:
    """Panels that would be on a sheet and have no crop: they were added after it was cut."""
    have = served(plan, cut)
    return tuple(panel.id for panel in sheet_panels(plan) if panel.id not in have)


def newer_texts(plan: Plan, cut: SheetCut) -> tuple[str, ...]:
    """Panels whose text has changed since the sheet was drawn from it."""
    have = served(plan, cut)
    changed = (
        (panel.id, cut.texts.get(have[panel.id]), text_digest(plan, panel))
        for panel in sheet_panels(plan)
        if panel.id in have
    )
    return tuple(name for name, then, now in changed if then is not None and then != now)


def text_digest(plan: Plan, panel: Panel) -> str:
    """Of a panel's canonical text, in 16 hex digits."""
    text = "\n".join(f"{line.key}: {line.text}" for line in panel_text(plan, panel))
    return sha256(text.encode()).hexdigest()[:16]
