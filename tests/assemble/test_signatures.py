"""What pictures look like is known for every panel: from the journal, or from the pictures, read once."""

import json
from pathlib import Path

from pipeline.assemble.derive import derive
from pipeline.assemble.signatures import complete, known
from pipeline.store.facts import Digests
from pipeline.store.layout import Layout
from tests.report.boards import Board, own_picture, plan_in, scene

PANELS = ({"id": "P01", "action": "灯"}, {"id": "P02", "action": "门"})


def test_what_the_journal_has_is_not_kept_twice(tmp_path: Path) -> None:
    board = Board.opened(plan_in(tmp_path, *PANELS)).draw("P01", scene(1)).draw("P02", scene(2))
    layout = Layout(board.root)
    assert complete(board.view(), board.state, layout, {}) == {}
    assert not layout.cache.exists()


def test_ones_own_and_hand_made_pictures_are_read_once_and_forgotten_when_they_are_gone(tmp_path: Path) -> None:
    own = tmp_path / "mine.png"
    facts = own_picture(own)
    plan = plan_in(tmp_path, *PANELS, {"id": "P03", "image": own})
    board = Board.opened(plan, pictures={own: facts}).draw("P01", scene(1)).draw("P02", scene(2)).adopt("P02")
    layout = Layout(board.root)
    made = complete(board.view(), board.state, layout, board.pictures)
    assert len(made) == 2
    assert known(layout) == made
    own.unlink()  # it need not be read again
    assert complete(board.view(), board.state, layout, board.pictures) == made
    board.plan = board.plan.model_copy(update={"panels": board.plan.panels[:2]})
    assert facts.sha256 not in complete(board.view(), board.state, layout, {})


def test_a_picture_that_cant_be_read_is_unknown(tmp_path: Path) -> None:
    own = tmp_path / "mine.png"
    plan = plan_in(tmp_path, *PANELS[:1], {"id": "P03", "image": own})
    board = Board.opened(plan, pictures={own: own_picture(own)}).draw("P01", scene(1))
    own.write_bytes(b"\x89PNG\r\n\x1a\nrubbish")
    assert complete(board.view(), board.state, Layout(board.root), board.pictures) == {}


def test_a_spoilt_cache_costs_time_only(tmp_path: Path) -> None:
    board = Board.opened(plan_in(tmp_path, *PANELS)).draw("P01", scene(1)).adopt("P01")
    layout = Layout(board.root)
    made = complete(board.view(), board.state, layout, {})
    for rubbish in ("[]", "{", '{"a": 1, "b": "?"}'):
        (layout.cache / "signatures.json").write_text(rubbish, encoding="utf-8")
        assert known(layout) == {}
        assert complete(board.view(), board.state, layout, {}) == made


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
