"""One append to the journal: under its lock, behind whatever others wrote, all of it or nothing."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from pipeline.decide.events import Event
from pipeline.errors import BoardError
from pipeline.messages import say
from pipeline.store.codec import Recorded, body, decode, line
from pipeline.store.disk import disk_error
from pipeline.store.layout import Layout
from pipeline.store.locks import journal_lock
from pipeline.store.tail import Tail, mend

_BINARY: Final = getattr(os, "O_BINARY", 0)


def utc_now() -> datetime:
    return datetime.now(UTC)


def append(layout: Layout, tail: Tail, bodies: Sequence[bytes]) -> tuple[Recorded, ...]:
    """Append ``bodies`` as the next lines and sync them; return what others had written since ``tail``.

    Raises DiskError with nothing of it in the journal, BoardBusy, or BoardError about others' lines.
    """
    with journal_lock(layout):
        foreign = catch_up(layout, tail)
        data = b"".join(line(tail.seq + n, prepared) for n, prepared in enumerate(bodies, 1))
        _write(tail.path, data)
        tail.passed(len(data), len(bodies))
    return foreign


def catch_up(layout: Layout, tail: Tail) -> tuple[Recorded, ...]:
    """Read what others wrote since and mend the end; hold the journal lock."""
    found = tail.read()
    mended, _ = mend(layout, tail)
    return found + mended


def append_decision(layout: Layout, *events: Event, now: Callable[[], datetime] = utc_now) -> tuple[Recorded, ...]:
    """Append ``events`` durably from any process, while a run is going or not; return them as recorded.

    Raises BoardError where there is no board, or its journal can't be read whole: then nothing is written.
    """
    if not layout.journal.exists():
        raise BoardError(say("board.no-board", path=layout.root))
    bodies = [body(event, now()) for event in events]
    tail = Tail(layout.journal)
    append(layout, tail, bodies)
    first = tail.seq - len(bodies) + 1
    return tuple(decode(line(n, prepared), str(layout.journal)) for n, prepared in enumerate(bodies, first))


def _write(path: Path, data: bytes) -> None:
    """Add ``data`` to the end of ``path`` and sync it; on any trouble the file is cut back to what it was."""
    try:
        fd = os.open(path, os.O_WRONLY | os.O_APPEND | _BINARY)
    except OSError as error:
        raise disk_error(path, error) from error
    try:
        before = os.fstat(fd).st_size
        try:
            _write_all(fd, data)
            os.fsync(fd)
        except OSError as error:
            with suppress(OSError):
                os.ftruncate(fd, before)
            raise disk_error(path, error) from error
    finally:
        os.close(fd)


def _write_all(fd: int, data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(fd, rest) :]
