"""A take is found by its inputs and serves one panel at a time: names and order cost nothing, twins don't share."""

from __future__ import annotations

from tests.decide.board import Board, four


def drawn(**panels: object) -> Board:
    board = Board(**panels)
    board.run()
    return board


def all_current(board: Board) -> bool:
    return set(board.states.values()) == {"current"}


def test_renaming_costs_nothing_and_says_whose_folder_a_take_is_in():
    board = four().rename(P02="门口", P03="桌前")
    assert (board.run(), all_current(board)) == ([], True)
    assert board.shown == {"P01": 1, "门口": "P02/1", "桌前": "P03/1", "P04": 1}


def test_reordering_costs_nothing():
    board = four().reorder("P04", "P03", "P02", "P01")
    assert (board.run(), all_current(board)) == ([], True)


def test_inserting_buys_the_inserted_panel_only():
    board = four().insert("P01", P00="城市远景")
    assert (board.run(), all_current(board)) == (["P00"], True)


def test_numbering_all_panels_anew_costs_nothing_but_what_is_inserted():
    """As agents do it: a panel goes in at the front and every other one gets the next number."""
    board = four().rename(P01="P02", P02="P03", P03="P04", P04="P05")
    board.insert("P02", P01="城市远景")
    assert board.shown == {"P01": None, "P02": "P01/1", "P03": "P02/1", "P04": "P03/1", "P05": "P04/1"}
    assert board.states["P01"] == "missing"
    assert (board.run(), all_current(board)) == (["P01"], True)


def test_two_panels_that_swap_names_swap_takes():
    board = drawn(P01="灯", P02="门", P03="窗").rename(P02="P03", P03="P02")
    assert (board.run(), board.shown) == ([], {"P01": 1, "P03": "P02/1", "P02": "P03/1"})


def test_the_anchor_may_swap_names_too():
    board = four().rename(P01="P02", P02="P01")
    assert (board.run(), all_current(board), board.view().anchor) == ([], True, "P02")


def test_a_removed_panels_takes_are_kept_for_when_it_comes_back():
    board = four()
    board.remove("P04").run()
    board.edit(P04={"action": "旧照片特写", "anchor": "none"})
    assert (board.run(), board.shown["P04"]) == ([], 1)


def test_a_take_goes_to_the_panel_that_asks_for_it_not_to_the_one_it_was_drawn_for():
    board = drawn(P01="灯", P02="门", P03="窗").edit(P02="窗", P03="别的")
    assert (board.shown["P02"], board.states["P02"]) == ("P03/1", "current")
    # P03's last keyframe is P02's by now.
    assert (board.shown["P03"], board.states["P03"]) == (None, "missing")


def test_twins_are_drawn_one_each():
    board = drawn(P01="灯", P02="门", P03="门")
    assert board.shown == {"P01": 1, "P02": 1, "P03": 1}
    assert len(board.state.takes) == 3


def test_a_copied_panel_is_drawn_and_takes_nothing_away():
    board = drawn(P01="灯", P02="门").edit(P03="门")
    assert (board.states["P02"], board.states["P03"]) == ("current", "missing")
    assert (board.run(), board.shown) == (["P03"], {"P01": 1, "P02": 1, "P03": 1})


def test_a_copied_panel_gets_what_the_first_one_does_not_use():
    board = drawn(P01="灯", P02="门").retry("P02").draw("P02").edit(P03="门")
    assert board.run() == []
    assert board.shown == {"P01": 1, "P02": 2, "P03": "P02/1"}
    # … and keeps it when the first one loses its own.
    board.reject("P02")
    assert (board.states["P02"], board.shown["P03"]) == ("missing", "P02/1")


def test_what_waits_for_a_persons_choice_is_not_given_away():
    board = Board(P01="灯", P02={"action": "门", "takes": 3})
    board.run()
    board.edit(P03={"action": "门", "takes": 3})
    assert board.states["P03"] == "missing"
    assert board["P03"].slots == (0, 1, 2)


def test_twins_keep_their_takes_in_any_order_and_under_any_names():
    board = drawn(P01="灯", P02="门", P03="门", P04={"action": "走", "follows": "P03"})
    assert all_current(board.reorder("P01", "P03", "P04", "P02"))
    board.rename(P02="甲", P03="乙")
    assert len(set(board.shown.values())) == 4 - 1  # P01 and P04 are both at their own 1
    board.reorder("P01", "乙", "P04", "甲").settle()
    kept = board.shown
    assert board.reorder("P04", "甲", "乙", "P01").shown == kept


def test_a_wish_of_one_twin_is_not_the_others():
    board = drawn(P01="灯", P02="门", P03="门").retry("P03")
    assert [w.view.id for w in board.step().start] == ["P03"]
    board.run()
    assert board.shown == {"P01": 1, "P02": 1, "P03": 2}


