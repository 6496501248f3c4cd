"""What is written once it has come to count."""

from __future__ import annotations

from pipeline.decide.events import AnchorChosen, KeyframeSet, Pinned
from pipeline.decide.marks import marks
from tests.decide.board import Board, four


def test_a_keyframe_and_the_anchor_are_written_once():
    board = Board(P01="灯")
    inputs = board.inputs["P01"]
    board.draw("P01")
    assert board.events[-2:] == [KeyframeSet("P01", "P01/1", inputs), AnchorChosen("P01", "P01/1")]
    assert marks(board.view(), board.state) == ()


def test_nothing_unaccepted_is_written():
    board = Board({"accept": "all"}, P01="灯").given(accept="all").draw("P01")
    assert not any(isinstance(e, KeyframeSet | AnchorChosen) for e in board.events)
    board.accept("P01")
    assert isinstance(board.events[-1], AnchorChosen)


def test_a_stale_keyframe_is_not_written_again():
    board = four()
    before = len(board.events)
    board.edit(P02="窗", P04="门")
    assert len(board.events) == before


def test_a_renamed_panel_is_written_under_its_name():
    board = four().rename(P04="照片")
    assert board.state.keyframes["照片"].take == "P04/1"


def test_a_pinned_take_is_written_for_what_it_was_drawn_for():
    board = four()
    inputs = board.inputs["P02"]
    board.edit(P02="窗").draw("P02")
    board.tell(Pinned("P02", "P02/1"))
    assert marks(board.view(), board.state) == (KeyframeSet("P02", "P02/1", inputs, pinned=True),)
    before = len(board.settle().events)
    board.edit(P02="第三种", P01="别的")
    assert len(board.events) == before


def test_a_panel_of_ones_own_needs_no_mark():
    board = Board({"anchor": "P01"}, P01={"image": "/p/own.png"}).given(pictures={"/p/own.png": "own"})
    assert marks(board.view(), board.state) == ()


def test_a_new_anchor_is_remembered_when_it_counts():
    board = four().edit({"anchor": "P02"}).draw("P02")
    assert board.state.anchor == AnchorChosen("P01", "P01/1")
    board.accept("P02")
    assert board.state.anchor == AnchorChosen("P02", "P02/2")
