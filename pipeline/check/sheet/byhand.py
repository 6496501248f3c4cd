"""Boxes that a person typed, in pixels or fractions of their page, checked against it, as what was found there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from pipeline.check.sheet.model import Box, Found, Panel, Reason, Refused
from pipeline.check.sheet.pages import Pages
from pipeline.images.size import Size
from pipeline.plan.model import HandBox
from pipeline.plan.sheet_rules import SMALLEST_BOX

Sizes = Sequence[tuple[int, int]]
_WHOLE = (1.0, 1.0, 1.0, 1.0)


def hand_box(name: str, typed: HandBox, sizes: Sizes) -> Box | Reason:
    """The box in the pixels of its page; ``sizes`` are those (width, height) of the sheet's pages."""
    if typed.page > len(sizes):
        return Reason.of("hand-box-page", id=name, page=typed.page, pages=len(sizes))
    width, height = sizes[typed.page - 1]
    box = Box(*typed.on(Size(width, height)))
    if min(box.width, box.height) < SMALLEST_BOX:
        return Reason.of("hand-box-too-small", id=name, width=box.width, height=box.height)
    if box.left < 0 or box.top < 0 or box.right > width or box.bottom > height:
        return Reason.of("hand-box-outside", id=name, box=list(box.xywh), width=width, height=height)
    return box


def hand_boxes(
    typed: Mapping[str, HandBox], ids: Sequence[str], sizes: Sizes
) -> Mapping[int, Box] | tuple[Reason, ...]:
    """The plan's ``boxes`` by position in ``ids``, or everything that is wrong with them."""
    boxes: dict[int, Box] = {}
    wrong = [Reason.of("hand-box-unknown", id=name) for name in typed if name not in ids]
    for position, name in enumerate(ids):
        if name in typed:
            match hand_box(name, typed[name], sizes):
                case Box() as box:
                    boxes[position] = box
                case Reason() as reason:
                    wrong.append(reason)
    return tuple(wrong) or boxes


def all_by_hand(boxes: Mapping[int, Box], on: Sequence[int], sizes: Sizes) -> tuple[Found | Refused, ...]:
    """Every page as its typed boxes have it; ``on``: the page (from 1) of each panel."""
    pages: list[Found | Refused] = []
    for page, size in enumerate(sizes, 1):
        panels = tuple(Panel(boxes[k], _WHOLE, by_hand=True) for k, its in enumerate(on) if its == page)
        nothing = Refused((Reason.of("hand-page-empty", page=page),), size)
        pages.append(Found(panels, size, method="by hand") if panels else nothing)
    return tuple(pages)


def some_by_hand(found: Pages, boxes: Mapping[int, Box], on: Mapping[int, int], count: int) -> Pages:
    """Several pages with the typed boxes in the place of found ones; ``on``: the page (from 1) of each typed box."""
    if found.found is None:
        return replace(found, reasons=(*found.reasons, Reason.of("some-boxes-by-hand", given=len(boxes), count=count)))
    pages: list[Found | Refused] = []
    wrong: list[Reason] = []
    start = 0
    for number, page in enumerate(found.found, 1):
        ends = start + len(page.panels)
        here = {k - start: boxes[k] for k in boxes if start <= k < ends}
        wrong += [
            Reason.of("hand-box-elsewhere", place=k + 1, page=on[k], found=number)
            for k in boxes
            if start <= k < ends and on[k] != number
        ]
        panels = (Panel(here[k], _WHOLE, by_hand=True) if k in here else p for k, p in enumerate(page.panels))
        pages.append(replace(page, panels=tuple(panels)))
        start = ends
    return Pages(tuple(pages), tuple(wrong))
