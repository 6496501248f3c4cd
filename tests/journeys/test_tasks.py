"""Asynchronous services of both kinds: the task's id is journaled at once, polled, and never submitted again."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from pipeline.decide.events import AttemptStarted, AttemptUnknown, TakeSaved, TaskAccepted
from pipeline.decide.state import fold, in_flight
from pipeline.run.stopping import Stop
from tests.fakes.image_service import Do
from tests.journeys.house import ONE, SMALL, House, house

SUB2API = {"use": True, "suffix": "/async", "poll_path": "/v1/images/tasks/{task}", "poll_seconds": 0.05}
CANVAS = {"use": True, "header": {"X-Async": "true"}, "poll_path": "/v1/content/images/tasks/{task}",
          "poll_seconds": 0.05, "failed_is_free": True}  # fmt: skip
STYLES = {"sub2api": SUB2API, "canvas-20": CANVAS}


def polls(here: House, profile: str) -> int:
    return sum(seen.did == "poll" for seen in here.services[profile].seen)


@pytest.mark.parametrize("profile", ["sub2api", "canvas-20"])
async def test_a_task_is_polled_at_our_own_origin_until_it_is_done(tmp_path: Path, profile: str) -> None:
    async with house(tmp_path, **{profile: [Do(polls=2, times=0)]}) as here:
        here.profile(profile, tasks=STYLES[profile])
        report = await here.run(SMALL, profile)
        assert len(here.services[profile].posts) == 3
        assert polls(here, profile) >= 9
    assert (report.exit, report.calls.sent, report.calls.kept) == (0, 3, 3)
    assert len(here.of(TaskAccepted)) == 3
    assert all(take.seconds >= 0.1 for take in here.of(TakeSaved))


@pytest.mark.parametrize("profile", ["sub2api", "canvas-20"])
async def test_a_stop_leaves_a_task_to_the_next_run_which_never_submits_again(tmp_path: Path, profile: str) -> None:
    async with house(tmp_path, **{profile: [Do(polls=1_000_000)]}) as here:
        here.profile(profile, tasks=STYLES[profile])
        stop = Stop()
        stopped = await _stopped_while_polling(here, stop, profile)
        assert (stopped.exit, stopped.state) == (130, "interrupted")
        assert stopped.calls.unknown == 0
        here.services[profile]._tasks = {k: (d, s, 1) for k, (d, s, _) in here.services[profile]._tasks.items()}
        report = await here.run(None, profile)
        assert len(here.services[profile].posts) == 1
    assert (report.exit, report.calls.sent) == (0, 0)
    assert not in_flight(fold(here.events))


async def test_a_second_stop_leaves_it_as_well(tmp_path: Path) -> None:
    async with house(tmp_path, sub2api=[Do(polls=1_000_000)]) as here:
        here.profile("sub2api", tasks=SUB2API)
        stop = Stop()
        stopped = await _stopped_while_polling(here, stop, "sub2api", insist=True)
        assert stopped.exit == 130
        assert not here.of(AttemptUnknown)
        here.services["sub2api"]._tasks = {k: (d, s, 0) for k, (d, s, _) in here.services["sub2api"]._tasks.items()}
        report = await here.run()
        assert len(here.services["sub2api"].posts) == 1
    assert report.exit == 0


async def _stopped_while_polling(here: House, stop: Stop, profile: str, *, insist: bool = False) -> Any:
    here.write(ONE)
    running = asyncio.create_task(here.run(None, profile, stop=stop))
    service = here.services[profile]
    async with service._changed:
        await service._changed.wait_for(lambda: polls(here, profile) >= 2)
    (stop.insist if insist else stop.request)()
    return await running


async def test_a_task_that_fails_at_a_service_that_does_not_bill_it_is_free(tmp_path: Path) -> None:
    failed = Do("error-200", 500, {"message": "upstream", "type": "server_error"})
    async with house(tmp_path, canvas_20=[failed]) as here:
        here.profile("canvas-20", tasks=CANVAS)
        report = await here.run(ONE, "canvas-20")
    assert (report.exit, report.calls.failed, report.calls.unknown, report.calls.kept) == (0, 1, 0, 1)


async def test_a_task_that_is_gone_is_unknown_and_closes_nothing(tmp_path: Path) -> None:
    async with house(tmp_path, sub2api=[Do(polls=1_000_000)]) as here:
        here.profile("sub2api", tasks=SUB2API)
        stop = Stop()
        await _stopped_while_polling(here, stop, "sub2api")
        here.services["sub2api"]._tasks.clear()
        report = await here.run(SMALL)
        assert len(here.services["sub2api"].posts) == 4
    assert (report.exit, len(here.of(AttemptUnknown))) == (0, 1)
    assert here.of(AttemptStarted)[1].resend_of == here.of(AttemptStarted)[0].attempt


async def test_a_task_of_a_profile_that_left_the_chain_waits_for_it(tmp_path: Path) -> None:
    """What was bought there is not bought elsewhere; the person is told how to get it."""
    async with house(tmp_path, sub2api=[Do(polls=1_000_000)], canvas_20=[]) as here:
        here.profile("sub2api", tasks=SUB2API)
        stop = Stop()
        await _stopped_while_polling(here, stop, "sub2api")
        report = await here.run(None, "canvas-20")
        assert not here.services["canvas-20"].posts
        assert (report.exit, report.panel("P01").state) == (6, "drawing")
        assert any("sub2api" in note and "--provider" in note for note in report.notes)
        here.services["sub2api"]._tasks = {k: (d, s, 0) for k, (d, s, _) in here.services["sub2api"]._tasks.items()}
        assert (await here.run(None, "sub2api")).exit == 0


async def test_a_bought_picture_that_cannot_be_fetched_is_fetched_by_the_next_run(tmp_path: Path) -> None:
    async with house(tmp_path, sub2api=[]) as here:
        service = here.services["sub2api"]
        service.play([Do("url", body="http://127.0.0.1:9/picture.png")])
        report = await here.run(ONE)
        assert (report.exit, report.state, report.calls.sent) == (6, "unfinished", 1)
        assert any("bought" in note for note in report.notes)
        again = await here.run()
        assert (again.exit, again.calls.sent) == (6, 0)
        assert len(service.posts) == 1


async def test_a_task_whose_id_is_only_in_the_spool_is_polled(tmp_path: Path) -> None:
    """Killed between the service's answer and the journal: the id is read from the answer on disk."""
    async with house(tmp_path, sub2api=[Do(polls=1_000_000)]) as here:
        here.profile("sub2api", tasks=SUB2API)
        await _stopped_while_polling(here, Stop(), "sub2api")
        (task,) = (event.task for event in here.of(TaskAccepted))
        journal = here.board / "journal.jsonl"
        lines = journal.read_bytes().splitlines(keepends=True)
        known = next(number for number, line in enumerate(lines) if b"task-accepted" in line)
        journal.write_bytes(b"".join(lines[:known]))
        here.services["sub2api"]._tasks = {k: (d, s, 0) for k, (d, s, _) in here.services["sub2api"]._tasks.items()}
        report = await here.run()
        assert len(here.services["sub2api"].posts) == 1
    assert report.exit == 0
    assert [event.task for event in here.of(TaskAccepted)] == [task]
