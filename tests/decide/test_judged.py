"""A judge's word on a take: it advises, or it decides beside inspection; a person's word goes before it."""

from __future__ import annotations

from typing import Any

import pytest

from pipeline.decide.events import TakeChosen, TakeJudged
from pipeline.decide.eyes import to_choose, to_judge
from tests.decide.board import Board

GATE = {"judge": {"profile": "eyes", "mode": "gate"}}
ADVISE = {"judge": {"profile": "eyes", "mode": "advise"}}
FAULT = ({"name": "people", "who": "", "result": "fail", "evidence": "two strangers", "fault": "people"},)
FINE = ({"name": "people", "who": "", "result": "pass", "evidence": "", "fault": None},)
UNSURE = ({"name": "people", "who": "", "result": "unknown", "evidence": "", "fault": None},)
ITEMS: dict[str, Any] = {"pass": FINE, "fail": FAULT, "unknown": UNSURE, "silent": ()}


def board(keys: dict[str, Any] = GATE, **panels: Any) -> Board:
    return Board(keys, **(panels or {"P01": "油灯"}))


def say(board: Board, panel: str, number: int, result: str, cost: float = 0.01) -> Board:
    take = board.take(panel, number)
    word = "unknown" if result == "silent" else result
    run = board.facts.run or ""
    judged = TakeJudged(panel, take.sha256, take.inputs, run, "eyes", word, ITEMS[result], f"said {result}", cost=cost)
    return board.tell(judged).settle()


def asked(board: Board) -> list[str]:
    scope = frozenset(p.id for p in board.view().panels)
    return [str(todo.take.name_for("-")) for todo in to_judge(board.view(), board.state, scope, board.facts.run or "")]


def choices(board: Board) -> list[list[int]]:
    scope = frozenset(p.id for p in board.view().panels)
    return [[take.number for take in todo.takes] for todo in to_choose(board.view(), board.state, scope)]


@pytest.mark.parametrize(
    ("word", "live", "state", "shown"),
    [
        (None, True, "drawing", None),
        (None, False, "waiting", None),
        ("pass", True, "current", 1),
        ("unknown", True, "waiting", None),
        ("silent", True, "waiting", None),
        ("fail", True, "drawing", None),
        ("fail", False, "failed", None),
    ],
)
def test_a_take_counts_once_the_judge_has_passed_it(
    word: str | None, live: bool, state: str, shown: int | None
) -> None:
    played = board().draw("P01")
    if word:
        say(played, "P01", 1, word)
    played.given(live=live)
    assert (played.states["P01"], played.shown["P01"]) == (state, shown)


def test_a_take_that_failed_is_drawn_again_as_often_as_the_plan_says() -> None:
    played = say(board().draw("P01"), "P01", 1, "fail")
    assert [work.errand.slot for work in played.step().start] == [0]
    say(played.draw("P01"), "P01", 2, "fail")
    assert played.step().start == ()
    assert (played.states["P01"], played["P01"].failed.ending.message) == ("failed", "said fail")


@pytest.mark.parametrize(("redo", "drawn"), [(0, 1), (1, 2), (3, 4)])
def test_redo_bounds_the_takes_of_one_panel_also_over_a_chain(redo: int, drawn: int) -> None:
    played = board({**GATE, "redo": redo})
    while played.step().start:
        played.draw("P01")
        say(played, "P01", len(played.state.takes), "fail")
    assert len(played.state.takes) == drawn


def test_a_person_may_take_what_the_judge_turned_down() -> None:
    played = say(board({**GATE, "redo": 0}).draw("P01"), "P01", 1, "fail")
    played.accept("P01", 1)
    assert (played.states["P01"], played["P01"].by) == ("current", "person")


def test_what_counted_before_there_was_a_judge_goes_on_counting_unjudged() -> None:
    played = board({}).draw("P01")
    played.edit(GATE)
    assert (played.states["P01"], asked(played)) == ("current", [])


def test_a_judge_who_advises_changes_nothing() -> None:
    played = board(ADVISE).draw("P01")
    assert (played.states["P01"], asked(played)) == ("current", ["P01/1"])
    say(played, "P01", 1, "fail")
    assert (played.states["P01"], played.step().start, asked(played)) == ("current", (), [])


def test_where_the_judge_did_not_answer_a_later_run_asks_again() -> None:
    played = say(board().draw("P01"), "P01", 1, "silent")
    assert asked(played) == []
    played.begin()
    assert asked(played) == ["P01/1"]


def test_a_person_who_has_the_word_is_only_shown_what_the_judge_let_through() -> None:
    played = board({**GATE, "redo": 0, "accept": "all"}).given(accept="all").draw("P01")
    say(played, "P01", 1, "pass")
    assert played.states["P01"] == "waiting"
    other = board({**GATE, "redo": 0}).given(accept="all").draw("P01")
    say(other, "P01", 1, "fail")
    assert other.states["P01"] == "failed"


def test_the_judge_chooses_among_several_takes_that_passed() -> None:
    played = board(GATE, P01={"action": "油灯", "takes": 3})
    for slot in range(3):
        played.draw("P01", slot=slot)
    for number, word in enumerate(("pass", "fail", "pass"), 1):
        say(played, "P01", number, word)
    assert (played["P01"].slots, choices(played)) == ((), [[1, 3]])
    take = played.take("P01", 1)
    played.tell(TakeChosen("P01", take.sha256, take.inputs, "run-1", "eyes")).settle()
    assert (played.states["P01"], played.shown["P01"], choices(played)) == ("current", 1, [])
    assert played["P01"].candidates == ()
    assert played.accept("P01", 3).shown["P01"] == 3


def test_one_of_several_is_drawn_again_where_the_judge_left_none() -> None:
    played = board(GATE, P01={"action": "油灯", "takes": 2})
    for slot in range(2):
        played.draw("P01", slot=slot)
    say(played, "P01", 1, "fail")
    say(played, "P01", 2, "fail")
    assert [work.errand.slot for work in played.step().start] == [0]


def test_a_retry_is_judged_as_well() -> None:
    played = say(board().draw("P01"), "P01", 1, "pass").retry("P01")
    played.draw("P01")
    assert (played.states["P01"], played.shown["P01"]) == ("drawing", 1)
    say(played, "P01", 2, "pass")
    assert (played.states["P01"], played.shown["P01"]) == ("current", 2)


def test_what_hangs_on_a_panel_waits_for_the_judge() -> None:
    played = board(GATE, P01="油灯", P02="门口").draw("P01")
    assert played["P02"].behind == ("P01",)
    say(played, "P01", 1, "pass")
    assert played["P02"].behind == ()
