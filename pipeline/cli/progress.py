"""Shows a run while it goes: a live board on a terminal, one line per finished panel and a heartbeat elsewhere."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from time import monotonic
from types import TracebackType
from typing import Final, Protocol, Self

from pipeline.assemble.work import Work
from pipeline.cli.console import Console
from pipeline.cli.manner import Manner
from pipeline.cli.table import loaded
from pipeline.cli.tally import Fall, Tally
from pipeline.decide.events import AttemptFailed, AttemptLost, AttemptStarted, AttemptUnknown, TakeSaved
from pipeline.decide.state import Attempt, Status
from pipeline.messages import say
from pipeline.plan.bibles import called
from pipeline.report.build import fault
from pipeline.report.lines import finished, heartbeat
from pipeline.report.text import clean, duration
from pipeline.run.limits import Width
from pipeline.run.notices import CircuitOpened, Looked, Notice, Said, Waits

BEAT: Final = 60.0
"""Seconds between signs of life."""


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


def watcher_for(work: Work, console: Console, manner: Manner) -> Watcher:
    """The live board on a terminal that can move its cursor, lines elsewhere and where each is wanted."""
    tally = Tally(work.plan)
    if manner is Manner.PLAIN and sys.stderr.isatty() and os.environ.get("TERM") != "dumb":
        live: Watcher = loaded("live").LiveBoard(tally)  # only a terminal needs what draws on it
        return live
    return Lines(console, tally, manner)


@dataclass(slots=True)
class Lines:
    """One line per finished panel on stderr, and a heartbeat a minute from a thread of its own.

    Quiet it prints nothing; verbose every request, every answer and every wait.
    """

    console: Console
    tally: Tally
    manner: Manner = Manner.PLAIN
    beat: float = BEAT
    _started: float = field(default_factory=monotonic)
    _over: threading.Event = field(default_factory=threading.Event)
    _beats: threading.Thread | None = None
    _falls: dict[str, Fall] = field(default_factory=dict)

    def __enter__(self) -> Self:
        if self.manner is not Manner.QUIET:
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
        if self.manner is not Manner.QUIET:
            self.console.aside([say("cli.stopping")])

    def see(self, notice: Notice) -> None:
        self.tally.see(notice)
        if self.manner is Manner.QUIET:
            return
        lines = list(self._lines(notice))
        if self.manner is Manner.VERBOSE:
            lines += self._details(notice)
        self.console.aside(lines)

    def _lines(self, notice: Notice) -> Iterator[str]:
        """What everybody is told: pictures that came, panels given up, sentences."""
        match notice:
            case TakeSaved(passed=True):
                yield self._drawn(notice)
            case Looked():
                for panel, attempt in self.tally.given_up():
                    yield self._given_up(panel, attempt)
            case CircuitOpened():
                yield say("cli.circuit", profile=notice.profile, why=clean(notice.why))
            case Said():
                yield clean(notice.text)
            case Width(profile=profile):
                fall = self.tally.falls.get(profile)
                if fall is not None and fall is not self._falls.get(profile):
                    self._falls[profile] = fall
                    yield say("cli.width-fell", profile=profile, width=fall.width, why=clean(fall.why))
            case _:
                pass

    def _details(self, notice: Notice) -> Iterator[str]:
        tally = self.tally
        match notice:
            case AttemptStarted(subject=panel):
                number = tally.sent[panel]
                yield say(
                    "cli.asks", panel=clean(called(panel)), profile=notice.profile, size=notice.size, number=number
                )
            case AttemptFailed() | AttemptUnknown() | AttemptLost():
                word = {AttemptFailed: "failed", AttemptUnknown: "unknown", AttemptLost: "lost"}[type(notice)]
                outcome = say(f"report.outcome-{word}")
                panel = clean(called(tally.subject(notice.attempt)))
                yield say("cli.answered", panel=panel, outcome=outcome, message=clean(notice.message))
            case TakeSaved(passed=False):
                yield say("cli.turned-down", panel=clean(called(notice.subject)))
            case Waits():
                span = duration(notice.seconds)
                yield say("cli.waits", panel=clean(called(notice.panel)), seconds=span, why=notice.why)
            case _:
                pass

    def _drawn(self, take: TakeSaved) -> str:
        return finished(
            take.subject,
            self.tally.outcome(take),
            done=self.tally.done,
            total=self.tally.total,
            size=f"{take.width}x{take.height}",
            seconds=take.seconds,
            cost=take.cost,
            priced=bool(take.cost),
        )

    def _given_up(self, panel: str, attempt: Attempt) -> str:
        why = fault(attempt)
        word = {Status.UNKNOWN: "unknown", Status.LOST: "lost"}.get(attempt.status, "failed")
        return finished(
            panel,
            word,
            done=self.tally.done,
            total=self.tally.total,
            priced=False,
            message=f"{why.kind}: {why.message}" if why else "",
        )

    def _beat(self) -> None:
        while not self._over.wait(self.beat):
            tally = self.tally
            with suppress(RuntimeError):  # the tally changes under us; the next beat will do
                self.console.aside(
                    [
                        heartbeat(
                            done=tally.done,
                            total=tally.total,
                            drawing=len(tally.drawing),
                            elapsed=monotonic() - self._started,
                            cost=tally.spent,
                            left=tally.left(monotonic()),
                        )
                    ]
                )
