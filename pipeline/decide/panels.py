"""How a board and its panels stand, as values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Literal

from pipeline.compose.look import Source
from pipeline.decide.drafts import Anchor, Draft
from pipeline.decide.history import Errand
from pipeline.decide.state import Attempt, Take
from pipeline.plan.bibles import PREFIX
from pipeline.plan.model import Accept, Panel, Plan


class PanelState(StrEnum):
    CURRENT = "current"
    STALE = "stale"
    MISSING = "missing"
    DRAWING = "drawing"
    WAITING = "waiting"
    FAILED = "failed"
    UNKNOWN = "unknown"


Word = Literal["", "all", "takes", "anchor", "redrawn"]

_UNSETTLED = frozenset({PanelState.WAITING, PanelState.DRAWING})


@dataclass(frozen=True, slots=True)
class Facts:
    """What stands outside the journal.

    ``pictures``: sha256 of every picture the plan names, by absolute path. ``spoiled``: board-relative files of
    takes whose bytes are not the journal's. ``run`` is the run that failures are told of: the live one, else the
    last. ``chain`` are the names of the profiles that would be asked, of one ``lineage``.
    """

    board: Path
    pictures: Mapping[Path, str]
    lineage: str
    chain: tuple[str, ...]
    accept: Accept
    crops: Mapping[str, Source] = field(default_factory=dict)
    spoiled: frozenset[str] = frozenset()
    run: str | None = None
    live: bool = False


@dataclass(frozen=True, slots=True)
class PanelView:
    """One panel.

    ``draft`` is None while a needed keyframe is missing. ``shown`` is what ``keyframes/`` holds: the take that
    counts, or counted last; ``by`` who accepted it: own, person, inspection, hand. ``slots`` are the takes that
    a run would start to draw, without those under way; ``errand`` is what for. ``failed`` is the last attempt for
    the present inputs that gave no keyframe, ``attempts`` how many there were. ``behind`` are the panels it waits
    for, ``moving`` says that one of these, however far, is about to change; ``word`` why only a person's word counts.
    """

    panel: Panel
    state: PanelState
    draft: Draft | None = None
    shown: Take | None = None
    candidate: Take | None = None
    by: str | None = None
    pinned: bool = False
    word: Word = ""
    errand: Errand | None = None
    slots: tuple[int, ...] = ()
    failed: Attempt | None = None
    attempts: int = 0
    behind: tuple[str, ...] = ()
    moving: bool = False

    @property
    def id(self) -> str:
        return self.panel.id

    @property
    def changing(self) -> bool:
        """Whether its keyframe, or one that it hangs on, is about to be another one."""
        return self.moving or bool(self.slots) or self.state in _UNSETTLED

    @property
    def settled(self) -> bool:
        """Whether others may be drawn from it: what is drawn from a picture about to change is bought twice."""
        return self.by is not None and not self.changing


@dataclass(frozen=True, slots=True)
class BoardView:
    """All panels in plan order, and the anchor: a panel's id, an outside picture, or None.

    ``bibles`` are those that are drawn, as if each were a panel whose id is its subject.
    """

    plan: Plan
    anchor: Anchor
    panels: tuple[PanelView, ...]
    bibles: tuple[PanelView, ...] = ()

    @property
    def subjects(self) -> tuple[PanelView, ...]:
        """Everything that may be drawn for itself: the bibles, then the panels."""
        return (*self.bibles, *self.panels)

    def __getitem__(self, subject: str) -> PanelView:
        return next(p for p in self.subjects if p.id == subject)

    def find(self, name: str) -> PanelView | None:
        """The panel or bible of that subject, as people name it: ``P07``, ``lin``, ``lin.coat`` or ``lin/coat``."""
        names = (name, PREFIX + name, PREFIX + name.replace("/", "."))
        by_id = {p.id: p for p in self.subjects}
        return next((by_id[each] for each in names if each in by_id), None)
