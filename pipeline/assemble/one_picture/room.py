"""Where one call keeps what it must not lose: a folder of its own in the user's cache, locked while the call lives."""

from __future__ import annotations

import json
import secrets
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import anyio.to_thread

from pipeline.errors import BoardError, DiskError
from pipeline.images.request import ImageRequest
from pipeline.providers.base import Provider
from pipeline.store.disk import make_folder, write_whole
from pipeline.store.layout import Layout
from pipeline.store.locks import run_lock
from pipeline.store.spool import remove

BESIDE: Final = ".gpt-image2"
"""The folder beside an output that takes a call where the user's cache can't be written."""
_NOTE: Final = "call.json"
_LITTER: Final = timedelta(days=1)
"""After so long a folder without a note is no call that is just beginning."""


@dataclass(frozen=True, slots=True)
class Sent:
    """The attempt that a call has under way."""

    attempt: str
    profile: str
    model: str
    lineage: str
    origin: str
    size: str
    quality: str
    format: str
    task: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    """What a later start must know of a call: which file it was for, and which request (a digest, no words)."""

    at: str
    output: str
    n: int
    aspect: str
    request: str
    sent: Sent | None = None


class CallRoom:
    """The folder of one call; ``run.single.Room`` for it."""

    def __init__(self, root: Path, note: Note) -> None:
        self._layout, self._note = Layout(root), note

    @property
    def layout(self) -> Layout:
        return self._layout

    async def sends(self, attempt: str, provider: Provider, request: ImageRequest) -> None:
        resolved = provider.resolved
        await self._write(
            Sent(
                attempt,
                resolved.name,
                request.model or resolved.model,
                resolved.lineage,
                resolved.origin,
                str(request.size or ""),
                request.quality,
                request.format,
            )
        )

    async def took(self, task: str) -> None:
        sent = self._note.sent
        if sent is not None:
            await self._write(Sent(**{**_values(sent), "task": task}))

    async def settled(self) -> None:
        attempt = self._note.sent.attempt if self._note.sent else None
        await self._write(None)
        if attempt:
            await anyio.to_thread.run_sync(drop, self._layout, attempt)

    async def _write(self, sent: Sent | None) -> None:
        note = self._note
        self._note = Note(note.at, note.output, note.n, note.aspect, note.request, sent)
        await anyio.to_thread.run_sync(_save, self._layout, self._note)

    @property
    def empty(self) -> bool:
        """Whether nothing is left for a later start."""
        return self._note.sent is None


def drop(layout: Layout, attempt: str) -> None:
    """Remove an attempt's answer and its downloads from the spool."""
    names = {attempt, *(path.name.split(".")[0] for path in layout.spool.glob(f"{attempt}-url*"))}
    for name in names:
        remove(layout, name)


@contextmanager
def call_room(folders: Sequence[Path], note: Note) -> Iterator[CallRoom]:
    """Open a folder for a call in the first of ``folders`` that takes one; removed at the end unless needed later."""
    root = _made(folders)
    room = CallRoom(root, note)
    with run_lock(room.layout, "gpt-image2"):
        _save(room.layout, note)
        yield room
    if room.empty:
        _remove(root)


@contextmanager
def abandoned(root: Path) -> Iterator[tuple[Layout, Note] | None]:
    """Hold the folder of a call that died with something under way; None where there is none or it lives."""
    layout = Layout(root)
    if not (root / _NOTE).exists():
        _sweep(root)
        yield None
        return
    with ExitStack() as stack:
        try:
            stack.enter_context(run_lock(layout, "gpt-image2", patience=0.0))
        except BoardError:  # a living call holds it
            yield None
            return
        note = _note(root)
        yield (layout, note) if note and note.sent else None
        left = _note(root)
    if left is None or left.sent is None:
        _remove(root)


def forget(layout: Layout, note: Note) -> None:
    """Say that nothing of a call is left to be done."""
    if note.sent is not None:
        drop(layout, note.sent.attempt)
    _save(layout, Note(note.at, note.output, note.n, note.aspect, note.request))


def rooms(folders: Sequence[Path]) -> tuple[Path, ...]:
    """The folders of all calls, oldest first."""
    found: list[tuple[float, Path]] = []
    for folder in folders:
        with suppress(OSError):
            found += [(path.stat().st_mtime, path) for path in folder.iterdir() if path.is_dir()]
    return tuple(path for _, path in sorted(found))


def _made(folders: Sequence[Path]) -> Path:
    trouble: DiskError | None = None
    for folder in folders:
        root = folder / f"{datetime.now(UTC):%Y%m%d-%H%M%S}-{secrets.token_hex(4)}"
        try:
            make_folder(folder, private=True)
            make_folder(root, private=True)
        except DiskError as error:
            trouble = trouble or error
        else:
            return root
    raise trouble or DiskError(str(folders))


def _save(layout: Layout, note: Note) -> None:
    values = {**_values(note), "sent": _values(note.sent) if note.sent else None}
    write_whole(layout.root / _NOTE, json.dumps({"schema": 1, **values}, ensure_ascii=False).encode())


def _note(root: Path) -> Note | None:
    try:
        values = json.loads((root / _NOTE).read_bytes())
        sent = values.pop("sent")
        del values["schema"]
        return Note(**values, sent=Sent(**sent) if sent else None)
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _values(value: Note | Sent) -> Mapping[str, Any]:
    return {name: getattr(value, name) for name in value.__slots__ if name != "sent"}


def _sweep(root: Path) -> None:
    """Remove what a call left that died before it had written anything."""
    with suppress(OSError):
        if datetime.now(UTC) - datetime.fromtimestamp(root.stat().st_mtime, UTC) > _LITTER:
            _remove(root)


def _remove(root: Path) -> None:
    shutil.rmtree(root, ignore_errors=True)
    if root.parent.name == BESIDE:
        with suppress(OSError):  # others may have theirs in it
            root.parent.rmdir()
