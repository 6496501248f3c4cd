"""Where ids are painted: at the upper or the lower corners of panels, a little outside them too."""

from __future__ import annotations

from typing import Final, Literal

from pipeline.check.sheet.model import Box
from pipeline.check.sheet.refine import Page

Place = Literal["upper", "lower"]
PLACES: Final[tuple[Place, ...]] = ("upper", "lower")


def unit_of(box: Box) -> float:
    """The size of a corner in pixels: a fifth of the panel, within what labels are drawn at."""
    return max(30.0, min(0.2 * box.width, 0.28 * box.height, 90.0))


def corners(box: Box, place: Place, wide: float, outside: float) -> tuple[Box, Box]:
    """The left and the right corner; ``wide`` and, on the left, ``outside`` the panel are in units."""
    unit = unit_of(box)
    left = (box.left - 4, round(box.left + wide * unit))
    right = (round(box.right - wide * unit), box.right + 2)
    if place == "upper":
        first, second = (box.top - outside * unit, box.top + unit), (box.top - 0.1 * unit, box.top + unit)
    else:
        first, second = (box.bottom - unit, box.bottom + outside * unit), (box.bottom - unit, box.bottom + 0.1 * unit)
    return (
        Box(left[0], round(first[0]), left[1], round(first[1])),
        Box(right[0], round(second[0]), right[1], round(second[1])),
    )


def piece(page: Page, box: Box) -> tuple[Page, tuple[int, int]]:
    """The part of a box that is on the page (perhaps nothing), and where it begins (x, y)."""
    left, top = max(0, box.left), max(0, box.top)
    return page[top : max(0, box.bottom), left : max(0, box.right)], (left, top)
