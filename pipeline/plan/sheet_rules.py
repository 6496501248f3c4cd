"""The rules of the sheet: given or generated, each page and panel once, boxes by hand that lie on their page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations
from pathlib import Path
from typing import Final

from pipeline.images.picture import PictureFacts
from pipeline.images.size import Size
from pipeline.plan.found import Facts, Found, Rule, error, warning
from pipeline.plan.model import HandBox, Panel, Sheet
from pipeline.plan.undefined import undefined

SMALLEST_BOX: Final = 16
"""Pixels of a side below which a box is a slip of the pen."""
_OVERLAP: Final = 0.1


def sheet_of_one_kind(facts: Facts) -> Iterator[Found]:
    sheet = facts.plan.sheet
    if sheet and bool(sheet.image) == sheet.generate:
        yield error(("sheet",), "sheet-both" if sheet.generate else "sheet-neither")


def sheet_names_panels(facts: Facts) -> Iterator[Found]:
    sheet = facts.plan.sheet
    if sheet is None or "panels" in facts.lost:
        return
    panels = {p.id: p for p in facts.plan.panels}
    for i, name in enumerate(sheet.panels or ()):
        if name not in panels:
            yield undefined(("sheet", "panels", i), "panel", name, panels)
        elif panels[name].image is not None:
            yield error(("sheet", "panels", i), "sheet-own-picture", id=name)
        if name in (sheet.panels or ())[:i]:
            yield error(("sheet", "panels", i), "sheet-twice", id=name)
    for name in sheet.boxes:
        if name not in panels:
            yield undefined(("sheet", "boxes", name), "panel", name, panels)
        elif not on_sheet(sheet, panels[name]):
            yield error(("sheet", "boxes", name), "box-not-on-sheet", id=name)


def pages_once(facts: Facts) -> Iterator[Found]:
    """The same picture twice among the pages is a slip: its panels would be counted twice."""
    sheet = facts.plan.sheet
    first: dict[str, int] = {}
    for i, path in enumerate(sheet.image if sheet else ()):
        known = facts.pictures.get(path)
        name = known.sha256 if known else str(path)
        if name in first:
            yield error(("sheet", "image", i), "page-twice", page=i + 1, first=first[name])
        first.setdefault(name, i + 1)


def boxes_on_their_page(facts: Facts) -> Iterator[Found]:
    """A box is a part of a page that is there; two that share much of it are rarely meant."""
    sheet = facts.plan.sheet
    if sheet is None or not sheet.boxes:
        return
    if sheet.generate:
        yield error(("sheet", "boxes"), "boxes-of-generated", board=f"{facts.plan.file.stem}.board")
        return
    panels = {panel.id for panel in facts.plan.panels}
    for name, box in sheet.boxes.items():
        loc = ("sheet", "boxes", name)
        if name not in panels:
            continue  # said of its name already
        if min(box.box[:2]) < 0 or min(box.box[2:]) <= 0:
            yield error(loc, "bad-box", id=name)
        elif sheet.image and box.page > len(sheet.image):
            yield error(loc, "box-page", id=name, page=box.page, pages=len(sheet.image))
        elif size := _page_size(sheet, box, facts.pictures):
            yield from _on_page(name, box, size)
    yield from _overlapping(sheet, facts.pictures)


def _on_page(name: str, box: HandBox, page: Size) -> Iterator[Found]:
    loc = ("sheet", "boxes", name)
    left, top, right, bottom = box.on(page)
    if right > page.width or bottom > page.height:
        yield error(loc, "box-outside", id=name, right=right, bottom=bottom, size=page)
    elif min(right - left, bottom - top) < SMALLEST_BOX:
        yield error(loc, "box-small", id=name, width=right - left, height=bottom - top, least=SMALLEST_BOX)


def _overlapping(sheet: Sheet, pictures: Mapping[Path, PictureFacts]) -> Iterator[Found]:
    placed = [
        (name, box.page, box.on(size))
        for name, box in sheet.boxes.items()
        if (size := _page_size(sheet, box, pictures))
    ]
    for (one, page, first), (other, on, second) in combinations(placed, 2):
        if page == on and (share := _shared(first, second)) > _OVERLAP:
            yield warning(("sheet", "boxes", other), "boxes-overlap", one=one, other=other, percent=round(100 * share))


def _shared(one: tuple[int, int, int, int], other: tuple[int, int, int, int]) -> float:
    """The common part of two boxes, as a share of the smaller one."""
    wide = min(one[2], other[2]) - max(one[0], other[0])
    tall = min(one[3], other[3]) - max(one[1], other[1])
    smaller = min((box[2] - box[0]) * (box[3] - box[1]) for box in (one, other))
    return max(0, wide) * max(0, tall) / smaller if smaller > 0 else 0.0


def _page_size(sheet: Sheet, box: HandBox, pictures: Mapping[Path, PictureFacts]) -> Size | None:
    """The size of a box's page as it is looked at: upright."""
    known = pictures.get(sheet.image[box.page - 1]) if box.page <= len(sheet.image) else None
    return known.upright if known is not None else None


def on_sheet(sheet: Sheet, panel: Panel) -> bool:
    """Whether a panel is on the sheet: it is listed, or drawn with no composition of its own."""
    if sheet.panels is not None:
        return panel.id in sheet.panels
    return panel.drawn and panel.sketch is None and panel.ends is None


def grid_holds_panels(facts: Facts) -> Iterator[Found]:
    sheet = facts.plan.sheet
    if sheet is None or sheet.shape is None:
        return
    rows, columns = sheet.shape
    cells = rows * columns * max(1, len(sheet.image))
    count = len(sheet.panels) if sheet.panels is not None else sum(on_sheet(sheet, p) for p in facts.plan.panels)
    if cells < count:
        yield warning(("sheet", "grid"), "small-grid", grid=sheet.grid, cells=cells, panels=count)


SHEET_RULES: Final[tuple[Rule, ...]] = (
    sheet_of_one_kind,
    sheet_names_panels,
    pages_once,
    boxes_on_their_page,
    grid_holds_panels,
)
