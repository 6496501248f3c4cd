"""Each stale panel says which input changed, each that is drawn anew because of another says so, and what it costs."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pipeline.pictures.probe import probe
from pipeline.report.bill import Bill
from pipeline.report.billing import bill
from pipeline.report.lines import bill_lines
from pipeline.report.status import status_lines
from tests.report.boards import Board, own_picture, plan_in, png

LIN = {"id": "lin", "name": "林晚", "look": "短发", "outfits": {"coat": {"look": "风衣"}}}
PANELS = (
    {"id": "P01", "action": "灯"},
    {"id": "P02", "action": "门", "characters": ["lin/coat"]},
    {"id": "P03", "action": "雨", "follows": "P02"},
)


def board_in(folder: Path) -> Board:
    face = folder / "face.png"
    facts = own_picture(face)
    plan = plan_in(folder, *PANELS, characters=[{**LIN, "image": face}])
    board = Board.opened(plan, pictures={face: facts})
    for panel in ("P01", "P02", "P03"):
        board.draw(panel)
    return board


def under(board: Board, **keys: Any) -> Board:
    """The same board under a plan that says other things."""
    face = next(iter(board.pictures))
    board.plan = plan_in(board.plan.file.parent, *PANELS, **{"characters": [{**LIN, "image": face}], **keys})
    return board


def bill_of(board: Board) -> Bill:
    return bill(board.plan, board.view(), board.state, board.facts, board.offer, pictures=board.pictures)


def status_of(board: Board) -> dict[str, str]:
    lines = status_lines(board.report(board.at_rest()), bill_of(board))
    return {panel["id"]: next(line for line in lines if line.split()[0] == panel["id"]) for panel in PANELS}


def test_a_changed_text_is_named_with_its_price_and_what_follows_it_too(tmp_path: Path) -> None:
    board = board_in(tmp_path).replan(P02={"action": "开着的门"})
    told = status_of(board)
    assert told["P01"].endswith("accepted by inspection")
    assert "stale" in told["P02"]
    assert "$0.015" in told["P02"]
    assert told["P02"].endswith("the action changed")
    assert "current" in told["P03"]
    assert "$0.0" in told["P03"]
    assert told["P03"].endswith("P02 is drawn anew")
    assert [line.split("  ")[-1] for line in bill_lines(bill_of(board)) if not line.startswith("    ")][:2] == [
        "the action changed",
        "P02 is drawn anew",
    ]
    assert board.report().panel("P02").to_json()["changed"] == ["action"]


def test_a_changed_outfit_is_named_with_its_wearer(tmp_path: Path) -> None:
    board = board_in(tmp_path)
    face = next(iter(board.pictures))
    other = {**LIN, "image": face, "outfits": {"coat": {"look": "雨衣"}}}
    assert status_of(under(board, characters=[other]))["P02"].endswith("the outfit of 林晚 changed")


def test_changed_bytes_of_a_picture_are_named_with_whom_it_shows(tmp_path: Path) -> None:
    board = board_in(tmp_path)
    face = next(iter(board.pictures))
    face.write_bytes(png((1, 2, 3)))
    board.pictures = {face: probe(face)}
    told = status_of(board)
    assert told["P02"].endswith("a reference picture changed (identity 林晚)")
    assert board.report().panel("P02").changed == ("picture",)


def test_a_new_anchor_is_named_by_each_of_its_dependants(tmp_path: Path) -> None:
    board = board_in(tmp_path).replan(P01={"action": "两盏灯"})
    before = status_of(board)
    assert before["P01"].endswith("the action changed")
    assert before["P02"].endswith("P01 is drawn anew; after a person's yes")
    told = status_of(board.draw("P01").yes("P01"))
    assert told["P02"].endswith("the anchor changed")
    assert [item.panel for item in bill_of(board).items] == ["P02", "P03"]


def test_a_redrawn_followed_panel_is_named(tmp_path: Path) -> None:
    board = board_in(tmp_path).replan(P02={"action": "开着的门"}).draw("P02")
    assert status_of(board)["P03"].endswith("the panel it follows changed")


@pytest.mark.parametrize(
    ("keys", "said"), [({"size": "1440x2560"}, "the size changed"), ({"style": "动画"}, "style changed")]
)
def test_size_and_style_are_named_by_every_panel(tmp_path: Path, keys: dict[str, Any], said: str) -> None:
    told = status_of(under(board_in(tmp_path), **keys))
    assert all(said in line for line in told.values())
    assert all("$0.0" in line for line in told.values())


def test_a_board_that_buys_nothing_has_no_prices(tmp_path: Path) -> None:
    assert not any("$" in line for line in status_of(board_in(tmp_path)).values())


def test_several_reasons_are_all_told(tmp_path: Path) -> None:
    board = board_in(tmp_path).replan(P03={"action": "雪", "camera": "俯拍"})
    assert status_of(board)["P03"].endswith("the action changed; the camera changed")
    assert replace(board.report().panel("P03"), why=()).changed == ("action", "camera")


def test_what_a_panel_is_drawn_from_twice_is_named_once(tmp_path: Path) -> None:
    """The panel that ends the anchor's shot needs the anchor's keyframe for both."""
    plan = plan_in(tmp_path, {"id": "P01", "action": "灯"}, {"id": "P01z", "ends": "P01", "action": "灯灭"})
    board = Board.opened(plan)
    assert board.report().panel("P01z").why[-1] == "waits for P01"
    board.draw("P01").draw("P01z").replan(P01={"action": "两盏灯"})
    assert [(item.panel, item.after, item.why) for item in bill_of(board).items][1] == (
        "P01z",
        ("P01",),
        ("P01 is drawn anew",),
    )
