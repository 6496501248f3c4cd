"""A mend is a wish like a retry: what it sends is another request, what it gives is a take of the same inputs."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.compose.commission import MendCommission
from pipeline.decide.events import RetryWanted
from pipeline.images.capabilities import Capabilities
from pipeline.images.picture import Role
from tests.decide.board import FOUR, Board


def drawn() -> Board:
    board = Board(**FOUR)
    board.run()
    return board


def mend(board: Board, panel: str, take: str, wish: str = "去掉左侧路人", mask: str = "") -> Board:
    draft = board[panel].draft
    assert draft is not None
    wanted = RetryWanted(f"w{len(board.state.wants)}", panel, draft.inputs, mend=take, wish=wish, mask=mask)
    return board.tell(wanted)


def test_a_mend_sends_the_take_and_its_wish_for_the_panels_own_inputs() -> None:
    board = mend(drawn(), "P02", "P02/1")
    (work,) = board.step().start
    assert (work.view.id, work.errand.reason, work.errand.note) == ("P02", "mend", "去掉左侧路人")
    assert work.draft.inputs == board.inputs["P02"]
    assert (work.draft.refs[0].role, work.draft.refs[0].source.sha256) == (Role.TAKE, "P02/1")
    assert "去掉左侧路人" in work.draft.commission.spec(Capabilities()).prompt


def test_a_mend_that_passed_counts_and_buys_nothing_but_what_hangs_on_it() -> None:
    board = mend(drawn(), "P04", "P04/1")
    assert board.run() == ["P04"]
    assert (board.shown["P04"], board.run()) == (2, [])
    assert board.state.takes["takes/P04/02.png"].want == "w0"


def test_what_follows_a_mended_panel_waits_for_it() -> None:
    board = mend(drawn(), "P02", "P02/1")
    assert board["P03"].behind == ("P02",)
    assert board.run() == ["P02", "P03"]


def test_accepting_the_old_take_undoes_a_mend() -> None:
    board = mend(drawn(), "P04", "P04/1")
    board.run()
    assert board.accept("P04", 1).shown["P04"] == 1
    assert board.run() == []


def test_where_a_person_has_the_word_a_mend_is_a_candidate() -> None:
    board = drawn().given(accept="all")
    mend(board, "P04", "P04/1").run()
    assert (board.states["P04"], board.shown["P04"], board.take("P04").number) == ("waiting", 1, 2)


def test_a_mend_of_a_picture_for_other_words_counts_for_these() -> None:
    board = drawn().edit(P04="旧照片特写，没有路人")
    assert board.states["P04"] == "stale"
    mend(board, "P04", "P04/1")
    assert (board.run(), board.states["P04"], board.shown["P04"]) == (["P04"], "current", 2)


def test_a_take_whose_file_is_gone_is_not_mended() -> None:
    board = mend(drawn(), "P04", "P04/1").given(spoiled=frozenset({"takes/P04/01.png"}))
    assert all(work.errand.reason == "draw" for work in board.step().start)


@pytest.mark.parametrize(("mask", "sent"), [("", None), ("takes/P04/mask-w0.png", Path("/b/takes/P04/mask-w0.png"))])
def test_a_mask_is_sent_from_the_board(mask: str, sent: Path | None) -> None:
    board = mend(drawn(), "P04", "P04/1", mask=mask)
    commission = board.step().start[0].draft.commission
    assert isinstance(commission, MendCommission)
    wanted = commission.spec(Capabilities())
    assert (wanted.mask.path if wanted.mask else None) == sent


def test_a_retry_after_a_mend_draws_anew() -> None:
    board = mend(drawn(), "P04", "P04/1").retry("P04")
    (work,) = board.step().start
    assert (work.errand.reason, isinstance(work.draft.commission, MendCommission)) == ("retry", False)
