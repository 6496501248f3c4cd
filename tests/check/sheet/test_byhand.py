"""Boxes typed by a person are taken in pixels or fractions, and every fault is named."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.check.sheet.byhand import hand_box, hand_boxes
from pipeline.check.sheet.examine import Question, examine
from pipeline.check.sheet.ids import IdsNotRead
from pipeline.check.sheet.model import Box, Reason
from pipeline.check.sheet.overlay import Words
from pipeline.check.sheet.skew import box_in_page, box_in_turned
from pipeline.pictures.pixels import encode
from pipeline.plan.model import HandBox
from tests.fakes.sheets import Look, draw_sheet, grid

SIZE = (1000, 500)


@pytest.mark.parametrize(
    ("values", "box"),
    [
        ((100, 50, 200, 100), Box(100, 50, 300, 150)),
        ((0.1, 0.1, 0.2, 0.2), Box(100, 50, 300, 150)),
        ((0, 0, 1, 1), Box(0, 0, 1000, 500)),
        ((0, 0, 1000, 500), Box(0, 0, 1000, 500)),
    ],
)
def test_pixels_and_fractions_both_work(values: tuple[float, float, float, float], box: Box) -> None:
    assert hand_box("P01", HandBox(box=values), [SIZE]) == box


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ((900, 0, 200, 100), "hand-box-outside"),
        ((-5, 0, 200, 100), "hand-box-outside"),
        ((0, 0, 10, 100), "hand-box-too-small"),
        ((0.5, 0.5, 0.001, 0.3), "hand-box-too-small"),
    ],
)
def test_an_impossible_box_is_named(values: tuple[float, float, float, float], code: str) -> None:
    outcome = hand_box("P01", HandBox(box=values), [SIZE])
    assert isinstance(outcome, Reason)
    assert outcome.code == code
    assert "P01" in outcome.text


def test_all_faults_are_told_at_once() -> None:
    wrong = hand_boxes({"P01": HandBox(box=(0, 0, 5, 5)), "P09": HandBox(box=(0, 0, 50, 50))}, ["P01", "P02"], [SIZE])
    assert isinstance(wrong, tuple)
    assert {reason.code for reason in wrong} == {"hand-box-unknown", "hand-box-too-small"}


def test_boxes_come_by_the_panels_place() -> None:
    assert hand_boxes({"P02": HandBox(box=(0, 0, 50, 50))}, ["P01", "P02"], [SIZE]) == {1: Box(0, 0, 50, 50)}


@given(st.integers(100, 700), st.integers(100, 300), st.integers(20, 200), st.integers(20, 200), st.floats(-3, 3))
def test_turning_a_box_there_and_back_moves_it_by_a_pixel_at_most(
    x: int, y: int, width: int, height: int, angle: float
) -> None:
    box = Box(x, y, x + width, y + height)
    back = box_in_turned(box_in_page(box, SIZE, angle), SIZE, angle)
    assert (back.width, back.height) == (width, height)
    assert abs(back.left - x) <= 1
    assert abs(back.top - y) <= 1


def test_a_box_is_held_against_its_own_page() -> None:
    typed = HandBox.model_validate({"page": 2, "box": [0, 0, 0.5, 1]})
    assert hand_box("P01", typed, [SIZE, (400, 300)]) == Box(0, 0, 200, 300)
    outcome = hand_box("P01", typed, [SIZE])
    assert isinstance(outcome, Reason)
    assert outcome.code == "hand-box-page"


@pytest.fixture(scope="module")
def pages() -> tuple[list[bytes], list[Box]]:
    """Two pages of six and four panels, and all boxes in order."""
    looks = [Look(grid(2, n), size=(240 * n, 400), gutter=10, row_gap=10, margin=14) for n in (3, 2)]
    drawn = [draw_sheet(look, 1) for look in looks]
    return [encode(one.page) for one in drawn], [box for one in drawn for box in one.boxes]


def asked(boxes: dict[str, HandBox], count: int = 10) -> Question:
    return Question(tuple(Words(f"P{k:02}", "雨夜") for k in range(1, count + 1)), boxes=boxes)


def test_boxes_on_several_pages_are_taken_as_they_are_in_any_order(pages: tuple[list[bytes], list[Box]]) -> None:
    data, found = pages
    on = [2, *[1] * 6, *[2] * 3]  # the first panel stands on the last page
    order = [6, *range(6), 7, 8, 9]
    boxes = {f"P{k:02}": HandBox(page=on[k - 1], box=found[order[k - 1]].xywh) for k in range(1, 11)}
    done = examine(data, asked(boxes), IdsNotRead("nobody"))
    assert (done.verdict, done.order) == ("cut", "confirmed")
    assert [(p["id"], p["page"]) for p in done.report["panels"]][-4:] == [
        ("P01", 2),
        ("P08", 2),
        ("P09", 2),
        ("P10", 2),
    ]
    assert done.cuts["P01"].page == 1
    assert done.cuts["P01"].box.xywh == found[6].xywh


def test_single_boxes_on_several_pages_replace_what_was_found_there(pages: tuple[list[bytes], list[Box]]) -> None:
    data, found = pages
    moved = Box(found[7].left + 4, found[7].top, found[7].right, found[7].bottom)
    done = examine(data, asked({"P08": HandBox(page=2, box=moved.xywh)}), IdsNotRead("nobody"))
    assert done.verdict == "cut"
    assert done.cuts["P08"].box == moved
    assert [p["id"] for p in done.report["panels"] if p["order"] == "by hand"] == ["P08"]
    elsewhere = examine(data, asked({"P08": HandBox(page=1, box=moved.xywh)}), IdsNotRead("nobody"))
    assert [reason.code for reason in elsewhere.reasons] == ["hand-box-elsewhere"]


def test_single_boxes_do_not_overrule_a_refusal_and_a_page_without_a_box_is_named(
    pages: tuple[list[bytes], list[Box]],
) -> None:
    data, found = pages
    some = examine(data, asked({"P01": HandBox(box=found[0].xywh)}, 9), IdsNotRead("nobody"))
    assert "some-boxes-by-hand" in [reason.code for reason in some.reasons]
    empty = examine(data, asked({"P01": HandBox(box=found[0].xywh)}, 1), IdsNotRead("nobody"))
    assert [reason.code for reason in empty.reasons] == ["hand-page-empty"]
