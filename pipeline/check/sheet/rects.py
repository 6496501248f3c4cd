"""Rectangles whose four sides are all supported by edges, each with a quality."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from pipeline.check.sheet.edges import Edges, Image, Mask, gray_of
from pipeline.check.sheet.lines import Floats, Ints, Spans, find_lines, find_spans, supports

_SUPPORT: Final = 0.55
"""The least support of each side."""
_SMALLEST: Final = 0.045
"""The shortest side, as a share of the page."""
_LONGEST: Final = 5.0
"""The largest ratio of the sides."""
_QUALITY: Final = 0.46
_NEAR: Final = 0.07
_STRIP: Final = 7.5
"""Standard deviation (of 255) up to which a strip is uniform."""
_BORDER: Final = 0.02
_MARGIN: Final = 0.35
_LINES: Final = 58
_MOST: Final = 5000
_MOST_CANDIDATES: Final = 30_000


@dataclass(frozen=True, slots=True, eq=False)
class Rects:
    """Rectangles of one page at one scale, arrays of one length.

    ``left, right, top, bottom`` index the lines ``xs`` and ``ys`` (pixels of the scaled page); ``sides``
    has the supports in the same order.
    """

    xs: Ints
    ys: Ints
    left: Ints
    right: Ints
    top: Ints
    bottom: Ints
    sides: Floats
    quality: Floats
    page: tuple[int, int]

    @property
    def boxes(self) -> Ints:
        """n x 4: left, top, right, bottom in pixels."""
        corners = (self.xs[self.left], self.ys[self.top], self.xs[self.right], self.ys[self.bottom])
        return np.stack(corners, 1)

    def only(self, keep: Mask | Ints) -> Rects:
        return Rects(
            self.xs,
            self.ys,
            self.left[keep],
            self.right[keep],
            self.top[keep],
            self.bottom[keep],
            self.sides[keep],
            self.quality[keep],
            self.page,
        )


def find_rects(image: Image, edges: Edges, tolerance: int, lines: int = _LINES) -> Rects:
    """All rectangles worth a thought; at most 5000, the best ones."""
    height, width = image.shape[:2]
    upright = find_lines(edges.vertical, tolerance, lines, _margins(image))
    lying = find_lines(edges.horizontal.T, tolerance, lines, _margins(image.transpose(1, 0, 2)))
    across = find_spans(upright, _SMALLEST * width)
    down = find_spans(lying, _SMALLEST * height)
    rise = supports(upright, lying, down)  # [upright line, down span]
    run = supports(lying, upright, across)  # [lying line, across span]
    d, a = _supported(rise, run, across, down)
    sides = np.stack(
        [rise[across.first[a], d], rise[across.last[a], d], run[down.first[d], a], run[down.last[d], a]], 1
    )
    merit = 0.5 * sides.min(1) + 0.5 * sides.mean(1)
    if len(merit) > _MOST_CANDIDATES:
        best = np.sort(np.argpartition(-merit, _MOST_CANDIDATES)[:_MOST_CANDIDATES])
        d, a, sides, merit = d[best], a[best], sides[best], merit[best]
    found = Rects(
        upright.at, lying.at, across.first[a], across.last[a], down.first[d], down.last[d], sides, merit,
        (width, height),
    )  # fmt: skip
    gray = gray_of(image)
    strip_x, inner_x = _inside(gray, found.boxes, (upright.at, found.left, found.right), rise[:, d])
    strip_y, inner_y = _inside(gray.T, found.boxes[:, [1, 0, 3, 2]], (lying.at, found.top, found.bottom), run[:, a])
    strip, inner = np.maximum(strip_x, strip_y), np.maximum(inner_x, inner_y)
    quality = merit - 0.35 * strip - 0.32 * np.maximum(0, inner - 0.75) - _on_page_border(found, image)
    keep = np.flatnonzero(quality >= _QUALITY)
    keep = keep[np.argsort(-quality[keep], kind="stable")[:_MOST]]
    found = replace(found, quality=quality.astype(np.float32))
    return found.only(np.sort(keep))


def _supported(rise: Floats, run: Floats, across: Spans, down: Spans) -> tuple[Ints, Ints]:
    """Pairs (down span, across span) whose four sides hold and whose shape is a panel's."""
    tall, wide = rise >= _SUPPORT, run >= _SUPPORT
    holds = tall.T[:, across.first] & tall.T[:, across.last] & wide[down.first] & wide[down.last]
    d, a = np.nonzero(holds)
    ratio = across.length[a] / down.length[d]
    shape = (ratio <= _LONGEST) & (ratio >= 1 / _LONGEST)
    return d[shape].astype(np.int64), a[shape].astype(np.int64)


