"""Ink is thin strokes; pieces that touch are one."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from pipeline.check.sheet.model import Box
from pipeline.check.sheet.strokes import components, ink_of


def test_pieces_that_touch_at_a_corner_are_one() -> None:
    mask = np.zeros((6, 8), bool)
    mask[0:2, 0:2] = mask[2:4, 2:4] = True
    mask[5, 6] = True
    assert sorted(components(mask), key=lambda box: box.left) == [Box(0, 0, 4, 4), Box(6, 5, 7, 6)]


def test_branches_that_meet_further_down_are_one() -> None:
    mask = np.zeros((5, 7), bool)
    mask[:, 0] = mask[:, 6] = mask[4, :] = True
    mask[0:3, 3] = True
    assert sorted(components(mask), key=lambda box: box.left) == [Box(0, 0, 7, 5), Box(3, 0, 4, 3)]


@given(arrays(bool, st.tuples(st.integers(1, 12), st.integers(1, 12))))
def test_every_pixel_is_in_a_piece_and_every_piece_has_pixels_at_its_sides(mask: np.ndarray) -> None:
    covered = np.zeros_like(mask)
    for box in components(mask):
        part = mask[box.top : box.bottom, box.left : box.right]
        assert part[0].any()
        assert part[-1].any()
        assert part[:, 0].any()
        assert part[:, -1].any()
        covered[box.top : box.bottom, box.left : box.right] = True
    assert not (mask & ~covered).any()


def test_a_stroke_is_ink_and_the_edge_of_something_wide_is_none() -> None:
    gray = np.full((90, 90), 200, np.float32)
    gray[:, 50:] = 20
    gray[20:50, 20:24] = 20
    ink = ink_of(gray)
    assert ink[20:50, 20:24].all()
    assert ink.sum() == 120
