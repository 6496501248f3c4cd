"""A layout: one proposed set of boxes at one scale, and what can be measured on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np

from pipeline.check.sheet.edges import Image as Picture
from pipeline.check.sheet.edges import find_edges
from pipeline.check.sheet.lines import Floats, Ints
from pipeline.check.sheet.rects import Rects, find_rects
from pipeline.check.sheet.rows import Rows, find_rows
from pipeline.check.sheet.stack import Stack, find_stacks

MORE: Final = 5
"""How many panels above the plan's count are looked for, to notice them."""


@dataclass(frozen=True, eq=False)
class Layout:
    """Boxes in reading order, n x 4 pixels of a scaled page (``page``: its width and height).

    ``sides``: n x 4 supports. ``rows``: panels per row. ``score``: of the search, per panel.
    """

    boxes: Ints
    sides: Floats
    rows: tuple[int, ...]
    score: float
    page: tuple[int, int]

    @property
    def count(self) -> int:
        return len(self.boxes)

    @property
    def widths(self) -> Ints:
        return np.asarray(self.boxes[:, 2] - self.boxes[:, 0])

    @property
    def heights(self) -> Ints:
        return np.asarray(self.boxes[:, 3] - self.boxes[:, 1])

    @cached_property
    def by_row(self) -> tuple[Ints, ...]:
        return tuple(np.split(self.boxes, np.cumsum(self.rows)[:-1]))

    @cached_property
    def row_gaps(self) -> Ints:
        """Pixels between each row and the next."""
        tops = np.array([row[0, 1] for row in self.by_row])
        bottoms = np.array([row[0, 3] for row in self.by_row])
        return np.asarray(tops[1:] - bottoms[:-1])

    @cached_property
    def column_gaps(self) -> Ints:
        """Pixels between neighbours in a row, of all rows."""
        gaps = [row[1:, 0] - row[:-1, 2] for row in self.by_row]
        return np.concatenate(gaps)

    @cached_property
    def panel_supports(self) -> Floats:
        return np.asarray(self.sides.mean(1))

    @cached_property
    def worst(self) -> float:
        """The support of the panel with the weakest border."""
        return float(self.panel_supports.min())

    @cached_property
    def tenth(self) -> float:
        """The support that nine sides of ten reach."""
        return float(np.percentile(self.sides, 10))

    @cached_property
    def mean(self) -> float:
        return float(self.sides.mean())

    @cached_property
    def confidence(self) -> float:
        return round(min(self.worst, self.tenth + 0.1, 1.0), 3)

    @cached_property
    def full(self) -> bool:
        """All rows have the same number of panels."""
        return len(set(self.rows)) == 1

    @cached_property
    def area(self) -> float:
        """The share of the page that the panels cover."""
        return float((self.widths * self.heights).sum() / (self.page[0] * self.page[1]))

    @cached_property
    def extent(self) -> tuple[int, int, int, int]:
        low, high = self.boxes.min(0), self.boxes.max(0)
        return int(low[0]), int(low[1]), int(high[2]), int(high[3])

    @cached_property
    def aligned(self) -> bool:
        """Every row is divided at the places where the first is; the last may stop early."""
        near = 0.015 * self.page[0]
        first = self.by_row[0]
        return all(
            len(row) <= len(first) and (np.abs(row[:, ::2] - first[: len(row), ::2]) < near).all()
            for row in self.by_row[1:]
        )

    @cached_property
    def regular(self) -> bool:
        """The rows are aligned, heights and gaps are alike."""
        if not self.aligned:
            return False
        heights = np.array([row[0, 3] - row[0, 1] for row in self.by_row])
        alike = heights.max() / heights.min() < 1.15 and self.widths.max() / self.widths.min() < 1.35
        gaps = self.row_gaps
        even = len(gaps) < 2 or gaps.max() - gaps.min() < 0.06 * self.page[1]
        return bool(alike and even)


@dataclass(frozen=True, slots=True, eq=False)
class Search:
    """What one look at a page found: all rectangles, and the best layout for every count."""

    rects: Rects
    layouts: Mapping[int, Layout]


def search(picture: Picture, count: int, grid: tuple[int, int] | None, tolerance: int) -> Search:
    """Look at a scaled page for every number of panels up to ``count`` + 5."""
    rects = find_rects(picture, find_edges(picture), tolerance)
    rows = find_rows(rects, count + MORE)
    stacks = dict(find_stacks(rows, count + MORE))
    layouts = {panels: _lay_out(rows, stack) for panels, stack in stacks.items()}
    if grid is not None:
        layouts.pop(count, None)
        inside = _rows_of_grid(rows, count, grid)
        stack_of = find_stacks(inside, count)
        if count in stack_of and len(stack_of[count].rows) == grid[0]:
            layouts[count] = _lay_out(inside, stack_of[count])
    return Search(rects, layouts)


def _rows_of_grid(rows: Rows, count: int, grid: tuple[int, int]) -> Rows:
    columns = grid[1]
    rest = count - columns * (grid[0] - 1)
    return rows.only(np.flatnonzero((rows.count == columns) | (rows.count == rest)))


def _lay_out(rows: Rows, stack: Stack) -> Layout:
    chosen = [rows.members[row][: rows.count[row]] for row in stack.rows]
    members = np.concatenate(chosen)
    return Layout(
        boxes=rows.rects.boxes[members],
        sides=rows.rects.sides[members],
        rows=tuple(len(row) for row in chosen),
        score=stack.score / len(members),
        page=rows.rects.page,
    )
