"""Shows a run while it goes: a live board on a terminal, one line per finished panel and a heartbeat elsewhere."""

from __future__ import annotations

import sys
import threading
from contextlib import suppress
from dataclasses import dataclass, field
from time import monotonic
from types import TracebackType
from typing import Final, Protocol, Self

from pipeline.assemble.work import Work
from pipeline.cli.console import Console
from pipeline.cli.live import LiveBoard
from pipeline.cli.tally import Tally
from pipeline.decide.events import AttemptFailed, AttemptLost, AttemptUnknown, TakeSaved
from pipeline.messages import say
from pipeline.report.lines import finished, heartbeat
from pipeline.report.text import clean, duration
from pipeline.run.limits import Width
from pipeline.run.notices import CircuitOpened, Notice, Said, Waits

BEAT: Final = 60.0


class Watcher(Protocol):
    """Watches one run, for a ``with`` block."""

    def see(self, notice: Notice) -> None:
        """Take one notice; called in the run's loop, so it returns at once."""

    def stopping(self) -> None:
        """The first signal came."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


def watcher_for(work: Work, console: Console, *, quiet: bool, verbose: bool) -> Watcher:
    """The live board on a terminal, lines elsewhere, nothing but warnings when quiet."""
    tally = Tally(work.plan)
    if quiet:
        return Lines(console, tally, silent=True)
    if sys.stderr.isatty() and not verbose:
        return LiveBoard(tally)
    return Lines(console, tally, verbose=verbose)


@dataclass(slots=True)
class Lines:
    """One line per finished panel on stderr, and a heartbeat a minute from a thread of its own."""

    console: Console
    tally: Tally
    silent: bool = False
    verbose: bool = False
    _started: float = field(default_factory=monotonic)
    _over: threading.Event = field(default_factory=threading.Event)
    _beats: threading.Thread | None = None
    _widths: dict[str, int] = field(default_factory=dict)

    def __enter__(self) -> Self:
        if not self.silent:
            self._beats = threading.Thread(target=self._beat, name="heartbeat", daemon=True)
            self._beats.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        if self._beats is not None:
            self._beats.join()

    def stopping(self) -> None:
        self.console.aside([say("cli.stopping")])

    def see(self, notice: Notice) -> None:
        self.tally.see(notice)
        line = self._line(notice)
        if line and (not self.silent or isinstance(notice, Said | CircuitOpened)):
            self.console.aside([line])

    def _line(self, notice: Notice) -> str:
        tally = self.tally
        match notice:
            case TakeSaved():
                return finished(
                    notice.subject,
                    tally.outcome(notice),
                    done=tally.done,
                    total=tally.total,
                    size=f"{notice.width}x{notice.height}",
                    seconds=notice.seconds,
                    cost=notice.cost,
                    priced=bool(notice.cost),
                    message="" if notice.passed else tally.fault(notice),
                )
            case AttemptFailed() | AttemptUnknown() | AttemptLost():
                outcome = "unknown" if isinstance(notice, AttemptUnknown) else "failed"
                subject = tally.subject(notice.attempt)
                return finished(
                    subject, outcome, done=tally.done, total=tally.total, priced=False, message=notice.message
                )
            case CircuitOpened():
                return say("cli.circuit", profile=notice.profile, why=clean(notice.why))
            case Said():
                return clean(notice.text)
            case Waits() if self.verbose:
                return say("cli.waits", panel=notice.panel, seconds=duration(notice.seconds), why=notice.why)
            case Width() if notice.width < self._widths.get(notice.profile, 0):
                self._widths[notice.profile] = notice.width
                return say("cli.width-fell", profile=notice.profile, width=notice.width, why=clean(notice.fell))
            case Width():
                self._widths[notice.profile] = notice.width
        return ""

    def _beat(self) -> None:
        while not self._over.wait(BEAT):
            tally = self.tally
            with suppress(RuntimeError):  # the tally changes under us; the next beat will do
                self.console.aside(
                    [
                        heartbeat(
                            done=tally.done,
                            total=tally.total,
                            drawing=len(tally.drawing),
                            elapsed=monotonic() - self._started,
                            cost=tally.cost,
                            left=tally.left(monotonic()),
                        )
                    ]
                )
