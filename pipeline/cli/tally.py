"""Counts a run's notices as they come: who is drawing since when, what is done, what it cost, how long it may take."""

from __future__ import annotations

from dataclasses import dataclass, field
from statistics import median
from time import monotonic

from pipeline.decide.events import AttemptFailed, AttemptLost, AttemptStarted, AttemptUnknown, TakeSaved
from pipeline.decide.view import BoardView, PanelState
from pipeline.plan.bibles import is_bible
from pipeline.plan.model import Plan
from pipeline.run.limits import Width
from pipeline.run.notices import CircuitOpened, Looked, Notice, Said, Waits


@dataclass(slots=True)
class Drawing:
    """A panel being drawn: since when, the how-manieth attempt of this run, and what it waits for if it waits."""

    since: float
    attempt: int
    waits_until: float | None = None
    why: str = ""


@dataclass(slots=True)
class Tally:
    """What a run's watchers show; times are ``monotonic()`` seconds."""

    plan: Plan
    board: BoardView | None = None
    drawing: dict[str, Drawing] = field(default_factory=dict)
    attempts: dict[str, int] = field(default_factory=dict)
    widths: dict[str, Width] = field(default_factory=dict)
    said: list[str] = field(default_factory=list)
    circuits: dict[str, str] = field(default_factory=dict)
    cost: float = 0.0
    _subjects: dict[str, str] = field(default_factory=dict)
    _took: list[float] = field(default_factory=list)
    _new: set[str] = field(default_factory=set)

    @property
    def total(self) -> int:
        return len(self.plan.panels)

    @property
    def done(self) -> int:
        """Panels whose keyframe counts, as far as the run has told."""
        current = {p.id for p in self.board.panels if p.by is not None and not p.slots} if self.board else set()
        return len(current | self._new)

    def see(self, notice: Notice) -> None:
        match notice:
            case Looked():
                self.board = notice.board
                self._new.clear()
            case AttemptStarted():
                self._subjects[notice.attempt] = notice.subject
                count = self.attempts[notice.subject] = self.attempts.get(notice.subject, 0) + 1
                self.drawing[notice.subject] = Drawing(monotonic(), count)
            case TakeSaved():
                self._over(notice.attempt)
                self.cost += notice.cost or 0.0
                self._took.append(notice.seconds)
                if notice.passed and not self._word(notice.subject) and not is_bible(notice.subject):
                    self._new.add(notice.subject)
            case AttemptFailed() | AttemptUnknown() | AttemptLost():
                self._over(notice.attempt)
            case Waits():
                count = self.attempts.get(notice.panel, 0)
                now = monotonic()
                self.drawing[notice.panel] = Drawing(now, count, now + notice.seconds, notice.why)
            case Width():
                self.widths[notice.profile] = notice
            case CircuitOpened():
                self.circuits[notice.profile] = notice.why
            case Said():
                self.said.append(notice.text)

    def subject(self, attempt: str) -> str:
        return self._subjects.get(attempt, "")

    def outcome(self, take: TakeSaved) -> str:
        """``drawn``, ``waiting`` (a person has the word) or ``lost``, as lines say it."""
        if not take.passed:
            return "lost"
        return "waiting" if self._word(take.subject) else "drawn"

    def fault(self, take: TakeSaved) -> str:
        """Why inspection turned a take down."""
        failed = (c for c in take.checks if c.get("gate") and c.get("result") != "pass")
        return "; ".join(str(c.get("sentence", "")) for c in failed)

    def left(self, now: float) -> float | None:
        """Seconds the rest will probably take at the present width; None before the first picture."""
        if not self._took or self.board is None:
            return None
        open_panels = sum(p.state in _OPEN and p.id not in self._new for p in self.board.subjects)
        under_way = sum(max(now - d.since, 0.0) for d in self.drawing.values())
        width = max(1, sum(w.width for w in self.widths.values()))
        usual = median(self._took)
        return max((open_panels * usual - under_way) / min(width, max(open_panels, 1)), 0.0)

    def _word(self, panel: str) -> bool:
        return self.board is not None and any(p.id == panel and p.word for p in self.board.subjects)

    def _over(self, attempt: str) -> None:
        self.drawing.pop(self._subjects.get(attempt, ""), None)


_OPEN = frozenset({PanelState.MISSING, PanelState.STALE, PanelState.DRAWING})
