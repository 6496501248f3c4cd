"""The number of panels that people are told is seldom wrong, whatever number the plan has."""

from __future__ import annotations

import numpy as np
import pytest

from pipeline.check.sheet.seen import panels_seen
from tests.fakes.sheets import LOOKS, draw_sheet

KINDS = ("white gutters", "captions", "short last row, captions", "touching", "hairlines", "uneven columns", "twenty",
         "one column", "one panel", "small", "gray page")  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_the_panels_of_a_page_are_counted(kind: str) -> None:
    drawn = draw_sheet(LOOKS[kind], 3)
    there = len(drawn.boxes)
    assert {panels_seen(drawn.page, max(1, planned)) for planned in (there - 1, there + 3)} == {there}


def test_an_empty_page_has_no_count() -> None:
    assert panels_seen(np.full((480, 720, 3), 250, np.uint8), 6) is None
