"""Laws that hold on any board, found by playing at random."""

from __future__ import annotations

import random
from dataclasses import dataclass, field, replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.decide.drafts import Drafts
from pipeline.decide.events import (
    Accepted,
    Decision,
    Event,
    KeyframeSet,
    Noted,
    Pinned,
    Rejected,
    RetryWanted,
    Unpinned,
)
from pipeline.decide.marks import marks
from pipeline.decide.panels import BoardView
from pipeline.decide.state import BoardState, IllegalMove, fold
from pipeline.decide.view import view
from tests.decide.board import Board

QUICK = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
PANELS = ("P01", "P02", "P03", "P04", "P05")
TEXTS = ("灯", "门", "窗")


@dataclass(slots=True)
class Player:
    """Plays a board move by move; what can't be done at a moment is left out."""

    board: Board
    twins: bool = True
    moves: list[str] = field(default_factory=list)

    def play(self, rng: random.Random, moves: int) -> Player:
        kinds = ["draw", "draw", "draw", "bad", "fail", "lose", "late", "person", "person", "run", "edit"]
        for _ in range(moves):
            self.move(rng.choice(kinds), rng)
        return self

    def move(self, kind: str, rng: random.Random) -> None:
        board = self.board
        panel = rng.choice(list(board.panels))
        self.moves.append(f"{kind} {panel}")
        seen = board[panel]
        match kind:
            case "draw" | "bad" if seen.slots and not seen.behind:
                board.draw(panel, slot=seen.slots[0], passed=kind == "draw")
            case "fail" if seen.slots and not seen.behind:
                board.fail(panel, rng.choice(["transient", "rate-limit", "refused", "bad-request", "dead-provider"]))
            case "lose" if seen.slots and not seen.behind:
                board.lose_sight(panel, slot=seen.slots[0])
            case "late":
                unknown = [a for a, b in board.state.attempts.items() if b.status == "unknown"]
                if unknown:
                    board.save(rng.choice(unknown))
            case "person":
                board.tell(*decisions(board, rng)).settle()
            case "run":
                board.begin()
            case "edit":
                board.edit(**{panel: text(rng, panel, twins=self.twins)})
            case _:
                self.moves.pop()


def text(rng: random.Random, panel: str, *, twins: bool) -> str:
    """One of few texts, which other panels may have as well; the anchor's are its own."""
    return rng.choice(TEXTS) + ("" if twins and panel != PANELS[0] else panel)


def decisions(board: Board, rng: random.Random) -> list[Decision]:
    """Something a person could say about the board as it stands."""
    seen = board[rng.choice(list(board.panels))]
    takes = list(board.state.takes.values())
    if seen.draft is None:
        return [Noted(seen.id, rng.choice(["", "少一点光"]))]
    said: list[Decision] = [
        RetryWanted(f"w{len(board.state.wants) + 1}", seen.id, seen.draft.inputs, rng.choice([1, 1, 2])),
        Unpinned(seen.id),
        Noted(seen.id, "少一点光"),
    ]
    if takes:
        take = rng.choice(takes)
        said += [
            Accepted(seen.id, take.sha256, seen.draft.inputs),
            Accepted(seen.id, take.sha256, seen.draft.inputs),
            Rejected(seen.id, take.sha256),
            Pinned(seen.id, take.sha256),
        ]
    return [rng.choice(said)]


@st.composite
def players(draw: st.DrawFn, *, moves: int = 25, twins: bool = True) -> tuple[Player, random.Random]:
    """A board of five panels with few texts (so that there are twins) and chains, played for a while."""
    rng = random.Random(draw(st.integers(0, 2**32)))  # one seed shrinks better than a hundred choices
    panels: dict[str, dict] = {}
    for n, name in enumerate(PANELS):
        words: dict = {"action": text(rng, name, twins=twins)}
        if n and rng.random() < 0.3:
            words["follows"] = rng.choice(PANELS[:n])
        if rng.random() < 0.15:
            words["takes"] = 2
        if n > 1 and rng.random() < 0.2:
            words["anchor"] = rng.choice(["none", *PANELS[1:n]])
        panels[name] = words
    accept = draw(st.sampled_from(["auto", "auto", "anchor", "all"]))
    board = Board({"accept": accept}, **panels).given(accept=accept)
    return Player(board, twins).play(rng, draw(st.integers(0, moves))), rng


