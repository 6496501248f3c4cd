"""Sides that slipped to a line inside a picture, put back where the other panels of the row or column say."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from pipeline.check.sheet.edges import FAINT, blur, steps, widen
from pipeline.check.sheet.gaps import gutter_share
from pipeline.check.sheet.model import Box
from pipeline.check.sheet.refine import Page, gutter_of

Ints = NDArray[np.int64]

_ENOUGH: Final = 0.45
"""Share of a side that must be an edge at a place proposed by other panels."""
_AS_GOOD: Final = 0.75
"""How that share must compare with the one at the side's own place."""
_HARDLY: Final = 0.7
_NEAR: Final = 0.004
_ENDS: Final = 0.05
_UNEVEN: Final = 0.005


def tidy(page: Page, boxes: tuple[Box, ...], rows: tuple[int, ...], *, columns: bool) -> tuple[Box, ...]:
    """Settle tops, bottoms and heights of rows; with ``columns``, lefts, rights and widths of columns too."""
    table = np.array([[b.left, b.top, b.right, b.bottom] for b in boxes], np.int64)
    starts = np.cumsum((0, *rows))
    by_row = [list(range(a, a + n)) for a, n in zip(starts, rows, strict=False)]
    gutter = gutter_of(page, boxes).gray
    turned = _Axis(page.transpose(1, 0, 2), gutter)
    table = turned.settle(table[:, [1, 0, 3, 2]], by_row)[:, [1, 0, 3, 2]]
    if columns:
        by_column = [[row[k] for row in by_row if k < len(row)] for k in range(max(rows))]
        table = _Axis(page, gutter).settle(table, by_column)
    return tuple(Box(*(int(value) for value in line)) for line in table)


