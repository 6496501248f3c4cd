"""The state of a board: a fold over its events; which moves of an attempt are legal is a table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from pipeline.decide.events import (
    Accepted,
    AnchorChosen,
    AttemptFailed,
    AttemptLost,
    AttemptStarted,
    AttemptUnknown,
    BoardOpened,
    Event,
    KeyframeSet,
    Noted,
    Pinned,
    Rejected,
    RetryWanted,
    RunEnded,
    RunInterrupted,
    RunStarted,
    SheetCut,
    SheetRefused,
    StopWanted,
    TakeAdopted,
    TakeSaved,
    TaskAccepted,
    Unpinned,
)
from pipeline.images.picture import Role
from pipeline.images.size import Size


class Status(StrEnum):
    """Where an attempt stands; the last four are its endings, as counted in reports."""

    SENT = "sent"
    PENDING = "pending"
    KEPT = "kept"
    LOST = "lost"
    FAILED = "failed"
    UNKNOWN = "unknown"


KEPT: Final = "TakeSaved that passed"
SPOILT: Final = "TakeSaved that did not pass"

TRANSITIONS: Final[Mapping[tuple[Status | None, type[Any] | str], Status]] = {
    (None, AttemptStarted): Status.SENT,
    (Status.SENT, TaskAccepted): Status.PENDING,
    (Status.SENT, AttemptFailed): Status.FAILED,
    (Status.SENT, AttemptUnknown): Status.UNKNOWN,
    (Status.SENT, AttemptLost): Status.LOST,
    (Status.SENT, KEPT): Status.KEPT,
    (Status.SENT, SPOILT): Status.LOST,
    (Status.PENDING, AttemptFailed): Status.FAILED,
    (Status.PENDING, AttemptUnknown): Status.UNKNOWN,
    (Status.PENDING, AttemptLost): Status.LOST,
    (Status.PENDING, KEPT): Status.KEPT,
    (Status.PENDING, SPOILT): Status.LOST,
    # A late picture of an attempt believed dead is paid for: it is taken in.
    (Status.UNKNOWN, KEPT): Status.KEPT,
    (Status.UNKNOWN, SPOILT): Status.LOST,
}

_DECISIVE: Final = frozenset({Role.ANCHOR, Role.IDENTITY, Role.OUTFIT, Role.PLACE, Role.PROP})
"""The roles of pictures that stand for many panels: another one makes all of these stale."""

OPEN: Final = frozenset({Status.SENT, Status.PENDING})


class IllegalMove(Exception):  # noqa: N818 - a bug or a forged journal, never a user's mistake
    """An event that can't follow from where its attempt stands."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One paid request and what became of it."""

    started: AttemptStarted
    status: Status
    order: int
    task: str | None = None
    ending: AttemptFailed | AttemptUnknown | AttemptLost | None = None
    take: TakeSaved | None = None


@dataclass(frozen=True, slots=True)
class Take:
    """One picture on the board; ``order`` grows with every take, ``asked`` is what it was drawn for."""

    sha256: str
    file: str
    subject: str
    number: int
    inputs: str
    passed: bool
    origin: str  # drawn, hand or file
    order: int
    format: str
    size: Size
    asked: Mapping[str, Any]
    attempt: str | None = None
    want: str | None = None
    reason: str = ""

    def name_for(self, panel: str) -> int | str:
        """Its number where it serves its folder's panel, else ``P07/1``."""
        return self.number if self.subject == panel else f"{self.subject}/{self.number}"


@dataclass(frozen=True, slots=True)
class Want:
    """A wish for new takes; ``rank`` orders it among all decisions."""

    wanted: RetryWanted
    rank: int


@dataclass(frozen=True, slots=True)
class Yes:
    """A person's word for a take: for which panel, and its place among all decisions."""

    subject: str
    rank: int


