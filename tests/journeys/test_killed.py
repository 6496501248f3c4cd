"""``kill -9`` right before any operation on the board: nothing that was delivered is bought again."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from random import Random
from typing import Any

import pytest

from tests.fakes.image_service import Do, ImageService
from tests.journeys.house import SMALL as THREE
from tests.journeys.house import panels
from tests.journeys.stage import Stage, kill, running, until

PARTS = 4
"""The operations are shared out among so many tests, which may run side by side."""

SMALL = {**THREE, "panels": THREE["panels"][:2]}


def killed_at(operation: str, stage: Stage) -> tuple[str, ...]:
    return ("-m", "tests.journeys.killer", operation, str(stage.board), "--")


def stage_in(folder: Path, service: ImageService) -> Stage:
    folder.mkdir()
    stage = Stage(folder)
    stage.write(SMALL)
    stage.service(service.url, service.key)
    return stage


def delivered(stage: Stage) -> set[str]:
    """Attempts whose picture is on the board's disk in whatever form, as the kill left it."""
    found: set[str] = set()
    spool = stage.board / ".work" / "spool"
    found |= {p.stem for p in spool.glob("*.body") if b"_json" in p.read_bytes() or b'"url"' in p.read_bytes()}
    found |= {p.stem for p in spool.glob("*.part") if _whole(p)}
    for note in (stage.board / ".work" / "saved").glob("*.json"):
        promise = json.loads(note.read_bytes())
        if (stage.board / promise["file"]).exists():
            found.add(note.stem)
    return found


def _whole(path: Path) -> bool:
    """Whether all of an answer had arrived, though nobody was told so."""
    try:
        return "data" in json.loads(path.read_bytes())
    except ValueError:
        return False


def journal(stage: Stage) -> list[dict[str, Any]]:
    path = stage.board / "journal.jsonl"
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    return [json.loads(line) for line in lines]


@pytest.mark.parametrize("part", range(PARTS))
async def test_killed_before_any_operation_nothing_delivered_is_bought_again(tmp_path: Path, part: int) -> None:
    """One kill before each kind of operation of a whole run; the next run ends complete and pays for the rest only."""
    async with ImageService() as service:
        whole = stage_in(tmp_path / "whole", service)
        listed = await whole.go("run", str(whole.plan), "--quiet", wrapper=killed_at("", whole))
        operations = dict.fromkeys(json.loads(listed.out)["operations"])
        assert len(operations) > 15, operations
        for number, operation in list(enumerate(sorted(operations)))[part::PARTS]:
            await _kill_and_go_on(tmp_path / str(number), service, operation)


async def _kill_and_go_on(folder: Path, service: ImageService, operation: str) -> None:
    stage = stage_in(folder, service)
    before = len(service.posts)
    dead = await stage.go("run", str(stage.plan), "--quiet", wrapper=killed_at(operation, stage))
    assert dead.code == -9, (operation, dead)
    sent = len(service.posts) - before
    events = journal(stage)
    started = {e["attempt"]: e["subject"] for e in events if e["event"] == "attempt-started"}
    kept = {e["attempt"] for e in events if e["event"] == "take-saved"}
    assert sent <= len(started), f"{operation}: a request left before its intent was on disk"
    safe = {started[a] for a in kept | (delivered(stage) & set(started))}
    done = await stage.go("run", str(stage.plan), "--json", "--quiet")
    assert (done.code, done.json["state"]) == (0, "complete"), (operation, done.err)
    bought_again = len(service.posts) - before - sent
    assert bought_again == len(SMALL["panels"]) - len(safe), (operation, safe, events)
    assert sorted(p.name for p in (stage.board / "keyframes").iterdir()) == ["P01.png", "P02.png"], operation
    assert not list((stage.board / ".work" / "spool").glob("*")), operation


async def test_killed_at_random_under_load_nothing_is_kept_twice_and_nothing_delivered_is_lost(tmp_path: Path) -> None:
    """Twelve panels, eight at once, answers of all kinds; killed again and again, whenever it suits."""
    chance = Random(20_261_125)
    kinds = [Do(delay=0.05), Do("url"), Do("sse"), Do(delay=0.2), Do("blanks"), Do("status", 429)]
    async with ImageService(lambda _seen: chance.choice(kinds)) as service:
        stage = Stage(tmp_path)
        stage.write({**panels(12), "retry": {"unknown": 20, "transient": 20}})
        stage.service(service.url, service.key, streaming=True, limits={"concurrency": 8})
        safe: set[str] = set()
        for _ in range(6):
            process = stage.start(str(stage.plan), "--quiet")
            enough = len(service.posts) + chance.randrange(1, 6)
            await until(lambda enough=enough, process=process: len(service.posts) >= enough or not running(process))
            await asyncio.sleep(chance.random() * 0.3)
            kill(process)
            safe |= {e["attempt"] for e in journal(stage) if e["event"] == "take-saved"} | delivered(stage)
        service.play([])
        done = await stage.go(str(stage.plan), "--json", "--quiet", timeout=120)
        assert (done.code, done.json["state"]) == (0, "complete"), done.err
        events = journal(stage)
        started = {e["attempt"]: e["subject"] for e in events if e["event"] == "attempt-started"}
        assert len(service.posts) <= len(started)
    saved = {e["attempt"]: e for e in events if e["event"] == "take-saved"}
    assert safe & set(started) <= set(saved)
    assert sorted(e["subject"] for e in saved.values()) == sorted(set(started.values()))
    assert {p.relative_to(stage.board).as_posix() for p in (stage.board / "takes").rglob("*.png")} == {
        e["file"] for e in saved.values()
    }


@pytest.mark.parametrize("text", ["", '{"v":1,"seq":'])
async def test_a_torn_last_line_is_cut_off_and_kept(stage: Stage, text: str) -> None:
    async with ImageService() as service:
        stage.service(service.url, service.key)
        await stage.go(str(stage.plan), "--quiet")
        with (stage.board / "journal.jsonl").open("a", encoding="utf-8") as file:
            file.write(text)
        stage.edit("窗外雨停了", "窗外雨又下了")
        done = await stage.go(str(stage.plan), "--json", "--quiet")
    assert (done.code, done.json["calls"]["sent"]) == (0, 1)
    assert all(json.loads(line) for line in (stage.board / "journal.jsonl").read_text("utf-8").splitlines())
