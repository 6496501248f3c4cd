"""What the tasks of one run share: the state, its collaborators, and what has halted it."""

from __future__ import annotations

import math
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass, field, replace
from time import monotonic
from typing import Any, Final, TypeVar

import anyio

from pipeline.compose.look import Source
from pipeline.compose.request import problems
from pipeline.decide.ending import Halts
from pipeline.decide.events import Event, FailureKind, StopWanted
from pipeline.decide.plan_step import Asked, Gate
from pipeline.decide.policy import Bounds, Send
from pipeline.decide.state import BoardState
from pipeline.decide.view import BoardView, Drafts, Facts, PanelView, view
from pipeline.errors import StoryboardError
from pipeline.messages import say
from pipeline.plan.model import Plan
from pipeline.providers.base import Provider
from pipeline.run.attempts import Bench, Job
from pipeline.run.ledger import JournalLedger
from pipeline.run.limits import Permits, Shut, Slot
from pipeline.run.notices import Arrived, CircuitOpened, Looked, OnEvent, Said
from pipeline.run.options import Options
from pipeline.run.prepared import Preparer
from pipeline.run.sending import wait_before
from pipeline.run.stopping import Stopping
from pipeline.store.layout import Layout

T = TypeVar("T")

FIRST_GUESS: Final = 60.0
"""Seconds that a picture is expected to take where this board has none yet; at most half of the time there is."""


