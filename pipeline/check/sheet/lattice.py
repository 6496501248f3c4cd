"""Pictures that touch: a whole-page lattice of rows x columns near equal division."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from pipeline.check.sheet.edges import Image, Mask, find_edges, widen
from pipeline.check.sheet.lines import Floats
from pipeline.check.sheet.model import Expectation

_FAINT: Final = 1.5
_AWAY: Final = 0.04
"""How far a line may be from equal division, as a share of a cell."""
_SEGMENTS: Final = 8
_SHAPES: Final = (0.3, 3.4)
ENOUGH: Final = 0.75
"""The least support of the weakest line: true lattices measured 0.79 and more, others 0.64 at most."""
_EVEN: Final = 0.015
_ENOUGH_EVEN: Final = 0.6
_LINES_EVEN: Final = 3
"""Where the plan names the grid, three lines and more that are all within this share of a cell of equal division
need less support. Of some 900 single pictures tried with 15 grids each, two have such lines."""


@dataclass(frozen=True, slots=True)
class Lattice:
    """Cuts in pixels of the scaled page, both ends included, and the support of the weakest and of all lines."""

    columns: tuple[int, ...]
    rows: tuple[int, ...]
    weakest: float
    mean: float

    def clear(self, *, said: bool) -> bool:
        """Whether all its lines are sure to divide pictures; ``said``: the plan names the rows and columns."""
        lines = len(self.columns) + len(self.rows) - 4
        even = said and lines >= _LINES_EVEN and _is_even(self.columns) and _is_even(self.rows)
        return self.weakest >= (_ENOUGH_EVEN if even else ENOUGH)


def _is_even(cuts: tuple[int, ...]) -> bool:
    cell = cuts[-1] / (len(cuts) - 1)
    return all(abs(cut - k * cell) <= max(1, _EVEN * cell) for k, cut in enumerate(cuts))


@dataclass(frozen=True, slots=True, eq=False)
class _Profile:
    """Support of every position along one axis, and what is usual there."""

    support: Floats
    usual: float

    def cuts(self, parts: int) -> tuple[list[int], list[float]]:
        length = len(self.support)
        cuts, values = [0], []
        for k in range(1, parts):
            ideal = length * k / parts
            reach = max(3, int(_AWAY * length / parts))
            low = max(0, int(ideal - reach))
            at = low + int(np.argmax(self.support[low : int(ideal + reach) + 1]))
            values.append(float((self.support[at] - self.usual) / (1 - self.usual)))
            cuts.append(at)
        return [*cuts, length], values


def find_lattice(small: Image, want: Expectation) -> Lattice | None:
    """The best lattice of exactly the wanted count; ``small``: the page at about 700 px. None if no shape fits."""
    edges = find_edges(small, _FAINT)
    across, down = _profile(edges.vertical), _profile(edges.horizontal.T)
    options = [_measure(across, down, *shape) for shape in _shapes(want, small.shape[1] / small.shape[0])]
    return max(options, key=lambda one: 0.6 * one.weakest + 0.4 * one.mean, default=None)


def finer(small: Image, lattice: Lattice) -> bool:
    """Whether halving or thirding the cells gives lines as strong: then the cells aren't single panels."""
    edges = find_edges(small, _FAINT)
    for mask, cuts in ((edges.vertical, lattice.columns), (edges.horizontal.T, lattice.rows)):
        profile = _profile(mask)
        for split in (2, 3):
            parts = (len(cuts) - 1) * split
            places, values = profile.cuts(parts)
            between = [value for k, value in enumerate(values, 1) if k % split]
            enough = _ENOUGH_EVEN if _is_even(tuple(places)) else ENOUGH
            if parts <= 24 and min(between) >= enough:
                return True
    return False


def _profile(edge: Mask) -> _Profile:
    segments = np.stack([part.mean(0) for part in np.array_split(widen(edge, 1), _SEGMENTS, 0)])
    support = 0.5 * segments.mean(0) + 0.5 * np.sort(segments, 0)[1]
    return _Profile(support.astype(np.float32), float(np.percentile(support, 50)))


def _shapes(want: Expectation, page_aspect: float) -> list[tuple[int, int]]:
    if want.grid is not None:
        return [want.grid] if want.grid[0] * want.grid[1] == want.count else []
    low, high = _SHAPES
    if want.aspect is not None:
        low, high = max(low, want.aspect / 1.8), min(high, want.aspect * 1.8)
    shapes = [(want.count // c, c) for c in range(1, want.count + 1) if want.count % c == 0]
    return [(r, c) for r, c in shapes if r * c > 1 and low < page_aspect * r / c < high]


def _measure(across: _Profile, down: _Profile, rows: int, columns: int) -> Lattice:
    xs, by_column = across.cuts(columns)
    ys, by_row = down.cuts(rows)
    values = by_column + by_row
    return Lattice(tuple(xs), tuple(ys), min(values), sum(values) / len(values))
