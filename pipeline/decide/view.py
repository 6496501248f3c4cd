"""The board as it stands under a plan: per panel its state, what counts, what a run would draw, and why not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import Any, Literal

from pipeline.compose.inputs import inputs
from pipeline.compose.look import Look, Ref, Source
from pipeline.compose.references import needs, references
from pipeline.decide.anchor import anchor_of, board_anchor, in_order
from pipeline.decide.choice import Choice, Pool, choose
from pipeline.decide.events import FailureKind
from pipeline.decide.history import Errand, attempts_for, open_want, past
from pipeline.decide.policy import Bounds, GiveUp, next_step
from pipeline.decide.state import OPEN, Attempt, BoardState, Status, Take
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
class Draft:
    """What the plan asks of a panel, with every reference known; ``inputs`` is its digest."""

    refs: tuple[Ref, ...]
    asked: Mapping[str, Any]
    inputs: str


@dataclass(frozen=True, slots=True)
class PanelView:
    """One panel.

    ``draft`` is None while a needed keyframe is missing. ``shown`` is what ``keyframes/`` holds: the take that
    counts, or counted last; ``by`` who accepted it: own, person, inspection, hand. ``slots`` are the takes that
    a run would draw; ``errand`` is what for. ``failed`` is the last attempt for the present inputs that gave no
    keyframe. ``behind`` are the panels it waits for, ``word`` why only a person's word counts.
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

    @property
    def id(self) -> str:
        return self.panel.id

    @property
    def settled(self) -> bool:
        """Whether others may be drawn from it."""
        return self.by is not None and not self.slots and self.state not in _UNSETTLED


@dataclass(frozen=True, slots=True)
class BoardView:
    """All panels in plan order, and the anchor: a panel's id, an outside picture, or None."""

    plan: Plan
    anchor: str | Path | None
    panels: tuple[PanelView, ...]

    def __getitem__(self, panel_id: str) -> PanelView:
        return next(p for p in self.panels if p.id == panel_id)


Drafts = dict[tuple[str, str], Draft]
"""A memo of drafts by panel and sources, good for one plan, one set of pictures and one lineage."""

_ROUNDS = 3


def view(plan: Plan, state: BoardState, facts: Facts, memo: Drafts | None = None) -> BoardView:
    """Compute the board. Pure; ``memo`` may be kept between calls that differ in the state only."""
    anchor = board_anchor(plan, state, Look(facts.pictures, {}, facts.crops, None), facts.lineage)
    look_at = _Looker(plan, state, facts, {} if memo is None else memo, anchor)
    serving: dict[str, str] = {}
    for round_ in range(_ROUNDS):
        # A take is found by its inputs in any folder, and inputs depend on other panels' takes: settle in rounds.
        views, held, strays = look_at.round(serving, abroad=round_ > 0)
        if not strays or (round_ and held == serving):
            break
        serving = held
    return BoardView(plan, anchor, tuple(views[p.id] for p in plan.panels))


