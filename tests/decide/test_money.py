"""What a board has cost and may have cost."""

from __future__ import annotations

import pytest

from pipeline.decide.events import AttemptLost
from pipeline.decide.money import at_risk, calls, spent
from pipeline.decide.state import Status
from tests.decide.board import Board, four

RESERVE, COST = 0.05, 0.04


def one() -> Board:
    return Board(P01="灯")


@pytest.mark.parametrize(
    ("play", "usd"),
    [
        (lambda b: b, 0.0),
        (lambda b: b.start("P01") and b, RESERVE),
        (lambda b: b.task("P01") and b, RESERVE),
        (lambda b: b.draw("P01"), COST),
        (lambda b: b.draw("P01", passed=False), COST),
        (lambda b: b.save(b.start("P01"), cost=None), RESERVE),
        (lambda b: b.fail("P01", "rate-limit"), 0.0),
        (lambda b: b.lose_sight("P01"), RESERVE),
        (lambda b: b.tell(AttemptLost(b.start("P01"), "no picture", 0.02)), 0.02),
        (lambda b: b.tell(AttemptLost(b.start("P01"), "no picture", None)), RESERVE),
        (lambda b: b.adopt("P01"), 0.0),
        (lambda b: b.tell() if b.start("P01", reserve=None) else b, 0.0),
    ],
)
def test_what_an_attempt_counts_as(play, usd: float):
    assert spent(play(one()).state) == pytest.approx(usd)


def test_an_unknown_outcome_keeps_its_reservation_until_its_picture_comes():
    board = one().lose_sight("P01")
    assert at_risk(board.state) == pytest.approx(RESERVE)
    board.save("a1")
    assert (at_risk(board.state), spent(board.state)) == (0.0, pytest.approx(COST))


def test_a_run_is_told_from_the_boards_life():
    board = four()
    assert board.edit(P04="窗").run() == ["P04"]
    assert spent(board.state) == pytest.approx(5 * COST)
    assert spent(board.state, board.facts.run) == pytest.approx(COST)
    assert calls(board.state, board.facts.run) == {Status.KEPT: 1}


def test_calls_are_counted_by_how_they_ended():
    board = one().fail("P01", "transient").lose_sight("P01").lose("P01").draw("P01", passed=False).draw("P01")
    assert calls(board.state) == {Status.FAILED: 1, Status.UNKNOWN: 1, Status.LOST: 2, Status.KEPT: 1}
