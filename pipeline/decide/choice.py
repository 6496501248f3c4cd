"""Which take is a panel's keyframe, and which only waits for a person."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from pipeline.decide.state import BoardState, Take


@dataclass(frozen=True, slots=True)
class Choice:
    """``keyframe`` counts for the present inputs; ``candidate`` would, if a person said yes; ``by`` says who did."""

    keyframe: Take | None = None
    candidate: Take | None = None
    by: str | None = None  # person, inspection, hand


class Pool:
    """The takes of a board by the inputs they may stand for: drawn or accepted for them, not rejected, not spoiled."""

    def __init__(self, state: BoardState, spoiled: frozenset[str] = frozenset()) -> None:
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
            if take.passed and take.inputs not in accepted:
                self._by_inputs.setdefault(take.inputs, []).append(take)
            for inputs in accepted:
                self._by_inputs.setdefault(inputs, []).append(take)

    def takes_for(self, inputs: str) -> tuple[Take, ...]:
        return tuple(self._by_inputs.get(inputs, ()))


def choose(state: BoardState, inputs: str, takes: Iterable[Take], *, person: bool) -> Choice:
    """Choose among ``takes`` (of a ``Pool``); ``person`` says that only a person's word counts here.

    The order is that of people's decisions (an acceptance, or having asked for a new take), then of the takes
    themselves. A take that was this panel's keyframe for these inputs before needs no second yes: undo is free.
    """
    takes = tuple(takes)

    def rank(take: Take) -> tuple[int, int]:
        asked = state.wants[take.want].rank if take.want in state.wants else 0
        return (max(accepted_rank(state, take, inputs), asked), take.order)

    def settled(take: Take) -> bool:
        return (take.sha256, inputs) in state.accepted or (take.sha256, inputs) in state.were_set

    keyframe = max((t for t in takes if not person or settled(t)), key=rank, default=None)
    if not person:
        return Choice(keyframe, None, _by(state, keyframe, inputs))
    later = _asks_after(state, keyframe, rank)
    candidate = max((t for t in takes if not settled(t) and later(t)), key=lambda t: t.order, default=None)
    return Choice(keyframe, candidate, _by(state, keyframe, inputs))


def accepted_rank(state: BoardState, take: Take, inputs: str) -> int:
    """The place among all decisions of a person's yes to ``take`` for ``inputs``; 0 where nobody said it."""
    yes = state.accepted.get((take.sha256, inputs))
    return yes.rank if yes else 0


def _asks_after(
    state: BoardState, keyframe: Take | None, rank: Callable[[Take], tuple[int, int]]
) -> Callable[[Take], bool]:
    """Whether a take asks for a word after the one that ``keyframe`` had."""
    if keyframe is None:
        return lambda _take: True
    decided, order = rank(keyframe)

    def later(take: Take) -> bool:
        if take.want in state.wants:
            return state.wants[take.want].rank > decided
        return not decided and take.order > order

    return later


def _by(state: BoardState, take: Take | None, inputs: str) -> str | None:
    if take is None:
        return None
    if take.origin == "hand":
        return "hand"
    return "person" if (take.sha256, inputs) in state.accepted else "inspection"
