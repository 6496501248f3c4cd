"""A board to play through by hand: panels in a few words, real events, and the real view to get their inputs from.

board = Board(P01="油灯", P02={"action": "门口", "follows": "P01"})
board.run()                    # what a run would do, to the end; returns the panels that were bought
board.edit(P02="窗边").state    # {"P01": "current", "P02": "stale"}
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any, Self

from pipeline.compose.look import Source
from pipeline.decide.drafts import Drafts
from pipeline.decide.events import (
    Accepted,
    AttemptFailed,
    AttemptLost,
    AttemptStarted,
    AttemptUnknown,
    BoardOpened,
    Event,
    Noted,
    Pinned,
    Rejected,
    RetryWanted,
    RunEnded,
    RunStarted,
    TakeAdopted,
    TakeSaved,
    TaskAccepted,
    Unpinned,
)
from pipeline.decide.marks import marks
from pipeline.decide.panels import BoardView, Facts, PanelView
from pipeline.decide.plan_step import Asked, Step, Work, plan_step
from pipeline.decide.state import BoardState, Take
from pipeline.decide.view import view
from pipeline.plan.model import Plan

LINEAGE = "gpt-image-2"
POINTERS = ("follows", "ends", "anchor")

Words = str | dict[str, Any]


class Board:
    """A plan, the events so far and their state. Every method that changes something returns the board."""

    def __init__(self, _keys: dict[str, Any] | None = None, /, **panels: Words) -> None:
        self.keys: dict[str, Any] = {"version": 1, "aspect": "9:16", "style": "live-action", **(_keys or {})}
        self.panels: dict[str, dict[str, Any]] = {name: _words(words) for name, words in panels.items()}
        self.events: list[Event] = []
        self.state = BoardState()
        self.facts = Facts(Path("/b"), {}, LINEAGE, ("sub2api", "canvas-20"), "auto", live=True)
        self.drafts = Drafts()
        self.tell(BoardOpened("plan.yaml", "test"))
        self.begin()

    # ── the plan ──────────────────────────────────────────────────────────────────────────────────────

    @property
    def plan(self) -> Plan:
        panels = [{"id": name, **words} for name, words in self.panels.items()]
        return Plan.model_validate({**self.keys, "panels": panels})

    def edit(self, _keys: dict[str, Any] | None = None, /, **panels: Words) -> Self:
        """Other words for panels, or further panels at the end; ``_keys`` are the plan's own; None ends a key."""
        self.keys |= _keys or {}
        for name, words in panels.items():
            self.panels[name] = {**self.panels.get(name, {}), **_words(words)}
        return self._replanned()

    def rename(self, **names: str) -> Self:
        """Call panels something else, all at once, wherever the plan names them."""
        self.panels = {names.get(name, name): self._renamed(words, names) for name, words in self.panels.items()}
        self.keys = self._renamed(self.keys, names)
        return self._replanned()

    def reorder(self, *names: str) -> Self:
        self.panels = {name: self.panels[name] for name in names}
        return self._replanned()

    def insert(self, before: str, **panels: Words) -> Self:
        items = list(self.panels.items())
        at = list(self.panels).index(before)
        self.panels = dict([*items[:at], *((name, _words(words)) for name, words in panels.items()), *items[at:]])
        return self._replanned()

    def remove(self, *names: str) -> Self:
        self.panels = {name: words for name, words in self.panels.items() if name not in names}
        return self._replanned()

    def _renamed(self, words: dict[str, Any], names: dict[str, str]) -> dict[str, Any]:
        return {k: names.get(v, v) if k in POINTERS and isinstance(v, str) else v for k, v in words.items()}

    def _replanned(self) -> Self:
        self.drafts = Drafts()
        return self.settle()

    # ── what stands outside the journal ───────────────────────────────────────────────────────────────

    def given(self, **facts: Any) -> Self:
        """``accept``, ``live``, ``spoiled``, ``chain``, and ``pictures`` and ``crops`` as texts."""
        if "pictures" in facts:
            facts["pictures"] = {Path(name): sha for name, sha in facts["pictures"].items()}
        if "crops" in facts:
            facts["crops"] = {name: Source(Path(name), sha) for name, sha in facts["crops"].items()}
        self.facts = replace(self.facts, **facts)
        self.drafts = Drafts()
        return self.settle()

    # ── looking ───────────────────────────────────────────────────────────────────────────────────────

    def view(self) -> BoardView:
        return view(self.plan, self.state, self.facts, self.drafts)

    def __getitem__(self, panel: str) -> PanelView:
        return self.view()[panel]

    @property
    def states(self) -> dict[str, str]:
        return {p.id: p.state.value for p in self.view().panels}

    @property
    def shown(self) -> dict[str, Any]:
        """What ``keyframes/`` holds, as a take's name."""
        return {p.id: name(p.shown, p.id) for p in self.view().panels if p.panel.drawn}

    @property
    def inputs(self) -> dict[str, str | None]:
        return {p.id: p.draft.inputs if p.draft else None for p in self.view().panels}

    def step(self, *only: str, yes: bool = False) -> Step:
        return plan_step(self.view(), self.state, Asked(frozenset(only), yes))

    # ── what happens ──────────────────────────────────────────────────────────────────────────────────

    def tell(self, *events: Event) -> Self:
        for event in events:
            self.state.apply(event)
            self.events.append(event)
        return self

    def settle(self) -> Self:
        """Write what has come to count, until there is nothing to write."""
        for _ in range(5):
            new = marks(self.view(), self.state)
            if not new:
                return self
            self.tell(*new)
        raise AssertionError(f"looking never comes to rest: {new}")

    def begin(self) -> Self:
        """Another run."""
        if self.facts.run is not None:
            self.tell(RunEnded(self.facts.run, "complete", 0))
        run = f"run-{len(self.state.runs) + 1}"
        self.facts = replace(self.facts, run=run)
        return self.tell(RunStarted(run, "run"))

    def start(self, panel: str, slot: int = 0, profile: str = "sub2api", **keys: Any) -> str:
        """A request leaves; returns the attempt's id."""
        seen = self[panel]
        assert seen.draft is not None, f"{panel} can't be drawn yet"
        attempt = f"a{len(self.state.attempts) + 1}"
        common = {
            "lineage": LINEAGE,
            "model": "gpt-image-2",
            "mode": "edit",
            "size": "864x1536",
            "quality": "low",
            "format": "png",
            "prompt": "…",
            "recipe": 1,
            "references": (),
            "request": attempt,
            "reserve": 0.05,
            "want": seen.errand.want if seen.errand else None,
            "note": seen.errand.note if seen.errand else "",
        }
        self.tell(
            AttemptStarted(
                attempt=attempt,
                run=self.facts.run or "",
                subject=panel,
                inputs=seen.draft.inputs,
                asked=seen.draft.asked,
                profile=profile,
                slot=slot,
                **{**common, **keys},
            )
        )
        return attempt

    def save(self, attempt: str, *, passed: bool = True, sha256: str = "", cost: float | None = 0.04) -> Self:
        """A picture comes; its sha256 is its name, such as ``P07/1``."""
        started = self.state.attempts[attempt].started
        number = self._number(started.subject)
        saved = TakeSaved(
            attempt=attempt,
            subject=started.subject,
            inputs=started.inputs,
            number=number,
            file=f"takes/{started.subject}/{number:02d}.png",
            sha256=sha256 or f"{started.subject}/{number}",
            format="png",
            width=864,
            height=1536,
            length=9,
            passed=passed,
            cost=cost,
        )
        return self.tell(saved).settle()

    def _number(self, subject: str) -> int:
        return 1 + sum(t.subject == subject for t in self.state.takes.values())

    def draw(self, *panels: str, slot: int = 0, passed: bool = True, sha256: str = "") -> Self:
        for panel in panels:
            self.save(self.start(panel, slot), passed=passed, sha256=sha256)
        return self

    def fail(self, panel: str, kind: str, *, slot: int = 0, after: float | None = None, **keys: Any) -> Self:
        return self.tell(AttemptFailed(self.start(panel, slot, **keys), kind, "said so", retry_after=after))

    def lose_sight(self, panel: str, *, slot: int = 0, **keys: Any) -> Self:
        return self.tell(AttemptUnknown(self.start(panel, slot, **keys), "reset"))

    def lose(self, panel: str, *, slot: int = 0, **keys: Any) -> Self:
        return self.tell(AttemptLost(self.start(panel, slot, **keys), "no picture", 0.05))

    def task(self, panel: str) -> str:
        attempt = self.start(panel)
        self.tell(TaskAccepted(attempt, "t1"))
        return attempt

    def adopt(self, panel: str, origin: str = "file") -> Self:
        """A person's own picture becomes a take of the panel, accepted."""
        seen = self[panel]
        assert seen.draft is not None
        number = self._number(panel)
        file, sha = f"takes/{panel}/{number:02d}.png", f"{panel}/{number}"
        adopted = TakeAdopted(panel, seen.draft.inputs, number, file, sha, "png", 864, 1536, 9, origin)
        return self.tell(adopted, Accepted(panel, sha, seen.draft.inputs)).settle()

    def run(self, *only: str, yes: bool = False, most: int = 99) -> list[str]:
        """What a run would do where every picture passes; returns the panels it bought, in order."""
        self.begin()
        bought: list[str] = []
        while work := self.step(*only, yes=yes).start:
            assert len(bought) + len(work) <= most, f"buys without end: {bought}"
            attempts = [self._sent(one) for one in work]
            for one, attempt in zip(work, attempts, strict=True):
                bought.append(one.view.id)
                self.save(attempt)
        return bought

    def _sent(self, work: Work) -> str:
        return self.start(work.view.id, work.errand.slot, want=work.errand.want, note=work.errand.note)

    # ── what people decide ────────────────────────────────────────────────────────────────────────────

    def take(self, panel: str, named: int | str | None = None) -> Take:
        """The take called so for ``panel``; else its candidate, else what is shown."""
        seen = self[panel]
        if named is None:
            found = seen.candidate or seen.shown
            assert found is not None
            return found
        subject, number = (panel, named) if isinstance(named, int) else named.split("/")
        return next(t for t in self.state.takes.values() if (t.subject, t.number) == (subject, int(number)))

    def accept(self, panel: str, named: int | str | None = None) -> Self:
        draft = self[panel].draft
        assert draft is not None
        return self.tell(Accepted(panel, self.take(panel, named).sha256, draft.inputs)).settle()

    def reject(self, panel: str, named: int | str | None = None) -> Self:
        return self.tell(Rejected(panel, self.take(panel, named).sha256)).settle()

    def pin(self, panel: str, named: int | str | None = None) -> Self:
        return self.tell(Pinned(panel, self.take(panel, named).sha256)).settle()

    def unpin(self, panel: str) -> Self:
        return self.tell(Unpinned(panel)).settle()

    def retry(self, *panels: str, takes: int = 1) -> Self:
        for panel in panels:
            draft = self[panel].draft
            assert draft is not None
            self.tell(RetryWanted(f"w{len(self.state.wants) + 1}", panel, draft.inputs, takes))
        return self

    def note(self, panel: str, note: str) -> Self:
        return self.tell(Noted(panel, note))


def name(take: Take | None, panel: str) -> int | str | None:
    return take.name_for(panel) if take else None


def started(step: Step) -> list[str]:
    return [work.view.id for work in step.start]


def gates(step: Step) -> dict[str, tuple[str, ...]]:
    return {gate.kind: gate.panels for gate in step.gates}


def only(states: Iterable[str]) -> str:
    """The one state that all have."""
    (one,) = set(states)
    return one


def _words(words: Words) -> dict[str, Any]:
    return {"action": words} if isinstance(words, str) else words


FOUR: dict[str, Words] = {
    "P01": "桌上一盏油灯",
    "P02": "林晚停在门口",
    "P03": {"action": "林晚走到桌前", "follows": "P02"},
    "P04": {"action": "旧照片特写", "anchor": "none"},
}


def four(_keys: dict[str, Any] | None = None, /, *, drawn: bool = True) -> Board:
    """The anchor, one drawn against it, one that follows that one, one without an anchor."""
    board = Board(_keys, **FOUR)
    if drawn:
        board.run()
    return board
