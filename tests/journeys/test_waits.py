"""When to come back: a Retry-After is never undercut, not waited for when long, and holds everybody back."""

from __future__ import annotations

from pathlib import Path
from time import monotonic

import pytest

from pipeline.run.limits import Width
from pipeline.run.notices import CircuitOpened, Waits
from tests.fakes.image_service import Do
from tests.journeys.house import ONE, house, panels


def limit(seconds: float | str, *, status: int = 429, times: int = 1, **more: str) -> Do:
    body = {"error": {"code": "rate_limit_exceeded", "message": "slow down"}} if status == 429 else None
    return Do("status", status, body, {"Retry-After": str(seconds)}, times=times, **more)


@pytest.mark.parametrize("status", [408, 429, 503])
async def test_a_retry_after_is_never_undercut(tmp_path: Path, status: int) -> None:
    async with house(tmp_path, sub2api=[limit(1, status=status)]) as here:
        report = await here.run(ONE)
        first, second = here.services["sub2api"].posts
    assert report.exit == 0
    assert second.at - first.at >= 1.0


async def test_a_time_in_words_counts_as_well(tmp_path: Path) -> None:
    words = {"error": {"code": "rate_limit_exceeded", "message": "Please try again after 0.7 seconds."}}
    async with house(tmp_path, sub2api=[Do("status", 429, words)]) as here:
        await here.run(ONE)
        first, second = here.services["sub2api"].posts
    assert second.at - first.at >= 0.7


async def test_one_panels_retry_after_holds_back_all_others(tmp_path: Path) -> None:
    async with house(tmp_path, sub2api=[Do(), limit(1)]) as here:
        here.profile("sub2api", limits={"concurrency": 2})
        report = await here.run(panels(6))
        posts = here.services["sub2api"].posts
        limited = posts[1].at
    assert report.exit == 0
    assert not [post for post in posts if limited + 0.5 < post.at < limited + 1.0]


async def test_a_long_retry_after_sends_everybody_to_the_next_profile(tmp_path: Path) -> None:
    """Also those who wait for their turn: nobody sits out ten minutes."""
    script = [Do(), limit(600)]
    async with house(tmp_path, sub2api=script, canvas_20=[]) as here:
        here.profile("sub2api", limits={"concurrency": 1, "max_concurrency": 1})
        began = monotonic()
        report = await here.run(panels(5))
    assert monotonic() - began < 60
    assert report.exit == 0
    assert [p.provider for p in report.panels] == ["sub2api", *["canvas-20"] * 4]
    assert [circuit.profile for circuit in here.told(CircuitOpened)] == ["sub2api"]


async def test_a_long_retry_after_and_no_next_profile_ends_with_the_time_to_come_back(tmp_path: Path) -> None:
    async with house(tmp_path, sub2api=[Do(), limit(600, times=0)]) as here:
        here.profile("sub2api", limits={"concurrency": 2})
        report = await here.run(panels(6))
        assert len(here.services["sub2api"].posts) <= 3
    assert (report.exit, report.state) == (5, "unavailable")
    assert any("come back in 10 min" in note for note in report.notes)


async def test_the_width_falls_at_a_rate_limit_and_says_why(tmp_path: Path) -> None:
    async with house(tmp_path, sub2api=[Do(), limit(0)]) as here:
        here.profile("sub2api", limits={"concurrency": 4})
        await here.run(panels(6))
    widths = here.told(Width)
    assert min(w.width for w in widths) == 2
    assert "slow down" in next(w.fell for w in widths if w.width == 2)


async def test_the_width_grows_while_answers_come_and_never_above_the_maximum(tmp_path: Path) -> None:
    async with house(tmp_path, sub2api=[Do(delay=0.1, times=0)]) as here:
        here.profile("sub2api", limits={"concurrency": 1, "max_concurrency": 3})
        await here.run(panels(12))
        assert here.services["sub2api"].most_in_flight == 3
    assert max(w.width for w in here.told(Width)) == 3


async def test_nobody_holds_a_slot_while_waiting_to_send_again(tmp_path: Path) -> None:
    """At width 1 the panel that waits lets the others through."""
    slow = Do("status", 408, headers={"Retry-After": "2"}, match="第2号")
    async with house(tmp_path, sub2api=[Do(), slow]) as here:
        here.profile("sub2api", limits={"concurrency": 1, "max_concurrency": 1, "backoff": 1.0})
        report = await here.run(panels(3))
        order = [post.prompt for post in here.services["sub2api"].posts]
    assert report.exit == 0
    assert len(here.told(Waits)) == 1
    assert "第2号" in order[-1] or len(order) == 4


async def test_a_refused_connection_is_transient_and_the_backup_serves(tmp_path: Path) -> None:
    async with house(tmp_path, sub2api=[], canvas_20=[]) as here:
        here.profile("sub2api", base_url="http://127.0.0.1:9", connect_timeout=1)
        report = await here.run(panels(3))
        assert len(here.services["canvas-20"].posts) == 3
    assert (report.exit, report.calls.failed, report.calls.unknown) == (0, 7, 0)
    assert report.panel("P03").provider == "canvas-20"


async def test_a_service_that_never_answers_is_unknown_after_its_timeout(tmp_path: Path) -> None:
    async with house(tmp_path, sub2api=[Do("hang")]) as here:
        here.profile("sub2api", timeout=0.5)
        report = await here.run(ONE)
    assert (report.exit, report.calls.unknown, report.calls.kept) == (0, 1, 1)


async def test_a_slow_drip_ends_at_the_timeout(tmp_path: Path) -> None:
    async with house(tmp_path, sub2api=[Do("drip")]) as here:
        here.profile("sub2api", timeout=0.5)
        report = await here.run(ONE)
    assert (report.exit, report.calls.unknown) == (0, 1)


async def test_an_endless_answer_is_cut_off(tmp_path: Path) -> None:
    async with house(tmp_path, sub2api=[Do("endless")]) as here:
        here.profile("sub2api", max_answer_mb=8)
        report = await here.run(ONE)
    assert (report.exit, report.calls.unknown) == (0, 1)
