"""People read short, clean lines: one per panel, at most eight at the end."""

from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.decide.ending import Ending
from pipeline.errors import Problem
from pipeline.report.lines import closing, finished, heartbeat, problem_lines
from pipeline.report.view import RunReport
from tests.report.boards import Board, all_drawn, plan_in


@pytest.mark.parametrize(
    ("keys", "line"),
    [
        (
            {"size": "864x1536", "seconds": 12.2, "cost": 0.014},
            "P03    drawn    864x1536  12 s  $0.014  2 of 15",
        ),
        ({"size": "864x1536", "seconds": 3, "cost": None}, "P03    drawn    864x1536  3 s  ?  2 of 15"),
        ({"priced": False, "message": "no \x1b[1msuch words\u202e"}, "P03    drawn    2 of 15  no [1msuch words"),
    ],
)
def test_a_finished_panel_is_one_line(keys: dict, line: str) -> None:
    assert finished("P03", "drawn", done=2, total=15, **keys) == line


@pytest.mark.parametrize("outcome", ["drawn", "waiting", "failed", "unknown", "lost"])
def test_every_outcome_has_its_word(outcome: str) -> None:
    assert outcome in finished("P01", outcome, done=1, total=1)


def test_lines_of_panels_stand_under_each_other() -> None:
    one, other = (finished(name, "drawn", done=1, total=2, size="864x1536") for name in ("雨1", "P02"))
    assert one.index("drawn") + 1 == other.index("drawn")  # one wide character takes two columns


def test_a_heartbeat_says_how_far_how_long_and_how_much() -> None:
    line = heartbeat(done=3, total=15, drawing=4, elapsed=70, cost=0.12, left=200)
    assert line == "3 of 15 done  4 drawing  1 min 10 s  $0.12  about 3 min 20 s left"
    assert "left" not in heartbeat(done=0, total=1, drawing=1, elapsed=1, cost=0)


def test_the_closing_of_a_good_run_is_three_lines(tmp_path: Path) -> None:
    assert closing(all_drawn(tmp_path).report()) == [
        "complete: 4 of 4 panels have their keyframe",
        "4 requests, $0.16 this run, $0.16 in the board's life (an estimate by the price list)",
        f"board: {tmp_path / 'plan.board'}",
    ]


def test_doubtful_requests_are_said(tmp_path: Path) -> None:
    board = Board.opened(plan_in(tmp_path)).draw("P01").lose_sight("P02").lose("P03")
    assert "2 attempts may have been billed without a picture that counts" in closing(board.report())


def test_the_closing_never_exceeds_eight_lines_and_always_has_a_next(tmp_path: Path) -> None:
    board = Board.opened(plan_in(tmp_path)).draw("P01").lose_sight("P02")
    report: RunReport = replace(
        board.report(Ending("failed", 1)),
        notes=("a", "b", "c"),
        look=tuple(Path(f"/b/{n}.png") for n in range(9)),
        next=tuple(f"command {n}" for n in range(9)),
    )
    lines = closing(report)
    assert len(lines) <= 8
    assert "next: command 0" in lines
    assert sum(line.startswith("look: ") for line in lines) == 2
    assert any("7 more" in line for line in lines)


@pytest.mark.parametrize(
    "state",
    ["complete", "partial", "failed", "waiting", "budget", "unavailable", "unfinished", "interrupted", "running"],
)
def test_every_state_of_a_board_has_its_sentence(tmp_path: Path, state: str) -> None:
    assert "of 4 panels" in closing(Board.opened(plan_in(tmp_path)).report(Ending(state, 1)))[0]


def test_a_price_in_another_currency_stands_beside_the_dollars(tmp_path: Path) -> None:
    board = Board.opened(plan_in(tmp_path)).draw("P01", cost=0.0084, native=0.06, currency="CNY", basis="flat")
    assert "(0.06 CNY; a price per picture)" in closing(board.report())[1]


def test_problems_come_errors_first_clean_and_counted() -> None:
    found = problem_lines(
        (
            Problem("warning", "p.yaml", 9, "panels[0]", "English text"),
            Problem("error", "p.yaml", 3, "panels[1].shott", "unknown \u202ekey", "write shot"),
        )
    )
    assert found == [
        "error: p.yaml:3: panels[1].shott: unknown key (write shot)",
        "warning: p.yaml:9: panels[0]: English text",
        "1 error, 1 warning",
    ]
    assert problem_lines(()) == []
