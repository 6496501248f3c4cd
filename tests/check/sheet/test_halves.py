"""Boxes that are two or three panels each are told by the line that divides them all."""

from __future__ import annotations

import pytest

from pipeline.check.sheet.halves import parts_in_each
from pipeline.check.sheet.model import Box
from tests.fakes.sheets import Look, draw_sheet, grid


def union(boxes: tuple[Box, ...]) -> Box:
    lefts, tops = min(box.left for box in boxes), min(box.top for box in boxes)
    return Box(lefts, tops, max(box.right for box in boxes), max(box.bottom for box in boxes))


@pytest.mark.parametrize("parts", [2, 3])
def test_joined_panels_are_told_from_single_ones(parts: int) -> None:
    look = Look(grid(3, 6), size=(1200, 800), gutter=2, row_gap=2, margin=0, scene="soft", ids="none")
    drawn = draw_sheet(look, 1)
    joined = tuple(union(drawn.boxes[k : k + parts]) for k in range(0, 18, parts))
    assert parts_in_each(drawn.page, joined) == parts
    assert parts_in_each(drawn.page, drawn.boxes) == 1


def test_one_box_around_four_pictures_has_four_parts() -> None:
    look = Look(grid(2, 2), size=(900, 900), gutter=0, row_gap=0, margin=0, scene="soft", ids="none")
    drawn = draw_sheet(look, 1)
    assert parts_in_each(drawn.page, (union(drawn.boxes),)) == 4
