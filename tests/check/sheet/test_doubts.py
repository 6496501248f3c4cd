"""What speaks against a layout is said of the layout, whatever its score."""

from __future__ import annotations

import numpy as np
import pytest

from pipeline.check.sheet.doubts import layout_doubts
from pipeline.check.sheet.layout import Layout
from pipeline.check.sheet.look import Look


def look(*gaps: int) -> Look:
    """Two rows of perfectly framed panels of different widths, the upper one with these gaps between them."""
    rows, x = [], 10
    for k, gap in enumerate((*gaps, 0)):
        width = 100 + 37 * (k % 3)
        rows.append((x, 10, x + width, 200))
        x += width + gap
    lower = [(10, 206, 410, 400), (416, 206, x, 400)]
    boxes = np.array([*rows, *lower])
    layout = Layout(boxes, np.ones((len(boxes), 4), np.float32), (len(rows), 2), 1.0, (x + 10, 410))
    return Look(layout, 1.0, 1, 0, None, None)


@pytest.mark.parametrize(
    ("gaps", "doubted"),
    [((6, 6, 6, 6), False), ((6, 5, 8, 7), False), ((6, 30, 6, 6), True), ((6, 6, 6, 24), True), ((0, 1, 0, 1), False)],
)
def test_gaps_between_panels_of_any_width_are_alike(gaps: tuple[int, ...], doubted: bool) -> None:
    found = [reason for reason in layout_doubts(look(*gaps), (), ()) if reason.code == "odd-gap"]
    assert bool(found) is doubted
    if doubted:
        assert found[0].panels == (gaps.index(max(gaps)) + 1, gaps.index(max(gaps)) + 2)


def test_what_covers_more_of_the_page_in_another_look_is_believed() -> None:
    assert "looks-like" in {reason.code for reason in layout_doubts(look(6, 6), (), (9,))}
    assert "looks-like" not in {reason.code for reason in layout_doubts(look(6, 6), (), ())}


def test_a_strong_look_at_a_small_part_of_the_page_is_not_the_last() -> None:
    """One row whose horizons were taken for borders is as strong; the next look may see the whole page."""
    boxes = np.array(
        [(10 + 110 * k, 300 + 60 * row, 110 + 110 * k, 350 + 60 * row) for row in range(2) for k in range(3)]
    )
    layout = Layout(boxes, np.ones((6, 4), np.float32), (3, 3), 1.0, (350, 420))
    assert not Look(layout, 1.0, 1, 0, None, None).convincing
    whole = Layout(boxes, np.ones((6, 4), np.float32), (3, 3), 1.0, (350, 130))
    assert Look(whole, 1.0, 1, 0, None, None).convincing
