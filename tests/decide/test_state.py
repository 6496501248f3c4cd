"""The fold: which moves are legal, and what events leave behind."""

from __future__ import annotations

import itertools

import pytest

from pipeline.decide.belonging import board_fits
from pipeline.decide.events import (
    EVENTS,
    AttemptFailed,
    AttemptLost,
    AttemptStarted,
    AttemptUnknown,
    BoardOpened,
    RunEnded,
    RunInterrupted,
    RunStarted,
    StopWanted,
    TakeSaved,
    TaskAccepted,
)
from pipeline.decide.state import KEPT, SPOILT, TRANSITIONS, BoardState, IllegalMove, Status, fold, in_flight
from pipeline.errors import BoardError
from tests.decide.board import Board

START = AttemptStarted(
    "a", "r", "P01", "i", {}, "sub2api", "gpt-image-2", "m", "edit", "864x1536", "low", "png", "…", 1, (), "q", 0.05
)
PICTURE = TakeSaved("a", "P01", "i", 1, "takes/P01/01.png", "sha", "png", 864, 1536, 9, passed=True)
BAD_PICTURE = TakeSaved("a", "P01", "i", 1, "takes/P01/01.png", "sha", "png", 864, 1536, 9, passed=False)
MOVES = {
    AttemptStarted: START,
    TaskAccepted: TaskAccepted("a", "t"),
    AttemptFailed: AttemptFailed("a", "transient", ""),
    AttemptUnknown: AttemptUnknown("a", ""),
    AttemptLost: AttemptLost("a", ""),
    KEPT: PICTURE,
    SPOILT: BAD_PICTURE,
}
WAYS = {
    None: (),
    Status.SENT: (START,),
    Status.PENDING: (START, MOVES[TaskAccepted]),
    Status.KEPT: (START, PICTURE),
    Status.LOST: (START, BAD_PICTURE),
    Status.FAILED: (START, MOVES[AttemptFailed]),
    Status.UNKNOWN: (START, MOVES[AttemptUnknown]),
}


@pytest.mark.parametrize(("status", "move"), list(itertools.product(WAYS, MOVES)))
def test_a_move_that_is_not_in_the_table_is_illegal(status: Status | None, move: object):
    state = fold(WAYS[status])
    after = TRANSITIONS.get((status, move))
    if after is None:
        with pytest.raises(IllegalMove):
            state.apply(MOVES[move])
    else:
        state.apply(MOVES[move])
        assert state.attempts["a"].status is after


def test_an_illegal_move_leaves_the_state_as_it_was():
    state = fold(WAYS[Status.FAILED])
    with pytest.raises(IllegalMove, match="a"):
        state.apply(PICTURE)
    assert state == fold(WAYS[Status.FAILED])


def test_every_move_of_the_table_is_an_event_and_every_ending_can_be_reached():
    assert set(TRANSITIONS.values()) == set(Status)
    assert {move for _, move in TRANSITIONS if isinstance(move, type)} <= set(EVENTS.values())


def test_a_late_picture_of_an_attempt_believed_dead_is_taken_in():
    state = fold([*WAYS[Status.UNKNOWN], PICTURE])
    assert (state.attempts["a"].status, [t.sha256 for t in state.takes.values()]) == (Status.KEPT, ["sha"])


def test_in_flight_are_those_whose_outcome_is_open():
    assert [len(in_flight(fold(way))) for way in WAYS.values()] == [0, 1, 1, 0, 0, 0, 0]


def test_a_dead_run_is_open_until_it_is_said_to_be_interrupted():
    state = fold([RunStarted("r1", "run"), RunStarted("r2", "run"), RunEnded("r2", "complete", 0)])
    assert (state.open_runs, state.last_end) == ({"r1"}, RunEnded("r2", "complete", 0))
    state.apply(RunInterrupted("r1"))
    assert (state.open_runs, state.last_end) == (set(), None)


def test_the_rest_of_what_a_board_remembers():
    state = fold([BoardOpened("plan.yaml", "test"), StopWanted("r1")])
    assert (state.plan, state.stops, state.lineage) == ("plan.yaml", {"r1"}, None)


def test_the_lineage_is_that_of_the_first_attempt():
    assert Board(P01="灯").draw("P01").state.lineage == "gpt-image-2"


def test_a_board_is_one_plans_and_one_lineages():
    board = Board(P01="灯")
    board_fits(BoardState(), board.plan, "anything")
    board_fits(board.draw("P01").state, board.plan, "gpt-image-2")
    with pytest.raises(BoardError, match="offline"):
        board_fits(board.state, board.plan, "offline")
    other = board.plan.model_copy(update={"file": board.plan.file.with_name("other.yaml")})
    with pytest.raises(BoardError, match="other"):
        board_fits(board.state, other, "gpt-image-2")