def looks_like(board: BoardView) -> list[tuple]:
    """A view as text, to compare."""
    return [
        (p.id, p.state, p.shown and p.shown.file, p.candidate and p.candidate.file, p.by, p.slots, p.behind, p.word)
        for p in board.panels
    ]


def seen(board: Board, state: BoardState | None = None) -> list[tuple]:
    return looks_like(view(board.plan, state or board.state, board.facts, Drafts()))


# ── the fold ──────────────────────────────────────────────────────────────────────────────────────────


@QUICK
@given(players())
def test_decisions_fold_to_the_same_state_before_or_after_any_event_of_a_run(played: tuple) -> None:
    """People's words keep their order among themselves; where they stand among the run's events is all one."""
    player, rng = played
    board = player.board
    said = [e for e in board.events if isinstance(e, Decision)]
    happened = [e for e in board.events if not isinstance(e, Decision)]
    mixed: list[Event] = []
    said_, happened_ = list(said), list(happened)
    while said_ or happened_:
        mixed.append((said_ if said_ and (not happened_ or rng.random() < 0.5) else happened_).pop(0))
    for order in (said + happened, happened + said, mixed):
        assert fold(order) == board.state
        assert seen(board, fold(order)) == seen(board)


@QUICK
@given(players(moves=15))
def test_a_journal_read_in_parts_or_twice_is_the_same_journal(played: tuple) -> None:
    board, rng = played[0].board, played[1]
    cut = rng.randint(0, len(board.events))
    assert fold(board.events[cut:], fold(board.events[:cut])) == board.state == fold(board.events)


@QUICK
@given(players(moves=20))
def test_saying_the_same_thing_twice_is_saying_it_once(played: tuple) -> None:
    board, rng = played[0].board, played[1]
    said = [d for d in decisions(board, rng) if not isinstance(d, RetryWanted)]
    board.tell(*said).settle()
    once = seen(board)
    board.tell(*said).settle()
    assert seen(board) == once


@QUICK
@given(players(moves=20))
def test_an_attempts_event_can_not_come_twice(played: tuple) -> None:
    board = played[0].board
    for event in board.events:
        if hasattr(event, "attempt"):
            with pytest.raises(IllegalMove):
                board.state.apply(event)


# ── the view ──────────────────────────────────────────────────────────────────────────────────────────


@QUICK
@given(players())
def test_looking_again_changes_nothing_and_a_memo_changes_no_answer(played: tuple) -> None:
    """``settle`` asserts that marks come to rest; here, that they are at rest."""
    board = played[0].board
    assert marks(board.view(), board.state) == ()
    assert looks_like(board.view()) == seen(board)


@QUICK
@given(players())
def test_a_take_serves_one_panel(played: tuple) -> None:
    board = played[0].board
    files = []
    for panel in board.view().panels:
        if panel.pinned:
            continue  # two people may pin one take to two panels
        own = [t.file for t in (panel.shown, panel.candidate) if t is not None]
        files += own
    assert len(files) == len(set(files)), played[0].moves


@QUICK
@given(players(moves=40))
def test_what_is_shown_was_accepted_passed_or_pinned_and_never_rejected(played: tuple) -> None:
    board = played[0].board
    for panel in board.view().panels:
        if panel.shown is not None and not panel.pinned:
            assert panel.shown.sha256 not in board.state.rejected
        if panel.by is not None and panel.shown is not None and not panel.pinned:
            said = (panel.shown.sha256, panel.draft.inputs) in board.state.accepted
            assert said or (panel.shown.passed and panel.shown.inputs == panel.draft.inputs)


