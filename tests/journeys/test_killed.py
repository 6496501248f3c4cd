"""``kill -9`` right before any operation on the board: nothing that was delivered is bought again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.fakes.image_service import ImageService
from tests.journeys.stage import PLAN, ROOT, Stage

SMALL = {**PLAN, "panels": PLAN["panels"][:2]}


def killed_at(point: int, stage: Stage) -> tuple[str, ...]:
    return ("-m", "tests.journeys.killer", str(point), str(stage.board), "--")


def stage_in(folder: Path, service: ImageService) -> Stage:
    folder.mkdir()
    stage = Stage(folder, {"PYTHONPATH": str(ROOT)})
    stage.write(SMALL)
    stage.service(service.url, service.key)
    return stage


def delivered(stage: Stage) -> set[str]:
    """Attempts whose picture is on the board's disk in whatever form, as the kill left it."""
    found: set[str] = set()
    spool = stage.board / ".work" / "spool"
    found |= {p.stem for p in spool.glob("*.body")}
    found |= {p.stem for p in spool.glob("*.part") if _whole(p)}
    for note in (stage.board / ".work" / "saved").glob("*.json"):
        promise = json.loads(note.read_bytes())
        if (stage.board / promise["file"]).exists():
            found.add(note.stem)
    return found


def _whole(path: Path) -> bool:
    """Whether all of an answer had arrived, though nobody was told so."""
    try:
        return bool(json.loads(path.read_bytes()))
    except ValueError:
        return False


def journal(stage: Stage) -> list[dict[str, Any]]:
    path = stage.board / "journal.jsonl"
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    return [json.loads(line) for line in lines]


async def test_killed_before_any_operation_nothing_delivered_is_bought_again(tmp_path: Path) -> None:
    """One kill before each kind of operation of a whole run; the next run ends complete and pays for the rest only."""
    async with ImageService() as service:
        whole = stage_in(tmp_path / "whole", service)
        listed = await whole.go("run", str(whole.plan), "--quiet", wrapper=killed_at(0, whole))
        operations = json.loads(listed.out)["operations"]
        points = sorted({name: at for at, name in reversed(list(enumerate(operations, 1)))}.values())
        assert len(points) > 15, operations
        for point in points:
            await _kill_and_go_on(tmp_path / f"at-{point}", service, point, operations[point - 1])


async def _kill_and_go_on(folder: Path, service: ImageService, point: int, operation: str) -> None:
    stage = stage_in(folder, service)
    before = len(service.posts)
    dead = await stage.go("run", str(stage.plan), "--quiet", wrapper=killed_at(point, stage))
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
