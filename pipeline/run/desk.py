"""What the tasks of one run share: the state, its collaborators, and what has halted it."""

from __future__ import annotations

import math
from collections.abc import Awaitable, Mapping
from dataclasses import dataclass, field
from time import monotonic
from typing import TypeVar

import anyio

from pipeline.compose.request import problems, spec
from pipeline.decide.ending import Halts
from pipeline.decide.events import Event, FailureKind, StopWanted
from pipeline.decide.plan_step import Asked
from pipeline.decide.policy import Bounds, Send
from pipeline.decide.state import BoardState
from pipeline.decide.view import BoardView, Drafts, Facts, PanelView, view
from pipeline.plan.model import Plan
from pipeline.providers.base import Provider
from pipeline.run.attempts import Bench
from pipeline.run.ledger import JournalLedger
from pipeline.run.limits import Permits
from pipeline.run.notices import CircuitOpened, Looked, OnEvent
from pipeline.run.options import Options
from pipeline.run.prepared import Preparer
from pipeline.run.sending import wait_before
from pipeline.run.stopping import Stop, Stopping
from pipeline.store.layout import Layout

T = TypeVar("T")


@dataclass(slots=True)
class Desk:
    """One run at one board. ``told`` maps a profile's name to why it is asked no more."""

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
    stop: Stop
    run: str
    notify: OnEvent
    circuits: dict[str, str] = field(default_factory=dict)
    started: float = field(default_factory=monotonic)
    interrupted: bool = False
    over: str | None = None
    out_of_time: bool = False
    come_back: float | None = None
    kinds: set[FailureKind] = field(default_factory=set)
    _memo: Drafts = field(default_factory=Drafts)
    _waits: set[anyio.CancelScope] = field(default_factory=set)
    _news: anyio.Event = field(default_factory=anyio.Event)

    @property
    def asked(self) -> Asked:
        return Asked(self.options.only, self.options.yes)

    @property
    def bounds(self) -> Bounds:
        return Bounds(self.plan.retry.transient, self.plan.retry.unknown)

    @property
    def halts(self) -> Halts:
        return Halts(
            interrupted=self.interrupted,
            over_budget=self.over is not None,
            out_of_time=self.out_of_time,
            come_back=self.come_back,
            kinds=frozenset(self.kinds),
            no_profile=not self.open_chain,
        )

    def look(self) -> BoardView:
        """The board as it stands, with the profiles that are still asked."""
        facts = Facts(
            board=self.facts.board,
            pictures=self.facts.pictures,
            lineage=self.facts.lineage,
            chain=self.open_chain,
            accept=self.facts.accept,
            crops=self.facts.crops,
            spoiled=self.facts.spoiled,
            run=self.run,
            live=True,
        )
        board = view(self.plan, self.state, facts, self._memo)
        self.notify(Looked(board))
        return board

    @property
    def open_chain(self) -> tuple[str, ...]:
        return tuple(name for name in self.facts.chain if name not in self.circuits)

    def chain_for(self, panel: PanelView) -> tuple[str, ...]:
        """The profiles that are still asked and can serve this panel."""
        if panel.draft is None:
            return ()
        able = []
        for name in self.open_chain:
            capabilities = self.providers[name].resolved.capabilities
            wanted = spec(self.plan, panel.panel, panel.draft.refs, capabilities)
            if not problems(wanted, capabilities):
                able.append(name)
        return tuple(able)

    def open_circuit(self, profile: str, why: str) -> None:
        if profile not in self.circuits:
            self.circuits[profile] = why
            self.notify(CircuitOpened(profile, why))

    def hear(self, event: Event) -> None:
        """A decision of another process: fold it, and look at the board again."""
        self.state.apply(event)
        self.notify(event)
        if isinstance(event, StopWanted) and event.run == self.run:
            self.interrupted = True
            self.halt()
        self.news()

    def halt(self) -> None:
        """Start nothing more and end every wait; answers in flight are awaited."""
        self.stop.request()
        for scope in self._waits:
            scope.cancel()
        self.news()

    def news(self) -> None:
        """Something happened that may let other work start."""
        self._news.set()

    async def until_news(self) -> None:
        await self._news.wait()
        self._news = anyio.Event()

    async def unless_stopped(self, waiting: Awaitable[T]) -> T:
        """Await something that may take long and is free to give up; Stopping where the run is to stop."""
        if self.stop.requested:
            raise Stopping
        with anyio.CancelScope() as scope:
            self._waits.add(scope)
            try:
                return await waiting
            finally:
                self._waits.discard(scope)
        raise Stopping

    def wait_before(self, step: Send) -> float:
        """Seconds before ``step`` may be sent: its back-off with jitter, never under what the service asked."""
        return wait_before(step, self.providers[step.profile].resolved.limits.backoff)

    @property
    def too_late(self) -> bool:
        """Whether a request that leaves now would probably not be answered in the time that this run has."""
        if self.options.seconds is None:
            return False
        left = self.options.seconds - (monotonic() - self.started)
        return left < self._usual_seconds()

    def _usual_seconds(self) -> float:
        """How long nine of ten pictures took on this board; 0 where none was drawn yet."""
        took = sorted(a.take.seconds for a in self.state.attempts.values() if a.take is not None)
        return took[math.ceil(len(took) * 0.9) - 1] if took else 0.0
