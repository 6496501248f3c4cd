"""Files appear whole or not at all, and a disk that refuses is told in words."""

from __future__ import annotations

import errno
import os
import sys
from pathlib import Path

import pytest

from pipeline.errors import DiskError
from pipeline.store.disk import check_room, disk_error, make_folder, on_disk, sweep_temporaries, write_whole


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOSPC, "disk is full"),
        (errno.EDQUOT, "disk is full"),
        (errno.EFBIG, "disk is full"),
        (errno.EROFS, "can't be written"),
        (errno.EACCES, "can't be written"),
        (errno.EIO, "did not take it"),
    ],
)
def test_trouble_with_the_disk_says_where_what_and_what_to_do(number: int, words: str) -> None:
    text = str(disk_error(Path("plan.board/journal.jsonl"), OSError(number, os.strerror(number))))
    assert text.startswith(f"{Path('plan.board/journal.jsonl')}: ")
    assert words in text
    assert os.strerror(number) in text
    assert "; " in text


def test_a_file_is_replaced_whole(tmp_path: Path) -> None:
    path = tmp_path / "new" / "manifest.json"
    write_whole(path, b"one")
    write_whole(path, b"two")
    assert path.read_bytes() == b"two"
    assert [p.name for p in path.parent.iterdir()] == ["manifest.json"]


def test_a_write_that_fails_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    folder = tmp_path / "manifest.json"
    folder.mkdir()
    (folder / "in the way").touch()
    with pytest.raises(DiskError):
        write_whole(folder, b"two")
    assert [p.name for p in tmp_path.iterdir()] == ["manifest.json"]


def test_bytes_are_synced_before_the_name_and_the_name_before_it_is_relied_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else a power cut could leave an empty file under the right name."""
    steps: list[str] = []
    real_sync, real_replace = os.fsync, os.replace

    def sync(fd: int) -> None:
        steps.append("sync folder" if Path(f"/proc/self/fd/{fd}").is_dir() else "sync file")
        real_sync(fd)

    def rename(source: Path, target: Path) -> None:
        steps.append("rename")
        real_replace(source, target)

    if sys.platform != "linux":
        pytest.skip("what a descriptor is can only be told from /proc")
    monkeypatch.setattr(os, "fsync", sync)
    monkeypatch.setattr(os, "replace", rename)
    write_whole(tmp_path / "a", b"x")
    assert steps == ["sync file", "rename", "sync folder"]


def test_a_folder_where_a_file_is_says_so(tmp_path: Path) -> None:
    (tmp_path / "plan.board").touch()
    with pytest.raises(DiskError, match=r"is a file, not a folder; name a folder with --out"):
        make_folder(tmp_path / "plan.board" / ".work")


def test_making_a_folder_twice_is_fine(tmp_path: Path) -> None:
    make_folder(tmp_path / "a" / "b" / "c")
    make_folder(tmp_path / "a" / "b" / "c")
    assert (tmp_path / "a" / "b" / "c").is_dir()


@pytest.mark.skipif(sys.platform == "win32", reason="no modes there")
def test_a_private_folder_is_its_owners_only(tmp_path: Path) -> None:
    make_folder(tmp_path / "plan.board" / ".work", private=True)
    assert (tmp_path / "plan.board" / ".work").stat().st_mode & 0o777 == 0o700


def test_an_error_of_the_system_is_ours_inside_on_disk(tmp_path: Path) -> None:
    with pytest.raises(DiskError, match="did not take it") as caught, on_disk(tmp_path / "a"):
        (tmp_path / "none" / "a").write_bytes(b"")
    assert isinstance(caught.value.__cause__, FileNotFoundError)


def test_what_a_killed_process_left_unfinished_is_swept_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "takes" / "P07").mkdir(parents=True)
    left = tmp_path / "takes" / "P07" / ".a1.0f0f0f0f.tmp"
    kept = [tmp_path / "takes" / "P07" / name for name in ("01.png", "x.tmp", ".hidden")]
    for path in (left, *kept):
        path.touch()
    sweep_temporaries(tmp_path, tmp_path / "not there")
    assert not left.exists()
    assert all(path.exists() for path in kept)


def test_too_little_room_is_said_before_anything_is_sent(tmp_path: Path) -> None:
    with pytest.raises(DiskError, match="nothing was sent"):
        check_room(tmp_path / "not" / "yet", 1 << 60)
    check_room(tmp_path / "not" / "yet", 1)
