"""Reads picture files of unknown origin: regular files only, bounded in size, never hanging on a pipe."""

from __future__ import annotations

import hashlib
import os
import stat
from pathlib import Path
from typing import BinaryIO

from pipeline.errors import PictureError
from pipeline.messages import say

MAX_BYTES = 50 * 1024 * 1024
_CHUNK = 1 << 20
# O_NONBLOCK: opening a FIFO must not wait for a writer. O_BINARY exists on Windows only.
_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0) | getattr(os, "O_BINARY", 0)


def open_regular(path: str | os.PathLike[str]) -> BinaryIO:
    """Open a regular file (links are followed, what they lead to must be one too); PictureError if it is none."""
    try:
        # Asked before opening as well: opening a device can have effects of its own.
        if not stat.S_ISREG(os.stat(path).st_mode):  # noqa: PTH116 - takes any path-like
            raise PictureError(say("check.not-regular", path=os.fspath(path)))
        handle = os.open(path, _FLAGS)
    except FileNotFoundError as error:
        raise PictureError(say("check.no-file", path=os.fspath(path))) from error
    except (OSError, ValueError) as error:
        raise PictureError(say("check.unreadable", path=os.fspath(path), reason=_reason(error))) from error
    file = os.fdopen(handle, "rb")
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        file.close()
        raise PictureError(say("check.not-regular", path=os.fspath(path)))
    return file


def read_regular(path: str | os.PathLike[str], cap: int = MAX_BYTES) -> bytes:
    """Return the bytes of a regular file of at most ``cap`` bytes; PictureError for anything else."""
    with open_regular(path) as file:
        try:
            data = file.read(cap + 1)
        except OSError as error:
            raise PictureError(say("check.unreadable", path=os.fspath(path), reason=_reason(error))) from error
    if len(data) > cap:
        raise PictureError(say("check.file-too-big", path=os.fspath(path), cap=f"{cap / 2**20:g}"))
    return data


def digest(source: bytes | str | os.PathLike[str]) -> str:
    """Return the sha256 of bytes, or of a regular file of any size (read in pieces), as 64 hex digits."""
    if isinstance(source, bytes):
        return hashlib.sha256(source).hexdigest()
    summed = hashlib.sha256()
    with open_regular(source) as file:
        try:
            while piece := file.read(_CHUNK):
                summed.update(piece)
        except OSError as error:
            raise PictureError(say("check.unreadable", path=os.fspath(source), reason=_reason(error))) from error
    return summed.hexdigest()


def read_picture(source: bytes | Path) -> bytes:
    """Return bytes as they are, a path's bytes by ``read_regular``."""
    return source if isinstance(source, bytes) else read_regular(source)


def _reason(error: Exception) -> str:
    return error.strerror or str(error) if isinstance(error, OSError) else str(error)
