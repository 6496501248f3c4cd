"""Short lettering on a plain ground: a number on a plate, in a ring, on paper; found by its ink, for a reader of lines.

Detectors of text know words and miss lone digits; a digit is a few strokes of one tone with nothing around them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from pipeline.check.sheet.edges import Mask, gray_of
from pipeline.check.sheet.model import Box
from pipeline.check.sheet.refine import Page
from pipeline.check.sheet.strokes import INK, components, ink_of

_LEAST: Final = 6
"""The least height of a line, in pixels; the most, and the most width, are shares of the zone's."""
_TALLEST: Final = 0.62
_WIDEST: Final = 0.95
_MOST_SIGNS: Final = 14
"""A longer line is a caption."""
_JOIN: Final = 0.75
"""Signs of one line are at most this far from each other, in heights."""
_RIM: Final = 0.16
_PLAIN: Final = 0.86
"""How much of the rim around a line has the ground's tone."""
_PLATE: Final = 0.5
"""A box filled to this share is a plate, if there are letters in it."""
_SPOT: Final = 0.65
"""Letters fill less of their box."""


@dataclass(frozen=True, slots=True, eq=False)
class Lettering:
    """A line of ink: where it is, and its picture alone on its own ground, with a rim."""

    box: Box
    picture: Page


@dataclass(frozen=True, slots=True)
class _Inked:
    """A line of ink, the gray of its ground, and how much of the box is ink."""

    box: Box
    ground: float
    fill: float
    label: bool
    """Short enough to be one."""


def letterings(zone: Page) -> list[Lettering]:
    """All short lines of ink in a piece of a page (height x width x 3), dark or light, each once."""
    gray = gray_of(zone)
    found = _lines(gray, dark=True) + _lines(gray, dark=False)
    letters = [line for line in found if not _is_plate(line, found)]
    # The inside of a 0 is a spot of the other polarity.
    outer = [line for line in letters if not any(_within(line.box, one.box) for one in letters if one != line)]
    return [Lettering(line.box, _alone(zone, gray, line)) for line in outer if line.label]


def _is_plate(line: _Inked, found: Sequence[_Inked]) -> bool:
    """A box with letters in it: full but for them, or with room around them. The inside of a 0 is a full spot."""
    inside = [one for one in found if one != line and _within(one.box, line.box)]
    letters = [one.box for one in inside if one.fill < _SPOT and one.box.height > 0.4 * line.box.height]
    return any(line.fill >= _PLATE or _room(line.box, box) >= 0.3 * box.height for box in letters)


def _room(outer: Box, inner: Box) -> int:
    """The least distance between the sides of a box and one within."""
    return min(inner.left - outer.left, inner.top - outer.top, outer.right - inner.right, outer.bottom - inner.bottom)


def _lines(gray: NDArray[np.float32], *, dark: bool) -> list[_Inked]:
    ink = ink_of(gray if dark else 255 - gray)
    height, width = gray.shape
    zone = Box(0, 0, width, height)
    boxes = [
        box
        for box in components(ink)
        if max(box.width, box.height) >= 3 and box.height <= _TALLEST * height and box.width <= _WIDEST * width
    ]
    # What touches the zone's edge goes on outside: frames, figures, the neighbours' pictures, a word cut in two.
    whole = [box for box in boxes if box.left > 0 and box.top > 0 and box.right < width and box.bottom < height]
    cut_off = [box for box in boxes if box not in whole]
    signs = [box for box in whole if not any(_around(box, one) for one in whole if one != box)]
    lines = []
    for box, count in _joined(signs):
        if box.height < _LEAST or not _within(box, zone) or any(_goes_on(box, one) for one in cut_off):
            continue
        ground = _ground(gray, ink, box, 1 if dark else -1)
        if ground is not None:
            fill = float(ink[box.top : box.bottom, box.left : box.right].mean())
            lines.append(_Inked(box, ground, fill, count <= _MOST_SIGNS))
    return lines


