"""A dark page is lightened to be looked at, and a mount is not taken for the picture on it."""

from __future__ import annotations

import numpy as np

from pipeline.check.sheet.dark import have_rims, lightened
from pipeline.check.sheet.model import Box
from pipeline.check.sheet.refine import Page


def film() -> tuple[Page, tuple[Box, ...], tuple[Box, ...]]:
    """Six bright pictures on black; their boxes, and boxes with a black rim at the left."""
    page = np.full((460, 700, 3), 4, np.uint8)
    boxes = tuple(
        Box(40 + 220 * k, 30 + 210 * row, 220 + 220 * k, 210 + 210 * row) for row in range(2) for k in range(3)
    )
    for box in boxes:
        page[box.top : box.bottom, box.left : box.right] = 190
    return page, boxes, tuple(Box(box.left - 12, box.top, box.right, box.bottom) for box in boxes)


def test_boxes_with_a_rim_of_the_page_are_mounts() -> None:
    page, pictures, mounts = film()
    assert have_rims(page, mounts)
    assert not have_rims(page, pictures)


def test_rims_are_seen_on_every_side() -> None:
    page, _, mounts = film()
    width = page.shape[1]
    mirrored = tuple(Box(width - box.right, box.top, width - box.left, box.bottom) for box in mounts)
    assert have_rims(np.ascontiguousarray(page[:, ::-1]), mirrored)
    assert have_rims(np.ascontiguousarray(page.transpose(1, 0, 2)), tuple(box.turned for box in mounts))


def test_only_a_page_with_a_dark_margin_all_round_is_lightened() -> None:
    page, _, _ = film()
    light = lightened(page)
    assert light is not None
    assert (int(light[0, 0, 0]), int(light[100, 100, 0])) == (31, 220)
    page[:, -10:] = 200
    assert lightened(page) is None
