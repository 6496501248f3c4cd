"""How panels stand: what lacks, what is under way, what failed and for how long that is told."""

from __future__ import annotations

from time import perf_counter

import pytest

from pipeline.decide.drafts import Drafts
from pipeline.decide.events import AttemptUnknown
from pipeline.decide.view import view
from tests.decide.board import Board, four, started


def two(**second: object) -> Board:
    """The anchor is drawn; P02 is what the test is about."""
    return Board(P01="灯", P02={"action": "门", **second}).draw("P01")


# ── under way ─────────────────────────────────────────────────────────────────────────────────────────


def test_a_panel_whose_request_is_out_is_drawing_and_is_not_started_twice():
    board = two()
    board.start("P02")
    assert (board.states["P02"], board["P02"].slots) == ("drawing", ())


def test_a_dead_runs_request_is_nothing_to_wait_for():
    board = two()
    board.start("P02")
    assert board.given(live=False).states["P02"] == "missing"


def test_a_service_goes_on_drawing_a_task_after_the_run():
    board = two()
    attempt = board.task("P02")
    board.given(live=False)
    assert (board.states["P02"], board["P02"].slots) == ("drawing", ())
    assert board.save(attempt).states["P02"] == "current"


def test_between_two_requests_a_panel_is_drawing():
    board = two().fail("P02", "rate-limit")
    assert (board.states["P02"], board["P02"].slots) == ("drawing", (0,))


def test_while_an_anchor_is_drawn_anew_its_dependants_wait():
    board = four().edit(P01="蜡烛", P02="坐下")
    board.start("P01")
    assert (board.states["P02"], board["P02"].behind, board.step().start) == ("stale", ("P01",), ())


# ── failed, unknown ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("kind", ["bad-request", "refused"])
def test_a_panel_that_can_not_be_mended_by_sending_again_has_failed(kind: str):
    board = two().fail("P02", kind)
    assert (board.states["P02"], board["P02"].slots, board["P02"].failed.ending.kind) == ("failed", (), kind)
    assert board["P01"].failed is None


@pytest.mark.parametrize("kind", ["transient", "rate-limit", "dead-provider", "bad-request"])
def test_a_later_run_sends_again_what_was_free(kind: str):
    board = two().fail("P02", kind)
    assert board.begin()["P02"].slots == (0,)


@pytest.mark.parametrize("kind", ["transient", "dead-provider", "bad-request"])
def test_after_the_run_a_free_failure_is_told_and_would_be_sent_again(kind: str):
    board = two().fail("P02", kind).given(live=False)
    assert (board.states["P02"], board["P02"].slots) == ("failed", (0,))


def test_a_refusal_stands_until_the_note_or_the_inputs_change():
    board = two().fail("P02", "refused").begin()
    assert (board.states["P02"], board["P02"].slots) == ("failed", ())
    assert board.edit(P02={"note": "不要血"})["P02"].slots == (0,)
    assert board.edit(P02={"note": ""})["P02"].slots == ()
    assert board.note("P02", "不要血")["P02"].slots == (0,)
    assert board.note("P02", "").edit(P02="门口")["P02"].slots == (0,)


def test_unknown_outcomes_are_bounded_over_runs_and_only_a_wish_sends_again():
    board = two().lose_sight("P02")
    assert board["P02"].slots == (0,)
    board.lose_sight("P02").begin().lose_sight("P02")
    assert (board.states["P02"], board["P02"].slots) == ("unknown", ())
    assert board.begin().states["P02"] == "unknown"
    assert board.retry("P02")["P02"].slots == (0,)
    assert board.run() == ["P02"]


def test_other_inputs_start_with_a_clean_slate():
    board = two()
    for _ in range(3):
        board.lose_sight("P02")
    assert board.edit(P02="门口").states["P02"] == "missing"
    assert board.edit(P02="门").states["P02"] == "unknown"


def test_a_late_picture_of_an_unknown_outcome_counts():
    board = two()
    attempts = [board.start("P02") for _ in range(3)]
    board.tell(*(AttemptUnknown(a, "reset") for a in attempts))
    assert board.states["P02"] == "unknown"
    assert board.save(attempts[1]).states["P02"] == "current"


def test_a_panel_whose_takes_all_failed_inspection_is_failed_and_bought_no_more():
    board = two().draw("P02", passed=False).draw("P02", passed=False)
    assert board["P02"].slots == (0,)  # one more, at the next profile
    board.save(board.start("P02", profile="canvas-20"), passed=False)
    assert (board.states["P02"], board["P02"].slots) == ("failed", ())
    assert board.begin()["P02"].slots == ()
    assert board.retry("P02")["P02"].slots == (0,)


def test_a_wish_that_failed_is_told_of_until_the_next_run_and_what_counted_still_counts():
    board = two().draw("P02").retry("P02").fail("P02", "refused")
    assert (board.states["P02"], board.shown["P02"], board["P02"].by) == ("failed", 1, "inspection")
    assert board.begin().states["P02"] == "current"
    assert board["P02"].slots == ()


def test_a_failed_panel_keeps_others_waiting_only_where_they_need_it():
    board = four(drawn=False).draw("P01").fail("P02", "refused")
    assert (board["P03"].behind, started(board.step())) == (("P02",), ["P04"])


def test_a_failed_redrawing_keeps_the_last_keyframe():
    board = four().edit(P03="坐下").fail("P03", "refused")
    assert (board.states["P03"], board.shown["P03"], board["P03"].by) == ("failed", 1, None)


