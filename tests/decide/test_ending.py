"""How a run ends: the first of what kept it, in the contract's order."""

from __future__ import annotations

import pytest

from pipeline.decide.ending import Ending, Halts, at_rest, ending
from pipeline.decide.events import FailureKind
from tests.decide.board import Board, four

DEAD = frozenset({FailureKind.DEAD_PROVIDER})


def complete() -> Board:
    return four()


def failed() -> Board:
    return four(drawn=False).draw("P01", "P02", "P03").fail("P04", "refused")


def unknown() -> Board:
    board = four(drawn=False).draw("P01", "P02", "P03")
    return board.lose_sight("P04").lose_sight("P04").lose_sight("P04")


def waiting() -> Board:
    return failed().retry("P01").draw("P01")


def unfinished() -> Board:
    return four(drawn=False).draw("P01")


def agreed() -> Board:
    """A picture that a person accepted would be replaced."""
    return four().accept("P04").edit(P04="窗")


@pytest.mark.parametrize(
    ("board", "halts", "how"),
    [
        (complete, {}, ("complete", 0)),
        (failed, {}, ("failed", 1)),
        (unknown, {}, ("failed", 1)),
        (waiting, {}, ("waiting", 3)),
        (agreed, {}, ("waiting", 3)),
        (unfinished, {}, ("unfinished", 6)),
        (unfinished, {"out_of_time": True}, ("unfinished", 6)),
        (unfinished, {"over_budget": True}, ("budget", 4)),
        # a panel failed because no provider could be used for it
        (failed, {"kinds": DEAD}, ("unavailable", 5)),
        (failed, {"no_profile": True}, ("unavailable", 5)),
        (failed, {"come_back": 300.0}, ("unavailable", 5)),
        # a fault of one panel while the profile answered others
        (failed, {"kinds": frozenset({FailureKind.TRANSIENT})}, ("failed", 1)),
        # what failed elsewhere was made good by the next profile
        (complete, {"kinds": DEAD}, ("complete", 0)),
        # 130 5 4 3 6 1 0
        (waiting, {"interrupted": True, "no_profile": True, "over_budget": True}, ("interrupted", 130)),
        (waiting, {"no_profile": True, "over_budget": True}, ("unavailable", 5)),
        (waiting, {"over_budget": True, "out_of_time": True}, ("budget", 4)),
        (waiting, {"out_of_time": True}, ("waiting", 3)),
        (failed, {"out_of_time": True}, ("unfinished", 6)),
    ],
)
def test_the_ending_of_a_run(board, halts: dict, how: tuple[str, int]):
    played = board()
    end = ending(played.view(), played.step(), Halts(**halts))
    assert (end.state, end.exit) == how


def test_a_service_that_named_a_time_is_told():
    board = failed()
    assert ending(board.view(), board.step(), Halts(come_back=300.0)) == Ending("unavailable", 5, 300.0)


@pytest.mark.parametrize(
    ("only", "how"),
    [
        (("P01",), ("partial", 0)),
        (("P02",), ("unfinished", 6)),
        ((), ("unfinished", 6)),
    ],
)
def test_a_run_about_some_panels_ends_with_what_became_of_these(only: tuple[str, ...], how: tuple[str, int]):
    board = unfinished()
    end = ending(board.view(), board.step(*only), Halts())
    assert (end.state, end.exit) == how


def test_a_run_about_some_panels_of_a_complete_board_is_complete():
    board = complete()
    assert ending(board.view(), board.step("P02"), Halts()).state == "complete"


def test_a_failure_nobody_asked_about_is_not_this_runs():
    board = failed()
    assert ending(board.view(), board.step("P02"), Halts()) == Ending("partial", 0)


@pytest.mark.parametrize(
    ("board", "state"),
    [
        (complete, "complete"),
        (failed, "failed"),
        (unknown, "failed"),
        (waiting, "waiting"),
        (agreed, "waiting"),
        (unfinished, "unfinished"),
    ],
)
def test_a_board_that_is_looked_at(board, state: str):
    played = board().given(live=False)
    assert at_rest(played.view(), played.step(), running=False) == Ending(state, 0)
    assert at_rest(played.view(), played.step(), running=True) == Ending("running", 0)
