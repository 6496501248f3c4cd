"""A place at a service is held until the outcome is known, and not while the picture is looked at and saved."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.decide.events import AttemptFailed, AttemptStarted, AttemptUnknown, TakeSaved, TaskAccepted
from pipeline.run.limits import Width
from pipeline.run.notices import Arrived
from tests.fakes.image_service import Do
from tests.journeys.house import House, house, panels

TASKS = {"use": True, "suffix": "/async", "poll_path": "/v1/images/tasks/{task}", "poll_seconds": 0.05}
KINDS = (AttemptStarted, Arrived, Width, TaskAccepted, AttemptFailed, AttemptUnknown, TakeSaved)


def course(here: House) -> list[str]:
    """What happened one after the other at a service that is asked for one picture at a time."""
    told = [notice for notice in here.notices if isinstance(notice, KINDS)]
    return [f"{n.under_way} under way" if isinstance(n, Width) else type(n).__name__ for n in told]


@pytest.mark.parametrize("kind", ["ok", "url", "data-uri", "sse"])
async def test_the_place_is_given_back_when_the_picture_is_on_disk_and_before_it_is_saved(
    tmp_path: Path, kind: str
) -> None:
    async with house(tmp_path, sub2api=[Do(kind)]) as here:
        here.profile("sub2api", limits={"concurrency": 1, "max_concurrency": 1})
        report = await here.run(panels(1))
    assert report.exit == 0
    told = course(here)
    assert told[:3] == ["AttemptStarted", "Arrived", "0 under way"]
    assert told.count("TakeSaved") == 1


async def test_a_task_holds_its_place_while_it_is_polled(tmp_path: Path) -> None:
    async with house(tmp_path, sub2api=[Do(polls=2)]) as here:
        here.profile("sub2api", tasks=TASKS, limits={"concurrency": 1, "max_concurrency": 1})
        report = await here.run(panels(1))
    assert report.exit == 0
    assert course(here)[:4] == ["AttemptStarted", "TaskAccepted", "Arrived", "0 under way"]


async def test_a_failure_holds_its_place_until_it_is_written(tmp_path: Path) -> None:
    async with house(tmp_path, sub2api=[Do("status", 400, {"error": {"message": "x" * 100_000}}, times=0)]) as here:
        here.profile("sub2api", limits={"concurrency": 1, "max_concurrency": 1})
        await here.run(panels(1))
    assert course(here)[:3] == ["AttemptStarted", "AttemptFailed", "0 under way"]


async def test_a_service_that_sends_no_pictures_is_not_bought_from_for_nothing(tmp_path: Path) -> None:
    """A whole answer that turns out to be none counts as lost, however early its place was given back."""
    async with house(tmp_path, sub2api=[Do("bad-base64", times=0)], canvas_20=[]) as here:
        report = await here.run(panels(1))
        assert len(here.services["sub2api"].posts) == 2
    assert (report.exit, report.panels[0].provider) == (0, "canvas-20")


async def test_pictures_that_wait_to_be_looked_at_are_never_more_under_way_than_the_width(tmp_path: Path) -> None:
    async with house(tmp_path, sub2api=[]) as here:
        here.profile("sub2api", limits={"concurrency": 2, "max_concurrency": 2})
        report = await here.run(panels(12))
        assert here.services["sub2api"].most_in_flight <= 2
    assert report.calls.sent == report.calls.kept == 12