def _joined(boxes: Sequence[Box]) -> list[tuple[Box, int]]:
    """Strokes of one sign joined into signs, signs that stand in one line into lines; of how many signs each is."""
    signs = [_whole_sign(sign) for sign, _ in _merged(boxes, _one_sign)]
    return _merged(signs, _one_line)


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
    """Strokes one above the other that make a sign no taller than wide, as in 二, 三 and 六."""
    both = _union(a, b)
    lying = (a.width > 2 * a.height) + (b.width > 2 * b.height)
    over = _gap(a.left, a.right, b.left, b.right) <= -0.6 * min(a.width, b.width)
    near = _gap(a.top, a.bottom, b.top, b.bottom) <= (0, 0.35, 0.75)[lying] * max(a.width, b.width)
    return lying > 0 and over and near and both.height <= 1.2 * both.width


def _one_line(a: Box, b: Box) -> bool:
    tall = max(a.height, b.height, min(max(a.width, b.width), 24) / 2)
    ratio = min(a.height, b.height) / max(a.height, b.height)
    overlap = -_gap(a.top, a.bottom, b.top, b.bottom) / min(a.height, b.height)
    # A dash or a dot is much lower than its neighbours; what is half as tall is something else.
    return _gap(a.left, a.right, b.left, b.right) <= _JOIN * tall and overlap >= 0.5 and not 0.4 < ratio < 0.6


def _whole_sign(line: Box) -> Box:
    """A lone lying stroke, as 一, is as tall a sign as it is wide."""
    if line.height > line.width / 5 or line.width < 2 * _LEAST:
        return line
    middle = (line.top + line.bottom) // 2
    return Box(line.left, middle - line.width // 2, line.right, middle + line.width // 2)


def _goes_on(line: Box, rest: Box) -> bool:
    """Whether a piece that the zone's edge cuts is of the line's next letter; a frame is taller than a letter."""
    beside = _gap(line.left, line.right, rest.left, rest.right) <= _JOIN * line.height
    return beside and rest.top >= line.top - 2 and rest.bottom <= line.bottom + 2


def _around(box: Box, inner: Box) -> bool:
    """A ring, a frame: another piece of the same polarity stands in it."""
    return _within(inner, box) and max(inner.width, inner.height) > 0.3 * box.height


def _gap(a_start: int, a_end: int, b_start: int, b_end: int) -> int:
    """From the end of one span to the start of the other; negative where they overlap."""
    return max(a_start, b_start) - min(a_end, b_end)


def _union(a: Box, b: Box) -> Box:
    return Box(min(a.left, b.left), min(a.top, b.top), max(a.right, b.right), max(a.bottom, b.bottom))


def _within(inner: Box, outer: Box) -> bool:
    return (
        inner.left >= outer.left
        and inner.top >= outer.top
        and inner.right <= outer.right
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
    contrast = float(np.percentile(stroke, 60)) if stroke.size else 0.0
    if contrast < INK:
        return None
    near = np.abs(part[around] - tone) < 0.4 * contrast
    return tone if near.mean() >= _PLAIN else None


def _alone(zone: Page, gray: NDArray[np.float32], line: _Inked) -> Page:
    """The line on its own ground with a rim of it, so that no ring or frame is read as a letter."""
    box = line.box
    pad = max(4, round(0.35 * max(box.height, box.width / 4)))
    near = (slice(max(0, box.top - 3), box.bottom + 3), slice(max(0, box.left - 3), box.right + 3))
    ground = zone[near][np.abs(gray[near] - line.ground) < 12]
    picture = np.empty((box.height + 2 * pad, box.width + 2 * pad, 3), np.uint8)
    picture[:] = np.median(ground, 0).astype(np.uint8) if ground.size else np.uint8(line.ground)
    picture[pad : pad + box.height, pad : pad + box.width] = zone[box.top : box.bottom, box.left : box.right]
    return picture
