"""What may run now: scope, gates, and what a yes is needed for."""

from __future__ import annotations

import pytest

from pipeline.decide.plan_step import Asked, plan_step, replaces
from tests.decide.board import Board, four, gates, started

CHAIN = {
    "P01": "灯",
    "P02": "门",
    "P03": {"action": "走", "follows": "P02"},
    "P04": {"action": "停", "follows": "P03"},
    "P05": {"action": "照片", "anchor": "none"},
    "P06": {"action": "手", "anchor": "P05"},
}


@pytest.mark.parametrize(
    ("only", "scope", "start"),
    [
        ((), {"P01", "P02", "P03", "P04", "P05", "P06"}, ["P01", "P05"]),
        (("P02",), {"P01", "P02"}, ["P01"]),
        (("P04",), {"P01", "P02", "P03", "P04"}, ["P01"]),
        (("P05",), {"P05"}, ["P05"]),
        (("P06",), {"P05", "P06"}, ["P05"]),
        (("P05", "P02"), {"P01", "P02", "P05"}, ["P01", "P05"]),
        (("nobody",), set(), []),
    ],
)
def test_only_also_draws_what_the_named_panels_need(only: tuple[str, ...], scope: set[str], start: list[str]):
    step = Board(**CHAIN).step(*only)
    assert (step.scope, started(step)) == (scope, start)


def test_only_leaves_alone_what_the_named_panels_do_not_need():
    board = Board(**CHAIN)
    board.run()
    board.edit(P02="窗", P06="脚")
    assert (started(board.step("P06")), board.step("P06").scope) == (["P06"], {"P06"})


def test_what_hangs_on_a_picture_about_to_change_is_not_drawn_before_it():
    """Else it would be bought twice: once from P03 as it is, once as it will be."""
    board = Board(**CHAIN)
    board.run()
    board.edit(P02="窗", P04="跑")
    assert started(board.step()) == ["P02"]
    assert board.run() == ["P02", "P03", "P04"]


def test_a_failed_redrawing_does_not_keep_others_from_what_stands():
    board = Board(**CHAIN)
    board.run()
    board.edit(P02="窗", P04="跑").fail("P02", "refused")
    assert board.begin().states["P02"] == "failed"
    assert started(board.step()) == ["P04"]


def test_a_pinned_panel_does_not_change():
    board = Board(**CHAIN)
    board.run()
    board.pin("P03").edit(P02="窗", P04="跑")
    assert started(board.step()) == ["P02", "P04"]


def test_only_of_a_panel_that_stands_draws_nothing():
    board = four()
    assert (board.step("P02").start, board.step("P02").scope) == ((), {"P02"})


def test_a_whole_board_is_drawn_in_the_order_of_needs():
    assert Board(**CHAIN).run() == ["P01", "P05", "P02", "P06", "P03", "P04"]


def test_every_slot_is_a_piece_of_work():
    step = Board(P01={"action": "灯", "takes": 3}).step()
    assert [work.errand.slot for work in step.start] == [0, 1, 2]


def test_a_waiting_panel_is_a_gate_in_its_scope():
    board = four({"accept": "anchor"}, drawn=False).given(accept="anchor").draw("P01")
    assert gates(board.step()) == {"look": ("P01",)}
    assert gates(board.step("P02")) == {"look": ("P01",)}
    assert gates(board.step("P04")) == {}


def test_replacing_an_accepted_picture_needs_a_yes_and_everything_else_is_drawn():
    board = four().accept("P02").edit({"style": "水墨"})
    # The anchor first: it is redrawn as a candidate, and accepted.
    board.draw("P01").accept("P01")
    step = board.step()
    assert (started(step), gates(step)) == (["P04"], {"yes": ("P02",)})
    assert started(board.step(yes=True)) == ["P02", "P04"]
    assert board.run() == ["P04"]
    assert board.run(yes=True) == ["P02", "P03"]


def test_a_picture_that_only_passed_is_replaced_without_a_yes():
    board = four().edit(P02="窗")
    assert (started(board.step()), gates(board.step())) == (["P02"], {})


def test_a_wish_for_a_new_take_was_the_yes():
    board = four().accept("P02").retry("P02")
    assert (started(board.step()), gates(board.step())) == (["P02"], {})


def test_a_candidate_replaces_nothing():
    board = four({"accept": "all"}, drawn=False).given(accept="all").draw("P01").accept("P01").edit(P01="窗")
    assert (started(board.step()), gates(board.step())) == (["P01", "P04"], {})


def test_a_picture_made_by_hand_needs_a_yes_to_be_replaced():
    board = four().adopt("P02", "hand").edit(P02="窗")
    assert gates(board.step()) == {"yes": ("P02",)}


def test_what_waits_behind_another_panel_is_no_gate_yet():
    board = four().accept("P03").edit(P02="窗", P03="走开")
    assert (started(board.step()), gates(board.step())) == (["P02"], {})
    assert gates(board.draw("P02").step()) == {"yes": ("P03",)}


def test_a_yes_for_the_present_inputs_ends_the_gate():
    board = four().accept("P02").edit(P02="窗").accept("P02", 1)
    assert (board.step().start, board.step().gates) == ((), ())


def test_what_a_run_would_replace():
    board = four().edit(P02="窗", P05={"action": "新", "anchor": "none"})
    everything = frozenset(board.states)
    assert [p.id for p in replaces(board.view(), everything)] == ["P02"]
    assert replaces(board.view(), frozenset({"P05"})) == ()


@pytest.mark.parametrize("sheet_only", [False, True])
def test_before_a_sheet_only_the_bibles_that_it_waits_for_are_drawn(sheet_only: bool):
    board = Board(**CHAIN)
    step = plan_step(board.view(), board.state, Asked(first=frozenset({"P05"}), sheet_only=sheet_only))
    assert started(step) == ["P05"]
    assert step.scope == ({"P05"} if sheet_only else set(CHAIN))
