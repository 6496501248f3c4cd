"""A board's file names, and that none of them leads out of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.errors import BoardError
from pipeline.store.layout import Layout, relative

BOARD = Layout(Path("b"))


@pytest.mark.parametrize(
    ("path", "file"),
    [
        (BOARD.journal, "journal.jsonl"),
        (BOARD.manifest, "manifest.json"),
        (BOARD.contact_sheet(), "contact-sheet.jpg"),
        (BOARD.contact_sheet(2), "contact-sheet-2.jpg"),
        (BOARD.take("P07", 1, "png"), "takes/P07/01.png"),
        (BOARD.take("P07", 100, "jpg"), "takes/P07/100.jpg"),
        (BOARD.take("_bible/lin", 2, "webp"), "takes/_bible/lin/02.webp"),
        (BOARD.take("sheet", 1, "png"), "takes/_sheet/01.png"),
        (BOARD.take("雨夜", 1, "png"), "takes/雨夜/01.png"),
        (BOARD.keyframe("P07", "png"), "keyframes/P07.png"),
        (BOARD.crop("P07"), "sheet/crops/P07.png"),
        (BOARD.spool, ".work/spool"),
        (BOARD.cache, ".work/cache"),
        (BOARD.torn, ".work/torn"),
        (BOARD.locks, ".work/locks"),
    ],
)
def test_everything_has_its_place(path: Path, file: str) -> None:
    assert BOARD.file(path) == file
    assert BOARD.path(file) == path


@pytest.mark.parametrize("panel", ["_sheet", "_bible", "../x", "a/b", "CON", "..", "/etc"])
def test_no_panel_can_take_the_place_of_bibles_or_sheet_or_leave_the_takes(panel: str) -> None:
    folder = BOARD.take_folder(panel)
    assert folder.parent == BOARD.takes
    assert not folder.name.startswith(("_", "."))


@pytest.mark.parametrize("file", ["takes/P07/01.png", "a", "雨/夜.png", "a b.png", ".work/x"])
def test_a_path_inside_the_board_is_itself(file: str) -> None:
    assert relative(file) == file


@pytest.mark.parametrize(
    "file", ["", ".", "..", "../a", "a/../../b", "/a", "//a", "C:/a", "a\\b", "a//b", "a/", "./a", "a\n"]
)
def test_a_path_out_of_the_board_is_refused_with_what_to_write(file: str) -> None:
    with pytest.raises(BoardError, match="relative one with forward slashes"):
        BOARD.path(file)


@pytest.mark.parametrize("attempt", ["../../x", "", "a/b", "a.b", "a" * 65, "雨"])
def test_an_attempt_id_that_is_no_id_of_ours_never_becomes_a_file_name(attempt: str) -> None:
    with pytest.raises(BoardError):
        BOARD.of_attempt(BOARD.spool, attempt, "body")


def test_an_attempt_id_is_a_file_name() -> None:
    assert BOARD.of_attempt(BOARD.spool, "01J_-x", "body") == BOARD.spool / "01J_-x.body"
