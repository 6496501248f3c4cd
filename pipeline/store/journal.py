"""The journal as a run uses it: recorded in memory at once, on disk by one thread that syncs many lines together."""

from __future__ import annotations

import asyncio
import os
import threading
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Final, Self

import anyio

from pipeline.decide.events import Event
from pipeline.errors import BoardError, DiskError
from pipeline.messages import say
from pipeline.store.append import append, catch_up, utc_now
from pipeline.store.codec import Recorded, body
from pipeline.store.disk import make_folder, on_disk, sync_folder
from pipeline.store.layout import Layout
from pipeline.store.locks import journal_lock
from pipeline.store.tail import Tail, mend

POLL: Final = 0.2
"""Seconds between looks at the journal for the decisions of other processes."""


@dataclass(frozen=True, slots=True)
class Ticket:
    """Stands for a recorded event until it is on disk: the ``number``-th that this journal object recorded."""

    number: int


@dataclass(frozen=True, slots=True)
class _Waiter:
    number: int
    loop: asyncio.AbstractEventLoop
    future: asyncio.Future[None]

    def resolve(self, failure: BoardError | None) -> None:
        # The loop may have been closed, and the waiter cancelled, in the meantime.
        with suppress(RuntimeError):
            self.loop.call_soon_threadsafe(self._settle, failure)

    def _settle(self, failure: BoardError | None) -> None:
        if self.future.done():
            return
        if failure is None:
            self.future.set_result(None)
        else:
            self.future.set_exception(_again(failure))


def replay(layout: Layout) -> tuple[Recorded, ...]:
    """Everything that has happened on the board, oldest first; empty where there is none.

    Takes no lock and writes nothing: a last line still being written is left out. Raises BoardError.
    """
    return Tail(layout.journal).read()


def replay_each(layout: Layout) -> Iterator[Recorded]:
    """``replay``, read only as far as it is asked for."""
    return Tail(layout.journal).each()


