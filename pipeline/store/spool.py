"""Answers on their way to the disk: each is kept as it arrives, so that a killed run loses nothing that was paid."""

from __future__ import annotations

import hashlib
import json
import os
import stat
import sys
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from io import FileIO
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

import anyio

from pipeline.errors import DiskError
from pipeline.messages import say
from pipeline.store.disk import make_folder, replace, sync_folder, write_whole
from pipeline.store.layout import Layout

CHUNK: Final = 256 * 1024
"""Bytes held in memory before they go to the file."""


@dataclass(frozen=True, slots=True)
class Spooled:
    """An answer on disk. ``head`` is what came before the body (status, headers, whatever the caller gave).

    ``complete`` says whether all of it arrived; a cut one tells that an answer began: its outcome is unknown.
    """

    attempt: str
    head: Mapping[str, Any]
    body: Path
    complete: bool

    def read(self) -> bytes:
        """The body's bytes; raises OSError."""
        return self.body.read_bytes()


class SpoolWriter:
    """Writes one answer: ``begin``, ``write`` as bytes arrive, ``finish``; a context manager that closes the file.

    It never raises for the disk's sake: an answer that is paid for must go on arriving.

    While it arrives the body is ``<attempt>.part``; ``finish`` syncs it and renames it to ``<attempt>.body``: the
    name is the end mark. Where the board's disk takes no more, everything moves to a folder of this user in the
    system's temporary folder, ``trouble`` says where, and ``pending`` looks there too. Where nothing takes it,
    ``finish`` returns None and ``trouble`` says that the answer is lost.
    """

    def __init__(self, layout: Layout, attempt: str) -> None:
        self.attempt = attempt
        self.trouble: str | None = None
        self._folders = [layout.spool, elsewhere(layout)]
        self._folder = layout.spool
        self._layout = layout
        self._head: Mapping[str, Any] = {}
        self._written_head = b"{}"
        self._file: FileIO | None = None
        self._held = bytearray()
        self._arrived = 0
        self._lost = False

    async def begin(self, head: Mapping[str, Any]) -> None:
        """Keep ``head`` (JSON values) durably; the answer has begun."""
        self._head = dict(head)
        self._written_head = json.dumps(self._head, ensure_ascii=False).encode("utf-8", errors="replace")
        await anyio.to_thread.run_sync(self._move_on, None)

    async def write(self, data: bytes) -> None:
        """Add bytes of the body."""
        if self._lost:
            return
        self._held += data
        if len(self._held) >= CHUNK:
            await anyio.to_thread.run_sync(self._drain)

    async def finish(self) -> Spooled | None:
        """Mark the answer complete, durably; None where no disk took it."""
        return await anyio.to_thread.run_sync(self._finish)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        # Nothing is awaited: an answer may be cut because its task was cancelled. What arrived stays.
        self._drain()
        self._close_quietly()

    def _finish(self) -> Spooled | None:
        while True:
            self._drain()
            if self._lost or self._file is None:
                return None
            try:
                os.fsync(self._file.fileno())
                self._close_quietly()
                whole = self._path("body")
                replace(self._path("part"), whole)
            except OSError as error:
                self._move_on(error)
                continue
            with suppress(OSError):  # the bytes are safe; only after a power cut could the old name come back
                sync_folder(self._folder)
            return Spooled(self.attempt, self._head, whole, complete=True)

    def _drain(self) -> None:
        while self._held and not self._lost:
            if self._file is None:
                return
            try:
                taken = self._file.write(self._held) or 0
            except OSError as error:
                self._move_on(error)
                continue
            self._arrived += taken
            del self._held[:taken]

    def _move_on(self, error: OSError | None) -> None:
        """Open the next folder that takes the answer and bring along what the last one had of it."""
        reason = error.strerror if error else ""
        arrived = b""
        if error is not None:
            kept = self._take_back()
            arrived = kept or b""
            self._folders = self._folders if kept is not None else []
            self._wipe()
        while self._folders:
            self._folder = self._folders.pop(0)
            try:
                _claim(self._folder, private=self._folder != self._layout.spool)
                write_whole(self._path("head.json"), self._written_head)
                self._file = self._path("part").open("wb", buffering=0)
                _write_all(self._file, arrived)
            except (OSError, DiskError) as trouble:
                reason = reason or str(trouble)
                self._wipe()
                continue
            if self._folder != self._layout.spool:
                self.trouble = say("board.spool-elsewhere", reason=reason, path=self._folder)
            return
        self._lost = True
        self.trouble = say("board.spool-nowhere", reason=reason)

    def _take_back(self) -> bytes | None:
        """What the file took of the body (the rest is still held); None where it can't be had again."""
        self._close_quietly()
        try:
            with self._path("part").open("rb") as file:
                arrived = file.read(self._arrived)
        except OSError:
            return None
        return arrived if len(arrived) == self._arrived else None

    def _wipe(self) -> None:
        """Leave nothing in a folder that is given up: half an answer there would look like a cut one."""
        self._close_quietly()
        for suffix in ("part", "head.json"):
            with suppress(OSError):
                self._path(suffix).unlink()

    def _close_quietly(self) -> None:
        if self._file is not None:
            with suppress(OSError):
                self._file.close()
        self._file = None

    def _path(self, suffix: str) -> Path:
        return self._layout.of_attempt(self._folder, self.attempt, suffix)


