"""Whose word a run would override, and what a yes leads to, told from the bill before anything is sent."""

from __future__ import annotations

from pathlib import Path

from pipeline.assemble.buying import of_dependants, overridden
from pipeline.decide.events import Accepted, RetryWanted
from pipeline.report.bill import Bill
from pipeline.report.billing import bill
from tests.report.boards import Board, all_drawn


def bill_of(board: Board) -> Bill:
    return bill(board.plan, board.view(), board.state, board.facts, board.offer, pictures={})


def asked(board: Board) -> list[str]:
    return [item.panel for item in overridden(bill_of(board), board.view(), board.state)]


def by_a_person(board: Board, *panels: str) -> Board:
    """The same board, the keyframes of ``panels`` accepted by a person."""
    for name in panels:
        seen = board.view()[name]
        assert seen.shown is not None
        assert seen.draft is not None
        board.tell(Accepted(name, seen.shown.sha256, seen.draft.inputs))
    return board


def test_only_a_picture_that_a_person_accepted_needs_their_yes(tmp_path: Path) -> None:
    board = by_a_person(all_drawn(tmp_path), "P03")
    assert asked(board.replan(P03={"action": "窗外雪停了"})) == ["P03"]


def test_what_inspection_accepted_is_replaced_without_a_word(tmp_path: Path) -> None:
    assert asked(all_drawn(tmp_path).replan(P03={"action": "窗外雪停了"})) == []


def test_what_hangs_on_a_changed_panel_is_asked_about_at_once(tmp_path: Path) -> None:
    """P02z ends P02's shot: it is replaced later in the same run, too late for a question."""
    board = by_a_person(all_drawn(tmp_path), "P02z")
    assert asked(board.replan(P02={"action": "林晚推开门"})) == ["P02z"]


def test_a_redrawn_anchor_only_becomes_a_candidate_and_so_does_what_waits_for_it(tmp_path: Path) -> None:
    board = by_a_person(all_drawn(tmp_path), "P01", "P03")
    assert asked(board.replan(P01={"action": "桌上两盏油灯"})) == []


def test_asking_for_a_new_take_was_the_yes(tmp_path: Path) -> None:
    board = by_a_person(all_drawn(tmp_path), "P03")
    draft = board.view()["P03"].draft
    assert draft is not None
    assert asked(board.tell(RetryWanted("w", "P03", draft.inputs))) == []


def test_a_yes_to_the_anchor_leads_to_all_that_hang_on_it_and_to_nothing_else(tmp_path: Path) -> None:
    board = all_drawn(tmp_path).replan(P01={"action": "桌上两盏油灯"})
    led = of_dependants(bill_of(board), ["P01"])
    assert [item.panel for item in led.items] == ["P02", "P02z"]
    assert led.now == led.items
    assert of_dependants(bill_of(board), ["P03"]).items == ()