class Journal:
    """The board's journal, open for one run; use it as a context manager, or ``close`` it.

    ``record`` is synchronous and only in memory; ``await durable(ticket)`` where an event must be on disk first:
    before a request leaves, after a take is saved, before a decision is confirmed. The first trouble with the
    disk is kept: it is raised by every later ``record``, ``durable`` and ``flush``, and the lines that are not
    on disk are tried once more by ``close``, which raises DiskError if they are lost.
    """

    def __init__(self, layout: Layout, tail: Tail, events: tuple[Recorded, ...], torn: Path | None) -> None:
        self.layout = layout
        self.events = events
        """What had happened when it was opened, oldest first."""
        self.torn = torn
        """Where a torn last line was put, if there was one."""
        self.syncs = 0
        """How often lines were synced to disk."""
        self._tail = tail
        self._now: Callable[[], datetime] = utc_now
        self._io = threading.Lock()
        self._state = threading.Condition()
        self._queue: deque[bytes] = deque()
        self._recorded = 0
        self._written = 0
        self._failure: BoardError | None = None
        self._closing = False
        self._waiters: list[_Waiter] = []
        self._foreign: deque[Recorded] = deque()
        self._thread: threading.Thread | None = None

    @classmethod
    def open(cls, layout: Layout, *, now: Callable[[], datetime] = utc_now) -> Self:
        """Open the board's journal for writing, creating the board where there is none; blocks on the disk.

        A torn last line is cut off and kept. Raises BoardError where a line is broken or newer, DiskError.
        """
        make_folder(layout.root)
        with journal_lock(layout):
            if not layout.journal.exists():
                with on_disk(layout.journal):
                    layout.journal.touch()
                    sync_folder(layout.root)
            tail = Tail(layout.journal)
            found = tail.read()
            mended, torn = mend(layout, tail)
        journal = cls(layout, tail, found + mended, torn)
        journal._now = now
        return journal

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def record(self, event: Event) -> Ticket:
        """Queue ``event`` for the disk. Raises TypeError or ValueError for values no journal can hold, DiskError."""
        prepared = body(event, self._now())
        with self._state:
            if self._failure is not None:
                raise _again(self._failure)
            if self._closing:
                raise BoardError(say("board.journal-closed", path=self.layout.journal))
            if self._thread is None:
                self._thread = threading.Thread(target=self._write_until_closed, name="journal", daemon=True)
                self._thread.start()
            self._queue.append(prepared)
            self._recorded += 1
            self._state.notify_all()
            return Ticket(self._recorded)

    async def durable(self, ticket: Ticket) -> None:
        """Return once the event is on disk; raises DiskError (or what else kept the line from being written)."""
        loop = asyncio.get_running_loop()
        with self._state:
            if ticket.number <= self._written:
                return
            if self._failure is not None:
                raise _again(self._failure)
            waiter = _Waiter(ticket.number, loop, loop.create_future())
            self._waiters.append(waiter)
        await waiter.future

    def flush(self) -> None:
        """Block until everything recorded is on disk; raises like ``durable``."""
        with self._state:
            self._state.wait_for(lambda: self._written == self._recorded or self._failure is not None)
            if self._failure is not None:
                raise _again(self._failure)

    async def watch(self) -> AsyncIterator[Recorded]:
        """Yield what other processes append, in the journal's order, for as long as it is asked.

        Raises BoardError where such a line can't be read: the run must stop, for it no longer knows the board.
        """
        while True:
            while self._foreign:
                yield self._foreign.popleft()
            await anyio.sleep(POLL)
            if _size(self.layout.journal) != self._tail.offset:
                await anyio.to_thread.run_sync(self._look)

    def heard(self) -> tuple[Recorded, ...]:
        """What other processes appended that ``watch`` has not yielded yet, without waiting; blocks on the disk."""
        self._look()
        found = tuple(self._foreign)
        self._foreign.clear()
        return found

    def close(self) -> None:
        """Write what is queued and end the thread; raises DiskError if lines are left that no disk took."""
        with self._state:
            self._closing = True
            self._state.notify_all()
            thread = self._thread
        if thread is not None:
            thread.join()
        if self._queue:
            with suppress(BoardError):
                self._write(list(self._queue))
        if self._queue:
            reason = self._failure or ""
            raise DiskError(
                say("board.journal-unwritten", count=len(self._queue), path=self.layout.journal, reason=reason)
            )

    def _look(self) -> None:
        with self._io, journal_lock(self.layout):
            self._foreign.extend(catch_up(self.layout, self._tail))

    def _write_until_closed(self) -> None:
        while True:
            with self._state:
                self._state.wait_for(lambda: self._queue or self._closing)
                batch = list(self._queue)
            if not batch:
                return
            try:
                self._write(batch)
            except BoardError as error:
                self._fail(error)
                return
            except BaseException as error:
                self._fail(BoardError(repr(error)))  # a bug: whoever waits must not wait for ever
                raise

    def _write(self, batch: list[bytes]) -> None:
        with self._io:
            self._foreign.extend(append(self.layout, self._tail, batch))
            self.syncs += 1
        with self._state:
            for _ in batch:
                self._queue.popleft()
            self._written += len(batch)
            ready = [w for w in self._waiters if w.number <= self._written]
            self._waiters = [w for w in self._waiters if w.number > self._written]
            self._state.notify_all()
        for waiter in ready:
            waiter.resolve(None)

    def _fail(self, error: BoardError) -> None:
        with self._state:
            self._failure = error
            waiters, self._waiters = self._waiters, []
            self._state.notify_all()
        for waiter in waiters:
            waiter.resolve(error)


def _again(failure: BoardError) -> BoardError:
    """The same error as a fresh object: several tasks raise it, each with a trace of its own."""
    return type(failure)(*failure.args)


def _size(path: Path) -> int:
    try:
        return os.stat(path).st_size  # noqa: PTH116 - several times a second, on a path we made
    except OSError:
        return 0
