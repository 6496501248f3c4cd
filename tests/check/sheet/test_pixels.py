"""What pixels say about boxes: open and odd gaps, gutters inside, blank panels, filled places."""

from __future__ import annotations

import numpy as np

from pipeline.check.sheet.gaps import odd_gaps
from pipeline.check.sheet.model import Box
from pipeline.check.sheet.pixels import blank_panels, panels_with_gutter, places_taken
from pipeline.check.sheet.refine import Gutter, Page, gutter_of

ROWS = (3, 3)
WHITE = Gutter(255.0, (255.0, 255.0, 255.0))


def page_of(boxes: tuple[Box, ...]) -> Page:
    page = np.full((420, 620, 3), 255, np.uint8)
    noise = np.random.default_rng(1).integers(0, 200, (420, 620, 3)).astype(np.uint8)
    for box in boxes:
        page[box.top : box.bottom, box.left : box.right] = noise[box.top : box.bottom, box.left : box.right]
    return page


def boxes_of() -> tuple[Box, ...]:
    return tuple(Box(20 + 200 * c, 20 + 200 * r, 200 + 200 * c, 200 + 200 * r) for r in range(2) for c in range(3))


def test_alike_gaps_are_not_odd() -> None:
    boxes = boxes_of()
    assert odd_gaps(page_of(boxes), boxes, ROWS, WHITE) == ()


def test_a_gap_full_of_picture_is_odd_and_named() -> None:
    boxes = boxes_of()
    page = page_of((*boxes, Box(180, 20, 240, 200)))
    assert [(gap.before, gap.after) for gap in odd_gaps(page, boxes, ROWS, WHITE)] == [(1, 2)]


def test_a_title_in_the_middle_of_a_gap_is_not_odd() -> None:
    boxes = tuple(Box(b.left, b.top + 60 * (b.top > 100), b.right, b.bottom + 40 * (b.top > 100)) for b in boxes_of())
    page = page_of(boxes)
    page[228:246, 20:600] = 40
    assert odd_gaps(page, boxes, ROWS, WHITE) == ()


def test_a_closed_gap_among_open_ones_is_odd() -> None:
    boxes = list(boxes_of())
    boxes[1] = Box(200, 20, 400, 200)
    assert [(gap.before, gap.after) for gap in odd_gaps(page_of(tuple(boxes)), tuple(boxes), ROWS, WHITE)] == [(1, 2)]


def test_without_a_gutter_colour_nothing_is_said_of_gaps() -> None:
    boxes = boxes_of()
    assert odd_gaps(page_of((*boxes, Box(180, 20, 240, 200))), boxes, ROWS, Gutter(None)) == ()


def test_the_gutter_has_the_colour_between_the_boxes() -> None:
    boxes = boxes_of()
    assert gutter_of(page_of(boxes), boxes).gray == 255
    assert gutter_of(page_of((Box(0, 0, 620, 420),)), boxes).gray is None


def test_a_gutter_inside_a_box_is_found() -> None:
    boxes = boxes_of()
    joined = (Box(20, 20, 400, 200), *boxes[2:])
    assert panels_with_gutter(page_of(boxes), joined, WHITE) == (1,)
    assert panels_with_gutter(page_of(boxes), boxes, WHITE) == ()


def test_blank_is_what_has_the_page_s_own_ground_and_nothing_on_it() -> None:
    boxes = boxes_of()
    page = page_of(boxes[:4])
    page[220:400, 420:600] = np.random.default_rng(2).integers(10, 70, (180, 180, 1))
    assert blank_panels(page, boxes, WHITE) == (5,)


def test_a_picture_after_a_short_last_row_is_counted() -> None:
    boxes = boxes_of()
    assert places_taken(page_of(boxes), boxes[:4], (3, 1), WHITE) == 2
    assert places_taken(page_of(boxes[:4]), boxes[:4], (3, 1), WHITE) == 0
    assert places_taken(page_of(boxes), boxes, (3, 3), WHITE) == 0


def test_a_wider_last_panel_leaves_no_place() -> None:
    boxes = boxes_of()
    wide = (*boxes[:3], boxes[3], Box(220, 220, 600, 400))
    assert places_taken(page_of(wide), wide, (3, 2), WHITE) == 0