class _Axis:
    """One direction of a page; boxes are [from, across from, to, across to] along it."""

    def __init__(self, page: Page, gutter: float | None) -> None:
        self._page = page
        self._gutter = gutter
        self._length = page.shape[1]
        self._near = max(3, round(_NEAR * self._length))
        self._known: dict[tuple[int, int, int], float] = {}

    def settle(self, boxes: Ints, groups: Sequence[Sequence[int]]) -> Ints:
        """Within each group agree on the ends, then among the groups on the length."""
        out = boxes.copy()
        for group in groups:
            for end in (0, 2):
                self._agree_on_end(out, group, end)
        if len(groups) > 1:
            self._agree_on_length(out, groups)
        return out

    def _agree_on_end(self, boxes: Ints, group: Sequence[int], end: int) -> None:
        values = boxes[list(group), end]
        if np.ptp(values) <= self._near:
            return
        self._follow_the_rest(boxes, group, end)
        values = boxes[list(group), end]
        places = {value: self._weakest(boxes, group, value, end) for value in self._common(values.tolist())}
        if not places:
            return
        place = max(places, key=lambda value: places[value])
        if places[place] < _ENOUGH:
            return
        for k in group:
            own = int(boxes[k, end])
            if abs(own - place) > self._near and self._instead(boxes[k], own, place):
                boxes[k, end] = self._strongest(boxes[k], place)

    def _follow_the_rest(self, boxes: Ints, group: Sequence[int], end: int) -> None:
        """A side that is hardly there (dark picture, dark page) goes where all the others are, if they agree."""
        for k in group:
            others = boxes[[j for j in group if j != k], end]
            if len(others) < 2 or np.ptp(others) > self._near:
                continue
            place = int(np.median(others))
            if abs(int(boxes[k, end]) - place) > self._near and self._share(boxes[k], int(boxes[k, end])) < _HARDLY:
                boxes[k, end] = place

    def _agree_on_length(self, boxes: Ints, groups: Sequence[Sequence[int]]) -> None:
        spans = [(int(np.median(boxes[list(g), 0])), int(np.median(boxes[list(g), 2]))) for g in groups]
        lengths = [end - start for start, end in spans]
        if max(lengths) - min(lengths) <= _UNEVEN * self._length:
            return
        options = {length: self._fit(boxes, groups, spans, length) for length in self._common(lengths)}
        if not options:
            return
        length = max(options, key=lambda one: options[one][0])
        if options[length][0] < _ENOUGH:
            return
        for group, (start, end), fixed in zip(groups, spans, options[length][1], strict=True):
            if abs((end - start) - length) <= self._near:
                continue
            side, place = (2, start + length) if fixed == 0 else (0, end - length)
            if not self._plausible(boxes, group, side, place) or self._overlaps(boxes, group, side, place):
                continue
            for k in group:
                boxes[k, side] = self._strongest(boxes[k], place)

    def _plausible(self, boxes: Ints, group: Sequence[int], side: int, place: int) -> bool:
        """Whether what the move gives up has the gutter's colour, and what it takes in hasn't, unless the side was
        hardly there: columns may well be drawn unequal, and below a short row there is a caption."""
        if self._gutter is None:
            return True
        strips = [self._between(boxes[k], int(boxes[k, side]), place) for k in group]
        gutter = np.median([gutter_share(strip, self._gutter) for strip in strips])
        if bool((place > boxes[group[0], side]) == (side == 0)):
            return bool(gutter >= 0.5)
        hardly = np.median([self._share(boxes[k], int(boxes[k, side])) for k in group]) < _HARDLY
        return bool(gutter < 0.5 or hardly)

    def _overlaps(self, boxes: Ints, group: Sequence[int], side: int, place: int) -> bool:
        """Whether the move would push a panel into its neighbour."""
        others = np.delete(boxes, list(group), axis=0)
        for k in group:
            moved = boxes[k].copy()
            moved[side] = place
            across = (others[:, 1] < moved[3]) & (others[:, 3] > moved[1])
            along = (others[:, 0] < moved[2] - self._near) & (others[:, 2] > moved[0] + self._near)
            if (across & along).any():
                return True
        return False

    def _between(self, box: Ints, one: int, other: int) -> Page:
        """What lies between two places of a box's side, without the borders themselves."""
        low, high = sorted((one, other))
        trim = int(_ENDS * (box[3] - box[1]))
        return self._page[max(0, box[1] + trim) : box[3] - trim, max(0, low + 2) : max(0, high - 2)]

    def _common(self, values: list[int]) -> list[int]:
        """Those that at least half share: the neighbour's border is an edge too, but only few panels slip there."""
        return [value for value in values if sum(abs(value - v) <= self._near for v in values) * 2 >= len(values)]

    def _fit(
        self, boxes: Ints, groups: Sequence[Sequence[int]], spans: list[tuple[int, int]], length: int
    ) -> tuple[float, list[int]]:
        """How well all groups take this length, and which end each keeps."""
        worst, kept = 1.0, []
        for group, (start, end) in zip(groups, spans, strict=True):
            options = {
                0: self._weakest(boxes, group, start + length, 2),
                2: self._weakest(boxes, group, end - length, 0),
            }
            if abs((end - start) - length) <= self._near:
                options = {0: 1.0}
            keep = max(options, key=lambda one: options[one])
            worst = min(worst, options[keep])
            kept.append(keep)
        return worst, kept

    def _weakest(self, boxes: Ints, group: Sequence[int], place: int, end: int) -> float:
        shares = [self._share(boxes[k], place) if abs(boxes[k, end] - place) > 1 else 1.0 for k in group]
        return min(shares)

    def _instead(self, box: Ints, own: int, place: int) -> bool:
        return self._share(box, place) >= _AS_GOOD * self._share(box, own)

    def _share(self, box: Ints, place: int) -> float:
        """The share of a box's side that is an edge if the side is at ``place``, give or take a little."""
        if not 0 < place < self._length:
            return 0.0
        key = (place, int(box[1]), int(box[3]))
        if key not in self._known:
            # A straight line keeps to three neighbouring pixels; a row of text does not.
            edge = widen(self._steps(box, place) >= FAINT, 1)
            self._known[key] = float(edge.mean(0).max()) if edge.size else 0.0
        return self._known[key]

    def _strongest(self, box: Ints, place: int) -> int:
        profile = np.minimum(self._steps(box, place), 30).mean(0)
        return max(1, place - self._near) + int(np.argmax(profile)) if profile.size else place

    def _steps(self, box: Ints, place: int) -> NDArray[np.float32]:
        trim = int(_ENDS * (box[3] - box[1]))
        low, high = max(1, place - self._near), min(self._length, place + self._near + 1)
        margin = max(0, low - 4)
        part = self._page[max(0, box[1] + trim) : box[3] - trim, margin : high + 4]
        across, _ = steps(blur(part.astype(np.float32)))
        return across[:, low - margin : high - margin]
