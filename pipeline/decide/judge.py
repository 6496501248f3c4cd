"""How one panel stands, given the takes that serve it: its state, what a run would draw, and what failed."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from pipeline.decide.choice import Choice
from pipeline.decide.drafts import Draft
from pipeline.decide.history import Errand, attempts_for, last_failure, open_want, past
from pipeline.decide.panels import Facts, PanelState, PanelView, Word
from pipeline.decide.policy import Bounds, GiveUp, next_step
from pipeline.decide.serving import Served
from pipeline.decide.state import OPEN, Attempt, BoardState, Status, Take
from pipeline.decide.verdicts import answered
from pipeline.plan.model import Panel


@dataclass(frozen=True, slots=True)
class Case:
    """A drawn panel before it is judged: what it asks for, what it was given, what its keyframe was last.

    ``gated``: a judge decides which of its takes may count.
    """

    panel: Panel
    draft: Draft
    got: Served
    last: Take | None = None
    word: Word = ""
    behind: tuple[str, ...] = ()
    moving: bool = False
    twins: frozenset[str] = frozenset()
    gated: bool = False


def judge(case: Case, state: BoardState, facts: Facts, bounds: Bounds) -> PanelView:
    """Say how the panel of ``case`` stands."""
    panel, draft, choice = case.panel, case.draft, case.got.choice
    want = open_want(state, panel.id, draft.inputs, case.twins, gated=case.gated)
    note = "\n".join(n for n in (panel.note, state.notes.get(panel.id, "")) if n)
    errand = Errand(panel.id, draft.inputs, note=note, twins=case.twins, gated=case.gated)
    if want is not None:
        mends = bool(want.mend)
        errand = replace(errand, want=want.want, note=want.wish if mends else note, reason="mend" if mends else "retry")
    attempts = attempts_for(state, errand)
    lacking = _lacking(panel, case.got, attempts, want.takes if want else None)
    under_way = {a.started.slot for a in attempts if _under_way(a, facts)}
    unseen = (
        case.gated
        and facts.live
        and not all(answered(state, take.sha256, draft.inputs, facts.run) for take in choice.candidates)
    )
    slots = tuple(slot for slot in lacking if slot not in under_way and _may_try(attempts, errand, slot, facts, bounds))
    failed = last_failure(attempts, facts.run) if lacking else None
    return PanelView(
        panel=panel,
        state=PanelState.DRAWING if under_way or unseen else _state(choice, case.last, failed, slots, facts),
        draft=draft,
        shown=choice.keyframe or case.last,
        candidate=choice.candidate,
        candidates=choice.candidates,
        by=choice.by,
        word=case.word,
        errand=errand if slots else None,
        slots=slots,
        failed=failed,
        attempts=len(attempts),
        behind=case.behind,
        moving=case.moving,
    )


def _lacking(panel: Panel, got: Served, attempts: Iterable[Attempt], wished: int | None) -> tuple[int, ...]:
    """The slots that lack a take: of a wish, else of a panel that has no keyframe.

    Takes that a person rejected are drawn anew once none is left to choose from.
    """
    kept = {a.started.slot for a in attempts if a.status is Status.KEPT}
    several = wished if wished is not None else panel.takes
    settled = _turned_down_among(several, attempts)
    kept |= settled
    if wished is not None:
        return tuple(slot for slot in range(wished) if slot not in kept)
    if got.choice.keyframe is not None:
        return ()
    if not got.takes:
        return tuple(slot for slot in range(panel.takes) if slot not in settled)
    return tuple(slot for slot in range(panel.takes) if slot not in kept)[: max(panel.takes - len(got.takes), 0)]


def _turned_down_among(several: int, attempts: Iterable[Attempt]) -> set[int]:
    """The slots whose take a judge turned down and which are not drawn again: of several takes only one is, and that
    once none is left.
    """
    if several == 1:
        return set()
    out = {a.started.slot for a in attempts if a.status is Status.LOST and a.take and a.take.passed}
    return out - {min(out)} if len(out) == several else out


def _under_way(attempt: Attempt, facts: Facts) -> bool:
    """Whether a run or, after it, a service is still drawing it."""
    return attempt.status is Status.PENDING or (facts.live and attempt.status in OPEN)


def _may_try(attempts: Collection[Attempt], errand: Errand, slot: int, facts: Facts, bounds: Bounds) -> bool:
    if not attempts:
        return bool(facts.chain)
    of_slot = replace(errand, slot=slot)
    run = facts.run if facts.live else None
    return not isinstance(next_step(past(attempts, of_slot, run), facts.chain, bounds), GiveUp)


def _state(
    choice: Choice, last: Take | None, failed: Attempt | None, slots: tuple[int, ...], facts: Facts
) -> PanelState:
    """The state of a panel that is not being drawn at this moment."""
    # A wish that failed is told of until the next run; what counted before it still counts.
    told = failed is not None and (choice.keyframe is None or failed.started.run == facts.run)
    if failed is not None and told and not slots and choice.candidate is None:
        return PanelState.UNKNOWN if failed.status is Status.UNKNOWN else PanelState.FAILED
    if choice.candidate is not None:
        return PanelState.WAITING
    if choice.keyframe is not None:
        return PanelState.CURRENT
    if failed is not None and facts.live:
        return PanelState.DRAWING  # between two requests
    if failed is not None and failed.status is not Status.UNKNOWN:
        return PanelState.FAILED
    return PanelState.STALE if last else PanelState.MISSING
