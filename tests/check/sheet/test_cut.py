"""Crops are clean: inside the frame, without strips, upright, and every pixel is the page's own."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from pipeline.check.sheet.bands import MOST
from pipeline.check.sheet.cut import cut, text_share
from pipeline.check.sheet.find import find_panels
from pipeline.check.sheet.ids import Word
from pipeline.check.sheet.model import Box, Expectation, Found, Panel
from tests.fakes.sheets import LOOKS, Drawn, Look, draw_sheet, grid


def found_of(drawn: Drawn) -> Found:
    sides = (1.0, 1.0, 1.0, 1.0)
    size = (drawn.page.shape[1], drawn.page.shape[0])
    return Found(tuple(Panel(box, sides) for box in drawn.boxes), size)


def test_a_crop_is_the_page_s_own_pixels() -> None:
    drawn = draw_sheet(LOOKS["white gutters"], 1)
    for crop in cut(drawn.page, found_of(drawn)):
        box = crop.box
        assert np.array_equal(crop.pixels, drawn.page[box.top : box.bottom, box.left : box.right])


@pytest.mark.parametrize("frame", [2, 3, 5, 8])
def test_the_frame_is_left_out(frame: int) -> None:
    drawn = draw_sheet(replace(LOOKS["white gutters"], frame=frame), 1)
    for crop in cut(drawn.page, found_of(drawn)):
        assert all(frame <= side <= frame + 3 for side in crop.cut_off), crop.cut_off


def test_a_frame_drawn_by_hand_is_left_out() -> None:
    drawn = draw_sheet(LOOKS["pencil frames"], 1)
    for crop in cut(drawn.page, found_of(drawn)):
        for side in (crop.pixels[:, 0], crop.pixels[:, -1], crop.pixels[0], crop.pixels[-1]):
            assert (side.mean(1) < 80).mean() < 0.25


def test_the_lines_of_a_table_are_left_out_on_the_side_they_fall_to() -> None:
    """Cells that share a line: its pixels are in the right-hand cell, the left-hand one has none."""
    page = np.full((640, 640, 3), 225, np.uint8)
    boxes = [Box(160 * k, 160 * row, 160 * k + 160, 160 * row + 160) for row in range(4) for k in range(4)]
    for number, box in enumerate(boxes):
        page[box.top + 30 : box.bottom - 30, box.left + 50 : box.right - 50] = 90 + number
    page[:, 160:164] = page[:, 480:484] = 0
    found = Found(tuple(Panel(box, (1.0,) * 4) for box in boxes), (640, 640))
    for box, crop in zip(boxes, cut(page, found), strict=True):
        assert (crop.cut_off[0] >= 4) == (box.left in {160, 480})
        assert max(crop.cut_off[1:]) <= 2


def test_without_a_frame_hardly_anything_is_lost() -> None:
    drawn = draw_sheet(LOOKS["thin gutters"], 1)
    for crop in cut(drawn.page, found_of(drawn)):
        assert max(crop.cut_off) <= 6


@pytest.mark.parametrize("ground", [(255, 255, 255), (20, 20, 24), (200, 60, 40)])
def test_a_header_strip_inside_the_frame_is_cut_off(ground: tuple[int, int, int]) -> None:
    look = Look(grid(3, 4), header=34, header_ground=ground, frame=2, size=(1536, 1024), ids="none")
    drawn = draw_sheet(look, 1)
    whole = Drawn(drawn.page, tuple(Box(b.left, b.top - 34, b.right, b.bottom) for b in drawn.boxes))
    cut_off = [crop.cut_off[1] for crop in cut(whole.page, found_of(whole))]
    assert np.median(cut_off) == pytest.approx(34, abs=4)
    assert sum(32 <= top <= 42 for top in cut_off) >= 9


def test_nothing_is_cut_through_a_picture() -> None:
    """A flat sky is a strip too, but never the same in most panels."""
    for seed in range(1, 6):
        drawn = draw_sheet(LOOKS["sixteen"], seed)
        for crop in cut(drawn.page, found_of(drawn)):
            assert max(crop.cut_off) <= 6


def test_at_most_a_quarter_goes_at_either_end() -> None:
    page = np.full((600, 400, 3), 255, np.uint8)
    page[580:] = 0
    crop = cut(page, Found((Panel(Box(0, 0, 400, 600), (1.0,) * 4),), (400, 600)))[0]
    assert crop.box.height >= (1 - 2 * MOST) * 600 - 8


def test_a_page_askew_is_turned_before_it_is_cut() -> None:
    drawn = draw_sheet(LOOKS["askew"], 2)
    outcome = find_panels(drawn.page, Expectation(9))
    assert isinstance(outcome, Found)
    for crop in cut(drawn.page, outcome):
        rim = np.concatenate([crop.pixels[:2].reshape(-1, 3), crop.pixels[-2:].reshape(-1, 3)])
        assert (rim.min(1) > 240).mean() < 0.05
        assert crop.pixels.shape[:2] == (crop.box.height, crop.box.width)


def test_boxes_by_hand_are_cut_as_given() -> None:
    drawn = draw_sheet(LOOKS["pencil frames"], 1)
    box = Box(100, 100, 333, 222)
    found = Found((Panel(box, (1.0,) * 4, by_hand=True),), (1200, 800))
    crop = cut(drawn.page, found)[0]
    assert crop.box == box
    assert crop.cut_off == (0, 0, 0, 0)


def test_text_shares_are_reported_before_and_after() -> None:
    look = Look(grid(3, 4), header=34, frame=2, size=(1536, 1024), ids="none")
    drawn = draw_sheet(look, 1)
    boxes = tuple(Box(b.left, b.top - 34, b.right, b.bottom) for b in drawn.boxes)
    words = [Word("slow push", Box(b.left + 8, b.top + 4, b.left + 180, b.top + 30), 0.9) for b in boxes]
    crops = cut(drawn.page, found_of(Drawn(drawn.page, boxes)), words)
    assert all(crop.text_before is not None and crop.text_before > 0.03 for crop in crops)
    assert sum(crop.text_after == 0 for crop in crops) >= 9


def test_a_strip_as_dark_as_its_picture_is_known_by_the_text_in_it() -> None:
    rng = np.random.default_rng(1)
    page = np.full((620, 940, 3), 250, np.uint8)
    boxes = tuple(
        Box(10 + 310 * k, 10 + 305 * row, 310 + 310 * k, 305 + 305 * row) for row in range(2) for k in range(3)
    )
    words = []
    for box in boxes:
        page[box.top : box.bottom, box.left : box.right] = rng.integers(15, 60, (box.height, box.width, 1))
        page[box.top : box.top + 34, box.left : box.right] = 20
        page[box.top + 10 : box.top + 24, box.left + 10 : box.left + 150 : 3] = 230
        words.append(Word("slow push", Box(box.left + 8, box.top + 9, box.left + 152, box.top + 25), 0.9))
    crops = cut(page, found_of(Drawn(page, boxes)), words)
    assert all(32 <= crop.cut_off[1] <= 38 for crop in crops), [crop.cut_off for crop in crops]
    assert all(crop.text_after == 0 for crop in crops)


@pytest.mark.parametrize(
    ("word", "share"),
    [
        (Word("rain", Box(0, 0, 50, 20), 0.9), 0.1),
        (Word("rain", Box(-50, 0, 50, 20), 0.9), 0.1),
        (Word("ab", Box(200, 200, 240, 220), 0.9), 0.0),
        (Word("a", Box(0, 0, 100, 90), 0.9), 0.0),
    ],
)
def test_the_text_share_counts_what_is_inside_and_plausible(word: Word, share: float) -> None:
    assert text_share(Box(0, 0, 100, 100), [word]) == pytest.approx(share)
