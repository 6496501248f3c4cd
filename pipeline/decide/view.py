"""The board as it stands under a plan: per panel its state, what counts, what a run would draw, and why not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from pipeline.compose.look import Look, Source
from pipeline.decide.anchor import board_anchor
from pipeline.decide.choice import Pool
from pipeline.decide.drafts import Draft, Drafts, own_picture
from pipeline.decide.judge import Case, judge
from pipeline.decide.panels import BoardView, Facts, PanelState, PanelView, Word
from pipeline.decide.policy import Bounds
from pipeline.decide.serving import Served, Serving
from pipeline.decide.state import BoardState, Take
from pipeline.plan.bibles import Bible
from pipeline.plan.model import Panel, Plan

__all__ = ["BoardView", "Draft", "Drafts", "Facts", "PanelState", "PanelView", "view"]


def view(plan: Plan, state: BoardState, facts: Facts, memo: Drafts | None = None) -> BoardView:
    """Compute the board. Pure; ``memo`` may be kept between calls that differ in the state only."""
    return _Looker(plan, state, facts, Drafts() if memo is None else memo).look()


class _Looker:
    """What one call of ``view`` keeps at hand."""

    def __init__(self, plan: Plan, state: BoardState, facts: Facts, drafts: Drafts) -> None:
        self.plan, self.state, self.facts, self.drafts = plan, state, facts, drafts
        self.pool = Pool(state, facts.spoiled)
        self.bibles = drafts.bibles(plan)
        self.anchor = board_anchor(plan, state, self._as_anchor)
        self.order = drafts.order(plan, self.anchor)
        self.bounds = Bounds(plan.retry.transient, plan.retry.unknown)

    def look(self) -> BoardView:
        refused: frozenset[tuple[str, str]] = frozenset()
        while True:
            # Inputs hang on other panels' takes: where a later panel has the better word for a take, look again.
            serving = Serving(self.state, self.pool, self.order.needs.keys(), refused)
            views = _Pass(self, serving).views()
            clashes = serving.clashes
            if clashes <= refused:
                panels = tuple(views[p.id] for p in self.plan.panels)
                return BoardView(self.plan, self.anchor, panels, tuple(views[b.id] for b in self.bibles))
            refused |= clashes

    def pins(self) -> dict[str, Take]:
        """The takes that are held, by panel."""
        everything = (*self.bibles, *self.plan.panels)
        held = {p.id: self._newest(self.state.pinned.get(p.id), p) for p in everything if p.drawn}
        return {panel_id: take for panel_id, take in held.items() if take is not None}

    def last(self, panel: Panel, serving: Serving) -> Take | None:
        """The take that counted last and was not rejected, unless it serves another panel by now."""
        for sha in reversed(self.state.counted.get(panel.id, ())):
            if sha not in self.state.rejected:
                take = self._newest(sha, panel)
                if take is not None and serving.may_show(panel.id, take):
                    return take
        return None

    def word(self, panel: Panel) -> Word:
        """Why only a person's word counts for this panel; empty where inspection does."""
        if self.facts.accept == "all":
            return "all"
        if panel.takes > 1:
            return "takes"
        if self.facts.accept == "anchor" and (panel.id == self.anchor or isinstance(panel, Bible)):
            return "anchor"
        return "redrawn" if self._has_dependants(panel) else ""

    def _has_dependants(self, panel: Panel) -> bool:
        """Whether others were drawn with a picture of this panel, or of the anchor before it, as anchor or bible."""
        if panel.id not in self.order.styled:
            return False
        pictures = set(self.state.counted.get(panel.id, ()))
        if panel.id == self.anchor and self.state.anchor is not None:
            pictures.add(self.state.anchor.take)
        return not self.state.drawn_against.isdisjoint(pictures)

    def _newest(self, sha: str | None, panel: Panel) -> Take | None:
        """The take of these bytes, rather one of the panel's own folder."""
        takes = self.pool.by_sha.get(sha or "", ())
        return max(takes, key=lambda t: (t.subject == panel.id, t.order), default=None)

    def _as_anchor(self, panel: Panel) -> str | None:
        look = Look(self.facts.pictures, self._bibles_that_counted(), self.facts.crops)
        draft = self.drafts.as_anchor(self.plan, panel, look, self.facts.lineage)
        return draft.inputs if draft else None

    def _bibles_that_counted(self) -> dict[str, Source]:
        """The drawn bibles as the journal has them: the anchor is known by them, and they never need it."""
        found: dict[str, Source] = {}
        for bible in self.bibles:
            counted = self.state.keyframes.get(bible.id)
            take = self._newest(counted.take, bible) if counted else None
            if take is not None:
                found[bible.id] = self.drafts.source(self.facts.board, take.file, take.sha256)
        return found


