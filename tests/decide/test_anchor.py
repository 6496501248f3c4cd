"""Which panel is the anchor: the plan's word, what the board remembers, the first that is drawn."""

from __future__ import annotations

import pytest

from tests.decide.board import Board, four, started

NONE = {"anchor": "none"}


@pytest.mark.parametrize(
    ("keys", "panels", "anchor"),
    [
        ({}, {"P01": "灯", "P02": "门"}, "P01"),
        ({}, {"P01": {"action": "灯", **NONE}, "P02": "门"}, "P02"),
        ({}, {"P01": {"image": "/p/own.png"}, "P02": "门"}, "P02"),
        ({}, {"P01": {"action": "灯", "anchor": "P02"}, "P02": "门"}, "P02"),
        ({}, {"P01": {"action": "灯", **NONE}}, None),
        ({"anchor": "P02"}, {"P01": "灯", "P02": "门"}, "P02"),
        ({"anchor": "P01"}, {"P01": {"image": "/p/own.png"}, "P02": "门"}, "P01"),
    ],
)
def test_who_is_the_anchor_of_an_untouched_board(keys: dict, panels: dict, anchor: str | None):
    board = Board(keys, **panels).given(pictures={"/p/own.png": "own"})
    assert board.view().anchor == anchor


def test_a_picture_from_elsewhere_is_an_anchor_nobody_waits_for():
    board = Board({"anchor": {"image": "/p/look.png"}}, P01="灯", P02="门").given(pictures={"/p/look.png": "look"})
    assert started(board.step()) == ["P01", "P02"]
    board.run()
    assert set(board.states.values()) == {"current"}
    assert set(board.given(pictures={"/p/look.png": "another"}).states.values()) == {"stale"}


def test_a_panel_of_ones_own_is_an_anchor_nobody_waits_for():
    board = Board({"anchor": "P01"}, P01={"image": "/p/own.png"}, P02="门").given(pictures={"/p/own.png": "own"})
    assert (board.run(), board.states) == (["P02"], {"P01": "current", "P02": "current"})
    assert board["P01"].by == "own"


def test_an_accepted_anchor_is_remembered():
    board = four().insert("P01", P00="城市远景").reorder("P00", "P04", "P03", "P02", "P01")
    assert board.view().anchor == "P01"
    assert board.states["P02"] == "current"


def test_an_anchor_that_was_never_accepted_is_not_remembered():
    board = Board({"accept": "anchor"}, P01="灯", P02="门").given(accept="anchor").draw("P01")
    assert board.insert("P01", P00="远景").view().anchor == "P00"


def test_an_anchor_that_left_the_plan_is_forgotten():
    assert four().remove("P01").view().anchor == "P02"


def test_a_renamed_anchor_stays_the_anchor():
    assert four().reorder("P02", "P03", "P04", "P01").rename(P01="开场").view().anchor == "开场"


def test_a_renamed_anchor_is_found_by_a_take_that_was_accepted_for_it():
    board = four().edit(P01="蜡烛").accept("P01", 1).reorder("P02", "P03", "P04", "P01").rename(P01="开场")
    assert (board.view().anchor, board.states["P02"]) == ("开场", "current")


def test_an_anchor_with_other_words_is_still_the_anchor():
    board = four().insert("P01", P00="城市远景").edit(P01="蜡烛")
    assert (board.view().anchor, board.states["P01"], board.states["P02"]) == ("P01", "stale", "current")


def test_a_renamed_and_reworded_anchor_with_drawn_dependants_still_asks():
    """Nobody's pictures are bought anew because an anchor has another name."""
    board = four()
    board.panels["P01"]["action"] = "蜡烛"
    board.rename(P01="开场")
    assert board.run() == ["开场"]
    assert (board.states["开场"], board["开场"].word) == ("waiting", "redrawn")


def test_a_candidate_for_the_anchor_still_waits_where_all_panels_get_other_names():
    board = four().retry("P01").draw("P01").rename(P01="P02", P02="P03", P03="P04", P04="P05")
    assert board.states == {"P02": "waiting", "P03": "current", "P04": "current", "P05": "current"}


def test_the_plans_word_changes_the_anchor():
    board = four().edit({"anchor": "P04"}, P04={"anchor": None})
    assert board.view().anchor == "P04"
    assert {board.states[p] for p in ("P01", "P02", "P03")} == {"stale"}
    # Its picture was drawn without an anchor and is asked for without one: it counts as it is.
    assert board.states["P04"] == "current"


def test_a_changed_anchor_that_has_to_be_drawn_anew_asks_first():
    board = four().edit({"anchor": "P02"})
    assert (board.states["P02"], board["P02"].slots) == ("stale", (0,))
    board.draw("P02")
    assert (board.states["P02"], board.step().start) == ("waiting", ())


def test_undoing_a_changed_anchor_is_free():
    board = four().edit({"anchor": "P02"}).draw("P02").accept("P02")
    board.edit({"anchor": "P01"})
    assert (board.run(), set(board.states.values())) == ([], {"current"})


def test_an_anchor_that_names_none_is_drawn_at_once():
    assert started(four(drawn=False).step()) == ["P01", "P04"]


def test_what_the_anchor_waits_for_does_not_wait_for_the_anchor():
    board = four().edit(P01={"follows": "P04"})
    assert board["P04"].behind == ()
    assert board.run() == ["P01"]


def test_a_chain_of_followers_is_drawn_one_after_another():
    board = Board(
        P01="灯",
        P02={"action": "走", "follows": "P01"},
        P03={"action": "停", "follows": "P02"},
        P03z={"action": "完", "ends": "P03"},
    )
    assert started(board.step()) == ["P01"]
    assert board.run() == ["P01", "P02", "P03", "P03z"]
    board.edit(P02="跑").draw("P02")
    assert board.states == {"P01": "current", "P02": "current", "P03": "stale", "P03z": "current"}
    assert board.run() == ["P03", "P03z"]


def test_an_own_picture_is_current_and_what_follows_it_goes_with_its_bytes():
    board = Board(P01="灯", P02={"image": "/p/own.png"}, P03={"action": "走", "follows": "P02"})
    board.given(pictures={"/p/own.png": "one"}).run()
    assert (board.states["P02"], board["P02"].by, board["P02"].draft) == ("current", "own", None)
    assert board.given(pictures={"/p/own.png": "two"}).states == {"P01": "current", "P02": "current", "P03": "stale"}


def test_a_drawn_panel_that_gets_a_picture_of_ones_own_keeps_its_takes():
    board = four().given(pictures={"/p/own.png": "own"})
    board.edit(P02={"image": "/p/own.png"})
    assert board.run() == ["P03"]
    board.edit(P02={"image": None})
    assert (board.run(), board.shown["P02"], board.shown["P03"]) == ([], 1, 1)


def test_a_name_that_another_panel_took_over_is_not_the_anchor():
    """P01's name goes to a panel that follows another one, whose inputs can't be compared."""
    board = four().rename(P01="P03", P03="P01")
    assert (board.view().anchor, board.run(), set(board.states.values())) == ("P03", [], {"current"})


def test_an_anchor_that_came_to_follow_another_panel_is_still_the_anchor():
    board = four().edit(P01={"follows": "P04"})
    assert board.view().anchor == "P01"
