"""DESIGN §3, "Which take is the keyframe": each sentence of it as a promise."""

from __future__ import annotations

import pytest

from tests.decide.board import Board, four, gates, started


def one(_keys: dict | None = None, /, **keys: object) -> Board:
    return Board(_keys, P01={"action": "油灯", **keys})


# ── the newest that a person accepted, or asked for; else the newest that passed ──────────────────────


def test_a_take_that_passed_counts_at_once():
    board = one().draw("P01")
    assert (board.states, board.shown, board["P01"].by) == ({"P01": "current"}, {"P01": 1}, "inspection")


def test_a_take_that_did_not_pass_does_not_count():
    board = one().draw("P01", passed=False)
    assert (board["P01"].by, board["P01"].shown) == (None, None)


def test_of_takes_that_passed_the_newest_counts():
    board = one()
    first, second = board.start("P01"), board.start("P01")
    board.save(second).save(first)
    assert board["P01"].shown.attempt == first
    assert board.shown == {"P01": 2}


def test_an_accepted_take_stands_before_newer_ones():
    board = one()
    first, second = board.start("P01"), board.start("P01")
    board.save(first).accept("P01").save(second)
    assert (board.shown, board["P01"].by) == ({"P01": 1}, "person")


def test_of_accepted_takes_the_one_accepted_last_counts():
    board = one()
    for attempt in [board.start("P01") for _ in range(3)]:
        board.save(attempt)
    assert board.accept("P01", 3).accept("P01", 1).shown == {"P01": 1}
    assert board.accept("P01", 2).shown == {"P01": 2}


def test_a_person_may_accept_what_inspection_turned_down():
    board = one().draw("P01", passed=False).accept("P01", 1)
    assert (board.states, board["P01"].by) == ({"P01": "current"}, "person")


def test_asking_for_a_retry_was_the_yes():
    """A retried take counts even over one that a person accepted."""
    board = one().draw("P01").accept("P01").retry("P01").draw("P01")
    assert (board.shown, board.states) == ({"P01": 2}, {"P01": "current"})


def test_a_retried_take_that_fails_inspection_changes_nothing():
    board = one().draw("P01").retry("P01").draw("P01", passed=False)
    assert (board.shown, board["P01"].by) == ({"P01": 1}, "inspection")


def test_accept_take_brings_the_old_one_back():
    board = one().draw("P01").retry("P01").draw("P01").accept("P01", 1)
    assert board.shown == {"P01": 1}


def test_a_yes_after_the_wish_stands_before_its_take_and_ends_the_wish():
    """The order is that of what people said, not of when pictures came."""
    board = one().draw("P01").retry("P01")
    attempt = board.start("P01")
    board.accept("P01", 1)
    assert board["P01"].slots == ()
    assert board.save(attempt).shown == {"P01": 1}


def test_an_own_file_counts_and_is_a_persons():
    board = one().draw("P01").adopt("P01")
    assert (board.shown, board["P01"].by) == ({"P01": 2}, "person")
    assert one().draw("P01").adopt("P01", origin="hand")["P01"].by == "hand"


# ── reject, pin, spoiled ──────────────────────────────────────────────────────────────────────────────


def test_rejecting_lets_the_next_best_count():
    board = one().draw("P01").retry("P01").draw("P01").reject("P01")
    assert board.shown == {"P01": 1}


def test_rejecting_the_only_take_leaves_the_panel_missing_and_nothing_to_show():
    board = one().draw("P01").reject("P01")
    assert (board.states, board.shown) == ({"P01": "missing"}, {"P01": None})


def test_what_was_rejected_is_drawn_anew_by_the_next_run():
    board = one().draw("P01").reject("P01")
    assert board.run(most=1) == ["P01"]
    assert board.shown == {"P01": 2}


