"""Labels are a habit of the sheet: what stands at one place of most panels; the rest is in the pictures."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from pipeline.check.sheet.corners import Place
from pipeline.check.sheet.marks import marks_of
from pipeline.check.sheet.model import Box
from tests.fakes.sheets import LOOKS, draw_sheet

BOXES = tuple(Box(40 + 260 * (k % 4), 60 + 240 * (k // 4), 280 + 260 * (k % 4), 240 + 240 * (k // 4)) for k in range(8))


def page_with(texts: dict[int, str], offset: tuple[int, int] = (10, 10)) -> np.ndarray:
    picture = Image.new("RGB", (1100, 560), (240, 240, 240))
    pen = ImageDraw.Draw(picture)
    for box in BOXES:
        pen.rectangle((box.left, box.top, box.right, box.bottom), fill=(200, 210, 220))
    for k, text in texts.items():
        place = (BOXES[k].left + offset[0], BOXES[k].top + offset[1])
        pen.text(place, text, font=ImageFont.load_default(22), fill=(10, 10, 10))
    return np.asarray(picture)


def test_badges_of_a_drawn_sheet_are_one_mark_a_panel() -> None:
    drawn = draw_sheet(LOOKS["white gutters"], 1)
    panels = [mark.panel for mark in marks_of(drawn.page, drawn.boxes, "upper")]
    assert len(set(panels)) == len(panels) >= 11


@pytest.mark.parametrize("count", [4, 6, 8])
def test_what_half_of_the_panels_have_is_a_mark(count: int) -> None:
    marks = marks_of(page_with({k: str(k + 1) for k in range(count)}), BOXES, "upper")
    assert [mark.panel for mark in marks] == list(range(count))


def test_what_few_panels_have_is_none() -> None:
    assert marks_of(page_with({0: "1", 3: "4", 5: "6"}), BOXES, "upper") == []


def test_three_panels_have_no_habit() -> None:
    assert [mark.panel for mark in marks_of(page_with({1: "2"}), BOXES[:3], "upper")] == [1]


@pytest.mark.parametrize(("place", "offset"), [("upper", (4, -30)), ("lower", (4, 184))])
def test_labels_outside_the_panels_are_marks_of_their_side(place: Place, offset: tuple[int, int]) -> None:
    marks = marks_of(page_with({k: str(k + 1) for k in range(8)}, offset), BOXES, place)
    assert sorted(mark.panel for mark in marks) == list(range(8))
