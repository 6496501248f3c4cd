"""Sides move to the exact pixel, and never to the neighbour's border."""

from __future__ import annotations

import numpy as np

from pipeline.check.sheet.model import Box
from pipeline.check.sheet.refine import refine


def test_a_faint_side_does_not_jump_to_the_neighbours_frame() -> None:
    page = np.full((220, 330, 3), 240, np.uint8)
    page[10:210, 10:100] = 205
    page[10:210, 114:120] = 0
    page[10:210, 120:320] = 205
    boxes = (Box(10, 10, 101, 210), Box(114, 10, 320, 210))
    first, second = refine(page, boxes, reach=16, smooth=5)
    assert abs(first.right - 100) <= 3
    assert abs(second.left - 114) <= 3
