"""The optional reader reads painted ids; where it is missing, that is said and nothing breaks."""

from __future__ import annotations

import importlib.util

import pytest

from pipeline.check.sheet.find import find_panels
from pipeline.check.sheet.ids import IdsNotRead, read_ids
from pipeline.check.sheet.model import Expectation, Found
from pipeline.check.sheet.rapid import load_reader
from tests.fakes.sheets import LOOKS, draw_sheet

INSTALLED = importlib.util.find_spec("rapidocr") is not None


@pytest.mark.skipif(INSTALLED, reason="the extra [sheet] is installed")
def test_without_the_extra_the_reason_says_what_to_install() -> None:
    reader = load_reader()
    assert isinstance(reader, IdsNotRead)
    assert "run-storyboard[sheet]" in reader.reason


@pytest.mark.skipif(not INSTALLED, reason="needs the extra [sheet]")
@pytest.mark.filterwarnings("default")
def test_badges_confirm_the_order() -> None:
    reader = load_reader()
    assert not isinstance(reader, IdsNotRead)
    drawn = draw_sheet(LOOKS["white gutters"], 1)
    outcome = find_panels(drawn.page, Expectation(12))
    assert isinstance(outcome, Found)
    result = read_ids(drawn.page, outcome, [str(k) for k in range(1, 13)], reader)
    assert result.confirmed
    assert not result.reasons