@QUICK
@given(players())
def test_the_order_of_panels_never_matters_once_there_is_an_anchor(played: tuple) -> None:
    player, rng = played
    board = player.board
    if board.state.anchor is None:
        board.edit({"anchor": "P01"})
    before = sorted(seen(board))
    names = list(board.panels)
    rng.shuffle(names)
    board.panels = {name: board.panels[name] for name in names}
    assert sorted(seen(board)) == before


@QUICK
@given(players(moves=30, twins=False))
def test_renaming_never_draws(played: tuple) -> None:
    """Any panels get other names, even each other's.

    Not those that were reworded too, and whose new picture does not count yet: nothing tells which they were.
    A pin, a yes and a note are for a name, so nobody said one.
    """
    player, rng = played
    board = player.board
    reworded = any(p.by is None and p.shown is not None for p in board.view().panels)
    if board.state.pinned or board.state.accepted or board.state.notes or reworded:
        return
    fresh = [*board.panels, "甲", "乙"]
    rng.shuffle(fresh)
    new = dict(zip(board.panels, fresh, strict=False))
    before = board.view().panels
    board.rename(**new)
    for was in before:
        now = board[new[was.id]]
        if was.draft is not None:
            assert (now.by, now.slots) == (was.by, was.slots), (was.id, player.moves, new)
        if was.by is not None:
            assert now.shown == was.shown


@QUICK
@given(st.booleans(), st.data())
def test_an_edit_and_its_undo_buy_nothing(twins: bool, data: st.DataObject) -> None:
    """Whatever was drawn and counted in between, the old plan finds its old pictures; twins may swap theirs."""
    player, _ = data.draw(players(moves=30, twins=twins))
    board = player.board
    if board.facts.accept == "auto":
        board.run(most=200)
    asked = list(board.inputs.values())
    if set(board.states.values()) != {"current"} and len(set(asked)) < len(asked):
        return  # a twin that has nothing takes what the other one leaves, and keeps it
    before = {p.id: p.shown.file for p in board.view().panels if p.state == "current" and p.shown and not p.pinned}
    old = {name: dict(words) for name, words in board.panels.items()}
    panel = data.draw(st.sampled_from(PANELS[1:]))
    board.edit(**{panel: "一句新话"})
    if data.draw(st.booleans()):
        board.run(most=200)
    board.panels = old
    board._replanned()
    after = {p.id: p.shown and p.shown.file for p in board.view().panels if p.id in before}
    assert None not in after.values(), player.moves
    assert twins or after == before, player.moves


@QUICK
@given(players(moves=30))
def test_every_run_comes_to_an_end_and_the_next_one_buys_nothing(played: tuple) -> None:
    board = played[0].board
    board.run(most=300, yes=True)
    assert board.run(yes=True) == []
    assert board.step(yes=True).start == ()


@QUICK
@given(players(moves=30))
def test_nothing_is_started_that_is_behind_or_under_way(played: tuple) -> None:
    board = played[0].board
    for work in board.step(yes=True).start:
        assert not work.view.behind
        running = [a for a in board.state.attempts.values() if a.status in ("sent", "pending")]
        assert not any(a.started.inputs == work.errand.inputs and a.started.slot == work.errand.slot for a in running)


@QUICK
@given(players(moves=30))
def test_a_keyframe_that_counts_is_in_the_journal(played: tuple) -> None:
    board = played[0].board
    for panel in board.view().panels:
        if panel.by is not None and panel.shown is not None and (panel.draft is not None or panel.pinned):
            mark = board.state.keyframes[panel.id]
            assert isinstance(mark, KeyframeSet)
            assert mark.take == panel.shown.sha256


@QUICK
@given(players(moves=30))
def test_a_dead_run_leaves_a_board_that_can_be_looked_at(played: tuple) -> None:
    board = played[0].board
    for panel in board.view().panels:
        if panel.slots and not panel.behind:
            board.start(panel.id, panel.slots[0])
    board.facts = replace(board.facts, live=False)
    assert all(p.state != "drawing" for p in board.view().panels)
