"""What a run, or a look at a board, reports: the values behind ``--json``, the closing lines and the library."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from pipeline.errors import Problem
from pipeline.report.clips import Clip, clips_of
from pipeline.report.costs import Calls, Costs
from pipeline.report.frames import Frame, frame_json
from pipeline.report.outliers import Consistency

SCHEMA: Final = 1
"""Of the ``--json`` object; a later number may mean other things, added keys don't change it."""

TakeName = int | str
"""A take's number in its panel's folder, or ``P07/1`` where it serves another panel than its folder's."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Why there is no picture: ``kind`` is one of docs/json.md's error kinds."""

    kind: str
    message: str

    def to_json(self) -> dict[str, str]:
        return {"kind": self.kind, "message": self.message}


@dataclass(frozen=True, slots=True)
class PanelReport:
    """One panel, or one drawn bible, whose ``id`` is that of whom or what it shows (``lin``, ``lin.coat``).

    ``candidates`` wait for a choice, ``candidate`` is the newest of them. ``keyframe`` is board-relative (POSIX),
    sizes are pixels, ``sha256`` is the keyframe's. ``accepted`` says who did: own, person, inspection, judge, hand.
    ``asked`` is the size that was asked for. ``attempts`` counts the requests made for it in the board's life. ``why``
    says in sentences why a run would draw it or what it waits for, ``changed`` which kinds of inputs of a stale panel
    are not those of its keyframe (``compose.changes``). ``judge`` is a judge's word: ``{"result", "reason"}``.
    ``since`` is when (UTC) the request left that it is being drawn by. ``frame`` is what a video model is given of it,
    where the plan names one as its target. ``motion``, ``lines``, ``seconds``, ``clip`` and the rest of
    ``pass_through`` never reached an image prompt.
    """

    id: str
    state: str
    accepted: str | None = None
    pinned: bool = False
    keyframe: str | None = None
    candidate: TakeName | None = None
    candidates: tuple[TakeName, ...] = ()
    take: TakeName | None = None
    asked: str | None = None
    width: int | None = None
    height: int | None = None
    sha256: str | None = None
    provider: str | None = None
    attempts: int = 0
    error: Fault | None = None
    judge: Mapping[str, str] | None = None
    why: tuple[str, ...] = ()
    since: datetime | None = None
    changed: tuple[str, ...] = ()
    frame: Frame | None = None
    action: str = ""
    ends: str | None = None
    pass_through: Mapping[str, Any] = field(default_factory=dict)

    @property
    def clip(self) -> str | None:
        return self.pass_through.get("clip")

    @property
    def seconds(self) -> float | None:
        return self.pass_through.get("seconds")

    @property
    def motion(self) -> Any:
        return self.pass_through.get("motion")

    @property
    def lines(self) -> tuple[Mapping[str, str], ...]:
        """Spoken lines: ``{"who", "say", "how"}`` each."""
        return tuple(self.pass_through.get("lines", ()))

    def to_json(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "state": self.state,
            "accepted": self.accepted,
            "pinned": self.pinned,
            "keyframe": self.keyframe,
            "candidate": self.candidate,
            "candidates": list(self.candidates),
            "take": self.take,
            "asked": self.asked,
            "width": self.width,
            "height": self.height,
            "sha256": self.sha256,
            "provider": self.provider,
            "attempts": self.attempts,
            "error": self.error.to_json() if self.error else None,
            "judge": dict(self.judge) if self.judge else None,
            "why": list(self.why),
            "since": self.since.isoformat(timespec="seconds") if self.since else None,
            "changed": list(self.changed),
            **frame_json(self.frame),
        }


@dataclass(frozen=True, slots=True)
class RunReport:
    """How a run ended, or how a board stands.

    ``board`` is absolute. ``next`` are complete shell commands, ``next_argv`` the same as lists of words; ``look``
    are absolute paths of pictures. ``notes`` are things worth saying once; ``error`` is set where nothing could be
    reported but a failure. ``come_back`` is in how many seconds a service said that it will answer again.
    """

    board: Path | None
    state: str
    exit: int
    counts: Mapping[str, int] = field(default_factory=dict)
    panels: tuple[PanelReport, ...] = ()
    bibles: tuple[PanelReport, ...] = ()
    calls: Calls = field(default_factory=Calls)
    cost: Costs = field(default_factory=Costs)
    look: tuple[Path, ...] = ()
    next: tuple[str, ...] = ()
    next_argv: tuple[tuple[str, ...], ...] = ()
    problems: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = ()
    error: Fault | None = None
    come_back: float | None = None
    title: str = ""
    consistency: Consistency | None = None

    @property
    def ok(self) -> bool:
        """Whether what was asked for is done."""
        return self.exit == 0

    def panel(self, panel_id: str) -> PanelReport:
        """The panel, or the drawn bible, of that id; KeyError where the plan has none."""
        found = next((p for p in (*self.panels, *self.bibles) if p.id == panel_id), None)
        if found is None:
            raise KeyError(panel_id)
        return found

    def keyframe(self, panel_id: str) -> Path | None:
        """The absolute path of a panel's keyframe, None where it has none; of a stale panel, its last one."""
        file = self.panel(panel_id).keyframe
        return self.board / file if file and self.board else None

    def frame(self, panel_id: str) -> Path | None:
        """The absolute path of what a video model is given of a panel: made for the plan's target, or its keyframe."""
        frame = self.panel(panel_id).frame
        return self.board / frame.file if frame and self.board else self.keyframe(panel_id)

    @property
    def frames(self) -> Mapping[str, Frame]:
        """What is delivered for the plan's target, by panel; empty without one."""
        return {panel.id: panel.frame for panel in self.panels if panel.frame is not None}

    def clips(self) -> tuple[Clip, ...]:
        """The board as a video model takes it: panels of one ``clip`` together, in plan order."""
        return clips_of(self.panels, self.frame)

    def to_json(self) -> dict[str, Any]:
        """The ``--json`` object (docs/json.md)."""
        return {
            "schema": SCHEMA,
            "board": str(self.board) if self.board else None,
            "state": self.state,
            "exit": self.exit,
            "counts": dict(self.counts),
            "panels": [panel.to_json() for panel in self.panels],
            "bibles": [bible.to_json() for bible in self.bibles],
            "calls": self.calls.to_json(),
            "cost": self.cost.to_json(),
            "look": [str(path) for path in self.look],
            "next": list(self.next),
            "next_argv": [list(argv) for argv in self.next_argv],
            "problems": [problem_json(problem) for problem in self.problems],
            "notes": list(self.notes),
            "error": self.error.to_json() if self.error else None,
            "come_back": self.come_back,
            "consistency": self.consistency.to_json() if self.consistency else None,
        }

    def brief_json(self) -> dict[str, Any]:
        """The same for who only wants to know how to go on: no panel that is as it should be, no table."""
        open_ = [row.panel for row in self.consistency.open] if self.consistency else []
        return {
            **self.to_json(),
            "panels": [panel.to_json() for panel in self.panels if panel.state != "current"],
            "bibles": [bible.to_json() for bible in self.bibles if bible.state != "current"],
            "problems": [],
            "consistency": {"open": open_},
        }


def problem_json(problem: Problem) -> dict[str, Any]:
    return {
        "level": problem.level,
        "file": problem.file,
        "line": problem.line,
        "path": problem.path,
        "message": problem.message,
        "fix": problem.fix,
    }
