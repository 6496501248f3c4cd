"""Boxes typed by a person are taken in pixels or fractions, and every fault is named."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.check.sheet.byhand import hand_box, hand_boxes
from pipeline.check.sheet.model import Box, Reason
from pipeline.check.sheet.skew import box_in_page, box_in_turned
from pipeline.plan.model import HandBox

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