def test_a_rejected_take_comes_back_by_name_only():
    board = one().draw("P01").reject("P01")
    board.edit(P01="窗").edit(P01="油灯")
    assert board.states == {"P01": "missing"}
    assert board.accept("P01", 1).shown == {"P01": 1}


def test_a_rejected_take_that_was_accepted_for_other_inputs_is_out_for_these_too():
    board = one().draw("P01").edit(P01="窗").accept("P01", 1)
    assert board.states == {"P01": "current"}
    assert board.reject("P01", 1).states == {"P01": "missing"}


def test_where_a_rejected_take_had_replaced_one_of_other_inputs_that_one_is_shown_as_stale():
    board = one().draw("P01").edit(P01="窗").draw("P01").reject("P01")
    assert (board.states, board.shown) == ({"P01": "stale"}, {"P01": 1})


def test_a_pin_holds_whatever_the_plan_says():
    board = four().pin("P02").edit(P02="别的", P01="也别的")
    assert (board.states["P02"], board.shown["P02"], board["P02"].pinned) == ("current", 1, True)
    assert board["P02"].slots == ()


def test_a_pin_holds_an_older_take_until_it_is_ended():
    board = one().draw("P01").retry("P01").draw("P01").pin("P01", 1)
    assert board.shown == {"P01": 1}
    assert board.unpin("P01").shown == {"P01": 2}


def test_a_pinned_panel_is_no_reason_to_wait_even_while_what_it_needs_is_missing():
    board = four().pin("P03").reject("P02")
    assert board.states["P03"] == "current"
    assert board.shown["P03"] == 1


def test_pinning_is_not_accepting():
    """Where a person has the word, a take that was only pinned waits again once the pin has ended."""
    board = one({"accept": "all"}).given(accept="all").draw("P01").pin("P01")
    assert board.states == {"P01": "current"}
    assert board.unpin("P01").states == {"P01": "waiting"}


def test_rejecting_a_pinned_take_ends_the_pin():
    board = one().draw("P01").retry("P01").draw("P01").pin("P01", 1).reject("P01", 1)
    assert (board.shown, board["P01"].pinned) == ({"P01": 2}, False)


def test_a_take_whose_bytes_are_not_the_journals_no_longer_counts():
    board = one().draw("P01").given(spoiled=frozenset({"takes/P01/01.png"}))
    assert (board.states, board.shown) == ({"P01": "missing"}, {"P01": None})
    assert board.run(most=1) == ["P01"]


def test_a_spoiled_take_can_not_be_held_by_a_pin():
    board = one().draw("P01").pin("P01").given(spoiled=frozenset({"takes/P01/01.png"}))
    assert (board.states, board["P01"].pinned) == ({"P01": "missing"}, False)


# ── stale, missing, other inputs, undo ────────────────────────────────────────────────────────────────


def test_a_changed_text_makes_one_panel_stale_and_its_last_keyframe_stays():
    board = four().edit(P03="林晚坐下")
    assert board.states == {"P01": "current", "P02": "current", "P03": "stale", "P04": "current"}
    assert board.shown["P03"] == 1


def test_what_follows_becomes_stale_once_what_it_follows_is_redrawn():
    board = four().edit(P02="林晚坐下")
    assert board.states["P03"] == "current"
    board.draw("P02")
    assert (board.states["P02"], board.states["P03"]) == ("current", "stale")


def test_what_follows_a_stale_panel_is_not_drawn_before_it():
    board = four().edit(P02="林晚坐下", P03="林晚起身")
    assert started(board.step()) == ["P02"]
    assert board.run() == ["P02", "P03"]


def test_undo_is_free():
    board = four()
    board.edit(P02="林晚坐下").run()
    assert board.shown["P02"] == 2
    board.edit(P02="林晚停在门口")
    assert (board.run(), set(board.states.values())) == ([], {"current"})
    assert board.shown["P02"] == 1


