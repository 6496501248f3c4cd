"""The letterings at the corners of a sheet's panels that are a habit of the sheet: alike in most of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from pipeline.check.sheet.corners import Place, corners, piece
from pipeline.check.sheet.glyphs import letterings
from pipeline.check.sheet.model import Box
from pipeline.check.sheet.refine import Page

_WIDE: Final = 3.0
_OUTSIDE: Final = 0.75
_SHARE: Final = 0.5
_FEW: Final = 3
_MOST: Final = 4


@dataclass(frozen=True, slots=True, eq=False)
class Mark:
    """One lettering: its panel (from 0), which of the corners (0 left, 1 right), its place from there, its picture."""

    panel: int
    side: int
    x: int
    y: int
    height: int
    picture: Page

    def like(self, other: Mark) -> bool:
        """At the same place of another panel, about as tall; numbers are wider or narrower than others."""
        tall = max(self.height, other.height)
        return (
            self.side == other.side
            and abs(self.x - other.x) <= tall + 2
            and abs(self.y - other.y) <= 0.5 * tall + 3
            and min(self.height, other.height) >= 0.6 * tall
        )


def marks_of(page: Page, boxes: Sequence[Box], place: Place) -> list[Mark]:
    """What is lettered at the corners of most panels; with three panels or fewer whatever is lettered there."""
    found = [mark for panel, box in enumerate(boxes) for mark in _at_corners(page, box, place, panel)]
    if len(boxes) <= _FEW:
        return found
    return [mark for mark in found if len({one.panel for one in found if mark.like(one)}) >= _SHARE * len(boxes)]


def _at_corners(page: Page, box: Box, place: Place, panel: int) -> list[Mark]:
    marks = []
    for side, corner in enumerate(corners(box, place, _WIDE, _OUTSIDE)):
        zone, (left, top) = piece(page, corner)
        if min(zone.shape[:2]) < 8:
            continue
        edge_x, edge_y = (box.left, box.right)[side], box.top if place == "upper" else box.bottom
        marks += [
            Mark(panel, side, left + one.box.left - edge_x, top + one.box.top - edge_y, one.box.height, one.picture)
            for one in letterings(zone)[:_MOST]
        ]
    return marks
