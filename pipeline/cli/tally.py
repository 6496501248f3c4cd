"""Counts a run's notices as they come: who is drawing since when, what is done, what it cost, how long it may take."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from statistics import median
from time import monotonic
from typing import Final

from pipeline.decide.events import AttemptFailed, AttemptLost, AttemptStarted, AttemptUnknown, TakeSaved
from pipeline.decide.state import Attempt
from pipeline.decide.view import BoardView, PanelState
from pipeline.plan.model import Plan
from pipeline.run.limits import Width
from pipeline.run.notices import Arrived, CircuitOpened, Looked, Notice, Said, Waits

_OPEN: Final = frozenset({PanelState.MISSING, PanelState.STALE, PanelState.DRAWING})
_FAILED: Final = frozenset({PanelState.FAILED, PanelState.UNKNOWN})


@dataclass(frozen=True, slots=True)
class Drawing:
    """A picture being drawn: for which panel, at whom, since when, the how-manieth request of this run for it.

    ``arrived``: its answer is here and is being looked at, so that nothing is under way at the service.
    """

    panel: str
    profile: str
    since: float
    number: int
    arrived: bool = False


@dataclass(frozen=True, slots=True)
class Waiting:
    """A panel that is sent again later: until when it waits, and why."""

    until: float
    why: str


@dataclass(frozen=True, slots=True)
class Fall:
    """A profile is asked by fewer at once than before, and why."""

    before: int
    width: int
    why: str


@dataclass(slots=True)
class Tally:
    """What a run's watchers show; times are ``monotonic()`` seconds."""

    plan: Plan
    board: BoardView | None = None
    drawing: dict[str, Drawing] = field(default_factory=dict)
    waiting: dict[str, Waiting] = field(default_factory=dict)
    sent: dict[str, int] = field(default_factory=dict)
    took: dict[str, float] = field(default_factory=dict)
    widths: dict[str, Width] = field(default_factory=dict)
    falls: dict[str, Fall] = field(default_factory=dict)
    said: list[str] = field(default_factory=list)
    circuits: dict[str, str] = field(default_factory=dict)
    cost: float = 0.0
    unpriced: bool = False
    _subjects: dict[str, str] = field(default_factory=dict)
    _new: set[str] = field(default_factory=set)
    _told: set[str] = field(default_factory=set)

    @property
    def total(self) -> int:
        return len(self.plan.panels)

    @property
    def done(self) -> int:
        """Panels whose keyframe counts, as far as the run has told."""
        current = {p.id for p in self.board.panels if p.by is not None and not p.slots} if self.board else set()
        return len(current | self._new & {p.id for p in self.plan.panels})

    @property
    def spent(self) -> float | None:
        """USD of this run's pictures; None where pictures came and the price of none is known."""
        return None if self.unpriced and not self.cost else self.cost

    def see(self, notice: Notice) -> None:
        match notice:
            case Looked():
                self.board = notice.board
                self._new.clear()
            case AttemptStarted(attempt=attempt, subject=panel):
                self._subjects[attempt] = panel
                self.sent[panel] = self.sent.get(panel, 0) + 1
                self.waiting.pop(panel, None)
                self.drawing[attempt] = Drawing(panel, notice.profile, monotonic(), self.sent[panel])
            case Arrived(attempt=attempt) if attempt in self.drawing:
                self.drawing[attempt] = replace(self.drawing[attempt], arrived=True)
            case TakeSaved():
                self._saved(notice)
            case AttemptFailed() | AttemptUnknown() | AttemptLost():
                self.drawing.pop(notice.attempt, None)
            case Waits():
                self.waiting[notice.panel] = Waiting(monotonic() + notice.seconds, notice.why)
            case Width():
                self._wide(notice)
            case CircuitOpened():
                self.circuits[notice.profile] = notice.why
            case Said():
                self.said.append(notice.text)

    def under_way(self, profile: str) -> int:
        """How many requests are under way at a profile."""
        return sum(d.profile == profile and not d.arrived for d in tuple(self.drawing.values()))

    def busy(self, panel: str) -> Drawing | None:
        """The panel's request that is under way longest."""
        return next((d for d in tuple(self.drawing.values()) if d.panel == panel), None)

    def subject(self, attempt: str) -> str:
        return self._subjects.get(attempt, "")

    def given_up(self) -> Iterable[tuple[str, Attempt]]:
        """Panels that this run gave up since the last call, each with the attempt that failed last."""
        for panel in self.board.subjects if self.board else ():
            failed = panel.failed
            if panel.state in _FAILED and failed is not None and failed.started.attempt not in self._told:
                self._told.add(failed.started.attempt)
                if failed.started.attempt in self._subjects:
                    yield panel.id, failed

    def outcome(self, take: TakeSaved) -> str:
        """``drawn``, ``waiting`` (a person has the word) or ``lost``, as lines say it."""
        if not take.passed:
            return "lost"
        return "waiting" if self._word(take.subject) else "drawn"

    def left(self, now: float) -> float | None:
        """Seconds the rest will probably take at the present width; None before the first picture."""
        if not self.took or self.board is None:
            return None
        open_panels = sum(p.state in _OPEN and p.id not in self._new for p in self.board.subjects)
        under_way = sum(max(now - d.since, 0.0) for d in tuple(self.drawing.values()))
        width = max(1, sum(w.width for w in tuple(self.widths.values())))
        usual = median(tuple(self.took.values()))
        return max((open_panels * usual - under_way) / min(width, max(open_panels, 1)), 0.0)

    def _saved(self, take: TakeSaved) -> None:
        self.drawing.pop(take.attempt, None)
        self.cost += take.cost or 0.0
        self.unpriced = self.unpriced or take.cost is None
        self.took[take.subject] = take.seconds
        if take.passed and not self._word(take.subject):
            self._new.add(take.subject)

    def _wide(self, width: Width) -> None:
        before = self.widths.get(width.profile)
        self.widths[width.profile] = width
        if before is not None and width.width < before.width:
            self.falls[width.profile] = Fall(before.width, width.width, width.fell)
        elif (fall := self.falls.get(width.profile)) and width.width >= fall.before:
            del self.falls[width.profile]

    def _word(self, panel: str) -> bool:
        return self.board is not None and any(p.id == panel and p.word for p in self.board.subjects)