@pytest.mark.parametrize("accept", ["auto", "anchor", "all"])
def test_undo_needs_no_second_yes(accept: str):
    board = one({"accept": accept}).given(accept=accept).draw("P01")
    if accept != "auto":
        board.accept("P01")
    board.edit(P01="窗").draw("P01")
    if accept != "auto":
        board.accept("P01")
    assert board.edit(P01="油灯").states == {"P01": "current"}


def test_accepting_a_take_of_other_inputs_accepts_it_for_the_present_ones():
    board = four().edit(P02="林晚站在门边").accept("P02", 1)
    assert (board.run(), set(board.states.values())) == ([], {"current"})
    board.edit(P02="第三种")
    assert board.states["P02"] == "stale"


def test_a_run_that_has_nothing_to_do_writes_nothing():
    board = four()
    before = len(board.events)
    assert (started(board.step()), len(board.settle().events)) == ([], before)


def test_making_a_panel_dearer_or_noting_a_wish_is_told_apart():
    """``note`` and ``takes`` are no part of what is asked, ``quality`` is."""
    board = four().edit(P02={"note": "少一点光"}, P03={"takes": 3}).note("P04", "x")
    assert set(board.states.values()) == {"current"}
    assert board.edit(P02={"quality": "high"}).states["P02"] == "stale"


# ── where a person has the word ───────────────────────────────────────────────────────────────────────


def test_accept_all_makes_every_take_a_candidate():
    board = Board({"accept": "all"}, P01="油灯", P02="门口").given(accept="all").draw("P01")
    assert (board.states, board["P01"].word) == ({"P01": "waiting", "P02": "missing"}, "all")
    assert board["P01"].candidate.number == 1
    assert board.shown == {"P01": None, "P02": None}
    board.accept("P01").draw("P02")
    assert board.states == {"P01": "current", "P02": "waiting"}


def test_accept_anchor_asks_about_the_anchor_only():
    board = Board({"accept": "anchor"}, P01="油灯", P02="门口").given(accept="anchor").draw("P01")
    assert board.states == {"P01": "waiting", "P02": "missing"}
    assert (board.step().start, gates(board.step())) == ((), {"look": ("P01",)})
    board.accept("P01").draw("P02")
    assert board.states == {"P01": "current", "P02": "current"}


def test_until_the_anchor_is_accepted_none_of_its_dependants_is_drawn_but_others_are():
    board = four({"accept": "anchor"}, drawn=False).given(accept="anchor")
    assert board.run() == ["P01", "P04"]
    assert (board["P02"].behind, board["P03"].behind) == (("P01",), ("P02", "P01"))


def test_a_redrawn_anchor_with_drawn_dependants_is_a_candidate_and_the_old_one_stays_the_reference():
    board = four().edit(P01="一支蜡烛").draw("P01")
    assert (board.states["P01"], board["P01"].word) == ("waiting", "redrawn")
    assert (board.shown["P01"], board["P01"].candidate.number) == (1, 2)
    assert {board.states[p] for p in ("P02", "P03", "P04")} == {"current"}
    assert board.edit(P02="坐下").step().start == ()


def test_accepting_a_redrawn_anchor_makes_exactly_its_dependants_stale():
    board = four().edit(P01="一支蜡烛").draw("P01").accept("P01")
    # P03 follows P02, which will be redrawn, and has P01 as anchor: it is stale as well. P04 has no anchor.
    assert board.states == {"P01": "current", "P02": "stale", "P03": "stale", "P04": "current"}


def test_rejecting_a_redrawn_anchor_and_undoing_its_text_buys_nothing():
    board = four().edit(P01="一支蜡烛").draw("P01").reject("P01").edit(P01="桌上一盏油灯")
    assert (board.run(), set(board.states.values())) == ([], {"current"})


