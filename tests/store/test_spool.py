"""What arrives is paid for: it is on some disk before anything else happens to it, and nothing half looks whole."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.store.layout import Layout
from pipeline.store.spool import CHUNK, SpoolWriter, elsewhere, pending, remove
from tests.store.processes import Start

needs_dev_full = pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The system's temporary folder, for this test alone."""
    folder = tmp_path / "tmp"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    return folder


async def spool(layout: Layout, *pieces: bytes, attempt: str = "a1") -> SpoolWriter:
    async with SpoolWriter(layout, attempt) as writer:
        await writer.begin({"status": 200, "headers": {"x-id": "雨"}})
        for piece in pieces:
            await writer.write(piece)
        await writer.finish()
    return writer


async def test_a_whole_answer_is_found_by_the_next_run(layout: Layout) -> None:
    writer = await spool(layout, b"a" * CHUNK, b"b", b"c" * CHUNK)
    assert writer.trouble is None
    (found,) = pending(layout)
    assert (found.attempt, found.complete) == ("a1", True)
    assert found.head == {"status": 200, "headers": {"x-id": "雨"}}
    assert found.read() == b"a" * CHUNK + b"b" + b"c" * CHUNK


async def test_finish_says_where_the_answer_is(layout: Layout) -> None:
    async with SpoolWriter(layout, "a1") as writer:
        await writer.begin({})
        await writer.write(b"x")
        done = await writer.finish()
    assert done is not None
    assert done.body == layout.spool / "a1.body"
    assert done.read() == b"x"


async def test_an_empty_answer_is_an_answer(layout: Layout) -> None:
    await spool(layout)
    (found,) = pending(layout)
    assert (found.complete, found.read()) == (True, b"")


async def test_an_answer_that_ended_in_the_middle_is_told_from_a_whole_one(layout: Layout) -> None:
    async with SpoolWriter(layout, "a1") as writer:
        await writer.begin({"status": 200})
        await writer.write(b"half")
    (found,) = pending(layout)
    assert (found.complete, found.read()) == (False, b"half")


async def test_a_cancelled_answer_stays_as_far_as_it_came(layout: Layout) -> None:
    begun = asyncio.Event()

    async def arrive() -> None:
        async with SpoolWriter(layout, "a1") as writer:
            await writer.begin({"status": 200})
            await writer.write(b"half")
            begun.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(arrive())
    await begun.wait()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    (found,) = pending(layout)
    assert (found.complete, found.read()) == (False, b"half")


async def test_a_recorded_answer_is_removed_and_others_stay(layout: Layout) -> None:
    await spool(layout, b"1")
    await spool(layout, b"2", attempt="a2")
    remove(layout, "a1")
    remove(layout, "a1")
    assert [found.attempt for found in pending(layout)] == ["a2"]
    assert sorted(p.name for p in layout.spool.iterdir()) == ["a2.body", "a2.head.json"]


def test_a_board_without_a_spool_has_nothing_pending(layout: Layout) -> None:
    assert pending(layout) == ()
    assert not layout.root.exists()


def test_kill_9_leaves_the_whole_answer_whole_and_the_cut_one_cut(layout: Layout, start: Start) -> None:
    child = start("spool_for_ever")
    for _ in range(3):
        child.stdout.readline()
    child.kill()
    child.wait()
    found = {one.attempt: one for one in pending(layout)}
    assert (found["whole"].complete, found["whole"].read()) == (True, b"w" * 1000)
    assert not found["cut"].complete
    assert len(found["cut"].read()) >= 900_000
    assert set(found["cut"].read()) == set(b"c")


async def test_an_answer_the_board_can_not_take_is_kept_elsewhere_and_found_there(layout: Layout) -> None:
    layout.work.mkdir(parents=True)
    layout.spool.write_bytes(b"a file is in the way")
    writer = await spool(layout, b"a" * CHUNK, b"b")
    assert writer.trouble is not None
    assert str(elsewhere(layout)) in writer.trouble
    (found,) = pending(layout)
    assert (found.complete, found.read()) == (True, b"a" * CHUNK + b"b")
    assert found.body.parent == elsewhere(layout)
    remove(layout, "a1")
    assert pending(layout) == ()


@needs_dev_full
async def test_a_disk_that_is_full_at_the_first_byte_is_left(layout: Layout) -> None:
    layout.spool.mkdir(parents=True)
    (layout.spool / "a1.part").symlink_to("/dev/full")
    writer = await spool(layout, b"a" * CHUNK, b"b")
    assert writer.trouble is not None
    assert "No space left" in writer.trouble
    (found,) = pending(layout)
    assert (found.complete, found.read()) == (True, b"a" * CHUNK + b"b")


@pytest.fixture
def small_disk(layout: Layout) -> Iterator[Path]:
    """The board's working folder on a disk of half a MiB; only where mounting is allowed."""
    layout.work.mkdir(parents=True)
    command = ["mount", "-t", "tmpfs", "-o", "size=512k", "tmpfs", str(layout.work)]
    if sys.platform != "linux" or subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("mounting is not allowed here")
    yield layout.work
    subprocess.run(["umount", str(layout.work)], check=True)


@pytest.mark.parametrize("size", [100_000, CHUNK, 400_000])
async def test_a_disk_that_fills_up_in_the_middle_of_an_answer_loses_no_byte(
    layout: Layout, small_disk: Path, size: int
) -> None:
    pieces = [bytes([n]) * size for n in range(12)]
    writer = await spool(layout, *pieces)
    assert writer.trouble is not None
    (found,) = pending(layout)
    assert found.complete
    assert found.read() == b"".join(pieces)
    assert list(layout.spool.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="no RLIMIT_FSIZE there")
def test_when_no_disk_takes_it_the_answer_still_arrives_and_the_loss_is_said(layout: Layout, start: Start) -> None:
    import resource  # noqa: PLC0415 - not on Windows

    child = start("spool_on_a_full_disk", 20)
    resource.prlimit(child.pid, resource.RLIMIT_FSIZE, (300_000, 300_000))
    out, _ = child.communicate(timeout=30)
    assert out.splitlines()[0] == "False"
    assert "can't be kept" in out
    assert pending(layout) == ()


@pytest.mark.skipif(sys.platform == "win32", reason="no modes there")
@pytest.mark.parametrize("trap", ["open to all", "a link"])
async def test_a_folder_that_somebody_else_laid_out_for_us_is_not_used(
    layout: Layout, tmp_path: Path, trap: str
) -> None:
    layout.work.mkdir(parents=True)
    layout.spool.write_bytes(b"a file is in the way")
    if trap == "a link":
        (tmp_path / "theirs").mkdir(mode=0o700)
        elsewhere(layout).symlink_to(tmp_path / "theirs")
    else:
        elsewhere(layout).mkdir()
        elsewhere(layout).chmod(0o777)
    writer = await spool(layout, b"x")
    assert "can't be kept" in str(writer.trouble)
    assert list(elsewhere(layout).iterdir()) == []
    assert pending(layout) == ()


async def test_each_board_has_its_own_place_elsewhere(tmp_path: Path) -> None:
    assert elsewhere(Layout(tmp_path / "a.board")) != elsewhere(Layout(tmp_path / "b.board"))
