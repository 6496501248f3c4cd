"""``status`` and ``show``: the board and one panel at a look."""

from pathlib import Path

import pytest

from pipeline.decide.events import Noted
from pipeline.report.billing import bill
from pipeline.report.status import Page, brief_lines, page, status_lines
from pipeline.report.text import width
from tests.report.boards import Board, all_drawn, own_picture, plan_in


def status_of(board: Board) -> list[str]:
    found = bill(board.plan, board.view(), board.state, board.facts, board.offer, pictures=board.pictures)
    return status_lines(board.report(board.at_rest()), found)


def page_of(board: Board, panel: str) -> Page:
    return page(board.plan, panel, board.report(), board.view(), board.state, board.facts, board.offer)


def test_every_panel_has_its_line_with_state_take_and_reason(tmp_path: Path) -> None:
    board = all_drawn(tmp_path).replan(P03={"action": "新照片特写"})
    lines = status_of(board)
    assert lines[0] == f"雨夜来信  {board.root}"
    assert lines[1].split("  ")[0] == "P01"
    assert [line.split()[1] for line in lines[1:5]] == ["current", "current", "current", "stale"]
    assert lines[4].endswith("the action changed")
    assert "a run replaces 1 picture, about $0.004: the action changed" in lines


def test_the_table_keeps_its_columns_and_its_width_with_any_text(tmp_path: Path) -> None:
    board = Board.opened(plan_in(tmp_path, {"id": "雨夜一", "action": "灯"}, {"id": "P2", "action": "信"}))
    board.fail("雨夜一", "refused", "词" * 400)
    rows = status_of(board)[1:3]
    assert rows[0].index("failed") + 3 == rows[1].index("missing")
    assert all(width(row) < 120 for row in rows)


def test_what_may_have_been_billed_is_said(tmp_path: Path) -> None:
    board = Board.opened(plan_in(tmp_path)).draw("P01").lose_sight("P02")
    assert "$0.040 in the board's life and up to $0.050 for requests without an answer" in status_of(board)


@pytest.mark.parametrize("drawn", [(), ("P01",), ("P01", "P02", "P02z", "P03")])
def test_brief_is_two_lines(tmp_path: Path, drawn: tuple[str, ...]) -> None:
    board = Board.opened(plan_in(tmp_path))
    for panel in drawn:
        board.draw(panel)
    lines = brief_lines(board.report(board.at_rest()))
    assert len(lines) == 2
    assert f"{len(drawn)} of 4" in lines[0]
    assert lines[1].startswith("next: " if len(drawn) < 4 else "a run buys nothing")


def test_a_page_shows_the_prompt_with_the_boards_note_references_takes_and_attempts(tmp_path: Path) -> None:
    board = all_drawn(tmp_path).tell(Noted("P02", "去掉左侧路人"))
    found = page_of(board, "P02")
    text = "\n".join(found.lines)
    assert "定格瞬间：林晚停在门口，手扶门框" in text
    assert "去掉左侧路人" in text
    assert "1  anchor    P01" in text
    assert "takes/P02/01.png" in text
    assert "the keyframe" in text
    assert found.entry["prompt"] in text.replace("\n    ", "\n")
    assert found.entry["references"] == [{"role": "anchor", "who": "", "source": "P01", "n": 1}]
    assert found.entry["takes"][0]["take"] == 1


def test_a_page_tells_what_was_turned_down_and_what_was_made_for_other_inputs(tmp_path: Path) -> None:
    board = Board.opened(plan_in(tmp_path)).draw("P03", passed=False).draw("P03")
    board.replan(P03={"action": "新照片特写"})
    text = "\n".join(page_of(board, "P03").lines)
    assert "turned down by inspection, made for other inputs" in text
    assert "the action changed" in text
    assert "lost" in text


def test_a_page_foresees_the_prompt_of_what_waits_for_others(tmp_path: Path) -> None:
    found = page_of(Board.opened(plan_in(tmp_path)), "P02z")
    assert [(r["role"], r["source"]) for r in found.entry["references"]] == [("ended", "P02"), ("anchor", "P01")]


def test_the_page_of_ones_own_picture_says_that_nothing_is_sent(tmp_path: Path) -> None:
    own = tmp_path / "mine.png"
    plan = plan_in(tmp_path, {"id": "P01", "action": "灯"}, {"id": "P02", "image": own})
    found = page_of(Board.opened(plan, pictures={own: own_picture(own)}), "P02")
    assert (found.entry["prompt"], found.entry["accepted"]) == (None, "own")
    assert "nothing is sent" in found.lines[-1]


def test_a_page_of_no_panel_is_a_key_error(tmp_path: Path) -> None:
    with pytest.raises(KeyError):
        page_of(all_drawn(tmp_path), "P77")
