"""Writes people's decisions into a board, while a run is going or not, and brings the board up to date."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from pipeline._version import __version__
from pipeline.assemble.boards import Standing
from pipeline.assemble.derive import derive
from pipeline.assemble.work import Work
from pipeline.decide.belonging import board_fits
from pipeline.decide.events import (
    Accepted,
    BoardOpened,
    Decision,
    Event,
    KeyframeSet,
    Noted,
    Pinned,
    Rejected,
    RetryWanted,
    StopWanted,
    TakeAdopted,
    TakeSaved,
    Unpinned,
)
from pipeline.decide.marks import marks
from pipeline.decide.sheet import SHEET, agreed, drawn_pages, holding_cut
from pipeline.decide.state import Take, fold
from pipeline.decide.view import BoardView, PanelView, view
from pipeline.errors import UsageError
from pipeline.messages import say
from pipeline.pictures.files import read_regular
from pipeline.plan.bibles import PREFIX, called, is_bible
from pipeline.run.adopt import Adopter
from pipeline.store.append import append_decision
from pipeline.store.artifacts import FolderStore
from pipeline.store.facts import Digests, verify_takes
from pipeline.store.journal import Journal
from pipeline.store.keyframes import show_keyframe
from pipeline.store.layout import Layout
from pipeline.store.locks import derive_lock

Chooser = Callable[[Standing, BoardView], Sequence[Decision]]


@dataclass(frozen=True, slots=True)
class Decided:
    """What was written; ``by_run`` says that a run is going, which acts on it and writes the derived files."""

    events: tuple[Decision, ...]
    by_run: bool
    said: tuple[str, ...] = ()


def decide(work: Work, choose: Chooser) -> Decided:
    """Append what ``choose`` makes of the board as it stands, then write what follows from it.

    A board that is not there is begun. ``choose`` raises UsageError for what can't be decided. Raises BoardError,
    DiskError.
    """
    standing, board = work.look()
    events = tuple(choose(standing, board))
    if events:
        if standing.state.plan is None:
            _begin_board(work, standing.layout)
        append_decision(standing.layout, *events)
    by_run, said = settle(work)
    return Decided(events, by_run, said)


def _begin_board(work: Work, layout: Layout) -> None:
    with derive_lock(layout) as held, ExitStack() as stack:
        if held:  # otherwise a run began it in this moment
            journal = stack.enter_context(Journal.open(layout))
            if not journal.events:
                journal.record(_opened(work))


def _opened(work: Work) -> BoardOpened:
    return BoardOpened(work.plan.file.name, f"run-storyboard {__version__}")


def settle(work: Work, *, adopt: tuple[str, Path] | None = None) -> tuple[bool, tuple[str, ...]]:
    """Bring keyframes and derived files up to date with the journal; a run that is going does it itself.

    ``adopt`` makes a picture file a take of a panel, accepted. Returns whether a run is going, and sentences.
    """
    layout = Layout(work.root)
    said: list[str] = []
    with derive_lock(layout) as held:
        if not held:
            if adopt is not None:
                raise UsageError(say("cli.file-while-running", panel=adopt[0]))
            return True, ()
        with Journal.open(layout) as journal:
            _settle(work, layout, journal, said, adopt)
    return False, tuple(said)


def _settle(work: Work, layout: Layout, journal: Journal, said: list[str], adopt: tuple[str, Path] | None) -> None:
    state = fold(r.event for r in journal.events)
    board_fits(state, work.plan, work.chain.lineage)
    digests = Digests.load(layout)
    taken = [r.event for r in journal.events if isinstance(r.event, TakeSaved | TakeAdopted)]
    facts = work.facts(frozenset(s.file for s in verify_takes(digests, taken)), state)

    def record(event: Event) -> None:
        if state.plan is None:
            opened = _opened(work)
            state.apply(opened)
            journal.record(opened)
        state.apply(event)
        journal.record(event)

    adopter = Adopter(state, digests, FolderStore(layout, taken), record, said.append)
    adopter.by_hand(view(work.plan, state, facts))
    if adopt is not None:
        panel = _ready(_panel(view(work.plan, state, facts), adopt[0]))
        adopter.adopt(panel, read_regular(adopt[1]), origin="file")
    while new := marks(board := view(work.plan, state, facts), state):
        for mark in new:
            shown = board[mark.panel].shown
            if isinstance(mark, KeyframeSet) and shown is not None and not is_bible(mark.panel):
                record(show_keyframe(layout, mark, layout.path(shown.file)))
            else:
                record(mark)
    journal.flush()
    if state.plan is not None:
        derive(work.plan, board, state, layout, digests, work.loaded.pictures)


# ── what each command decides ─────────────────────────────────────────────────────────────────────────


def accept(ids: Sequence[str], take: str | None = None, *, everything: bool = False) -> Chooser:
    """Accept the named take, else the candidate, else what is shown; ``everything``: all that waits.

    ``sheet`` among the names is the cut of the sheet.
    """

    def choose(standing: Standing, board: BoardView) -> Sequence[Decision]:
        wanted = [p.id for p in board.subjects if p.candidate is not None] if everything else ids
        cut = holding_cut(board.plan, standing.state, standing.facts.pictures)
        if everything and cut is not None and not agreed(board.plan, standing.state, cut):
            wanted = [SHEET, *wanted]
        return [
            _sheet_accepted(standing, board) if name == SHEET else _accepted(_panel(board, name), standing, take)
            for name in wanted
        ]

    return choose


def _sheet_accepted(standing: Standing, board: BoardView) -> Accepted:
    cut = holding_cut(board.plan, standing.state, standing.facts.pictures)
    if cut is None:
        raise UsageError(say("cli.no-cut"))
    return Accepted(SHEET, cut.sheet, cut.sheet)


def _sheet_rejected(standing: Standing, board: BoardView) -> list[Decision]:
    """Take the yes back; a drawn sheet's pages are rejected too, so that it is drawn again."""
    cut = holding_cut(board.plan, standing.state, standing.facts.pictures)
    if cut is None:
        raise UsageError(say("cli.no-cut"))
    drawn = {take.sha256 for take in drawn_pages(standing.state)}
    return [Rejected(SHEET, cut.sheet), *(Rejected(SHEET, page) for page in cut.pages if page in drawn)]