class _Looker:
    """What one call of ``view`` keeps at hand."""

    def __init__(self, plan: Plan, state: BoardState, facts: Facts, memo: Drafts, anchor: str | Path | None) -> None:
        self.plan, self.state, self.facts, self.memo, self.anchor = plan, state, facts, memo, anchor
        self.pool = Pool(state, facts.spoiled)
        self.ids = frozenset(p.id for p in plan.panels)
        self.order = in_order(plan, anchor)
        self.needs = {p.id: tuple(n.panel_id for n in needs(plan, p, anchor)) for p in plan.panels}
        self.bounds = Bounds(plan.retry.transient, plan.retry.unknown)

    def round(self, before: Mapping[str, str], *, abroad: bool) -> tuple[dict[str, PanelView], dict[str, str], bool]:
        """One pass in the order of needs: the views, which file serves which panel, and whether to look again.

        ``before`` is the last pass's service; ``abroad`` lets a panel take from folders of other panels.
        """
        keyframes: dict[str, Source] = {}
        views: dict[str, PanelView] = {}
        serving: dict[str, str] = {}
        strays = False
        for panel in self.order:
            seen, wanders = self._panel(panel, keyframes, {**before, **serving} if abroad else serving, abroad=abroad)
            strays = strays or wanders
            behind = tuple(n for n in self.needs[panel.id] if n in views and not views[n].settled)
            views[panel.id] = _behind(seen, behind)
            if not panel.drawn:
                keyframes[panel.id] = _own(panel, self.facts)
            elif seen.shown is not None:
                keyframes[panel.id] = Source(self.facts.board / seen.shown.file, seen.shown.sha256)
                strays = strays or serving.get(seen.shown.file, panel.id) != panel.id
                if seen.by is not None:
                    serving[seen.shown.file] = panel.id
        return views, serving, strays

    def _panel(
        self, panel: Panel, keyframes: Mapping[str, Source], serving: Mapping[str, str], *, abroad: bool
    ) -> tuple[PanelView, bool]:
        if not panel.drawn:
            return PanelView(panel, PanelState.CURRENT, by="own"), False
        draft = self._draft(panel, keyframes)
        last = self._last(panel, serving)
        pinned = self._pinned(panel)
        if pinned is not None:
            return PanelView(panel, PanelState.CURRENT, draft, pinned, by="person", pinned=True), False
        if draft is None:
            return PanelView(panel, PanelState.STALE if last else PanelState.MISSING, shown=last), False
        everywhere = self.pool.takes_for(draft.inputs)
        takes = [
            t
            for t in everywhere
            if serving.get(t.file, panel.id) == panel.id
            and (abroad or t.subject == panel.id or t.subject not in self.ids)
        ]
        word = self._word(panel)
        choice = choose(self.state, draft.inputs, takes, person=bool(word))
        seen = self._judge(panel, draft, choice, last, takes, word)
        return seen, choice.keyframe is None and len(everywhere) > len(takes)

    def _draft(self, panel: Panel, keyframes: Mapping[str, Source]) -> Draft | None:
        wanted = self.needs[panel.id]
        if any(n not in keyframes for n in wanted):
            return None
        key = (panel.id, "\0".join([str(self.anchor), *(keyframes[n].sha256 for n in wanted)]))
        if key not in self.memo:
            look = Look(self.facts.pictures, keyframes, self.facts.crops, self.anchor)
            refs = references(self.plan, panel, look)
            asked = inputs(self.plan, panel, refs, self.facts.lineage)
            self.memo[key] = Draft(refs, asked.asked, asked.digest)
        return self.memo[key]

    def _last(self, panel: Panel, serving: Mapping[str, str]) -> Take | None:
        """The take that counted last, unless it serves another panel by now."""
        was = self.state.keyframes.get(panel.id)
        takes = self.pool.by_sha.get(was.take, ()) if was else ()
        free = [t for t in takes if serving.get(t.file, panel.id) == panel.id]
        return max(free, key=lambda t: (t.subject == panel.id, t.order), default=None)

    def _pinned(self, panel: Panel) -> Take | None:
        takes = self.pool.by_sha.get(self.state.pinned.get(panel.id, ""), ())
        return max(takes, key=lambda t: (t.subject == panel.id, t.order), default=None)

    def _word(self, panel: Panel) -> Word:
        """Why only a person's word counts for this panel; empty where inspection does."""
        if self.facts.accept == "all":
            return "all"
        if panel.takes > 1:
            return "takes"
        if self.facts.accept == "anchor" and panel.id == self.anchor:
            return "anchor"
        redrawn = panel.id in self.state.keyframes and any(
            other.drawn and other.id in self.state.keyframes and anchor_of(self.plan, other, self.anchor) == panel.id
            for other in self.plan.panels
        )
        return "redrawn" if redrawn else ""

    def _judge(
        self, panel: Panel, draft: Draft, choice: Choice, last: Take | None, takes: list[Take], word: Word
    ) -> PanelView:
        want = open_want(self.state, panel.id, draft.inputs)
        note = "\n".join(n for n in (panel.note, self.state.notes.get(panel.id, "")) if n)
        errand = Errand(panel.id, draft.inputs, want.want if want else None, note=note)
        attempts = attempts_for(self.state, errand, self.ids - {panel.id})
        wanted = self._wanted(panel, choice, takes, attempts, want.takes if want else None)
        steps = {slot: self._step(attempts, errand, slot) for slot in wanted}
        slots = tuple(slot for slot in wanted if not isinstance(steps[slot], GiveUp))
        failed = _failed(attempts, self.facts.run) if wanted else None
        state = self._state(choice, last, attempts, failed, wanted, slots)
        return PanelView(
            panel=panel,
            state=state,
            draft=draft,
            shown=choice.keyframe or last,
            candidate=choice.candidate,
            by=choice.by,
            word=word,
            errand=errand if slots else None,
            slots=slots,
            failed=failed,
            attempts=len(attempts),
        )

    def _wanted(
        self, panel: Panel, choice: Choice, takes: list[Take], attempts: tuple[Attempt, ...], asked: int | None
    ) -> tuple[int, ...]:
        """The slots that lack a take: of a wish, else of a panel that has no keyframe."""
        done = {a.started.slot for a in attempts if a.status is Status.KEPT}
        if asked is not None:
            return tuple(slot for slot in range(asked) if slot not in done)
        if choice.keyframe is not None:
            return ()
        missing = panel.takes - len(takes)
        return tuple(slot for slot in range(panel.takes) if slot not in done)[: max(missing, 0)]

    def _step(self, attempts: tuple[Attempt, ...], errand: Errand, slot: int) -> object:
        of_slot = Errand(errand.panel, errand.inputs, errand.want, slot, errand.note)
        run = self.facts.run if self.facts.live else None
        return next_step(past(attempts, of_slot, run), self.facts.chain, self.bounds)

    def _state(
        self,
        choice: Choice,
        last: Take | None,
        attempts: tuple[Attempt, ...],
        failed: Attempt | None,
        wanted: tuple[int, ...],
        slots: tuple[int, ...],
    ) -> PanelState:
        if self.facts.live and any(a.status in OPEN for a in attempts):
            return PanelState.DRAWING
        # A wish that failed is told of until the next run; what counted before it still counts.
        told = failed is not None and (choice.keyframe is None or failed.started.run == self.facts.run)
        if failed is not None and told and not slots and not choice.candidate:
            return PanelState.UNKNOWN if failed.status is Status.UNKNOWN else PanelState.FAILED
        if choice.candidate is not None:
            return PanelState.WAITING
        if choice.keyframe is not None:
            return PanelState.CURRENT
        if failed is not None and wanted:
            if self.facts.live:
                return PanelState.DRAWING
            if failed.status is not Status.UNKNOWN:
                return PanelState.FAILED
        return PanelState.STALE if last else PanelState.MISSING


def _own(panel: Panel, facts: Facts) -> Source:
    path = panel.image or Path()
    return Source(path, facts.pictures.get(path, ""))


def _behind(seen: PanelView, behind: tuple[str, ...]) -> PanelView:
    return replace(seen, behind=behind) if behind else seen


def _failed(attempts: tuple[Attempt, ...], run: str | None) -> Attempt | None:
    """The last attempt, if it gave no keyframe: of an earlier run only where it still bears on this one."""
    if not attempts:
        return None
    last = attempts[-1]
    if last.status in (Status.UNKNOWN, Status.LOST):
        return last
    if last.status is not Status.FAILED:
        return None
    refused = last.ending is not None and getattr(last.ending, "kind", "") == FailureKind.REFUSED
    return last if refused or last.started.run == run else None
