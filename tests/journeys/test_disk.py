"""A disk that takes no more: noticed before money is spent, and what was paid for goes elsewhere or stays readable."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
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


@contextmanager
def small_disk(folder: Path, megabytes: int) -> Iterator[None]:
    """A disk of so many megabytes at ``folder``; the test is skipped where none can be mounted."""
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(folder)]
    if shutil.which("mount") is None or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("no disk can be mounted here")
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


async def test_a_full_disk_sends_the_answer_elsewhere_and_the_next_run_takes_it_in(stage: Stage) -> None:
    """The board's own disk is full when the answer comes: it is kept in the temporary folder, said, and used later."""
    filler = stage.board / "filler"
    with small_disk(stage.board, 80):
        async with ImageService(lambda _seen: _fill(filler)) as service:
            stage.service(service.url, service.key)
            stage.write({**PLAN, "panels": PLAN["panels"][:1]})
            done = await stage.go(str(stage.plan), "--json")
            assert (len(service.posts), done.code) == (1, 2)
            assert str(elsewhere(Layout(stage.board))) in done.err
            filler.unlink()
            after = await stage.go(str(stage.plan), "--json")
            assert (after.code, after.json["calls"]["sent"], len(service.posts)) == (0, 0, 1)


def _fill(path: Path) -> Do:
    """Take all the room there is, at the moment the request is answered."""
    with path.open("wb", buffering=0) as file, suppress(OSError):
        while True:
            file.write(bytes(65536))
    return Do()


async def test_too_little_room_is_said_before_anything_is_sent(stage: Stage) -> None:
    with small_disk(stage.board, 20):
        async with ImageService() as service:
            stage.service(service.url, service.key)
            done = await stage.go(str(stage.plan), "--json")
            assert not service.posts
        assert (done.code, done.json["error"]["kind"]) == (2, "disk")
