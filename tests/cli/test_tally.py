"""The tally counts a run by what it is told, and nothing else."""

from __future__ import annotations

from time import monotonic

import pytest

from pipeline.cli.tally import Tally
from pipeline.decide.view import PanelState
from pipeline.run.limits import Width
from pipeline.run.notices import Waits
from tests.cli.notices import failed, looked, plan_of, saved, started


def tally_of(count: int = 4, *notices: object) -> Tally:
    plan = plan_of(count)
    tally = Tally(plan)
    tally.see(looked(plan))
    for notice in notices:
        tally.see(notice)  # type: ignore[arg-type]
    return tally


def test_a_request_is_under_way_from_its_intent_to_its_outcome() -> None:
    tally = tally_of(4, started("P01"), started("P02"))
    assert tally.busy("P01") is not None
    assert tally.under_way("sub2api") == 2
    tally.see(failed("P01"))
    assert tally.busy("P01") is None
    tally.see(Waits("P01", 30, "rate-limit"))
    assert tally.waiting["P01"].until == pytest.approx(monotonic() + 30, abs=5)
    tally.see(started("P01", "second"))
    again = tally.busy("P01")
    assert again is not None
    assert again.number == 2
    assert not tally.waiting


def test_two_takes_of_one_panel_are_two_requests() -> None:
    tally = tally_of(1, started("P01", "one"), started("P01", "two"), saved("P01", "one"))
    assert tally.busy("P01") is not None
    tally.see(saved("P01", "two"))
    assert tally.busy("P01") is None


def test_what_counts_is_done_and_a_take_that_was_turned_down_is_not() -> None:
    tally = tally_of(4, saved("P01"), saved("P02", passed=False))
    assert tally.done == 1
    assert tally.outcome(saved("P02", passed=False)) == "lost"


@pytest.mark.parametrize(
    ("costs", "spent"), [([], 0.0), ([0.01, 0.02], 0.03), ([None], None), ([None, 0.02], 0.02), ([0.0], 0.0)]
)
def test_the_cost_is_that_of_the_pictures_whose_price_is_known(costs: list[float | None], spent: float | None) -> None:
    tally = tally_of(4, *(saved("P01", f"a{n}", cost=cost) for n, cost in enumerate(costs)))
    assert tally.spent == (pytest.approx(spent) if spent is not None else None)


def test_nobody_knows_how_long_it_takes_before_the_first_picture() -> None:
    assert tally_of(4, started("P01")).left(monotonic()) is None


def test_what_is_left_goes_down_as_wide_as_the_service_is_asked() -> None:
    tally = tally_of(9, saved("P01", seconds=10.0), Width("sub2api", 4, 0))
    assert tally.left(monotonic()) == pytest.approx(20, abs=1)  # eight panels of ten seconds, four at once


def test_a_fall_is_remembered_until_the_width_is_what_it_was() -> None:
    tally = tally_of(4, Width("sub2api", 4, 4), Width("sub2api", 2, 2, "rate limit"))
    assert tally.falls["sub2api"].width == 2
    tally.see(Width("sub2api", 3, 3, "rate limit"))
    assert tally.falls["sub2api"].before == 4
    tally.see(Width("sub2api", 4, 4, "rate limit"))
    assert not tally.falls


def test_panels_given_up_before_this_run_are_not_told_again() -> None:
    plan = plan_of(2)
    tally = Tally(plan)
    tally.see(looked(plan, P01=PanelState.FAILED))
    assert list(tally.given_up()) == []