def _on_page_border(rects: Rects, image: Image) -> Floats:
    """What is taken off for sides on the page's border, which are supported for nothing: more where there is a
    margin, since panels hardly ever end where the page does then."""
    across, down = _margins(image), _margins(image.transpose(1, 0, 2))
    ends = (
        (rects.xs[rects.left] == 0, across[0]),
        (rects.xs[rects.right] == rects.page[0], across[1]),
        (rects.ys[rects.top] == 0, down[0]),
        (rects.ys[rects.bottom] == rects.page[1], down[1]),
    )
    free = [on_border * np.float32(_BORDER) for on_border, _ in ends]
    # Not summed up: a cell in the corner of a table that is cut off at the page's edge has two such sides.
    beyond = np.stack([on_border * np.float32(_MARGIN if margin else 0) for on_border, margin in ends])
    return np.asarray(sum(free) + beyond.max(0), np.float32)


def _margins(image: Image) -> tuple[bool, bool]:
    """Whether the outermost column at the left and at the right has one colour: then it belongs to no panel."""
    return _one_colour(image[:, 0]), _one_colour(image[:, -1])


def margins_of(image: Image) -> tuple[bool, bool, bool, bool]:
    """Whether the page has a margin at its left, top, right and bottom."""
    (left, right), (top, bottom) = _margins(image), _margins(image.transpose(1, 0, 2))
    return left, top, right, bottom


def _one_colour(column: NDArray[np.float32]) -> bool:
    off = np.abs(column - np.median(column, axis=0)).max(1)
    return bool((off < 12).mean() >= 0.92)


def _inside(
    gray: NDArray[np.float32], boxes: Ints, ends: tuple[Ints, Ints, Ints], support: Floats
) -> tuple[Floats, Floats]:
    """Per rectangle: the strongest line that cuts off a uniform strip along a side, and the strongest inside.

    ``ends``: the places of all lines of this direction, and each rectangle's first and last of them.
    """
    at, first, last = ends
    index = np.arange(len(at))[:, None]
    inner = np.where((index > first) & (index < last), support, np.float32(0))
    near = np.maximum(_NEAR * (at[last] - at[first]), 3)
    place = at[:, None]
    at_start = (inner > 0.8) & (place - at[first] <= near)
    at_end = (inner > 0.8) & (at[last] - place <= near)
    area = _Sums(gray)
    strip = np.zeros(len(first), np.float32)
    for hits, starts in ((at_start, True), (at_end & ~at_start, False)):
        line, which = np.nonzero(hits)
        low = at[first[which]] + 1 if starts else np.minimum(at[line] + 1, at[last[which]] - 2)
        high = np.maximum(low + 1, at[line] - 1) if starts else at[last[which]] - 1
        flat = area.deviation(low, boxes[which, 1], high, boxes[which, 3]) < _STRIP
        np.maximum.at(strip, which[flat], inner[line[flat], which[flat]])
    return strip, inner.max(0) if len(at) else strip


class _Sums:
    """Sums over any rectangle of a gray picture in constant time."""

    def __init__(self, gray: NDArray[np.float32]) -> None:
        height, width = gray.shape
        self._plain = np.zeros((height + 1, width + 1))
        self._square = np.zeros((height + 1, width + 1))
        self._plain[1:, 1:] = gray.astype(np.float64).cumsum(0).cumsum(1)
        self._square[1:, 1:] = (gray.astype(np.float64) ** 2).cumsum(0).cumsum(1)

    def deviation(self, left: Ints, top: Ints, right: Ints, bottom: Ints) -> NDArray[np.float64]:
        """The standard deviation of the gray values inside."""
        count = np.maximum(1, (right - left) * (bottom - top))

        def mean(table: NDArray[np.float64]) -> NDArray[np.float64]:
            total = table[bottom, right] - table[top, right] - table[bottom, left] + table[top, left]
            return np.asarray(total / count)

        return np.asarray(np.sqrt(np.maximum(0, mean(self._square) - mean(self._plain) ** 2)))