def test_a_yes_for_one_twin_gives_it_the_take():
    board = drawn(P01="灯", P02="门", P03="门").retry("P03").draw("P03").accept("P02", "P03/1")
    assert board.shown == {"P01": 1, "P02": "P03/1", "P03": 2}


def test_a_failure_of_one_twin_is_not_the_others():
    board = Board(P01="灯", P02="门", P03="门").draw("P01").fail("P02", "refused")
    assert (board.states["P02"], board["P03"].slots) == ("failed", (0,))


def test_the_same_bytes_twice_serve_two_panels():
    """A service that answers the same request with the same bytes, as the offline one does."""
    board = Board(P01="灯", P02="门", P03="门").draw("P01").draw("P02", sha256="same").draw("P03", sha256="same")
    assert board.shown == {"P01": 1, "P02": 1, "P03": 1}
    assert all_current(board.rename(P02="P03", P03="P02"))


def test_accepting_another_panels_take_moves_it_and_undo_brings_it_back():
    board = drawn(P01="灯", P02="门", P03="窗").accept("P03", "P02/1")
    assert board.shown == {"P01": 1, "P02": None, "P03": "P02/1"}
    assert board.states["P02"] == "missing"
    board.accept("P03", 1)
    assert board.shown == {"P01": 1, "P02": 1, "P03": 1}


def test_the_newer_word_for_a_take_wins_whichever_panel_comes_first():
    board = drawn(P01="灯", P02="门", P03="窗").accept("P02", "P03/1").accept("P03", 1)
    assert board.shown == {"P01": 1, "P02": 1, "P03": 1}
    board = drawn(P01="灯", P02="门", P03={"action": "窗", "follows": "P02"}).accept("P03", "P02/1")
    assert board.shown["P02"] != board.shown["P03"]


def test_what_happens_to_one_twin_changes_nothing_for_the_other():
    """The newer take of the other one is no reason to change pictures: what follows it would be drawn anew."""
    board = drawn(P01="灯", P02="门", P03="门", P04={"action": "走", "follows": "P02"})
    assert board.edit(P03="窗").shown["P02"] == 1
    assert board.edit(P03="门").shown == {"P01": 1, "P02": 1, "P03": 1, "P04": 1}
    assert board.remove("P03").shown == {"P01": 1, "P02": 1, "P04": 1}
    assert board.run() == []


def test_two_stale_panels_do_not_show_the_same_picture():
    """It served P02 first and P03 later: P03 shows it."""
    board = drawn(P01="灯", P02="门", P03="窗").accept("P03", "P02/1").edit(P02="别的", P03="也别的")
    assert board.states == {"P01": "current", "P02": "missing", "P03": "stale"}
    assert board.shown == {"P01": 1, "P02": None, "P03": "P02/1"}
    assert board.remove("P03").shown == {"P01": 1, "P02": 1}


def test_a_pinned_take_is_nobody_elses():
    board = drawn(P01="灯", P02="门").pin("P02").edit(P02="别的", P03="门")
    assert (board.shown["P02"], board.states["P03"]) == (1, "missing")


def test_history_goes_with_the_inputs():
    """A refusal is not sent again because panels were numbered anew."""
    board = Board(P01="灯", P02="门", P03="窗").draw("P01").fail("P02", "refused").draw("P03").begin()
    board.rename(P02="P03", P03="P02")
    assert (board.states["P03"], board["P03"].slots) == ("failed", ())
    assert board.states["P02"] == "current"


def test_unknown_outcomes_count_under_any_name():
    board = Board(P01="灯", P02="门").draw("P01")
    for _ in range(3):
        board.lose_sight("P02")
    assert board.rename(P02="别名").states["别名"] == "unknown"


def test_a_wish_goes_with_the_inputs():
    board = drawn(P01="灯", P02="门").retry("P02").rename(P02="别名")
    assert board["别名"].slots == (0,)


def test_two_copies_get_one_left_over_take_each():
    board = drawn(P01="灯", P02="门").retry("P02", takes=2)
    board.run()
    board.edit(P04="门", P03="门")
    assert board.run() == []
    assert board.shown == {"P01": 1, "P02": 3, "P03": "P02/2", "P04": "P02/1"}


def test_a_yes_of_a_later_panel_takes_away_what_an_earlier_one_showed():
    board = drawn(P01="灯", P02="门", P03="桌", P04={"action": "窗", "follows": "P03"}).edit(P02="别的")
    assert board.shown["P02"] == 1
    board.accept("P04", "P02/1")
    assert (board.shown["P04"], board.states["P02"], board.shown["P02"]) == ("P02/1", "missing", None)


def test_the_same_bytes_twice_stay_with_two_stale_panels():
    board = Board(P01="灯", P02="门", P03="门").draw("P01").draw("P02", sha256="same").draw("P03", sha256="same")
    board.edit(P02="甲", P03="乙")
    assert board.shown == {"P01": 1, "P02": 1, "P03": 1}
