"""run --detach: a process of its own carries the plan out, and the caller is told how to wait for it."""

from __future__ import annotations

import json

import pytest

from tests.fakes.image_service import Do, ImageService
from tests.journeys.stage import PLAN, Stage


@pytest.fixture
def stage(tmp_path_factory: pytest.TempPathFactory) -> Stage:
    made = Stage(tmp_path_factory.mktemp("stage"))
    made.write()
    return made


async def test_it_returns_while_the_run_goes_on_and_status_waits_for_its_end(stage: Stage) -> None:
    async with ImageService([Do("hang")]) as service:
        stage.service(service.url, service.key)
        done = await stage.go("run", str(stage.plan), "--detach", "--json")
        told = done.json
        assert (done.code, told["state"]) == (0, "running"), done.err
        assert told["next_argv"][0][1:] == ["status", str(stage.plan), "--wait", "9m"]
        await service.arrived(1)
        other = await stage.go("run", str(stage.plan), "--json", "--quiet")
        assert other.code == 2
        assert str(told["pid"]) in other.err
        service.release()
        ended = await stage.go(*told["next_argv"][0][1:], "--json")
        assert set(ended.states.values()) == {"current"}
    answer = json.loads((stage.board / ".work" / "run.json").read_bytes())
    assert (answer["state"], answer["calls"]["sent"]) == ("complete", 4)
    assert "P04" in (stage.board / ".work" / "run.log").read_text(encoding="utf-8")


async def test_stop_reaches_it(stage: Stage) -> None:
    async with ImageService([Do("hang")]) as service:
        stage.service(service.url, service.key)
        await stage.go("run", str(stage.plan), "--detach")
        await service.arrived(1)
        assert (await stage.go("stop", str(stage.plan))).code == 0
        service.release()
        ended = await stage.go("status", str(stage.plan), "--wait", "1m", "--json")
    assert (ended.states["P01"], len(service.posts)) == ("current", 1)


async def test_what_has_nothing_to_do_says_so_at_once(stage: Stage) -> None:
    async with ImageService() as service:
        stage.service(service.url, service.key)
        await stage.go(str(stage.plan), "--quiet")
        sent = len(service.posts)
        done = await stage.go("run", str(stage.plan), "--detach", "--json")
        assert (done.code, len(service.posts)) == (0, sent)
    assert done.json["state"] in {"complete", "running"}  # it may be caught in the moment in which it looks


async def test_a_faulty_plan_is_told_here(stage: Stage) -> None:
    stage.write({**PLAN, "aspekt": "9:16"})
    done = await stage.go("run", str(stage.plan), "--detach", "--json")
    assert (done.code, done.json["state"]) == (2, "invalid")
    assert not stage.board.exists()