@dataclass(slots=True)
class BoardState:
    """Everything the events say; read it, and let only ``apply`` change it.

    ``accepted`` and ``wants`` carry ranks: the order of people's decisions among themselves, so that a decision
    folds to the same state before or after any event of the run.
    """

    plan: str | None = None
    lineage: str | None = None
    attempts: dict[str, Attempt] = field(default_factory=dict)
    takes: dict[str, Take] = field(default_factory=dict)  # by file
    accepted: dict[tuple[str, str], Yes] = field(default_factory=dict)  # by (sha256, inputs)
    drawn_against: set[str] = field(default_factory=set)  # sha256 of every anchor and bible that a take was drawn with
    rejected: dict[str, int] = field(default_factory=dict)  # sha256 → rank
    pinned: dict[str, str] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)
    wants: dict[str, Want] = field(default_factory=dict)
    wants_for: dict[str, tuple[Want, ...]] = field(default_factory=dict)  # by inputs
    keyframes: dict[str, KeyframeSet] = field(default_factory=dict)
    counted: dict[str, list[str]] = field(default_factory=dict)  # panel → sha256 of its keyframes, oldest first
    servers: dict[str, tuple[str, ...]] = field(default_factory=dict)  # sha256 → panels it served, the last one last
    were_set: set[tuple[str, str]] = field(default_factory=set)  # (sha256, inputs)
    anchor: AnchorChosen | None = None
    cuts: dict[str, SheetCut] = field(default_factory=dict)  # by what they hold for
    refusals: dict[str, SheetRefused] = field(default_factory=dict)
    runs: dict[str, RunStarted] = field(default_factory=dict)
    open_runs: set[str] = field(default_factory=set)
    last_end: RunEnded | None = None
    stops: set[str] = field(default_factory=set)
    decisions: int = 0
    by_inputs: dict[str, list[str]] = field(default_factory=dict)  # inputs → attempt ids, oldest first

    def apply(self, event: Event) -> None:
        """Fold one event in; IllegalMove where an attempt can't make that move."""
        match event:
            case AttemptStarted():
                self._move(event.attempt, AttemptStarted)
                self.attempts[event.attempt] = Attempt(event, Status.SENT, len(self.attempts))
                self.by_inputs.setdefault(event.inputs, []).append(event.attempt)
                self.lineage = self.lineage or event.lineage
            case TaskAccepted():
                old = self.attempts.get(event.attempt)
                status = self._move(event.attempt, TaskAccepted)
                self._replace(old, status=status, task=event.task)
            case AttemptFailed() | AttemptUnknown() | AttemptLost():
                old = self.attempts.get(event.attempt)
                status = self._move(event.attempt, type(event))
                self._replace(old, status=status, ending=event)
            case TakeSaved():
                self._save(event)
            case TakeAdopted():
                self._adopt(event)
            case KeyframeSet():
                self.keyframes[event.panel] = event
                self.counted.setdefault(event.panel, []).append(event.take)
                served = self.servers.get(event.take, ())
                self.servers[event.take] = (*(panel for panel in served if panel != event.panel), event.panel)
                if not event.pinned:
                    self.were_set.add((event.take, event.inputs))
            case AnchorChosen():
                self.anchor = event
            case SheetCut():
                self.cuts[event.sheet] = event
                self.refusals.pop(event.sheet, None)
            case SheetRefused():
                self.refusals[event.sheet] = event
            case BoardOpened():
                self.plan = event.plan
            case RunStarted():
                self.runs[event.run] = event
                self.open_runs.add(event.run)
            case RunEnded():
                self.open_runs.discard(event.run)
                self.last_end = event
            case RunInterrupted():
                self.open_runs.discard(event.run)
                self.last_end = None
            case _:
                self._decide(event)

    def _decide(self, event: Event) -> None:
        self.decisions += 1
        match event:
            case Accepted():
                self.accepted[event.take, event.inputs] = Yes(event.subject, self.decisions)
                self.rejected.pop(event.take, None)
            case Rejected():
                self.rejected[event.take] = self.decisions
                for key in [k for k in self.accepted if k[0] == event.take]:
                    del self.accepted[key]
                if self.pinned.get(event.subject) == event.take:
                    del self.pinned[event.subject]
            case Pinned():
                self.pinned[event.subject] = event.take
            case Unpinned():
                self.pinned.pop(event.subject, None)
            case Noted():
                self.notes[event.subject] = event.note
            case RetryWanted():
                self._want(event)
            case StopWanted():
                self.stops.add(event.run)

    def _want(self, event: RetryWanted) -> None:
        want = Want(event, self.decisions)
        self.wants[event.want] = want
        self.wants_for[event.inputs] = (*self.wants_for.get(event.inputs, ()), want)

    def _move(self, attempt: str, move: type[Any] | str) -> Status:
        old = self.attempts.get(attempt)
        status = TRANSITIONS.get((old.status if old else None, move))
        if status is None:
            name = move if isinstance(move, str) else move.__name__
            raise IllegalMove(f"{name} can't follow {old.status if old else 'nothing'} of attempt {attempt}")
        return status

    def _replace(self, old: Attempt | None, **changes: Any) -> None:
        if old is not None:
            values = {"started": old.started, "order": old.order, "task": old.task, "status": old.status, **changes}
            self.attempts[old.started.attempt] = Attempt(**values)

    def _save(self, event: TakeSaved) -> None:
        old = self.attempts.get(event.attempt)
        status = self._move(event.attempt, KEPT if event.passed else SPOILT)
        self._replace(old, status=status, take=event)
        started = self.attempts[event.attempt].started
        references = started.asked.get("references", ())
        self.drawn_against |= {ref["sha256"] for ref in references if ref["role"] in _DECISIVE}
        self.takes[event.file] = Take(
            sha256=event.sha256,
            file=event.file,
            subject=event.subject,
            number=event.number,
            inputs=event.inputs,
            passed=event.passed,
            origin="drawn",
            order=len(self.takes),
            format=event.format,
            size=Size(event.width, event.height),
            asked=started.asked,
            attempt=event.attempt,
            want=started.want,
            reason=started.reason,
        )

    def _adopt(self, event: TakeAdopted) -> None:
        self.takes[event.file] = Take(
            sha256=event.sha256,
            file=event.file,
            subject=event.subject,
            number=event.number,
            inputs=event.inputs,
            passed=True,
            origin=event.origin,
            order=len(self.takes),
            format=event.format,
            size=Size(event.width, event.height),
            asked=event.asked,
        )


def fold(events: Iterable[Event], state: BoardState | None = None) -> BoardState:
    """The state after ``events``; IllegalMove where one can't follow."""
    state = state or BoardState()
    for event in events:
        state.apply(event)
    return state


def in_flight(state: BoardState) -> tuple[Attempt, ...]:
    """Attempts whose outcome is open: of a live run they are under way, of a dead one they must be settled."""
    return tuple(a for a in state.attempts.values() if a.status in OPEN)
