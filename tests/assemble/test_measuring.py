"""How alike the pictures are is measured for every panel, and each picture is read at most once for it."""

import json
from pathlib import Path

import pytest

from pipeline.assemble.comparing import measured
from pipeline.assemble.derive import derive
from pipeline.assemble.measuring import measure
from pipeline.report.likeness import Likeness
from pipeline.store.facts import Digests
from pipeline.store.layout import Layout
from tests.report.boards import Board, own_picture, plan_in, scene

PANELS = ({"id": "P01", "action": "灯"}, {"id": "P02", "action": "门"})


def of(board: Board) -> Likeness:
    return measure(board.view(), board.state, Layout(board.root), board.pictures)


def signatures(board: Board) -> list[str]:
    note = Layout(board.root).cache / "signatures.json"
    return list(json.loads(note.read_bytes())) if note.exists() else []


def test_pictures_of_which_the_journal_has_a_signature_are_not_opened(tmp_path: Path) -> None:
    board = Board.opened(plan_in(tmp_path, *PANELS)).draw("P01", scene(1)).draw("P02", scene(2))
    for take in board.root.rglob("*.png"):
        take.unlink()
    found = of(board)
    assert (len(found.far), len(found.compared), found.alike) == (1, 2, {})
    assert signatures(board) == []


def test_a_reader_finds_what_was_measured(tmp_path: Path) -> None:
    board = Board.opened(plan_in(tmp_path, *PANELS)).draw("P01", scene(1)).draw("P02", scene(1, light=0.9))
    assert measured(Layout(board.root)) == Likeness()
    found = of(board)
    assert len(found.alike) == 1
    assert measured(Layout(board.root)) == found


def test_ones_own_and_hand_made_pictures_are_read_once_and_forgotten_when_they_are_gone(tmp_path: Path) -> None:
    own = tmp_path / "mine.png"
    facts = own_picture(own)
    plan = plan_in(tmp_path, *PANELS, {"id": "P03", "image": own})
    board = Board.opened(plan, pictures={own: facts}).draw("P01", scene(1)).draw("P02", scene(2)).adopt("P02")
    found = of(board)
    assert len(signatures(board)) == 2
    own.unlink()  # it need not be read again
    assert of(board) == found
    board.plan = board.plan.model_copy(update={"panels": board.plan.panels[:2]})
    of(board)
    assert len(signatures(board)) == 1


def test_a_picture_that_cant_be_read_is_not_compared(tmp_path: Path) -> None:
    own = tmp_path / "mine.png"
    facts = own_picture(own)
    plan = plan_in(tmp_path, *PANELS[:1], {"id": "P03", "image": own})
    board = Board.opened(plan, pictures={own: facts}).draw("P01", scene(1))
    own.write_bytes(b"\x89PNG\r\n\x1a\nrubbish")
    assert facts.sha256 not in of(board).compared


def test_a_signature_of_another_version_is_made_again(tmp_path: Path) -> None:
    board = Board.opened(plan_in(tmp_path, *PANELS[:1])).draw("P01", scene(1), signature="AAAA")
    assert (len(of(board).compared), len(signatures(board))) == (1, 1)


@pytest.mark.parametrize("rubbish", ["[]", "{", '{"a": 1, "b": "?"}', '{"far": [[1]], "alike": [], "compared": []}'])
def test_a_spoilt_cache_costs_time_only(tmp_path: Path, rubbish: str) -> None:
    board = Board.opened(plan_in(tmp_path, *PANELS)).draw("P01", scene(1)).adopt("P01")
    layout = Layout(board.root)
    found = of(board)
    for note in (layout.likeness, layout.cache / "signatures.json"):
        note.write_text(rubbish, encoding="utf-8")
    assert measured(layout) == Likeness()
    assert of(board) == found


def test_the_manifest_has_the_table_in_the_same_bytes_wherever_the_board_is(tmp_path: Path) -> None:
    def manifest_in(folder: Path) -> bytes:
        own = folder / "mine.png"
        facts = own_picture(own)
        board = Board.opened(plan_in(folder, *PANELS, {"id": "P03", "image": own}), pictures={own: facts})
        board.draw("P01", scene(1)).draw("P02", scene(3, light=0.15))
        layout = Layout(board.root)
        for _ in range(2):
            derive(board.plan, board.view(), board.state, layout, Digests.load(layout), board.pictures)
        return layout.manifest.read_bytes()

    here, there = manifest_in(tmp_path / "a"), manifest_in(tmp_path / "b")
    assert here == there
    table = json.loads(here)["consistency"]
    assert (table["anchor"], table["open"]) == ("P01", ["P02"])
    assert all(isinstance(row["tone"], float) for row in table["panels"] if row["id"] != "P01")
