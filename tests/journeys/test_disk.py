"""A disk that takes no more: noticed before money is spent, and what was paid for goes elsewhere or stays readable."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from pipeline.store.layout import Layout
from pipeline.store.spool import elsewhere
from tests.fakes.image_service import Do, ImageService
from tests.journeys.stage import PLAN, Stage

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="limits of POSIX")

LIMITED = "tests.journeys.limited"


async def test_a_board_that_cannot_be_written_sends_nothing(stage: Stage) -> None:
    async with ImageService() as service:
        stage.service(service.url, service.key)
        stage.board.write_text("a file where the board's folder should be", encoding="utf-8")
        done = await stage.go(str(stage.plan), "--json")
        assert not service.posts
    assert done.code == 2
    assert done.json["error"]["kind"] in ("disk", "board")


async def test_a_journal_that_takes_no_line_sends_nothing(stage: Stage) -> None:
    """Files may hold no byte: the intent can't be written, so the request does not leave."""
    async with ImageService() as service:
        stage.service(service.url, service.key)
        done = await stage.go(str(stage.plan), "--json", wrapper=("-m", LIMITED, "0", "--"), fresh=True)
        assert not service.posts
    assert done.code == 2
    assert "Traceback" not in done.err


async def test_an_answer_too_big_for_the_disk_is_not_lost_silently(stage: Stage) -> None:
    """Files may hold 200 kB: intents can be written, pictures can't. The run ends, says so, and asks nobody else."""
    async with ImageService() as service:
        stage.service(service.url, service.key)
        done = await stage.go(str(stage.plan), "--json", wrapper=("-m", LIMITED, "200000", "--"))
        assert len(service.posts) == 1
        assert done.code == 2
        assert "no disk would take it" in done.err
        assert "Traceback" not in done.err
        after = await stage.go(str(stage.plan), "--json")
    assert (after.code, after.json["calls"]["sent"]) == (0, 4)
    assert len(stage.events("attempt-lost")) == 1


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="mounting takes root")
async def test_a_full_board_folder_saves_the_answer_elsewhere_and_the_next_run_takes_it_in(
    stage: Stage, tmp_path: Path
) -> None:
    """The board's own disk is full when the answer comes: the answer is kept in the temporary folder and used later."""
    board = stage.board
    board.mkdir()
    if os.system(f"mount -t tmpfs -o size=80m tmpfs {board} 2>/dev/null") != 0:
        pytest.skip("no tmpfs here")
    filler = board / "filler"
    try:
        async with ImageService() as service:
            stage.service(service.url, service.key)
            stage.write({**PLAN, "panels": PLAN["panels"][:1]})
            service.play(lambda _seen: _fill(filler))
            done = await stage.go(str(stage.plan), "--json")
            assert len(service.posts) == 1
            assert done.code == 2
            assert str(elsewhere(Layout(board))) in done.err
            filler.unlink()
            after = await stage.go(str(stage.plan), "--json")
            assert (after.code, after.json["calls"]["sent"]) == (0, 0)
            assert len(service.posts) == 1
    finally:
        os.system(f"umount {board}")


def _fill(path: Path) -> Do:
    """Take all the room there is at the moment the request is answered."""
    with path.open("wb") as file:
        try:
            while True:
                file.write(b"\0" * 65536)
                file.flush()
        except OSError:
            pass
    return Do()


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="mounting takes root")
async def test_too_little_room_is_said_before_anything_is_sent(stage: Stage) -> None:
    stage.board.mkdir()
    if os.system(f"mount -t tmpfs -o size=20m tmpfs {stage.board} 2>/dev/null") != 0:
        pytest.skip("no tmpfs here")
    try:
        async with ImageService() as service:
            stage.service(service.url, service.key)
            done = await stage.go(str(stage.plan), "--json")
            assert not service.posts
        assert (done.code, done.json["error"]["kind"]) == (2, "disk")
    finally:
        os.system(f"umount {stage.board}")
