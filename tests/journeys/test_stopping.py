"""Stopping: signals, ``stop``, and running out of time; what was paid for is kept, and the same command goes on."""

from __future__ import annotations

import asyncio
import signal
import sys
from pathlib import Path
from time import monotonic

import pytest

from pipeline.decide.events import AttemptUnknown, RunEnded, TakeSaved
from pipeline.run.notices import Waits
from pipeline.run.stopping import Stop
from tests.fakes.image_service import Do, ImageService
from tests.journeys.house import ONE, SMALL, House, house, panels
from tests.journeys.stage import PLAN, Stage, until

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals are POSIX's")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
async def test_a_signal_awaits_the_answers_in_flight_and_starts_nothing_more(stage: Stage, number: int) -> None:
    async with ImageService([Do(), Do("hang", times=0)]) as service:
        stage.service(service.url, service.key, limits={"concurrency": 2, "max_concurrency": 2})
        process = stage.start(str(stage.plan), "--json")
        await service.arrived(3)
        process.send_signal(number)
        await _journal_holds(stage, "attempt-started", 3)
        service.release()
        done = await stage.finish(process)
        assert len(service.posts) == 3
        assert (done.code, done.json["state"]) == (130, "interrupted")
        assert done.json["calls"] == {"sent": 3, "kept": 3, "lost": 0, "failed": 0, "unknown": 0}
        assert (stage.board / "manifest.json").exists()
        on = await stage.go(*done.json["next_argv"][-1][1:], "--json")
    assert (on.code, on.json["calls"]["sent"]) == (0, 1)


async def test_a_second_signal_gives_the_answers_up_and_says_that_they_may_be_billed(stage: Stage) -> None:
    async with ImageService([Do(), Do("hang", times=0)]) as service:
        stage.service(service.url, service.key, limits={"concurrency": 2, "max_concurrency": 2})
        process = stage.start(str(stage.plan), "--json")
        await service.arrived(3)
        process.send_signal(signal.SIGINT)
        await until(lambda: process_said(process, "stop"))
        process.send_signal(signal.SIGINT)
        done = await stage.finish(process)
        service.release()
        assert (done.code, done.json["state"]) == (130, "interrupted")
        assert (done.json["calls"]["kept"], done.json["calls"]["unknown"]) == (1, 2)
        assert "2 attempts may have been billed without a picture that counts" in done.err
        assert "Traceback" not in done.err
        on = await stage.go(str(stage.plan), "--json")
    assert (on.code, on.json["calls"]["sent"]) == (0, 3)


def process_said(process: object, word: str) -> bool:
    files = getattr(process, "files", None)
    return files is None or (files[1].exists() and word in files[1].read_text(encoding="utf-8"))


async def _journal_holds(stage: Stage, event: str, count: int) -> None:
    await until(lambda: len(stage.events(event)) >= count)


async def test_a_stop_ends_waits_at_once(tmp_path: Path) -> None:
    async with house(tmp_path, sub2api=[Do("status", 429, headers={"Retry-After": "100"}, times=0)]) as here:
        stop = Stop()
        began = monotonic()
        running = asyncio.create_task(_run(here, ONE, stop))
        await until(lambda: bool(here.told(Waits)))
        stop.request()
        report = await running
    assert (report.exit, report.state) == (130, "interrupted")
    assert monotonic() - began < 30


async def test_cancelling_the_task_is_a_second_signal(tmp_path: Path) -> None:
    """The library's way: the cancellation is the caller's again, and the board can go on."""
    async with house(tmp_path, sub2api=[Do("hang")]) as here:
        running = asyncio.create_task(_run(here, ONE, Stop()))
        await here.services["sub2api"].arrived(1)
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running
        assert len(here.of(AttemptUnknown)) == 1
        here.services["sub2api"].release()
        assert (await here.run()).exit == 0


async def _run(here: House, plan: dict, stop: Stop):
    return await here.run(plan, stop=stop)


async def test_one_stop_given_to_two_runs_stops_both_and_one_boards_own_stop_only_itself(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    async with house(tmp_path / "a", sub2api=[Do("hang")]) as a, house(tmp_path / "b", sub2api=[Do("hang")]) as b:
        stop = Stop()
        one, two = asyncio.create_task(_run(a, SMALL, stop)), asyncio.create_task(_run(b, SMALL, stop))
        await a.services["sub2api"].arrived(1)
        await b.services["sub2api"].arrived(1)
        stop.request()
        for here in (a, b):
            here.services["sub2api"].release()
        assert [(await one).exit, (await two).exit] == [130, 130]


async def test_out_of_time_starts_nothing_that_would_end_too_late(tmp_path: Path) -> None:
    async with house(tmp_path, sub2api=[Do(delay=0.5, times=0)]) as here:
        here.profile("sub2api", limits={"concurrency": 1, "max_concurrency": 1})
        report = await here.run(panels(8), seconds=2.5)
        first = len(here.services["sub2api"].posts)
        assert (report.exit, report.state) == (6, "unfinished")
        assert 1 < first < 8
        assert (await here.run()).exit == 0
        assert len(here.services["sub2api"].posts) == 8


async def test_out_of_time_ends_waits_too(tmp_path: Path) -> None:
    async with house(tmp_path, sub2api=[Do("status", 429, headers={"Retry-After": "100"}, times=0)]) as here:
        began = monotonic()
        report = await here.run(ONE, seconds=2.0)
    assert (report.exit, report.state) == (6, "unfinished")
    assert monotonic() - began < 20


async def test_time_that_is_too_short_for_one_picture_says_so(tmp_path: Path) -> None:
    """Else an agent would call the same command for ever."""
    async with house(tmp_path, sub2api=[Do(delay=0.6), Do(delay=0.6)]) as here:
        await here.run(SMALL, only=["P01"])
        report = await here.run(seconds=0.2)
    assert (report.exit, report.calls.sent) == (6, 0)
    assert any("longer than --for gives" in note for note in report.notes)


async def test_precedence_an_interruption_comes_before_everything(tmp_path: Path) -> None:
    refused = Do("status", 400, {"error": {"code": "moderation_blocked", "message": "x"}}, match="信封")
    async with house(tmp_path, sub2api=[refused, Do("hang", match="雨停")]) as here:
        stop = Stop()
        running = asyncio.create_task(_run(here, SMALL, stop))
        await here.services["sub2api"].arrived(3)
        stop.request()
        here.services["sub2api"].release()
        report = await running
    assert report.exit == 130
    assert here.of(RunEnded)[-1].exit == 130
    assert len(here.of(TakeSaved)) == 2


async def test_stop_from_another_process_is_a_first_signal(stage: Stage) -> None:
    async with ImageService([Do(), Do("hang", times=0)]) as service:
        stage.service(service.url, service.key, limits={"concurrency": 1, "max_concurrency": 1})
        process = stage.start(str(stage.plan), "--json")
        await service.arrived(2)
        told = await stage.go("stop", str(stage.plan))
        assert told.code == 0
        await until(lambda: process_said(process, "asked this run to stop"))
        service.release()
        done = await stage.finish(process)
        assert len(service.posts) == 2
    assert (done.code, done.json["calls"]["kept"]) == (130, 2)
    assert len(PLAN["panels"]) == 4