def _ready(panel: PanelView) -> PanelView:
    """A panel that may have a take: it is drawn, and what it is drawn from is there."""
    if not panel.panel.drawn:
        raise UsageError(say("cli.not-drawn", panel=panel.id))
    if panel.draft is None:
        raise UsageError(say("cli.not-yet", panel=panel.id, behind=", ".join(panel.behind)))
    return panel


def _accepted(panel: PanelView, standing: Standing, take: str | None) -> Accepted:
    _ready(panel)
    chosen = named_take(standing, panel, take) if take is not None else panel.candidate or panel.shown
    if chosen is None:
        raise UsageError(say("cli.nothing-to-accept", panel=panel.id))
    return Accepted(panel.id, chosen.sha256, panel.draft.inputs if panel.draft else "")


def reject(ids: Sequence[str], take: str | None = None, note: str | None = None) -> Chooser:
    """Take the named take, else the candidate, else what is shown, out of the choice; keep the note if there is one."""

    def choose(standing: Standing, board: BoardView) -> Sequence[Decision]:
        events: list[Decision] = []
        for name in ids:
            if name == SHEET:
                events += _sheet_rejected(standing, board)
                continue
            panel = _panel(board, name)
            chosen = named_take(standing, panel, take) if take is not None else panel.candidate or panel.shown
            if chosen is None:
                raise UsageError(say("cli.nothing-to-reject", panel=name))
            events.append(Rejected(panel.id, chosen.sha256))
            if note is not None:
                events.append(Noted(panel.id, note))
        return events

    return choose


def pin(ids: Sequence[str], take: str | None = None) -> Chooser:
    """Hold a take whatever the plan says."""

    def choose(standing: Standing, board: BoardView) -> Sequence[Decision]:
        events = []
        for name in ids:
            panel = _panel(board, name)
            chosen = named_take(standing, panel, take) if take is not None else panel.shown or panel.candidate
            if chosen is None:
                raise UsageError(say("cli.nothing-to-pin", panel=name))
            events.append(Pinned(panel.id, chosen.sha256))
        return events

    return choose


def unpin(ids: Sequence[str]) -> Chooser:
    """Let the plan decide again about those that are pinned."""

    def choose(_standing: Standing, board: BoardView) -> Sequence[Decision]:
        return [Unpinned(panel.id) for name in ids if (panel := _panel(board, name)).pinned]

    return choose


def retry(ids: Sequence[str], note: str | None, takes: int = 1) -> Chooser:
    """Ask for new takes; a note is kept for later drawings of the panel, an empty one ends it."""

    def choose(_standing: Standing, board: BoardView) -> Sequence[Decision]:
        events: list[Decision] = []
        for name in ids:
            panel = _panel(board, name)
            if not panel.panel.drawn:
                raise UsageError(say("cli.not-drawn", panel=name))
            if note is not None:
                events.append(Noted(panel.id, note))
            if panel.draft is not None:
                events.append(RetryWanted(secrets.token_hex(6), panel.id, panel.draft.inputs, takes))
        return events

    return choose


def stop() -> Chooser:
    """Ask the run that is going to stop as a first Ctrl-C would."""

    def choose(standing: Standing, _board: BoardView) -> Sequence[Decision]:
        if standing.holder is None or standing.facts.run is None:
            raise UsageError(say("cli.nothing-runs"))
        return [StopWanted(standing.facts.run)]

    return choose


def named_take(standing: Standing, panel: PanelView, name: str) -> Take:
    """The take called ``3`` (in the panel's own folder) or ``P07/3``; UsageError lists what there is."""
    owner, _, number = name.rpartition("/")
    subjects = {owner, PREFIX + owner, PREFIX + owner.replace("/", ".")} if owner else {panel.id}
    for take in standing.state.takes.values():
        if take.subject in subjects and str(take.number) == number.lstrip("0"):
            return take
    known = [str(t.name_for(panel.id)) for t in standing.state.takes.values() if t.subject == panel.id]
    raise UsageError(say("cli.no-such-take", panel=panel.id, take=name, known=", ".join(known) or "-"))


def _panel(board: BoardView, name: str) -> PanelView:
    found = board.find(name)
    if found is None:
        known = [p.id for p in board.panels[:20]] + [called(bible.id) for bible in board.bibles]
        raise UsageError(say("cli.no-such-panel", panel=name, known=", ".join(known)))
    return found
