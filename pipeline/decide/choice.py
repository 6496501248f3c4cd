"""Which take is a panel's keyframe, and which only waits for a person."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from pipeline.decide.state import BoardState, Take
from pipeline.decide.verdicts import passed, turned_down


@dataclass(frozen=True, slots=True)
class Choice:
    """``keyframe`` counts for the present inputs; ``candidate`` would, if a person said yes; ``by`` says who did.

    ``candidates`` are all that wait for a word, oldest first; ``candidate`` is the newest of them.
    """

    keyframe: Take | None = None
    candidate: Take | None = None
    by: str | None = None  # person, inspection, judge, hand
    candidates: tuple[Take, ...] = ()


class Pool:
    """The takes of a board by the inputs they may stand for: drawn or accepted for them, not rejected, not spoiled."""

    def __init__(self, state: BoardState, spoiled: frozenset[str] = frozenset(), *, gated: bool = False) -> None:
        """``gated``: a judge decides, so what it turned down is out of the choice."""
        self._by_inputs: dict[str, list[Take]] = {}
        self.by_sha: dict[str, list[Take]] = {}
        accepted_for: dict[str, list[str]] = {}
        for sha, inputs in state.accepted:
            accepted_for.setdefault(sha, []).append(inputs)
        for take in state.takes.values():
            if take.file in spoiled:
                continue
            self.by_sha.setdefault(take.sha256, []).append(take)
            if take.sha256 in state.rejected:
                continue
            accepted = accepted_for.get(take.sha256, ())
            out = gated and turned_down(state, take.sha256, take.inputs) is not None
            if take.passed and not out and take.inputs not in accepted:
                self._by_inputs.setdefault(take.inputs, []).append(take)
            for inputs in accepted:
                self._by_inputs.setdefault(inputs, []).append(take)

    def takes_for(self, inputs: str) -> tuple[Take, ...]:
        return tuple(self._by_inputs.get(inputs, ()))


def choose(state: BoardState, inputs: str, takes: Iterable[Take], *, person: bool, gated: bool = False) -> Choice:
    """Choose among ``takes`` (of a ``Pool``); ``person`` says that only a person's word counts here.

    ``gated``: a judge decides beside inspection; what it is not sure of waits for a person. The order is that of
    people's decisions (an acceptance, or having asked for a new take), then of the takes themselves. A take that was
    this panel's keyframe for these inputs before needs no second yes: undo is free.
    """
    takes = tuple(takes)
    chosen = state.chosen.get(inputs)

    def by_judge(take: Take) -> bool:
        return gated and chosen is not None and chosen.event.take == take.sha256

    def rank(take: Take) -> tuple[int, int]:
        asked = state.wants[take.want].rank if take.want in state.wants else 0
        return (max(accepted_rank(state, take, inputs), asked), take.order)

    def settled(take: Take) -> bool:
        if (take.sha256, inputs) in state.accepted or (take.sha256, inputs) in state.were_set or by_judge(take):
            return True
        return not person and (not gated or passed(state, take.sha256, inputs))

    keyframe = max((t for t in takes if settled(t)), key=rank, default=None)
    by = _by(state, keyframe, inputs, gated=gated)
    if not person and not gated:
        return Choice(keyframe, None, by)
    since = chosen.after if chosen is not None and keyframe is not None and by_judge(keyframe) else 0
    later = _asks_after(state, keyframe, rank, since)
    waiting = sorted((t for t in takes if not settled(t) and later(t)), key=lambda t: t.order)
    return Choice(keyframe, waiting[-1] if waiting else None, by, tuple(waiting))


def accepted_rank(state: BoardState, take: Take, inputs: str) -> int:
    """The place among all decisions of a person's yes to ``take`` for ``inputs``; 0 where nobody said it."""
    yes = state.accepted.get((take.sha256, inputs))
    return yes.rank if yes else 0


def _asks_after(
    state: BoardState, keyframe: Take | None, rank: Callable[[Take], tuple[int, int]], since: int
) -> Callable[[Take], bool]:
    """Whether a take asks for a word after the one that ``keyframe`` had; a judge's choice was among those before
    ``since``.
    """
    if keyframe is None:
        return lambda _take: True
    decided, order = rank(keyframe)

    def later(take: Take) -> bool:
        if take.want in state.wants:
            return state.wants[take.want].rank > decided
        return not decided and take.order > order and take.order >= since

    return later


def _by(state: BoardState, take: Take | None, inputs: str, *, gated: bool) -> str | None:
    if take is None:
        return None
    if take.origin == "hand":
        return "hand"
    if (take.sha256, inputs) in state.accepted:
        return "person"
    return "judge" if gated and passed(state, take.sha256, inputs) else "inspection"