def pending(layout: Layout) -> tuple[Spooled, ...]:
    """What a dead run left, by attempt: answers that were never recorded. Call it under the run lock."""
    found = {}
    for folder in (layout.spool, elsewhere(layout)):
        if not folder.is_dir() or (folder != layout.spool and not _ours(folder)):
            continue
        for note in sorted(folder.glob("*.head.json")):
            attempt = note.name.removesuffix(".head.json")
            found[attempt] = _spooled(folder, attempt, note)
    return tuple(found.values())


def holds_answers(layout: Layout) -> bool:
    """Whether there may be an answer that was never recorded; a reader's cheap question."""
    return any(folder.is_dir() and any(folder.iterdir()) for folder in (layout.spool, elsewhere(layout)))


def remove(layout: Layout, attempt: str) -> None:
    """Drop the answer of ``attempt`` once its event is durable; silent where there is none."""
    for folder in (layout.spool, elsewhere(layout)):
        for suffix in ("body", "part", "head.json"):
            with suppress(OSError):
                layout.of_attempt(folder, attempt, suffix).unlink(missing_ok=True)


def elsewhere(layout: Layout) -> Path:
    """Where this board's answers go when its own disk takes no more: the same folder for the same board path."""
    name = hashlib.sha256(os.fsencode(layout.root.resolve())).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"run-storyboard-spool-{_user()}-{name}"


def _spooled(folder: Path, attempt: str, note: Path) -> Spooled:
    whole = folder / f"{attempt}.body"
    complete = whole.exists()
    try:
        head = json.loads(note.read_bytes())
    except (OSError, ValueError):
        head = {}
    return Spooled(attempt, head, whole if complete else folder / f"{attempt}.part", complete)


def _claim(folder: Path, *, private: bool) -> None:
    """Make ``folder``; in a place that others can write to, refuse one that somebody else has laid out for us."""
    if not private:
        make_folder(folder.parent, private=True)
        make_folder(folder)
        return
    folder.mkdir(mode=0o700, exist_ok=True)
    if not _ours(folder):
        raise PermissionError(13, "it belongs to somebody else", str(folder))


def _ours(folder: Path) -> bool:
    facts = folder.lstat()
    if not stat.S_ISDIR(facts.st_mode):
        return False
    return sys.platform == "win32" or (facts.st_uid == os.getuid() and not facts.st_mode & 0o077)


def _user() -> str:
    return "me" if sys.platform == "win32" else str(os.getuid())


def _write_all(file: FileIO, data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[file.write(rest) or 0 :]
