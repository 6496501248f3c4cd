"""Only regular files of a bounded size are read, and nothing hangs."""

import hashlib
import os
import sys
from pathlib import Path

import pytest

from pipeline.errors import PictureError
from pipeline.pictures.files import digest, read_regular

posix_only = pytest.mark.skipif(sys.platform == "win32", reason="needs FIFOs and /dev")


def test_a_regular_file_is_read_whole_and_its_digest_is_its_bytes(tmp_path: Path) -> None:
    file = tmp_path / "图.png"
    file.write_bytes(b"x" * 3_000_000)
    assert read_regular(file) == b"x" * 3_000_000
    assert digest(file) == digest(file.read_bytes()) == hashlib.sha256(file.read_bytes()).hexdigest()


def test_a_file_over_the_cap_is_refused_and_one_at_the_cap_is_not(tmp_path: Path) -> None:
    file = tmp_path / "a"
    file.write_bytes(b"x" * 11)
    assert read_regular(file, cap=11) == b"x" * 11
    with pytest.raises(PictureError, match="MiB"):
        read_regular(file, cap=10)


@pytest.mark.parametrize("read", [read_regular, digest])
def test_a_folder_and_a_missing_file_are_named_in_the_error(tmp_path: Path, read) -> None:
    with pytest.raises(PictureError, match="folder, pipe or device"):
        read(tmp_path)
    with pytest.raises(PictureError, match=r"nothing\.png"):
        read(tmp_path / "nothing.png")
    with pytest.raises(PictureError, match="can't be read"):
        read("a\0b")


@posix_only
@pytest.mark.parametrize("read", [read_regular, digest])
def test_a_pipe_does_not_hang_and_a_device_is_not_read_even_behind_a_link(tmp_path: Path, read) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    link = tmp_path / "link.png"
    link.symlink_to("/dev/zero")
    for path in (pipe, link):
        with pytest.raises(PictureError, match="folder, pipe or device"):
            read(path)


@posix_only
def test_a_link_to_a_regular_file_is_read(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"abc")
    (tmp_path / "b").symlink_to(tmp_path / "a")
    assert read_regular(tmp_path / "b") == b"abc"
