"""Drawn bibles on a board: drawn first, a gate where a person has the word, stale by their own words."""

from __future__ import annotations

import random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.decide.ending import Halts, at_rest, ending
from pipeline.decide.marks import marks
from tests.decide.board import Board, gates, started

LOOKS = {"lin": "短发", "chen": "圆框眼镜", "tea": "茶馆", "coat": "米色风衣", "letter": "火漆"}
PANELS: dict[str, Any] = {
    "P01": {"action": "门口", "characters": ["lin"], "place": "tea"},
    "P02": {"action": "窗边", "characters": ["chen"]},
    "P03": {"action": "桌前", "characters": ["lin/coat", "chen"], "props": ["letter"]},
    "P04": {"action": "油灯"},
}
SHOWN = {"lin": {"P01", "P03"}, "chen": {"P02", "P03"}, "tea": {"P01"}, "coat": {"P03"}, "letter": {"P03"}}
BIBLES = ["_bible/lin", "_bible/lin.coat", "_bible/chen", "_bible/tea", "_bible/letter"]


def cast(**looks: str) -> dict[str, Any]:
    said = LOOKS | looks
    coat = {"look": said["coat"], "image": "draw"}
    return {
        "characters": [
            {"id": "lin", "look": said["lin"], "image": "draw", "outfits": {"coat": coat}},
            {"id": "chen", "look": said["chen"], "image": "draw"},
        ],
        "places": [{"id": "tea", "look": said["tea"], "image": "draw"}],
        "props": [{"id": "letter", "look": said["letter"], "image": "draw"}],
    }


def board(*, drawn: bool = True, accept: str = "auto") -> Board:
    made = Board(cast(), **PANELS).given(accept=accept)
    if drawn:
        made.run()
    return made


def bibles(board: Board) -> dict[str, str]:
    return {p.id.removeprefix("_bible/"): str(p.state) for p in board.view().bibles}


def through(board: Board) -> list[str]:
    """Runs and a yes to whatever waits, to the end; what was bought."""
    bought = board.run()
    for _ in range(9):
        waiting = [p.id for p in board.view().subjects if p.candidate is not None]
        if not waiting:
            return bought
        for name in waiting:
            board.accept(name)
        bought += board.run()
    raise AssertionError(waiting)


def test_bibles_are_drawn_first_each_after_what_it_is_drawn_from():
    made = board(drawn=False)
    assert started(made.step()) == ["_bible/lin", "_bible/chen", "_bible/tea", "_bible/letter"]
    bought = made.run()
    assert sorted(bought) == sorted([*BIBLES, *PANELS])
    assert bought.index("_bible/lin") < bought.index("_bible/lin.coat") < bought.index("P03")
    assert made.run() == []


def test_an_anchor_that_shows_nobody_waits_for_no_bible():
    made = Board(cast(), P00={"action": "灯"}, **PANELS)
    assert started(made.step())[-1] == "P00"


@pytest.mark.parametrize("accept", ["anchor", "all"])
def test_a_bible_is_a_gate_where_a_person_has_the_word(accept: str):
    made = board(drawn=False, accept=accept)
    assert made.run() == ["_bible/lin", "_bible/chen", "_bible/tea", "_bible/letter"]
    step = made.step()
    assert gates(step) == {"look": ("_bible/lin", "_bible/chen", "_bible/tea", "_bible/letter")}
    assert ending(made.view(), step, Halts()).exit == 3
    made.accept("_bible/lin")
    assert made.run() == ["_bible/lin.coat"]
    assert set(made.states.values()) == {"missing"}


def test_a_failed_bible_keeps_its_panels_waiting_and_the_run_is_failed():
    made = board(drawn=False)
    made.fail("_bible/tea", "refused")
    made.draw("_bible/lin", "_bible/chen", "_bible/letter", "_bible/lin.coat")
    assert started(made.step()) == []
    assert bibles(made)["tea"] == "failed"
    assert made.states == dict.fromkeys(PANELS, "missing")
    assert ending(made.view(), made.step(), Halts()).state == "failed"
    assert at_rest(made.view(), made.step(), running=False).state == "failed"


def test_only_what_a_named_panel_shows_is_drawn_for_it():
    made = board(drawn=False)
    assert sorted(made.run("P02")) == ["P01", "P02", "_bible/chen", "_bible/lin", "_bible/tea"]
    again = board(drawn=False)
    assert again.run("nobody") == []
    assert again.run("tea") == ["_bible/tea"]
    assert again.run("lin/coat") == ["_bible/lin", "_bible/lin.coat"]


@pytest.mark.parametrize("name", sorted(SHOWN))
def test_another_look_makes_its_bible_and_exactly_those_who_show_it_stale(name: str):
    """The anchor is drawn anew where it shows it, and then everybody follows."""
    made = board()
    made.edit(cast(**{name: "别的样子"}))
    stale = {panel for panel, state in made.states.items() if state == "stale"}
    assert stale == SHOWN[name]
    expected = {"lin": {"lin", "lin.coat"}, "coat": {"lin.coat"}}.get(name, {name})
    assert {n for n, state in bibles(made).items() if state == "stale"} == expected
    bought = through(made)
    anchored = set(PANELS) if "P01" in stale else stale
    assert set(bought) == {f"_bible/{n}" for n in expected} | anchored
    assert len(bought) == len(set(bought))


def test_a_redrawn_bible_waits_for_a_word_while_panels_are_drawn_from_the_one_before():
    """What is good stays good until somebody has seen the new face."""
    made = board()
    before = dict(made.shown)
    made.retry("_bible/chen")
    assert made.run() == ["_bible/chen"]
    assert bibles(made)["chen"] == "waiting"
    assert made.shown == before
    assert set(made.states.values()) == {"current"}
    made.accept("_bible/chen")
    assert {p for p, state in made.states.items() if state == "stale"} == SHOWN["chen"]
    made.accept("_bible/chen", 1)
    assert set(made.states.values()) == {"current"}


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.randoms(use_true_random=False), st.integers(1, 4))
def test_undo_is_free(rng: random.Random, steps: int):
    """Whatever looks were tried on the way, the first words have their pictures."""
    made = board()
    shown, count = dict(made.shown), len(made.state.attempts)
    for _ in range(steps):
        made.edit(cast(**{rng.choice(sorted(LOOKS)): rng.choice(["一", "二"])}))
        if rng.random() < 0.7:
            through(made)
    made.edit(cast())
    count = len(made.state.attempts)
    assert made.run() == []
    assert len(made.state.attempts) == count
    assert made.shown == shown
    assert set(bibles(made).values()) == {"current"}


def test_a_renamed_anchor_that_shows_a_bible_is_still_the_anchor():
    made = board()
    made.panels = {{"P01": "Z9"}.get(name, name): made.panels[name] for name in ("P04", "P02", "P01", "P03")}
    made._replanned()
    assert made.view().anchor == "Z9"
    assert made.run() == []


def test_what_counts_is_written_once():
    made = board()
    assert {mark.panel for mark in made.state.keyframes.values()} == {*BIBLES, *PANELS}
    assert marks(made.view(), made.state) == ()


def test_a_pinned_bible_stays_whatever_is_said_of_it():
    made = board().pin("_bible/chen")
    made.edit(cast(chen="别的样子"))
    assert bibles(made)["chen"] == "current"
    assert set(made.run()) == SHOWN["chen"]
