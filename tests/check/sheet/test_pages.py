"""Panels on several pages are split as the pages show, or not at all."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.check.sheet.model import Expectation
from pipeline.check.sheet.pages import find_on_pages
from pipeline.check.sheet.refine import Page
from tests.fakes.sheets import Look, draw_sheet, grid

SMALL = Look(size=(720, 480), gutter=10, row_gap=10, margin=14, ids="none")


def page(rows: int, columns: int, last: int | None = None, seed: int = 1) -> Page:
    return draw_sheet(replace(SMALL, rows=grid(rows, columns, last)), seed).page


@pytest.mark.parametrize(
    ("shapes", "planned", "split"),
    [
        ([(2, 3)], 6, [6]),
        ([(2, 3), (2, 3)], 12, [6, 6]),
        ([(2, 3), (2, 4)], 14, [6, 8]),
        ([(2, 3), (2, 2)], 10, [6, 4]),
        ([(1, 3), (3, 4)], 15, [3, 12]),
    ],
)
def test_the_split_follows_the_pages(shapes: list[tuple[int, int]], planned: int, split: list[int]) -> None:
    pages = [page(*shape, seed=k + 1) for k, shape in enumerate(shapes)]
    found = find_on_pages(pages, Expectation(planned)).found
    assert found is not None
    assert [len(one.panels) for one in found] == split


def test_a_known_grid_fills_the_pages_one_after_another() -> None:
    outcome = find_on_pages([page(2, 4), page(2, 4, 1, seed=2)], Expectation(13, (2, 4)))
    assert outcome.found is not None
    assert [len(one.panels) for one in outcome.found] == [8, 5]


@pytest.mark.parametrize("planned", [11, 14])
def test_a_count_the_pages_together_do_not_have_is_refused(planned: int) -> None:
    outcome = find_on_pages([page(2, 3), page(2, 3, seed=2)], Expectation(planned))
    assert outcome.found is None
    assert [reason.code for reason in outcome.reasons] == ["pages-no-split"]
