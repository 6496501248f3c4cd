"""Which folder a plan is carried out in, and what stands there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pipeline.decide.belonging import board_fits
from pipeline.decide.events import TakeAdopted, TakeSaved
from pipeline.decide.sheet import crops
from pipeline.decide.state import BoardState, fold
from pipeline.decide.view import Facts
from pipeline.images.picture import PictureFacts
from pipeline.messages import say
from pipeline.plan.model import Accept, Plan
from pipeline.store.facts import Digests, verify_takes
from pipeline.store.journal import replay
from pipeline.store.layout import Layout
from pipeline.store.locks import Holder, is_running


@dataclass(frozen=True, slots=True)
class Place:
    """The board's folder, absolute; ``said`` tells a person where it is not the usual one."""

    root: Path
    said: str = ""


def board_for(plan: Plan, lineage: str, *, out: Path | None, own_lineage: str) -> Place:
    """``plan.board`` beside the plan, ``plan.<lineage>.board`` for another lineage than the plan's or the board's.

    ``lineage`` is what will be asked, ``own_lineage`` what the plan itself asks for. ``out`` is the user's word.
    """
    if out is not None:
        return Place(out.absolute())
    file = plan.file.absolute()
    usual = file.with_name(f"{file.stem}.board")
    other = file.with_name(f"{file.stem}.{lineage}.board")
    if lineage != own_lineage:
        return Place(other)
    drawn = fold(r.event for r in replay(Layout(usual))).lineage
    if drawn is None or drawn == lineage:
        return Place(usual)
    return Place(other, say("board.of-other-lineage", board=usual, drawn=drawn, lineage=lineage, other=other))


@dataclass(frozen=True, slots=True)
class Standing:
    """A board as a reader finds it: no lock is taken and nothing is written."""

    layout: Layout
    state: BoardState
    facts: Facts
    holder: Holder | None
    said: tuple[str, ...] = ()


def facts_of(
    plan: Plan,
    root: Path,
    state: BoardState,
    *,
    lineage: str,
    chain: tuple[str, ...],
    pictures: Mapping[Path, PictureFacts],
    spoiled: frozenset[str],
    accept: Accept | None = None,
    live: bool = False,
) -> Facts:
    """What stands outside the journal, for somebody who is not the run."""
    return Facts(
        board=root,
        pictures={path: facts.sha256 for path, facts in pictures.items()},
        lineage=lineage,
        chain=chain,
        accept=accept or plan.accept,
        crops=crops(plan, state, {path: facts.sha256 for path, facts in pictures.items()}, root),
        spoiled=spoiled,
        run=next(reversed(state.runs), None),
        live=live,
    )


def read_board(plan: Plan, root: Path, lineage: str) -> tuple[BoardState, frozenset[str], Holder | None]:
    """State, spoiled takes and holder of the board at ``root``. BoardError: broken, newer, or another plan's."""
    layout = Layout(root)
    recorded = replay(layout)
    state = fold(r.event for r in recorded)
    board_fits(state, plan, lineage)
    taken = [r.event for r in recorded if isinstance(r.event, TakeSaved | TakeAdopted)]
    spoiled = verify_takes(Digests.load(layout), taken)
    return state, frozenset(s.file for s in spoiled), is_running(layout)