def test_an_anchor_that_a_panel_names_asks_when_it_is_redrawn():
    board = Board(P01="油灯", P02="门口", P03={"action": "近景", "anchor": "P02"})
    board.run()
    board.edit(P02="窗边").draw("P02")
    assert (board.states["P02"], board["P02"].word) == ("waiting", "redrawn")
    assert board.states["P03"] == "current"


def test_a_panel_that_was_only_named_as_an_anchor_does_not_ask_yet():
    """P03 was drawn against P01 and will be drawn anew in any case."""
    board = Board(P01="油灯", P02="门口", P03="近景")
    board.run()
    board.edit(P02="窗边", P03={"anchor": "P02"})
    assert board.run() == ["P02", "P03"]


def test_a_redrawn_anchor_nobody_was_drawn_against_counts_by_inspection():
    board = Board(P01="油灯", P02="门口").draw("P01").edit(P01="蜡烛").draw("P01")
    assert board.states == {"P01": "current", "P02": "missing"}


def test_a_late_picture_of_an_anchor_that_counts_asks_before_it_replaces_it():
    """It is newer than what counts, and what was drawn from that would be drawn anew."""
    board = four(drawn=False)
    late = board.start("P01")
    board.draw("P01", "P02").save(late)
    assert (board.states["P01"], board.shown["P01"], board["P01"].candidate.number) == ("waiting", 1, 2)
    assert board.accept("P01", 1).states["P01"] == "current"


def test_where_a_person_has_the_word_asking_for_a_take_is_no_yes():
    board = one({"accept": "all"}).given(accept="all").draw("P01").accept("P01").retry("P01").draw("P01")
    board.accept("P01", 1).accept("P01", 2).retry("P01").draw("P01").reject("P01")
    assert (board.shown, board.states) == ({"P01": 2}, {"P01": "current"})


def test_a_retried_anchor_waits_and_the_accepted_one_stays():
    board = four().retry("P01").draw("P01")
    assert (board.states["P01"], board.shown["P01"], board["P01"].candidate.number) == ("waiting", 1, 2)
    assert board.accept("P01", 1).states["P01"] == "current"
    assert board.retry("P01").draw("P01").reject("P01").states["P01"] == "current"


def test_rejecting_the_anchor_asks_about_the_one_that_is_drawn_instead():
    """Its dependants were drawn: what was good for them is not thrown away by inspection alone."""
    board = four().reject("P01")
    assert board.states["P01"] == "missing"
    assert board.run() == ["P01"]
    assert board.states["P01"] == "waiting"
    assert board.accept("P01", 1).states == dict.fromkeys(board.states, "current")


def test_of_several_takes_one_is_chosen():
    board = one(takes=3)
    assert board["P01"].slots == (0, 1, 2)
    assert board.run() == ["P01"] * 3
    assert (board.states, board["P01"].word) == ({"P01": "waiting"}, "takes")
    board.accept("P01", 2)
    assert (board.states, board.shown, board.run()) == ({"P01": "current"}, {"P01": 2}, [])


def test_what_was_good_stays_good_where_a_person_gets_the_word_later():
    board = four()
    board.edit({"accept": "all"}).given(accept="all")
    assert set(board.states.values()) == {"current"}


def test_a_retried_take_that_counted_stays_where_a_person_gets_the_word_later():
    board = one().draw("P01").accept("P01").retry("P01").draw("P01")
    assert board.given(accept="all").shown == {"P01": 2}


def test_where_the_word_goes_back_to_inspection_the_newest_candidate_counts():
    board = one({"accept": "all"}).given(accept="all").draw("P01")
    board.edit({"accept": "auto"}).given(accept="auto")
    assert board.states == {"P01": "current"}


def test_a_wish_for_another_candidate_is_drawn_though_one_waits():
    board = Board({"accept": "anchor"}, P01="油灯", P02="门口").given(accept="anchor").draw("P01").retry("P01")
    assert started(board.step()) == ["P01"]
    board.run()
    assert (board.states["P01"], board["P01"].candidate.number) == ("waiting", 2)
