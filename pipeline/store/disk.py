"""How bytes reach the disk: whole or not at all, synced, and with disk trouble said as a DiskError."""

from __future__ import annotations

import errno
import os
import secrets
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from time import sleep
from typing import Final

from pipeline.errors import DiskError
from pipeline.messages import say

_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_READ_ONLY: Final = frozenset({errno.EROFS, errno.EACCES, errno.EPERM})
_TEMPORARY: Final = ".tmp"
_MIB: Final = 1024 * 1024
ROOM: Final = 64 * _MIB
"""Bytes a board wants free before a run sends anything: a few pictures and their answers."""


def disk_error(path: Path, error: OSError) -> DiskError:
    """Return ``error`` as the sentence a person can act on."""
    reason = error.strerror or type(error).__name__
    if error.errno in _FULL:
        return DiskError(say("board.disk-full", path=path, reason=reason))
    if error.errno in _READ_ONLY:
        return DiskError(say("board.disk-read-only", path=path, reason=reason))
    return DiskError(say("board.disk-failing", path=path, reason=reason))


@contextmanager
def on_disk(path: Path) -> Iterator[None]:
    """Translate an OSError inside into DiskError about ``path``."""
    try:
        yield
    except OSError as error:
        raise disk_error(path, error) from error


def sync_folder(folder: Path) -> None:
    """Make names created in ``folder`` durable, where the system knows how (Windows has no such call)."""
    if sys.platform == "win32":
        return
    fd = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(fd)
    except OSError as error:
        # Some network and FUSE file systems refuse to sync a folder; there is nothing better to do there.
        if error.errno not in {errno.EINVAL, errno.ENOTSUP}:
            raise
    finally:
        os.close(fd)


def make_folder(folder: Path, *, private: bool = False) -> None:
    """Create ``folder`` and what is missing above it, durably; ``private``: its owner's only. Raises DiskError."""
    if folder.is_dir():
        return
    if folder.exists() and not folder.is_dir():  # asked again: another process may just have made it
        raise DiskError(say("board.no-folder", path=folder))
    make_folder(folder.parent)
    with on_disk(folder):
        folder.mkdir(mode=0o700 if private else 0o777, exist_ok=True)
        sync_folder(folder.parent)


def write_temporary(folder: Path, name: str, data: bytes) -> Path:
    """Write ``data`` synced under a passing name in ``folder``, to be renamed; raises OSError, leaving nothing."""
    path = folder / f".{name}.{secrets.token_hex(4)}{_TEMPORARY}"
    try:
        with path.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    except OSError:
        with suppress(OSError):
            path.unlink(missing_ok=True)
        raise
    return path


def replace(source: Path, target: Path) -> None:
    """Rename over ``target``; on Windows retried while a viewer or a virus scanner holds it open."""
    attempts = 40 if sys.platform == "win32" else 1
    for attempt in range(attempts):
        try:
            source.replace(target)
        except PermissionError:
            if attempt == attempts - 1:
                raise
            sleep(0.05)
        else:
            return


def write_whole(path: Path, data: bytes) -> None:
    """Make ``path`` hold ``data``, durably; a reader sees the old bytes or the new ones. Raises DiskError."""
    make_folder(path.parent)
    with on_disk(path):
        temporary = write_temporary(path.parent, path.name, data)
        try:
            replace(temporary, path)
        except OSError:
            temporary.unlink(missing_ok=True)
            raise
        sync_folder(path.parent)


def sweep_temporaries(*folders: Path) -> None:
    """Remove the unfinished files that a killed process left in ``folders`` and below; call it under the run lock."""
    for folder in folders:
        for path in folder.rglob(f".*{_TEMPORARY}"):
            with suppress(OSError):
                path.unlink()


def check_room(folder: Path, need: int = ROOM) -> None:
    """Raise DiskError unless ``need`` bytes are free where ``folder`` is: said before money is spent."""
    there = next(p for p in (folder, *folder.absolute().parents) if p.exists())
    free = shutil.disk_usage(there).free
    if free < need:
        raise DiskError(say("board.disk-no-room", path=folder, free=free // _MIB, need=need // _MIB))
