"""Moving found sides to the exact pixel of the page at full resolution."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from pipeline.check.sheet.edges import blur, gray_of, steps
from pipeline.check.sheet.model import Box

Page = NDArray[np.uint8]
"""Height x width x 3."""

_CLIP: Final = 30
_ROWS: Final = 400
"""Rows a side is judged by; more would not move it."""
_ENDS: Final = 0.05
_FREE: Final = 100_000
_INWARD: Final = 0.05
"""How far, as a share of the panel, a side may move in over a strip of gutter."""


@dataclass(frozen=True, slots=True)
class Gutter:
    """The gray value and the colour between panels, or None where it isn't one colour."""

    gray: float | None
    colour: tuple[float, float, float] | None = None


def gutter_of(page: Page, boxes: tuple[Box, ...]) -> Gutter:
    """The colour between the boxes, if at least 60 % of that area has it; judged on a thinned-out page."""
    thin = max(1, max(page.shape[:2]) // 1000)
    between = _between(page, boxes)[::thin, ::thin]
    if between.mean() <= 0.004:
        return Gutter(None)
    values = gray_of(page[::thin, ::thin])[between]
    middle = float(np.median(values))
    agrees = float((np.abs(values - middle) < 12).mean())
    if agrees < 0.6:
        return Gutter(None)
    red, green, blue = np.median(page[::thin, ::thin][between], axis=0)
    return Gutter(middle, (float(red), float(green), float(blue)))


def _between(page: Page, boxes: tuple[Box, ...]) -> NDArray[np.bool_]:
    mask = np.zeros(page.shape[:2], bool)
    left, top = min(box.left for box in boxes), min(box.top for box in boxes)
    mask[max(0, top) : max(box.bottom for box in boxes), max(0, left) : max(box.right for box in boxes)] = True
    for box in boxes:
        mask[max(0, box.top - 2) : box.bottom + 3, max(0, box.left - 2) : box.right + 3] = False
    return mask


def refine(page: Page, boxes: tuple[Box, ...], reach: int, smooth: int) -> tuple[Box, ...]:
    """Move each side to the strongest edge within ``reach`` pixels, then in over a strip of gutter.

    ``smooth``: pixels over which wobbly borders are averaged.
    """
    gutter = gutter_of(page, boxes)
    turned = page.transpose(1, 0, 2)
    moved = []
    for box in boxes:
        across, along = (box.top, box.bottom), (box.left, box.right)
        before, above, after, below = (min(reach, room) for room in _rooms(box, boxes))
        left = _place(page, along, across, (before, smooth), gutter)
        right = _place(page, along[::-1], across, (after, smooth), gutter)
        top = _place(turned, across, along, (above, smooth), gutter)
        bottom = _place(turned, across[::-1], along, (below, smooth), gutter)
        moved.append(Box(left, top, right, bottom))
    return tuple(moved)


def _rooms(box: Box, boxes: tuple[Box, ...]) -> tuple[int, int, int, int]:
    """How far the left, top, right and bottom may move without reaching the neighbour's own border: half the gap.

    Where panels share a border there is no gap to halve, and any move is fine.
    """
    beside = [other for other in boxes if other.top < box.bottom and other.bottom > box.top]
    in_line = [other for other in boxes if other.left < box.right and other.right > box.left]
    gaps = (
        [box.left - other.right for other in beside],
        [box.top - other.bottom for other in in_line],
        [other.left - box.right for other in beside],
        [other.top - box.bottom for other in in_line],
    )
    left, top, right, bottom = (min((gap for gap in side if gap > 0), default=_FREE) for side in gaps)
    return _half(left), _half(top), _half(right), _half(bottom)


def _half(gap: int) -> int:
    return gap if gap == _FREE else gap // 2 + 1


def _place(page: Page, sides: tuple[int, int], along: tuple[int, int], aim: tuple[int, int], gutter: Gutter) -> int:
    """The exact x of the first of two upright ``sides``; ``along``: the rows it spans; ``aim``: reach, smooth."""
    side, opposite = sides
    trim = _ENDS * (along[1] - along[0])
    part = page[max(0, int(along[0] + trim)) : int(along[1] - trim)]
    part = part[:: max(1, len(part) // _ROWS)]
    width = page.shape[1]
    at = side
    if 1 < side < width - 1:
        at = _strongest(part, side, *aim)
    if gutter.gray is None:
        return at
    moved = _move_in(part, at, opposite, gutter.gray)
    return moved if moved != at else _move_out(part, at, opposite, gutter.gray)


def _strongest(part: Page, side: int, reach: int, smooth: int) -> int:
    low, high = max(1, side - reach), min(part.shape[1] - 1, side + reach)
    margin = max(0, low - 4)
    across, _ = steps(blur(part[:, margin : high + 5].astype(np.float32)))
    profile = np.minimum(across, _CLIP).mean(0)[low - margin : high + 1 - margin]
    if smooth > 1 and len(profile) >= smooth:
        profile = np.convolve(profile, np.ones(smooth) / smooth, "same")
    away = np.abs(np.arange(len(profile)) - (side - low))
    return low + int(np.argmax(profile - 0.02 * away))


def _move_out(part: Page, at: int, opposite: int, gray: float) -> int:
    """Move from the inner to the outer edge of a frame: over a thin line until the gutter's colour begins."""
    outward = -1 if opposite > at else 1
    limit = max(6, part.shape[1] // 250)
    for distance in range(limit + 1):
        column = at + outward * distance - (outward < 0)
        if not 0 <= column < part.shape[1]:
            return at
        tone = float(np.median(gray_of(part[:, column : column + 1])))
        if abs(tone - gray) < 15:
            return at + outward * distance if distance > 1 else at
        if distance == 0 and abs(tone - gray) < 40:
            return at
    return at


def _move_in(part: Page, at: int, opposite: int, gray: float) -> int:
    """Move over a strip that has the gutter's colour and ends in an edge of nearly full length."""
    limit = int(_INWARD * abs(opposite - at))
    if limit < 3:
        return at
    inward = 1 if opposite > at else -1
    low, high = (at, at + limit + 3) if inward > 0 else (at - limit - 3, at)
    low, high = max(0, low), min(part.shape[1], high)
    margin = max(0, low - 4)
    smoothed = blur(part[:, margin : high + 4].astype(np.float32))
    across, _ = steps(smoothed)
    tone = gray_of(smoothed)
    best = at
    for distance in range(2, limit):
        line = at + inward * distance - margin
        edge = across[:, max(0, line - 1) : line + 2]
        if not edge.size or (edge.max(1) > 5).mean() < 0.85:
            continue
        start, end = sorted((at + inward - margin, line - inward))
        strip = tone[:, max(0, start) : end]
        if not strip.size:
            continue
        middle = float(np.median(strip))
        if abs(middle - gray) < 10 and np.abs(strip - middle).mean() < 5:
            best = at + inward * distance
    return best
