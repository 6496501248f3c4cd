"""A plan's bytes become text, or it is said what they are instead."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from pipeline.plan.text import MAX_BYTES, Unreadable, decoded, read_text


@pytest.mark.parametrize(
    "data", [b"a: 1\n", b"\xef\xbb\xbfa: 1\n", b"a: 1\r\nb: \xe9\x9b\xa8\r\n", b"\tx", b"BMW: 1\n", b"<svg: 1\n", b""]
)
def test_utf_8_is_read_with_or_without_a_mark(data: bytes):
    assert decoded(data) == data.removeprefix(b"\xef\xbb\xbf").decode()


@pytest.mark.parametrize(
    ("data", "line", "part"),
    [
        ("a: 1\nb: 雨夜\n".encode("gbk"), 2, "GBK"),
        ("a: 雨\n".encode("utf-16"), 1, "UTF-16"),
        (b"a: \xff\xff\xff\n", 1, "another encoding"),
        (b"a: 1\nb: \x00\n", 2, "NUL"),
        (b"a: \x07\n", 1, "U+0007"),
        ("a: 1\nb: x\ufeffy\n".encode(), 2, "U+FEFF"),
        (b"\x89PNG\r\n\x1a\n\0\0\0", None, "PNG picture"),
        (b"\xff\xd8\xff\xe0", None, "JPEG picture"),
        (b"%PDF-1.7", None, "PDF picture"),
    ],
)
def test_other_bytes_are_named(data: bytes, line: int | None, part: str):
    found = decoded(data)
    assert isinstance(found, Unreadable)
    assert found.line == line
    assert part in found.message
    assert found.fix


def test_a_gbk_file_is_told_to_be_saved_as_utf_8():
    found = decoded("标题: 雨夜来信".encode("gbk"))
    assert isinstance(found, Unreadable)
    assert "UTF-8" in found.fix


def test_only_regular_files_of_modest_size_are_read(tmp_path: Path):
    (tmp_path / "big.yaml").write_bytes(b"#" * (MAX_BYTES + 1))
    refusals = {name: read_text(tmp_path / name) for name in ("", "nothing.yaml", "big.yaml")}
    assert all(isinstance(r, Unreadable) and r.line is None for r in refusals.values())
    assert "folder" in refusals[""].message  # type: ignore[union-attr]
    assert "no such file" in refusals["nothing.yaml"].message  # type: ignore[union-attr]
    assert "2 MB" in refusals["big.yaml"].message  # type: ignore[union-attr]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no FIFOs")
def test_a_pipe_or_device_is_refused_without_waiting(tmp_path: Path):
    os.mkfifo(tmp_path / "pipe")
    assert isinstance(read_text(tmp_path / "pipe"), Unreadable)
    assert isinstance(read_text(Path("/dev/zero")), Unreadable)
