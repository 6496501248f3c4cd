"""What a judge is to look at, and to choose from, as the board stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.decide.drafts import Draft
from pipeline.decide.panels import BoardView, PanelState, PanelView
from pipeline.decide.state import BoardState, Take
from pipeline.decide.verdicts import answered, passed
from pipeline.plan.model import Plan


@dataclass(frozen=True, slots=True)
class ToJudge:
    """A take that nobody has looked at, as a picture of what ``draft`` asks."""

    panel: PanelView
    draft: Draft
    take: Take


@dataclass(frozen=True, slots=True)
class ToChoose:
    """Takes that passed, of which one is to be chosen."""

    panel: PanelView
    draft: Draft
    takes: tuple[Take, ...]


def to_judge(board: BoardView, state: BoardState, scope: frozenset[str], run: str) -> Iterator[ToJudge]:
    """The takes to look at: what waits for a word and, where the judge only advises, what counts by inspection."""
    if not looks(board.plan):
        return
    for panel in board.panels:
        draft = panel.draft
        if panel.id not in scope or draft is None or panel.pinned:
            continue
        counts = [panel.shown] if panel.shown and panel.by == "inspection" and not board.plan.gated else []
        for take in (*counts, *panel.candidates):
            if take.origin == "drawn" and not answered(state, take.sha256, draft.inputs, run):
                yield ToJudge(panel, draft, take)


def to_choose(board: BoardView, state: BoardState, scope: frozenset[str]) -> Iterator[ToChoose]:
    """The choices that a judge who decides may make: every take is there and looked at, and some passed."""
    if not board.plan.gated:
        return
    for panel in board.panels:
        draft = panel.draft
        if panel.id not in scope or draft is None or panel.word != "takes" or panel.slots:
            continue
        if panel.state is PanelState.DRAWING:
            continue
        takes = tuple(take for take in panel.candidates if passed(state, take.sha256, draft.inputs))
        if takes:
            yield ToChoose(panel, draft, takes)


def looks(plan: Plan) -> bool:
    """Whether a judge looks at takes at all."""
    return plan.judge is not None and plan.judge.mode != "off"
