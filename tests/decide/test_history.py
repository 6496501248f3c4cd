"""What was tried for a panel's present inputs, as the policy reads it."""

from __future__ import annotations

from pipeline.decide.events import FailureKind
from pipeline.decide.history import Errand, attempts_for, last_failure, past
from tests.decide.board import Board


def two(**second: object) -> Board:
    return Board(P01="灯", P02={"action": "门", **second}).draw("P01")


def kinds(board: Board, *, slot: int = 0, note: str = "", run: str | None = "run-1") -> list[str]:
    errand = Errand("P02", board.inputs["P02"], slot=slot, note=note)
    return [p.kind.value for p in past(attempts_for(board.state, errand), errand, run)]


def test_what_became_of_the_slot_itself_comes_last():
    board = two(takes=2).fail("P02", "rate-limit", slot=0).lose_sight("P02", slot=1)
    assert kinds(board, slot=0) == ["unknown", "rate-limit"]
    assert kinds(board, slot=1) == ["unknown"]


def test_pictures_that_counted_are_no_failures():
    assert kinds(two().draw("P02")) == []


def test_a_picture_that_did_not_pass_and_one_that_got_lost_are_bad_pictures():
    assert kinds(two().draw("P02", passed=False).lose("P02")) == ["bad-picture", "bad-picture"]


def test_of_earlier_runs_only_what_lasts_counts():
    board = two().fail("P02", "transient").fail("P02", "bad-request").lose_sight("P02").lose("P02").begin()
    assert kinds(board, run="run-2") == ["unknown", "bad-picture"]
    assert kinds(board, run=None) == ["unknown", "bad-picture"]


def test_a_refusal_counts_in_any_run_and_any_slot_for_the_note_it_was_told_with():
    board = two(note="少一点光").fail("P02", "refused").begin()
    assert kinds(board, run="run-2", note="少一点光") == kinds(board, slot=1, note="少一点光") == ["refused"]
    assert kinds(board, run="run-2") == []


def test_a_wish_begins_anew():
    board = two().lose_sight("P02").retry("P02")
    errand = Errand("P02", board.inputs["P02"], want="w1")
    assert attempts_for(board.state, errand) == ()
    board.lose_sight("P02")
    assert len(attempts_for(board.state, errand)) == 1


def test_how_long_a_service_asked_to_wait_is_kept():
    board = two().fail("P02", "rate-limit", after=7.0)
    errand = Errand("P02", board.inputs["P02"])
    (told,) = past(attempts_for(board.state, errand), errand, "run-1")
    assert (told.profile, told.retry_after, told.fresh) == ("sub2api", 7.0, True)


def test_the_last_failure_is_told_unless_a_picture_came_or_a_free_one_is_over():
    board = two().fail("P02", "transient")
    attempts = tuple(board.state.attempts.values())
    assert last_failure(attempts, "run-1").ending.kind == FailureKind.TRANSIENT
    assert last_failure(attempts, "run-2") is None
    assert last_failure(attempts[:1], "run-1") is None
    assert last_failure((), "run-1") is None
