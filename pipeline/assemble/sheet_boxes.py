"""The boxes of a sheet to paste into the plan: of the cut that holds, else those that were tried before a refusal."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.assemble.boards import Standing
from pipeline.assemble.work import Work
from pipeline.check.sheet.model import Box
from pipeline.check.sheet.skew import box_in_page
from pipeline.decide.events import SheetCut
from pipeline.decide.sheet import given_pages, holding_cut, refusal, served
from pipeline.errors import UsageError
from pipeline.messages import say


@dataclass(frozen=True, slots=True)
class SheetBoxes:
    """``boxes``: by panel id the page (from 1) and the box there. ``image``: the drawn pages as the plan would name
    them, empty where it names them already. ``tried``: nothing was cut by them.
    """

    boxes: Mapping[str, tuple[int, Box]]
    image: tuple[str, ...] = ()
    tried: bool = False


def boxes_of(work: Work, standing: Standing) -> SheetBoxes:
    """UsageError where the sheet was neither cut nor refused yet."""
    plan, state, pictures = work.plan, standing.state, standing.facts.pictures
    cut = holding_cut(plan, state, pictures)
    refused = refusal(plan, state, pictures) if cut is None else None
    pages = cut.pages if cut else refused.pages if refused else ()
    image = () if pages == given_pages(plan, pictures) else _drawn(work, standing, pages)
    if cut is not None:
        return SheetBoxes(_of_cut(work, standing, cut), image)
    report = standing.layout.sheet / "report.json"
    if refused is None or not report.exists():
        raise UsageError(say("cli.no-cut"))
    known = {panel.id for panel in plan.panels}
    tried: list[dict[str, Any]] = json.loads(report.read_text(encoding="utf-8"))["panels"]
    boxes = {p["id"]: (int(p.get("page", 1)), _box(*p["box"])) for p in tried if p["id"] in known}
    return SheetBoxes(boxes, image, tried=True)


def _drawn(work: Work, standing: Standing, pages: tuple[str, ...]) -> tuple[str, ...]:
    """The files of drawn pages, relative to the plan."""
    files = {take.sha256: standing.layout.path(take.file) for take in standing.state.takes.values()}
    folder = work.plan.file.absolute().parent
    return tuple(_relative(files[page], folder) for page in pages if page in files)


def _relative(file: Path, folder: Path) -> str:
    try:
        return os.path.relpath(file, folder).replace(os.sep, "/")
    except ValueError:  # another drive
        return file.as_posix()


def _of_cut(work: Work, standing: Standing, cut: SheetCut) -> dict[str, tuple[int, Box]]:
    """The boxes as they lie in the pages as they are: those of the journal are in pages turned upright."""
    sizes = {take.sha256: take.size for take in standing.state.takes.values()}
    sizes |= {facts.sha256: facts.upright for facts in work.loaded.pictures.values()}
    found = {}
    for name, old in served(work.plan, cut).items():
        page, x, y, width, height = cut.boxes[old]
        size = sizes[cut.pages[page]]
        there = box_in_page(_box(x, y, width, height), (size.width, size.height), cut.angles[page])
        found[name] = (page + 1, there)
    return found


def _box(x: int, y: int, width: int, height: int) -> Box:
    return Box(x, y, x + width, y + height)
