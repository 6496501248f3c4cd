"""People decide while a run is going: it sees that within a moment, and acts on it."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from tests.fakes.image_service import Do, ImageService
from tests.journeys.stage import PLAN, Process, Stage, until


@asynccontextmanager
async def going(stage: Stage, *script: Do, **plan: object) -> AsyncIterator[tuple[ImageService, Process]]:
    """A run that has drawn all but P04, whose answer hangs."""
    async with ImageService([*script, Do("hang", match="窗外雨停了")]) as service:
        stage.service(service.url, service.key)
        stage.write({**PLAN, **plan})
        process = stage.start(str(stage.plan), "--json")
        await service.arrived(4)
        yield service, process


def kept(stage: Stage, panel: str) -> int:
    return sum(event["subject"] == panel for event in stage.events("take-saved"))


@pytest.mark.parametrize("note", [(), ("--note", "信封再旧一点")])
async def test_a_rejected_take_is_drawn_anew_by_the_run_that_is_going(stage: Stage, note: tuple[str, ...]) -> None:
    async with going(stage) as (service, process):
        await until(lambda: kept(stage, "P02") == 1)
        assert (await stage.go("reject", str(stage.plan), "P02", *note)).code == 0
        await until(lambda: kept(stage, "P02") == 2)
        service.release()
        done = await stage.finish(process)
    assert (done.code, done.json["calls"]["sent"]) == (0, 5)
    assert ("信封再旧一点" in service.posts[-1].prompt) == bool(note)
    assert next(p for p in done.json["panels"] if p["id"] == "P02")["take"] == 2


async def test_accepting_the_anchor_lets_the_same_run_go_on(stage: Stage) -> None:
    """The run would have ended at the gate, were it not busy with a panel that needs no anchor."""
    panels = [*PLAN["panels"][:3], {**PLAN["panels"][3], "anchor": "none"}]
    async with ImageService([Do("hang", match="窗外雨停了")]) as service:
        stage.service(service.url, service.key)
        stage.write({**PLAN, "accept": "anchor", "panels": panels})
        process = stage.start(str(stage.plan), "--json")
        await service.arrived(2)
        await until(lambda: kept(stage, "P01") == 1)
        assert (await stage.go("accept", str(stage.plan), "P01")).code == 0
        await until(lambda: kept(stage, "P02") == 1 and kept(stage, "P03") == 1)
        service.release()
        done = await stage.finish(process)
    assert (done.code, done.json["state"]) == (0, "complete")


async def test_a_note_wakes_a_refused_panel(stage: Stage) -> None:
    refusal = {"error": {"message": "no", "code": "moderation_blocked", "type": "x"}}
    async with going(stage, Do("status", 400, refusal, match="信封")) as (service, process):
        await until(lambda: len(stage.events("attempt-failed")) == 1)

        assert (await stage.go("retry", str(stage.plan), "P02", "--note", "换个说法", "--json")).code in (0, 2)
        await until(lambda: kept(stage, "P02") == 1)
        service.release()
        done = await stage.finish(process)
    assert (done.code, done.states["P02"]) == (0, "current")


async def test_a_decision_at_the_very_end_is_in_the_derived_files(stage: Stage) -> None:
    async with going(stage) as (service, process):
        await until(lambda: kept(stage, "P03") == 1)
        service.release()
        await until(lambda: kept(stage, "P04") == 1)
        assert (await stage.go("accept", str(stage.plan), "P03")).code == 0
        await stage.finish(process)
    manifest = json.loads((stage.board / "manifest.json").read_text(encoding="utf-8"))
    assert next(p for p in manifest["panels"] if p["id"] == "P03")["accepted"] == "person"


async def test_a_second_run_says_who_has_the_board(stage: Stage) -> None:
    async with going(stage) as (service, process):
        second = await stage.go(str(stage.plan), "--json")
        assert second.code == 2
        assert second.json["error"]["kind"] == "busy"
        assert str(getattr(process, "pid", "")) in second.err
        status = await stage.go("status", str(stage.plan), "--json")
        assert status.json["state"] == "running"
        assert status.states["P04"] == "drawing"
        service.release()
        done = await stage.finish(process)
    assert (done.code, len(service.posts)) == (0, 4)
