"""The manifest is the whole board, and the same bytes wherever and whenever it is written."""

import json
from pathlib import Path
from typing import Any

from pipeline.decide.events import Rejected
from pipeline.decide.state import fold
from pipeline.report.manifest import manifest
from tests.report.boards import Board, all_drawn, own_picture, plan_in


def manifest_of(board: Board) -> dict[str, Any]:
    return manifest(board.report(), board.plan, board.view(), board.state, board.at_rest())


def test_each_keyframe_has_the_request_that_made_it(tmp_path: Path) -> None:
    found = manifest_of(all_drawn(tmp_path))
    request = found["panels"][1]["request"]
    assert (request["mode"], request["size"], request["quality"], request["recipe"]) == ("edit", "864x1536", "low", 1)
    assert request["prompt"] == "the prompt of P02"
    assert [(r["role"], r["source"], len(r["sha256"])) for r in request["references"]] == [("anchor", "01.png", 64)]


def test_every_take_is_listed_with_what_became_of_it(tmp_path: Path) -> None:
    board = Board.opened(plan_in(tmp_path)).draw("P03", passed=False, usage={"output_tokens": 120}).draw("P03")
    shown = board.view()["P03"].shown
    assert shown is not None
    board.tell(Rejected("P03", shown.sha256))
    takes = manifest_of(board)["panels"][3]["takes"]
    told = [(t["take"], t["file"], t["passed"], t["rejected"], t["reason"]) for t in takes]
    assert told == [(1, "takes/P03/01.png", False, False, "draw"), (2, "takes/P03/02.png", True, True, "draw")]
    assert takes[0]["usage"] == {"output_tokens": 120}
    assert takes[0]["checks"][0]["name"] == "aspect"
    assert (takes[1]["cost"], takes[1]["basis"], takes[1]["provider"]) == (0.04, "formula", "sub2api")


def test_keys_for_video_come_through_untouched(tmp_path: Path) -> None:
    panel = manifest_of(all_drawn(tmp_path))["panels"][1]
    assert panel["pass_through"] == {
        "lines": [{"who": "lin", "say": "你来晚了", "how": "低声"}],
        "seconds": 4.5,
        "clip": "C1",
        "x-music": "rain",
    }
    assert (panel["action"], manifest_of(all_drawn(tmp_path))["panels"][2]["ends"]) == ("林晚停在门口，手扶门框", "P02")


def test_pictures_that_were_not_bought_have_no_request(tmp_path: Path) -> None:
    own = tmp_path / "mine.png"
    panels = ({"id": "P01", "action": "灯"}, {"id": "P02", "image": own})
    board = Board.opened(plan_in(tmp_path, *panels), pictures={own: own_picture(own)}).draw("P01").adopt("P01")
    hand, given = manifest_of(board)["panels"]
    assert (hand["request"], hand["accepted"], [t["origin"] for t in hand["takes"]]) == (
        None,
        "hand",
        ["drawn", "hand"],
    )
    assert (given["request"], given["takes"], given["accepted"]) == (None, [], "own")


def test_it_does_not_show_when_where_or_by_which_run_it_was_written(tmp_path: Path) -> None:
    board = all_drawn(tmp_path / "a")
    before = json.dumps(manifest_of(board))
    assert str(tmp_path) not in before
    board.begin("run-2")
    assert json.dumps(manifest_of(board)) == before
    moved = all_drawn(tmp_path / "b")
    assert json.dumps(manifest_of(moved)) == before


def test_a_replayed_journal_gives_the_same_bytes(tmp_path: Path) -> None:
    board = Board.opened(plan_in(tmp_path)).draw("P01").draw("P02").lose("P03").draw("P02z")
    before = json.dumps(manifest_of(board))
    board.state = fold(board.events)
    assert json.dumps(manifest_of(board)) == before


def test_calls_and_cost_are_of_the_boards_life(tmp_path: Path) -> None:
    found = manifest_of(Board.opened(plan_in(tmp_path)).draw("P01").begin("run-2").draw("P02"))
    assert (found["calls"]["sent"], found["cost"]["board"], "run" in found["cost"]) == (2, 0.08, False)


def test_it_holds_what_the_json_of_a_run_holds(tmp_path: Path) -> None:
    board = all_drawn(tmp_path)
    found, told = manifest_of(board), board.report().to_json()
    assert found["counts"] == told["counts"]
    for mine, theirs in zip(found["panels"], told["panels"], strict=True):
        assert {key: mine[key] for key in theirs} == theirs
