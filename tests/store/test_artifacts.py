"""Takes are kept for ever: one number each, never overwritten, never kept twice."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from pipeline.decide.events import TakeAdopted, TakeSaved
from pipeline.errors import DiskError
from pipeline.store.artifacts import FolderStore, Key, Store, Stored, digest
from pipeline.store.layout import Layout
from tests.store.processes import Start


def key(attempt: str = "a1", subject: str = "P07", extension: str = "png") -> Key:
    return Key("inputs", attempt, subject, extension)


def saved(stored: Stored, attempt: str = "a1", subject: str = "P07") -> TakeSaved:
    return TakeSaved(
        attempt, subject, "inputs", stored.number, stored.file, stored.sha256, "png", 1, 1, stored.length, passed=True
    )


def files(layout: Layout) -> list[str]:
    return sorted(layout.file(p) for p in layout.takes.rglob("*") if p.is_file())


def test_takes_are_numbered_in_their_subjects_folder(layout: Layout) -> None:
    store = FolderStore(layout)
    keys = [key("a1"), key("a2", extension="jpg"), key("a3", "_bible/lin"), key("a4", "sheet"), key("a5", "P08")]
    assert [store.save(k, k.attempt.encode()).file for k in keys] == [
        "takes/P07/01.png",
        "takes/P07/02.jpg",
        "takes/_bible/lin/01.png",
        "takes/_sheet/01.png",
        "takes/P08/01.png",
    ]
    assert layout.path("takes/P07/02.jpg").read_bytes() == b"a2"


def test_the_same_attempt_is_kept_once(layout: Layout) -> None:
    store = FolderStore(layout)
    first = store.save(key(), b"picture")
    assert store.save(key(), b"picture") == first == Stored("takes/P07/01.png", 1, digest(b"picture"), 7)
    assert files(layout) == ["takes/P07/01.png"]


def test_two_attempts_with_the_same_bytes_are_two_takes(layout: Layout) -> None:
    """``takes: 3`` may get one picture thrice, and each was paid for."""
    store = FolderStore(layout)
    assert [store.save(key(a), b"same").number for a in ("a1", "a2", "a3")] == [1, 2, 3]


def test_a_run_killed_before_it_could_write_the_event_finds_its_picture_again(layout: Layout) -> None:
    first = FolderStore(layout).save(key(), b"picture")
    assert FolderStore(layout).find("a1") == first
    assert FolderStore(layout).save(key(), b"picture") == first
    assert files(layout) == ["takes/P07/01.png"]


def test_a_run_killed_between_promise_and_picture_keeps_its_promise(layout: Layout) -> None:
    first = FolderStore(layout).save(key(), b"picture")
    layout.path(first.file).unlink()
    assert FolderStore(layout).find("a1") is None
    assert FolderStore(layout).save(key(), b"picture") == first


def test_a_promised_number_that_was_given_away_meanwhile_is_not_used_twice(layout: Layout) -> None:
    first = FolderStore(layout).save(key(), b"picture")
    layout.path(first.file).unlink()
    other = FolderStore(layout).save(key("a2", extension="jpg"), b"other")
    assert (other.number, FolderStore(layout).save(key(), b"picture").number) == (1, 2)


def test_a_second_picture_of_one_attempt_is_not_thrown_away(layout: Layout) -> None:
    """A late answer of a worker believed dead was paid for too."""
    store = FolderStore(layout)
    store.save(key(), b"first")
    assert store.save(key(), b"second").file == "takes/P07/02.png"
    assert layout.path("takes/P07/01.png").read_bytes() == b"first"


def test_once_the_event_is_written_the_promise_may_go(layout: Layout) -> None:
    store = FolderStore(layout)
    stored = store.save(key(), b"picture")
    store.forget("a1")
    store.forget("a1")
    assert list(layout.saved.iterdir()) == []
    assert FolderStore(layout).find("a1") is None
    assert FolderStore(layout, [saved(stored)]).find("a1") == stored


def test_a_number_is_not_given_again_when_its_file_is_gone(layout: Layout) -> None:
    stored = FolderStore(layout).save(key(), b"picture")
    layout.path(stored.file).unlink()
    hand = TakeAdopted("P08", "i", 4, "takes/P08/04.png", "s", "png", 1, 1, 1, "hand")
    again = FolderStore(layout, [saved(stored), hand])
    assert again.save(key("a2"), b"next").number == 2
    assert again.save(key("a3", "P08"), b"next").number == 5


def test_a_picture_that_somebody_put_there_is_not_overwritten(layout: Layout) -> None:
    folder = layout.take_folder("P07")
    folder.mkdir(parents=True)
    (folder / "07.webp").write_bytes(b"mine")
    (folder / "notes.txt").write_bytes(b"mine")
    assert FolderStore(layout).save(key(), b"picture").file == "takes/P07/08.png"


def test_the_same_edited_keyframe_is_one_take_however_often_it_is_adopted(layout: Layout) -> None:
    by_hand = [Key.by_hand("i", subject, "png", b"edited") for subject in ("P07", "P07", "P08")]
    assert [FolderStore(layout).save(k, b"edited").file for k in by_hand] == [
        "takes/P07/01.png",
        "takes/P07/01.png",
        "takes/P08/01.png",
    ]


@pytest.mark.skipif(sys.platform == "win32", reason="a read-only file can't be deleted there")
def test_a_take_is_read_only(layout: Layout) -> None:
    stored = FolderStore(layout).save(key(), b"picture")
    assert layout.path(stored.file).stat().st_mode & 0o222 == 0


async def test_it_is_a_store(layout: Layout) -> None:
    store: Store = FolderStore(layout)
    assert not await store.exists(key())
    with pytest.raises(KeyError, match="inputs/a1"):
        await store.get(key())
    await store.put_if_absent(key(), b"picture")
    assert await store.exists(key())
    assert await store.get(key()) == b"picture"


def test_processes_that_save_at_once_share_no_number(layout: Layout, start: Start) -> None:
    children = [start("save_many", who, extension, 15) for who, extension in (("x", "png"), ("y", "jpg"))]
    said = [child.communicate(timeout=30)[0].split() for child in children]
    numbers = sorted(int(Path(file).stem) for file in said[0] + said[1])
    assert numbers == list(range(1, 31))
    assert len(files(layout)) == 30


def test_kill_9_while_saving_leaves_whole_pictures_only(layout: Layout, start: Start) -> None:
    child = start("save_for_ever")
    for _ in range(5):
        child.stdout.readline()
    child.kill()
    child.wait()
    pictures = [p for p in layout.take_folder("P01").iterdir() if not p.name.startswith(".")]
    assert len(pictures) >= 5
    for picture in pictures:
        data = picture.read_bytes()
        assert data == str(int(picture.stem)).encode() * 100_000


def test_a_picture_whose_name_can_not_be_promised_leaves_nothing(layout: Layout) -> None:
    layout.work.mkdir(parents=True)
    layout.saved.write_bytes(b"a file is in the way")
    with pytest.raises(DiskError):
        FolderStore(layout).save(key(), b"picture")
    assert files(layout) == []


@pytest.mark.skipif(sys.platform == "win32", reason="no RLIMIT_FSIZE there")
def test_a_full_disk_is_said_and_leaves_no_piece_of_a_picture(layout: Layout, start: Start) -> None:
    out, _ = start("save_on_a_full_disk").communicate(timeout=30)
    assert "disk is full" in out
    assert out.splitlines()[1].strip() == "left"
