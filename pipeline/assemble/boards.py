"""Which folder a plan is carried out in, and what stands there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from pipeline.decide.belonging import board_fits
from pipeline.decide.events import AttemptStarted, TakeAdopted, TakeSaved
from pipeline.decide.plan_step import Asked
from pipeline.decide.sheet import crops
from pipeline.decide.sheet_ahead import sheet_gate
from pipeline.decide.state import OPEN, BoardState, fold
from pipeline.decide.view import BoardView, Facts, PanelState
from pipeline.images.picture import PictureFacts
from pipeline.messages import say
from pipeline.plan.model import Accept, Plan
from pipeline.store.codec import Recorded
from pipeline.store.facts import Digests, verify_takes
from pipeline.store.journal import replay, replay_each
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
    started = (r.event for r in replay_each(Layout(usual)) if isinstance(r.event, AttemptStarted))
    drawn = next((event.lineage for event in started), None)  # a board never mixes lineages
    if drawn is None or drawn == lineage:
        return Place(usual)
    return Place(other, say("board.of-other-lineage", board=usual, drawn=drawn, lineage=lineage, other=other))


@dataclass(frozen=True, slots=True)
class Standing:
    """A board as a reader finds it: no lock is taken and nothing is written.

    ``since`` tells when (UTC) the request left that a panel is being drawn by, where a run is going.
    """

    layout: Layout
    state: BoardState
    facts: Facts
    holder: Holder | None
    since: Mapping[str, datetime] = field(default_factory=dict)


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


def at_rest_asks(plan: Plan, board: BoardView, state: BoardState, pictures: Mapping[Path, str]) -> Asked:
    """What a look at a board asks: the sheet stands before panels that are still to be drawn, not before the rest."""
    open_ = any(panel.state is not PanelState.CURRENT for panel in board.subjects)
    return Asked(gate=sheet_gate(plan, board, state, pictures) if open_ else None)


@dataclass(frozen=True, slots=True)
class Read:
    """What a board's files say, whatever the plan."""

    state: BoardState
    spoiled: frozenset[str]
    holder: Holder | None
    since: Mapping[str, datetime]


def read_board(plan: Plan, root: Path, lineage: str) -> Read:
    """Read the board at ``root``. BoardError: broken, newer, or another plan's."""
    layout = Layout(root)
    recorded = replay(layout)
    state = fold(r.event for r in recorded)
    board_fits(state, plan, lineage)
    taken = [r.event for r in recorded if isinstance(r.event, TakeSaved | TakeAdopted)]
    spoiled = verify_takes(Digests.load(layout), taken)
    holder = is_running(layout)
    return Read(state, frozenset(s.file for s in spoiled), holder, _since(recorded, state) if holder else {})


def _since(recorded: Iterable[Recorded], state: BoardState) -> dict[str, datetime]:
    """When the open attempt of each panel left; of several the first."""
    found: dict[str, datetime] = {}
    for each in recorded:
        event = each.event
        if isinstance(event, AttemptStarted) and state.attempts[event.attempt].status in OPEN:
            found.setdefault(event.subject, each.at)
    return found
