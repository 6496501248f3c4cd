"""Where delivered pictures are kept: every take whole, under a number of its own, never overwritten."""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Protocol, Self

import anyio

from pipeline.decide.events import TakeAdopted, TakeSaved
from pipeline.messages import say
from pipeline.store.disk import make_folder, on_disk, replace, sync_folder, write_temporary, write_whole
from pipeline.store.layout import Layout
from pipeline.store.locks import journal_lock


@dataclass(frozen=True, slots=True)
class Key:
    """What a picture is kept under: the digest of what was asked, and the attempt it answers.

    ``extension`` is of the format the bytes really have. A picture that nobody sent for (an edited keyframe,
    ``accept --file``) has an attempt id made from its bytes: see ``by_hand``.
    """

    inputs: str
    attempt: str
    subject: str
    extension: str

    @classmethod
    def by_hand(cls, inputs: str, subject: str, extension: str, data: bytes) -> Self:
        """The key of a picture that was not bought; the same bytes for the same subject are one take."""
        return cls(inputs, f"hand-{digest(subject.encode() + b'/' + data)[:24]}", subject, extension)

    def __str__(self) -> str:
        return f"{self.inputs}/{self.attempt}"


@dataclass(frozen=True, slots=True)
class Stored:
    """A picture that is safely kept: ``file`` is board-relative, ``length`` in bytes."""

    file: str
    number: int
    sha256: str
    length: int


class Store(Protocol):
    """Keeps pictures for ever; a folder is the first one, an object store may be the second."""

    async def put_if_absent(self, key: Key, data: bytes) -> Stored:
        """Keep ``data`` durably; the same key a second time gives what was kept first. Raises DiskError."""

    async def get(self, key: Key) -> bytes:
        """The bytes kept under ``key``; raises KeyError where there are none."""

    async def exists(self, key: Key) -> bool:
        """Whether something is kept under ``key``."""


class FolderStore:
    """The takes of one board. Give it every take event so far: numbers once given are not given again."""

    def __init__(self, layout: Layout, events: Iterable[TakeSaved | TakeAdopted] = ()) -> None:
        self.layout = layout
        self._files: dict[str, Stored] = {}
        self._numbers: dict[str, int] = {}
        for event in events:
            self._count(event.file, event.number)
            if isinstance(event, TakeSaved):
                self._files[event.attempt] = Stored(event.file, event.number, event.sha256, event.length)

    async def put_if_absent(self, key: Key, data: bytes) -> Stored:
        return await anyio.to_thread.run_sync(self.save, key, data)

    async def get(self, key: Key) -> bytes:
        stored = self.find(key.attempt)
        if stored is None:
            raise KeyError(str(key))
        return await anyio.to_thread.run_sync(self.layout.path(stored.file).read_bytes)

    async def exists(self, key: Key) -> bool:
        return self.find(key.attempt) is not None

    def find(self, attempt: str) -> Stored | None:
        """What is kept of ``attempt``, be it in the journal or only saved when a run was killed."""
        if attempt in self._files:
            return self._files[attempt]
        promised = self._promise(attempt)
        return promised if promised is not None and self.layout.path(promised.file).exists() else None

    def save(self, key: Key, data: bytes) -> Stored:
        """``put_if_absent``, blocking.

        The number and the file name are promised on disk (``.work/saved``) before the picture gets that name, so
        that a run killed before it could write the event finds the picture again instead of keeping it twice.
        """
        found = self.find(key.attempt)
        if found is not None and found.sha256 == digest(data):
            return found
        folder = self.layout.take_folder(key.subject)
        make_folder(folder)
        with on_disk(folder):
            temporary = write_temporary(folder, key.attempt, data)
        try:
            with journal_lock(self.layout):
                return self._name(key, data, temporary)
        finally:
            temporary.unlink(missing_ok=True)

    def forget(self, attempt: str) -> None:
        """Drop the promise once the take's event is durable."""
        self._promise_file(attempt).unlink(missing_ok=True)

    def _name(self, key: Key, data: bytes, temporary: Path) -> Stored:
        stored = self._promise(key.attempt)
        number = self._next(key.subject)
        if stored is None or stored.sha256 != digest(data) or stored.number < number:
            file = self.layout.file(self.layout.take(key.subject, number, key.extension))
            stored = Stored(file, number, digest(data), len(data))
            promise = {"file": stored.file, "number": number, "sha256": stored.sha256, "length": stored.length}
            write_whole(self._promise_file(key.attempt), json.dumps(promise).encode())
        target = self.layout.path(stored.file)
        with on_disk(target):
            if sys.platform != "win32":
                temporary.chmod(0o444)  # there it would only get in the way of deleting the board
            replace(temporary, target)
            sync_folder(target.parent)
        self._count(stored.file, stored.number)
        self._files[key.attempt] = stored
        return stored

    def _next(self, subject: str) -> int:
        folder = self.layout.take_folder(subject)
        present = (int(p.stem) for p in folder.iterdir() if p.stem.isdecimal())
        return 1 + max((*present, self._numbers.get(self.layout.file(folder), 0)))

    def _count(self, file: str, number: int) -> None:
        folder = PurePosixPath(file).parent.as_posix()
        self._numbers[folder] = max(number, self._numbers.get(folder, 0))

    def _promise_file(self, attempt: str) -> Path:
        return self.layout.of_attempt(self.layout.saved, attempt, "json")

    def _promise(self, attempt: str) -> Stored | None:
        try:
            note = json.loads(self._promise_file(attempt).read_bytes())
            return Stored(str(note["file"]), int(note["number"]), str(note["sha256"]), int(note["length"]))
        except (OSError, ValueError, KeyError, TypeError):
            return None


def digest(data: bytes) -> str:
    """The sha256 of ``data`` in hex, by which a take is known."""
    return hashlib.sha256(data).hexdigest()


@dataclass(frozen=True, slots=True)
class Spoiled:
    """A take whose bytes are not the journal's; ``text`` says so to a person."""

    file: str
    sha256: str
    text: str


def spoiled(event: TakeSaved | TakeAdopted, actual: str | None) -> Spoiled | None:
    """Compare a take with the sha256 its file has (None where there is no file)."""
    if actual == event.sha256:
        return None
    what = "board.take-missing" if actual is None else "board.take-changed"
    return Spoiled(event.file, event.sha256, say(what, file=event.file))