@dataclass(slots=True)
class Desk:
    """One run at one board.

    ``circuits`` maps a profile's name to why it is asked no more, ``named`` to the seconds that it asked for;
    ``come_back`` is the time that a panel was given up with. ``gate`` is the sheet's, ``first`` the bibles that it
    waits for.
    """

    plan: Plan
    layout: Layout
    state: BoardState
    facts: Facts
    ledger: JournalLedger
    bench: Bench
    preparer: Preparer
    providers: Mapping[str, Provider]
    permits: Mapping[str, Permits]
    options: Options
    run: str
    notify: OnEvent
    circuits: dict[str, str] = field(default_factory=dict)
    started: float = field(default_factory=monotonic)
    interrupted: bool = False
    over: str | None = None
    out_of_time: bool = False
    come_back: float | None = None
    named: dict[str, float] = field(default_factory=dict)
    kinds: set[FailureKind] = field(default_factory=set)
    trouble: StoryboardError | None = None
    gate: Gate | None = None
    first: frozenset[str] = frozenset()
    _memo: Drafts = field(default_factory=Drafts)
    _halted: bool = False
    _waits: dict[anyio.CancelScope, str] = field(default_factory=dict)
    _news: anyio.Event = field(default_factory=anyio.Event)
    _said: set[str] = field(default_factory=set)

    @property
    def asked(self) -> Asked:
        return Asked(self.options.only, self.options.yes, self.gate, self.options.sheet_only, self.first)

    def use_crops(self, crops: Mapping[str, Source]) -> None:
        """The verified crops are composition references from here on."""
        self.facts = replace(self.facts, crops=crops)
        self._memo = Drafts()

    @property
    def bounds(self) -> Bounds:
        return Bounds(self.plan.retry.transient, self.plan.retry.unknown, self.plan.redo)

    @property
    def halts(self) -> Halts:
        return Halts(
            interrupted=self.interrupted,
            over_budget=self.over is not None,
            out_of_time=self.out_of_time,
            come_back=self.come_back if self.open_chain else min(self.named.values(), default=self.come_back),
            kinds=frozenset(self.kinds),
            no_profile=not self.open_chain,
        )

    @property
    def halted(self) -> bool:
        """Whether nothing more is to be started."""
        return self._halted

    def look(self) -> BoardView:
        """The board as it stands, with the profiles that are still asked."""
        board = view(self.plan, self.state, replace(self.facts, chain=self.open_chain, run=self.run), self._memo)
        self.notify(Looked(board))
        return board

    @property
    def open_chain(self) -> tuple[str, ...]:
        return tuple(name for name in self.facts.chain if name not in self.circuits)

    def chain_for(self, panel: PanelView) -> tuple[str, ...]:
        """The profiles that are still asked and can serve this panel."""
        if panel.order is None:
            return ()
        able = []
        for name in self.open_chain:
            capabilities = self.providers[name].resolved.capabilities
            if not problems(panel.order.commission.spec(capabilities), capabilities):
                able.append(name)
        return tuple(able)

    def arrival(self, job: Job, slot: Slot | None) -> Callable[[], None]:
        """What is done when a picture's answer is on disk: whoever waits for the place may have it."""

        def arrived() -> None:
            self.notify(Arrived(job.started.attempt))
            if slot is not None:
                slot.arrived()

        return arrived

    def say_once(self, text: str) -> None:
        """Tell people a sentence, the first time in this run."""
        if text not in self._said:
            self._said.add(text)
            self.notify(Said(text))

    # ── what ends waits ───────────────────────────────────────────────────────────────────────────────

    def open_circuit(self, profile: str, why: str) -> None:
        """Ask ``profile`` no more in this run; who waits for it goes on at once."""
        if profile not in self.circuits:
            self.circuits[profile] = why
            self.notify(CircuitOpened(profile, why))
            self._end_waits(profile)

    def shut(self, profile: str, shut: Shut) -> None:
        """The service named a time that is not waited for."""
        self.named[profile] = shut.seconds
        self.open_circuit(profile, shut.why)

    def hear(self, event: Event) -> None:
        """A decision of another process: fold it, and look at the board again."""
        self.state.apply(event)
        self.notify(event)
        if isinstance(event, StopWanted) and event.run == self.run:
            self.say_once(say("run.stop-asked"))
            self.interrupt()
        self.news()

    def interrupt(self) -> None:
        """Somebody wants the run to stop."""
        self.interrupted = True
        self.halt()

    def fail(self, error: StoryboardError) -> None:
        """The board can't be written or read any more: end as soon as the answers in flight are on some disk."""
        self.trouble = self.trouble or error
        self.halt()

    def halt(self) -> None:
        """Start nothing more and end every wait; answers in flight are awaited."""
        self._halted = True
        self._end_waits(None)
        self.news()

    def _end_waits(self, profile: str | None) -> None:
        for scope, waits_for in self._waits.items():
            if profile in (None, waits_for):
                scope.cancel()

    def news(self) -> None:
        """Something happened that may let other work start."""
        self._news.set()

    async def until_news(self) -> None:
        await self._news.wait()
        self._news = anyio.Event()

    async def unless_halted(self, waiting: Coroutine[Any, Any, T], profile: str = "") -> T | None:
        """Await something that is free to give up; None where ``profile``'s circuit opened meanwhile.

        Raises Stopping where the run is to start nothing more.
        """
        with anyio.CancelScope() as scope:
            self._waits[scope] = profile
            try:
                if self._halted or profile in self.circuits:
                    scope.cancel()
                return await waiting
            finally:
                del self._waits[scope]
        if self._halted:
            raise Stopping
        return None

    async def sleep(self, seconds: float, profile: str = "") -> None:
        """Wait, at most until ``profile``'s circuit opens; raises Stopping like ``unless_halted``."""
        await self.unless_halted(anyio.sleep(seconds), profile)

    # ── time ──────────────────────────────────────────────────────────────────────────────────────────

    def wait_before(self, step: Send) -> float:
        """Seconds before ``step`` may be sent: its back-off with jitter, never under what the service asked."""
        return wait_before(step, self.providers[step.profile].resolved.limits.backoff)

    def too_late(self, seconds: float = 0.0) -> bool:
        """Whether a request that leaves in ``seconds`` would probably not be answered in this run's time."""
        if self.options.seconds is None:
            return False
        left = self.options.seconds - (monotonic() - self.started) - seconds
        late = left < self.usual_seconds()
        self.out_of_time = self.out_of_time or late
        return late

    def usual_seconds(self) -> float:
        """How long nine of ten pictures took on this board; a guess where none was drawn yet."""
        took = sorted(a.take.seconds for a in self.state.attempts.values() if a.take is not None and a.take.seconds)
        return took[math.ceil(len(took) * 0.9) - 1] if took else min(FIRST_GUESS, (self.options.seconds or 0.0) / 2)