# ── several takes ─────────────────────────────────────────────────────────────────────────────────────


def test_of_several_takes_those_that_lack_are_drawn_by_the_next_run():
    board = two(takes=3).draw("P02", slot=1)
    assert (board.states["P02"], board["P02"].slots) == ("waiting", (0, 2))
    assert board.run() == ["P02", "P02"]
    assert board["P02"].slots == ()


def test_while_some_of_several_takes_are_out_only_the_others_start():
    board = two(takes=3)
    board.start("P02", slot=0)
    assert (board.states["P02"], board["P02"].slots) == ("drawing", (1, 2))


def test_rejecting_one_of_several_takes_buys_none_while_there_is_a_choice():
    board = two(takes=2)
    board.run()
    board.reject("P02", 2)
    assert (board.states["P02"], board["P02"].slots, board["P02"].candidate.number) == ("waiting", (), 1)
    board.reject("P02", 1)
    assert (board.states["P02"], board["P02"].slots) == ("missing", (0, 1))


def test_one_slot_that_is_refused_does_not_spoil_the_others():
    board = two(takes=3).draw("P02", slot=0).fail("P02", "bad-request", slot=1)
    assert board["P02"].slots == (2,)
    assert board.draw("P02", slot=2).states["P02"] == "waiting"


def test_a_slots_next_request_is_decided_by_what_became_of_that_slot():
    """Another slot's unknown outcome neither revives a bad request nor shortens what is bounded."""
    board = two(takes=2).fail("P02", "bad-request", slot=0).lose_sight("P02", slot=1)
    assert board["P02"].slots == (1,)


def test_bad_pictures_are_counted_slot_by_slot_and_unknown_outcomes_for_the_panel():
    board = two(takes=2).given(chain=("sub2api",))
    board.draw("P02", slot=0, passed=False).draw("P02", slot=0, passed=False)
    assert board["P02"].slots == (1,)
    for _ in range(3):
        board.lose_sight("P02", slot=1)
    assert board["P02"].slots == ()
    assert board.states["P02"] == "unknown"


def test_a_wish_for_several_takes_gets_them_and_the_newest_counts():
    board = two().draw("P02").retry("P02", takes=3)
    assert board["P02"].slots == (0, 1, 2)
    board.draw("P02", slot=2)
    assert board["P02"].slots == (0, 1)
    assert board.run() == ["P02", "P02"]
    assert (board.states["P02"], board.shown["P02"]) == ("current", 4)


def test_the_newest_of_several_wishes_is_carried_out():
    board = two().draw("P02").retry("P02").retry("P02", takes=2)
    assert board["P02"].errand.want == "w2"
    assert board.run() == ["P02", "P02"]


def test_a_wish_under_other_inputs_is_void():
    board = two().draw("P02").retry("P02").edit(P02="门口")
    assert board["P02"].errand.want is None
    assert board.run() == ["P02"]


def test_a_slot_that_gave_up_is_told_where_no_other_gave_a_picture_to_choose():
    board = two(takes=2).fail("P02", "refused", slot=0)
    assert board.states["P02"] == "failed"
    board = two(takes=2).draw("P02", slot=1).fail("P02", "refused", slot=0)
    assert board.states["P02"] == "waiting"


def test_takes_that_came_from_elsewhere_are_counted():
    """Accepted for these inputs and taken back: of three, one is there already."""
    board = two(takes=3).draw("P02", slot=0).rename(P02="P09")
    assert board["P09"].slots == (1, 2)


def test_a_slot_waits_as_long_as_its_own_service_said():
    """Another slot's unknown outcome, which came later, does not send it earlier."""
    board = two(takes=2).fail("P02", "rate-limit", slot=0, after=300.0).given(chain=("sub2api",))
    board.lose_sight("P02", slot=1)
    assert board["P02"].slots == (1,)


def test_an_unknown_outcome_that_may_be_sent_again_is_no_failure():
    board = two().lose_sight("P02").given(live=False)
    assert (board.states["P02"], board["P02"].slots) == ("missing", (0,))


# ── the rest ──────────────────────────────────────────────────────────────────────────────────────────


def test_without_a_profile_nothing_may_start():
    assert two().given(chain=()).step().start == ()


def test_a_wish_is_told_with_the_plans_note():
    board = two(note="少一点光").note("P02", "去掉路人")
    assert board["P02"].errand.note == "少一点光\n去掉路人"


def test_a_crop_is_part_of_what_is_asked():
    board = two().draw("P02").given(crops={"P02": "crop-1"})
    assert board.states["P02"] == "stale"
    assert board.given(crops={}).states["P02"] == "current"


def test_counts_are_of_panels_in_plan_order():
    board = four().reorder("P04", "P02", "P01", "P03")
    assert [p.id for p in board.view().panels] == ["P04", "P02", "P01", "P03"]
    assert board.view()["P02"].attempts == 1


def test_looking_again_at_a_hundred_panels_is_quick():
    """It is done after every event: 2 ms each on an idle core; the bound only tells linear from quadratic."""
    board = Board(**{f"P{n:03}": f"动作{n}" for n in range(100)})
    board.run(most=100)
    plan, memo = board.plan, Drafts()
    view(plan, board.state, board.facts, memo)
    took = []
    for _ in range(5):
        begun = perf_counter()
        view(plan, board.state, board.facts, memo)
        took.append(perf_counter() - begun)
    assert min(took) < 0.03
