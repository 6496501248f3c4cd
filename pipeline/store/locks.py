"""The board's two locks: the run lock, whose holder alone sends and writes derived files, and the journal lock.

Both are locks of the operating system: a killed process never leaves a board stuck. A third file, ``alive``,
is locked by a run for its whole life and by nobody else but a reader's probe: so asking whether a run is going
never gets in the way of one that is starting (docs/decisions/0006-locks.md).
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic
from typing import Final

from filelock import FileLock, Timeout

from pipeline.errors import BoardBusy, BoardError
from pipeline.messages import say
from pipeline.store.disk import disk_error, make_folder, write_whole
from pipeline.store.layout import Layout

DECISION_PATIENCE: Final = 5.0
"""Seconds to wait for a decision that holds the run lock; a run that holds it is not waited for."""
JOURNAL_PATIENCE: Final = 30.0
"""Seconds to wait for the journal lock, which is held for one append."""
_POLL: Final = 0.01


@dataclass(frozen=True, slots=True)
class Holder:
    """Who runs the board: ``pid`` 0 and an empty ``command`` where it could not be read."""

    pid: int
    command: str
    started: datetime | None


@contextmanager
def run_lock(layout: Layout, command: str, *, patience: float = DECISION_PATIENCE) -> Iterator[None]:
    """Hold the board for a run. Raises BoardBusy at once where another run has it, after ``patience`` s else.

    Blocks; an asynchronous caller enters it in a thread.
    """
    with _locked(layout, "run", patience, stop=lambda: is_running(layout) is not None):
        note = layout.locks / "run.json"
        started = datetime.now(UTC).isoformat(timespec="seconds")
        write_whole(note, json.dumps({"pid": os.getpid(), "command": command, "started": started}).encode())
        try:
            # Only a reader's probe can be in the way here, for microseconds.
            with _locked(layout, "alive", JOURNAL_PATIENCE):
                yield
        finally:
            with suppress(OSError):
                note.unlink(missing_ok=True)


@contextmanager
def derive_lock(layout: Layout, *, patience: float = DECISION_PATIENCE) -> Iterator[bool]:
    """Hold the board for writing derived files after a decision; False where a run has it and will write them."""
    with _try_locked(layout, "run", patience, stop=lambda: is_running(layout) is not None) as held:
        yield held


@contextmanager
def journal_lock(layout: Layout, *, patience: float = JOURNAL_PATIENCE) -> Iterator[None]:
    """Hold the journal for one append, or for giving a take its number. Raises BoardBusy after ``patience`` s."""
    with _try_locked(layout, "journal", patience) as held:
        if not held:
            raise BoardBusy(say("board.busy-journal", board=layout.root, seconds=f"{patience:g}"))
        yield


def is_running(layout: Layout) -> Holder | None:
    """Who runs the board at this moment, or None; creates nothing and disturbs nobody."""
    alive = _lock_file(layout, "alive")
    if not alive.exists():
        return None
    lock = FileLock(alive, thread_local=False)
    try:
        lock.acquire(blocking=False)
    except Timeout:
        return _holder(layout)
    except OSError:
        return None  # a board that may only be read: no run of ours can be on it
    lock.release()
    return None


def _holder(layout: Layout) -> Holder:
    try:
        note = json.loads((layout.locks / "run.json").read_bytes())
        return Holder(int(note["pid"]), str(note["command"]), datetime.fromisoformat(note["started"]))
    except (OSError, ValueError, KeyError, TypeError):
        return Holder(0, "", None)


def _busy(layout: Layout) -> BoardBusy:
    holder = is_running(layout)
    if holder is None or holder.started is None:
        return BoardBusy(say("board.busy-unknown", board=layout.root))
    since = holder.started.astimezone().strftime("%H:%M:%S")
    return BoardBusy(say("board.busy", board=layout.root, pid=holder.pid, since=since, command=holder.command))


@contextmanager
def _locked(layout: Layout, name: str, patience: float, stop: Callable[[], bool] = lambda: False) -> Iterator[None]:
    with _try_locked(layout, name, patience, stop) as held:
        if not held:
            raise _busy(layout)
        yield


@contextmanager
def _try_locked(layout: Layout, name: str, patience: float, stop: Callable[[], bool] = lambda: False) -> Iterator[bool]:
    """Yield whether the lock was had within ``patience`` s; given up at once when ``stop`` says so."""
    make_folder(layout.work, private=True)
    make_folder(layout.locks)
    path = _lock_file(layout, name)
    lock = FileLock(path, thread_local=False)
    held = _acquire(lock, path, patience, stop)
    try:
        yield held
    finally:
        if held:
            lock.release()


def _acquire(lock: FileLock, path: Path, patience: float, stop: Callable[[], bool]) -> bool:
    deadline = monotonic() + patience
    slice_ = 0.0
    while True:
        try:
            lock.acquire(timeout=slice_, poll_interval=_POLL)
        except Timeout:  # an OSError itself
            if stop() or monotonic() >= deadline:
                return False
            slice_ = min(0.2, patience)  # seconds between looks at who holds it
        except OSError as error:
            raise disk_error(path, error) from error
        except NotImplementedError as error:
            raise BoardError(str(error)) from error
        else:
            return True


def _lock_file(layout: Layout, name: str) -> Path:
    return layout.locks / f"{name}.lock"
