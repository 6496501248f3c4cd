"""Short lettering on a plain ground: a number on a plate, in a ring, on paper; found by its ink, for a reader of lines.

Detectors of text know words and miss lone digits; a digit is a few strokes of one tone with nothing around them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from pipeline.check.sheet.edges import gray_of
from pipeline.check.sheet.model import Box
from pipeline.check.sheet.refine import Page

_INK: Final = 45
"""The least a stroke differs from the ground around it, in gray values."""
_LEAST: Final = 6
_TALLEST: Final = 0.62
_WIDEST: Final = 0.95
_MOST_PIECES: Final = 14
_JOIN: Final = 0.55
_PLAIN: Final = 0.86
_PLATE: Final = 0.6
_RIM: Final = 0.16

Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Lettering:
    """A line of ink: where it is, and its picture alone on its own ground, with a rim."""

    box: Box
    picture: Page


def letterings(zone: Page) -> list[Lettering]:
    """All short lines of ink in a piece of a page (height x width x 3), of both polarities, the outermost only."""
    gray = gray_of(zone)
    found = [(box, tone, fill) for dark in (True, False) for box, tone, fill in _lines(gray, dark=dark)]
    plates = [
        box
        for box, _, fill in found
        if fill >= _PLATE and any(_within(one, box) and one.height > 0.4 * box.height for one, _, _ in found if one != box)
    ]
    letters = [(box, tone) for box, tone, _ in found if box not in plates]
    # The inside of a 0 is a spot of the other polarity.
    outer = [(box, tone) for box, tone in letters if not any(_within(box, one) for one, _ in letters if one != box)]
    return [Lettering(box, _alone(zone, gray, box, tone)) for box, tone in outer]


def _lines(gray: NDArray[np.float32], *, dark: bool) -> list[tuple[Box, float, float]]:
    """Boxes of lines of ink, the gray of their ground, and how much of the box is ink."""
    ink = _ink(gray if dark else 255 - gray)
    height, width = gray.shape
    boxes = [
        box
        for box in components(ink)
        if max(box.width, box.height) >= 3 and box.height <= _TALLEST * height and box.width <= _WIDEST * width
    ]
    # What touches the zone's edge goes on outside: frames, figures, the neighbours' pictures.
    boxes = [box for box in boxes if box.left > 0 and box.top > 0 and box.right < width and box.bottom < height]
    boxes = [box for box in boxes if not any(_within(other, box) and other.height > 0.3 * box.height
                                             for other in boxes if other != box)]
    lines = []
    for line in _joined(boxes):
        if max(line.width / 3, line.height) < _LEAST:
            continue
        ground = _ground(gray, ink, line, 1 if dark else -1)
        if ground is not None:
            lines.append((line, ground, float(ink[line.top : line.bottom, line.left : line.right].mean())))
    return lines


def _ink(gray: NDArray[np.float32]) -> Mask:
    """What is darker than its surroundings, as far as a stroke of a letter reaches."""
    radius = max(4, gray.shape[0] // 6)
    around = _box_mean(gray, radius)
    return gray < around - 0.4 * _INK


def _box_mean(gray: NDArray[np.float32], radius: int) -> NDArray[np.float32]:
    padded = np.pad(gray, radius, mode="edge").astype(np.float64)
    sums = np.pad(padded.cumsum(0).cumsum(1), ((1, 0), (1, 0)))
    side = 2 * radius + 1
    total = sums[side:, side:] - sums[:-side, side:] - sums[side:, :-side] + sums[:-side, :-side]
    return (total / side**2).astype(np.float32)


def components(mask: Mask) -> list[Box]:
    """Boxes of the connected pieces of a mask (diagonals connect)."""
    parents: list[int] = []
    extents: list[list[int]] = []

    def root(k: int) -> int:
        while parents[k] != k:
            parents[k] = parents[parents[k]]
            k = parents[k]
        return k

    above: list[tuple[int, int, int]] = []
    for y, row in enumerate(mask):
        edges = np.flatnonzero(np.diff(np.concatenate(([0], row.view(np.int8), [0]))))
        runs = []
        for start, end in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
            me = len(parents)
            parents.append(me)
            extents.append([start, y, end, y + 1])
            for other_start, other_end, other in above:
                if other_start <= end and start <= other_end:
                    a, b = root(other), root(me)
                    if a != b:
                        parents[b] = a
            runs.append((start, end, me))
        above = runs
    whole: dict[int, list[int]] = {}
    for k, extent in enumerate(extents):
        box = whole.setdefault(root(k), extent[:])
        box[0], box[1] = min(box[0], extent[0]), min(box[1], extent[1])
        box[2], box[3] = max(box[2], extent[2]), max(box[3], extent[3])
    return [Box(*box) for box in whole.values()]


def _joined(boxes: Sequence[Box]) -> list[Box]:
    """Strokes of one sign joined into signs, signs that stand in one line into lines."""
    signs = [sign for sign, _ in _merged(boxes, _one_sign)]
    return [line for line, count in _merged(signs, _one_line) if count <= _MOST_PIECES]


def _merged(boxes: Sequence[Box], together: Callable[[Box, Box], bool]) -> list[tuple[Box, int]]:
    """Boxes that belong together as one, and how many each is made of."""
    done: list[tuple[Box, int]] = []
    for box in boxes:
        whole, count = box, 1
        while near := next(((k, one) for k, one in enumerate(done) if together(whole, one[0])), None):
            del done[near[0]]
            whole, count = _union(whole, near[1][0]), count + near[1][1]
        done.append((whole, count))
    return done


def _one_sign(a: Box, b: Box) -> bool:
    """Lying strokes one above the other, as in 二 and 三."""
    lying = a.width > 2 * a.height and b.width > 2 * b.height
    return lying and _gap(a.left, a.right, b.left, b.right) <= -0.6 * min(a.width, b.width) and (
        _gap(a.top, a.bottom, b.top, b.bottom) <= 0.6 * max(a.width, b.width)
    )


def _one_line(a: Box, b: Box) -> bool:
    tall = max(a.height, b.height, min(max(a.width, b.width), 24) / 2)
    ratio = min(a.height, b.height) / max(a.height, b.height)
    overlap = -_gap(a.top, a.bottom, b.top, b.bottom) / min(a.height, b.height)
    # A dash or a dot is much lower than its neighbours; what is half as tall is something else.
    return _gap(a.left, a.right, b.left, b.right) <= _JOIN * tall and overlap >= 0.5 and not 0.4 < ratio < 0.6


def _gap(a_start: int, a_end: int, b_start: int, b_end: int) -> int:
    """From the end of one span to the start of the other; negative where they overlap."""
    return max(a_start, b_start) - min(a_end, b_end)


def _union(a: Box, b: Box) -> Box:
    return Box(min(a.left, b.left), min(a.top, b.top), max(a.right, b.right), max(a.bottom, b.bottom))


def _within(inner: Box, outer: Box) -> bool:
    return (
        inner.left >= outer.left and inner.top >= outer.top and inner.right <= outer.right
        and inner.bottom <= outer.bottom
    )


def _ground(gray: NDArray[np.float32], ink: Mask, line: Box, sign: int) -> float | None:
    """The gray around a line, if it is one gray all around it and the ink is clearly another; else None."""
    rim = max(2, round(_RIM * max(line.height, line.width / 3)))
    top, left = max(0, line.top - rim), max(0, line.left - rim)
    part = gray[top : line.bottom + rim, left : line.right + rim]
    around = np.ones(part.shape, bool)
    around[line.top - top : line.bottom - top, line.left - left : line.right - left] = False
    tone = float(np.median(part[around]))
    inside = (slice(line.top, line.bottom), slice(line.left, line.right))
    stroke = sign * (tone - gray[inside][ink[inside]])
    contrast = float(np.percentile(stroke, 60)) if len(stroke) else 0.0
    if contrast < _INK:
        return None
    near = np.abs(part[around] - tone) < 0.4 * contrast
    return tone if near.mean() >= _PLAIN else None


def _alone(zone: Page, gray: NDArray[np.float32], line: Box, tone: float) -> Page:
    """The line on its own ground with a rim of it, so that no ring or frame is read as a letter."""
    pad = max(4, round(0.35 * max(line.height, line.width / 4)))
    part = zone[line.top : line.bottom, line.left : line.right]
    near = np.abs(gray - tone) < 12
    window = (slice(max(0, line.top - 3), line.bottom + 3), slice(max(0, line.left - 3), line.right + 3))
    pixels_ = zone[window][near[window]]
    ground = np.median(pixels_, 0) if len(pixels_) else np.full(3, tone)
    picture = np.empty((line.height + 2 * pad, line.width + 2 * pad, 3), np.uint8)
    picture[:] = ground.astype(np.uint8)
    picture[pad : pad + line.height, pad : pad + line.width] = part
    return picture
