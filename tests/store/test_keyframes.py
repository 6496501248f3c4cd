"""Keyframes are copies of the takes that count; what a person does to a copy is noticed, never lost."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from pipeline.errors import DiskError
from pipeline.store.artifacts import FolderStore, Key, digest
from pipeline.store.facts import Digests
from pipeline.store.keyframes import (
    Counted,
    Edited,
    Missing,
    Swapped,
    drop_keyframes,
    look_at_keyframes,
    put_keyframe,
)
from pipeline.store.layout import Layout

ODD = [] if sys.platform == "win32" else ["P07?.png", "P0\\7.png", "caf\udce9.png"]  # names that Windows refuses
ONE, TWO, THREE = b"one", b"two", b"three"
TAKES = {digest(ONE), digest(TWO), digest(THREE)}


@pytest.fixture
def board(layout: Layout) -> Layout:
    store = FolderStore(layout)
    for data in (ONE, TWO, THREE):
        store.save(Key("i", data.decode(), "P07", "png"), data)
    return layout


def look(board: Layout, data: bytes = TWO, before: bytes | None = ONE) -> list[Missing | Edited | Swapped]:
    counted = Counted("P07", "takes/P07/02.png", digest(data), digest(before) if before else None)
    return list(look_at_keyframes(Digests.load(board), [counted], TAKES))


def put(board: Layout, number: int) -> Path:
    return board.path(put_keyframe(board, "P07", board.take("P07", number, "png")))


def test_a_keyframe_is_a_copy_of_its_take_and_no_link(board: Layout) -> None:
    path = put(board, 2)
    assert path == board.keyframes / "P07.png"
    assert path.read_bytes() == TWO
    assert not path.is_symlink()
    assert path.stat().st_nlink == 1
    path.write_bytes(b"painted over")  # unlike a take, it may be edited
    assert board.take("P07", 2, "png").read_bytes() == TWO


def test_a_right_keyframe_is_not_mentioned(board: Layout) -> None:
    put(board, 2)
    assert look(board) == []


def test_a_missing_keyframe_is_restored(board: Layout) -> None:
    assert look(board) == [Missing("P07")]
    put(board, 2).unlink()
    assert look(board) == [Missing("P07")]


def test_the_keyframe_that_counted_before_a_kill_is_not_taken_for_a_persons_choice(board: Layout) -> None:
    put(board, 1)
    assert look(board) == [Missing("P07")]


def test_an_edited_keyframe_is_found(board: Layout) -> None:
    path = put(board, 2)
    path.write_bytes(b"painted over")
    assert look(board) == [Edited("P07", path, digest(b"painted over"))]


def test_an_older_take_copied_over_the_keyframe_is_a_choice(board: Layout) -> None:
    path = put(board, 3)
    assert look(board) == [Swapped("P07", path, digest(THREE))]
    path = put(board, 1)
    assert look(board, before=None) == [Swapped("P07", path, digest(ONE))]


@pytest.mark.parametrize("name", ["P07.jpg", "P07.jpeg", "P07.WEBP"])
def test_an_edit_saved_in_another_format_is_found(board: Layout, name: str) -> None:
    put(board, 2)
    (board.keyframes / name).write_bytes(b"exported")
    assert look(board) == [Edited("P07", board.keyframes / name, digest(b"exported"))]


@pytest.mark.parametrize("name", ["P07.txt", "P07.psd", "P07 copy.png", "P070.png", *ODD])
def test_other_files_in_the_folder_are_none_of_ours(board: Layout, name: str) -> None:
    put(board, 2)
    (board.keyframes / name).write_bytes(b"mine")
    assert look(board) == []
    drop_keyframes(Digests.load(board), [], TAKES)
    assert (board.keyframes / name).exists()


def test_a_keyframe_of_another_format_makes_way(board: Layout) -> None:
    put(board, 1)
    FolderStore(board).save(Key("i", "four", "P07", "webp"), b"four")
    put_keyframe(board, "P07", board.take("P07", 4, "webp"))
    assert [p.name for p in board.keyframes.iterdir()] == ["P07.webp"]


def test_ones_own_picture_is_a_keyframe_too(board: Layout, tmp_path: Path) -> None:
    own = tmp_path / "mine.PNG"
    own.write_bytes(b"mine")
    assert put_keyframe(board, "雨夜", own) == "keyframes/雨夜.png"
    counted = Counted("雨夜", "keyframes/雨夜.png", digest(b"mine"))
    assert look_at_keyframes(Digests.load(board), [counted], TAKES) == ()


def test_the_keyframe_of_a_panel_that_left_the_plan_goes_and_an_edited_one_stays(board: Layout) -> None:
    put(board, 1)
    put_keyframe(board, "P08", board.take("P07", 2, "png"))
    put_keyframe(board, "P09", board.take("P07", 3, "png"))
    (board.keyframes / "P09.png").write_bytes(b"painted over")
    assert drop_keyframes(Digests.load(board), ["P07"], TAKES) == ("keyframes/P08.png",)
    assert sorted(p.name for p in board.keyframes.iterdir()) == ["P07.png", "P09.png"]


def test_a_take_that_is_gone_can_not_become_a_keyframe(board: Layout) -> None:
    with pytest.raises(DiskError):
        put_keyframe(board, "P07", board.take("P07", 9, "png"))
    assert not board.keyframes.exists()


@pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse such a name")
def test_a_file_name_that_is_no_text_does_not_spoil_the_cache(board: Layout) -> None:
    put(board, 2)
    (board.keyframes / "caf\udce9.png").write_bytes(b"mine")
    digests = Digests.load(board)
    drop_keyframes(digests, ["P07"], TAKES)
    digests.save()
    assert look(board) == []
