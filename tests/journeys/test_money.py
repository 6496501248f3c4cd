"""Limits: reserved before a request leaves and never overshot, whatever is in flight."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.compose.prices import reserve
from pipeline.decide.events import AttemptStarted, TakeSaved
from pipeline.errors import ConfigError
from pipeline.images.capabilities import TokenPrice
from pipeline.images.size import Size
from pipeline.report.lines import closing
from tests.fakes.image_service import Do
from tests.journeys.house import SMALL, house, panels

PRICE = TokenPrice(5, 8, 30)


async def test_max_calls_is_never_passed_by_requests_side_by_side(tmp_path: Path) -> None:
    async with house(tmp_path, sub2api=[Do(delay=0.1, times=0)]) as here:
        here.profile("sub2api", limits={"concurrency": 8})
        report = await here.run(panels(12), max_calls=6)
        assert len(here.services["sub2api"].posts) == 6
    assert (report.exit, report.state, report.calls.sent) == (4, "budget", 6)


@pytest.mark.parametrize("kind", ["max-cost", "budget"])
async def test_a_sum_is_never_passed_by_eight_in_flight(tmp_path: Path, kind: str) -> None:
    async with house(tmp_path, sub2api=[Do(delay=0.1, times=0)]) as here:
        here.profile("sub2api", limits={"concurrency": 8})
        limit = 0.09
        plan = panels(12, budget=limit) if kind == "budget" else panels(12)
        report = await here.run(plan, max_cost=limit if kind == "max-cost" else None)
        assert here.services["sub2api"].most_in_flight > 1
        held = _most_held(here.events)
    assert report.exit == 4
    assert 0.5 * limit < held <= limit
    assert report.cost.board <= limit


def _most_held(events: list[object]) -> float:
    """The largest sum of settled costs and open reservations there ever was."""
    open_: dict[str, float] = {}
    settled = most = 0.0
    for event in events:
        if isinstance(event, AttemptStarted):
            open_[event.attempt] = event.reserve or 0.0
        elif isinstance(event, TakeSaved):
            open_.pop(event.attempt)
            settled += event.cost or 0.0
        most = max(most, settled + sum(open_.values()))
    return most


async def test_a_budget_is_for_the_boards_life_and_max_cost_for_a_run(tmp_path: Path) -> None:
    async with house(tmp_path) as here:
        here.write({**SMALL, "budget": 0.035})
        assert (await here.run(max_cost=0.02)).exit == 4
        sent = len(here.services["sub2api"].posts)
        more = await here.run()
        assert more.calls.sent > 0
        assert (await here.run({**SMALL, "budget": 0.01})).calls.sent == 0
        assert len(here.services["sub2api"].posts) > sent


async def test_an_unknown_outcome_keeps_its_reservation(tmp_path: Path) -> None:
    """A budget counts as spent what may have been billed."""
    async with house(tmp_path, sub2api=[Do("status", 502, times=0)]) as here:
        reserved = reserve(PRICE, Size(640, 1024), "low", 0, "") or 0.0
        report = await here.run({**SMALL, "budget": round(reserved * 2.5, 4)})
        assert len(here.services["sub2api"].posts) == 2
    assert report.exit == 4
    assert report.cost.board == 0
    assert report.cost.at_risk > reserved
    assert "2 attempts may have been billed without a picture that counts" in closing(report)


async def test_a_limit_without_a_price_sends_nothing(tmp_path: Path) -> None:
    async with house(tmp_path) as here:
        here.profile("sub2api", price={"per_image": 0.06, "currency": "CNY"})
        with pytest.raises(ConfigError, match="no price in USD"):
            await here.run(SMALL, max_cost=1.0)
        assert not here.services["sub2api"].posts


async def test_a_flat_price_is_settled_in_its_own_currency_and_limits_in_usd(tmp_path: Path) -> None:
    async with house(tmp_path) as here:
        here.profile("sub2api", price={"per_image": 0.5, "currency": "CNY", "usd": 0.14})
        report = await here.run(SMALL, max_cost=0.15)
    assert (report.exit, report.calls.sent) == (4, 2)
    assert report.cost.run == pytest.approx(0.14)
    assert report.cost.native == {"CNY": (1.0, 1.0)}


async def test_the_bill_is_the_services_own_count_where_it_says_one(tmp_path: Path) -> None:
    async with house(tmp_path) as here:
        report = await here.run(SMALL)
    once = (60 * 5 + 40 * 8 + 120 * 30) / 1_000_000
    assert report.cost.run == pytest.approx(3 * once)
    assert report.cost.basis == "usage"
