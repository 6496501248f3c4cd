"""Names of delivered pictures: numbered, with their real ending, never over somebody's file."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.assemble.one_picture.output import Output, output_of
from pipeline.errors import UsageError

GIVEN = [
    (None, None, "out.png", "png"),
    (None, "webp", "out.webp", "webp"),
    ("a.png", None, "a.png", "png"),
    ("a.jpg", None, "a.jpg", "jpeg"),
    ("a.JPEG", None, "a.JPEG", "jpeg"),
    ("a.png", "jpeg", "a.jpg", "jpeg"),
    ("a", None, "a", "png"),
    ("ep.01", None, "ep.01", "png"),
    ("folder", None, "folder/out.png", "png"),
    ("folder", "jpeg", "folder/out.jpg", "jpeg"),
    ("雨夜.webp", None, "雨夜.webp", "webp"),
]


@pytest.mark.parametrize(("given", "format_", "path", "is_"), GIVEN)
def test_output_and_format_are_read_together(
    given: str | None, format_: str | None, path: str, is_: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "folder").mkdir()
    monkeypatch.chdir(tmp_path)
    assert output_of(Path(given) if given else None, format_) == (tmp_path / path, is_)


NAMED = [
    ("a.png", 1, 1, "png", "a.png"),
    ("a.png", 1, 1, "jpeg", "a.jpg"),
    ("a.jpeg", 1, 1, "jpeg", "a.jpeg"),
    ("a.png", 3, 2, "png", "a-2.png"),
    ("a.png", 1, 2, "webp", "a-2.webp"),
    ("a", 1, 1, "png", "a.png"),
    ("ep.01", 2, 1, "png", "ep.01-1.png"),
    ("a.png", 1, 1, "gif", "a.gif"),
]


@pytest.mark.parametrize(("path", "n", "number", "format_", "name"), NAMED)
def test_the_name_has_the_number_and_the_real_ending(path: str, n: int, number: int, format_: str, name: str) -> None:
    assert Output(Path("/x") / path, n).named(number, format_) == Path("/x") / name


def test_a_name_that_is_taken_is_left_alone_unless_forced(tmp_path: Path) -> None:
    output = Output(tmp_path / "a.png")
    assert output.save(1, b"1", "png") == tmp_path / "a.png"
    assert output.save(1, b"2", "png") == tmp_path / "a-2.png"
    assert output.save_beside("failed", b"3", "png") == tmp_path / "a-failed.png"
    assert output.save_beside("failed", b"4", "bin") == tmp_path / "a-failed.bin"
    assert output.save_beside("failed", b"5", "png") == tmp_path / "a-failed-2.png"
    assert Output(tmp_path / "a.png", force=True).save(1, b"6", "png") == tmp_path / "a.png"
    files = {p.name: p.read_bytes() for p in tmp_path.iterdir()}
    assert files == {
        "a.png": b"6", "a-2.png": b"2", "a-failed.png": b"3", "a-failed.bin": b"4", "a-failed-2.png": b"5",
    }  # fmt: skip


def test_any_of_several_names_that_is_taken_stops_it_before_money_is_spent(tmp_path: Path) -> None:
    (tmp_path / "a-2.png").write_bytes(b"old")
    with pytest.raises(UsageError, match=r"a-2\.png"):
        Output(tmp_path / "a.png", 3).check("png")
    Output(tmp_path / "a.png", 3).check("webp")
    Output(tmp_path / "a.png", 3, force=True).check("png")
    Output(tmp_path / "far" / "away" / "a.png").check("png")
    assert sorted(p.name for p in tmp_path.rglob("*") if p.is_file()) == ["a-2.png"]


def test_it_is_known_whether_the_very_bytes_are_there_already(tmp_path: Path) -> None:
    output = Output(tmp_path / "a.png", 2)
    output.save(2, b"same", "png")
    assert output.holds(b"same", "png") == tmp_path / "a-2.png"
    assert output.holds(b"else", "png") is None