@dataclass(slots=True)
class _Pass:
    """One look at all panels, each after those it needs."""

    of: _Looker
    serving: Serving
    pinned: Mapping[str, Take] = field(default_factory=dict)
    keyframes: dict[str, Source] = field(default_factory=dict)
    seen: dict[str, PanelView] = field(default_factory=dict)

    def views(self) -> dict[str, PanelView]:
        self.pinned = self.of.pins()
        for panel_id, take in self.pinned.items():
            self.serving.pin(panel_id, take)
        for level in self.of.order.levels:
            for view_ in self._level(level):
                self.seen[view_.id] = view_
                source = self._source(view_)
                if source is not None:
                    self.keyframes[view_.id] = source
        return self.seen

    def _level(self, level: tuple[Panel, ...]) -> tuple[PanelView, ...]:
        """The panels of one level, those that ask for the same thing served together."""
        drafts = {p.id: self._draft(p) for p in level if p.drawn}
        words = {panel_id: self.of.word(p) for p in level if (panel_id := p.id) in drafts}
        asking: dict[str, dict[str, bool]] = {}
        for panel_id, draft in drafts.items():
            if draft is not None and panel_id not in self.pinned:
                asking.setdefault(draft.inputs, {})[panel_id] = bool(words[panel_id])
        served: dict[str, Served] = {}
        for inputs, panels in asking.items():
            served |= self.serving.share(inputs, panels)
        return tuple(self._see(p, drafts.get(p.id), words.get(p.id, ""), served.get(p.id), asking) for p in level)

    def _see(
        self,
        panel: Panel,
        draft: Draft | None,
        word: Word,
        got: Served | None,
        asking: Mapping[str, Mapping[str, bool]],
    ) -> PanelView:
        if not panel.drawn:
            return PanelView(panel, PanelState.CURRENT, by="own")
        needed = [self.seen[name] for name in self.of.order.needs[panel.id]]
        behind = tuple(need.id for need in needed if not need.settled)
        if panel.id in self.pinned:
            held = self.pinned[panel.id]
            return PanelView(panel, PanelState.CURRENT, draft, held, by="person", pinned=True, word=word, behind=behind)
        moving = any(need.changing for need in needed)
        last = self.of.last(panel, self.serving)
        if draft is None or got is None:
            state = PanelState.STALE if last else PanelState.MISSING
            return PanelView(panel, state, shown=last, word=word, behind=behind, moving=moving)
        twins = frozenset(asking[draft.inputs]) - {panel.id}
        case = Case(panel, draft, got, last, word, behind, moving, twins)
        return judge(case, self.of.state, self.of.facts, self.of.bounds)

    def _draft(self, panel: Panel) -> Draft | None:
        facts = self.of.facts
        look = Look(facts.pictures, self.keyframes, facts.crops, self.of.anchor)
        return self.of.drafts.draft(self.of.plan, panel, look, facts.lineage)

    def _source(self, seen: PanelView) -> Source | None:
        """What a reference to the panel would send."""
        if not seen.panel.drawn:
            return own_picture(seen.panel, self.of.facts.pictures)
        take = seen.shown
        return self.of.drafts.source(self.of.facts.board, take.file, take.sha256) if take else None
