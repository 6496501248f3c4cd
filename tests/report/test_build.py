"""The report says what is on the board, in the shape that docs/json.md promises."""

import json
from pathlib import Path

import pytest

from pipeline.decide.ending import Ending
from pipeline.decide.events import Noted, Pinned, Rejected, RetryWanted
from pipeline.decide.view import PanelState
from pipeline.errors import BoardBusy, InvalidPlan, NoProvider, Problem
from pipeline.report.build import failure
from tests.report.boards import Board, all_drawn, own_picture, plan_in

KEYS = {
    "schema": int, "board": str, "state": str, "exit": int, "counts": dict, "panels": list, "calls": dict,
    "cost": dict, "look": list, "next": list, "next_argv": list, "problems": list, "notes": list,
}  # fmt: skip
PANEL_KEYS = (
    "id", "state", "accepted", "pinned", "keyframe", "candidate", "take", "asked", "width", "height", "sha256",
    "provider", "attempts", "error", "why", "since", "changed", "first_frame", "frame_role", "violations",
)  # fmt: skip


def test_a_finished_board_is_complete_in_every_field(tmp_path: Path) -> None:
    board = all_drawn(tmp_path)
    found = board.report().to_json()
    assert {key: type(found[key]) for key in KEYS} == KEYS
    assert (found["state"], found["exit"], found["next"], found["look"]) == ("complete", 0, [], [])
    assert found["counts"] == {
        "current": 4, "stale": 0, "missing": 0, "drawing": 0, "waiting": 0, "failed": 0, "unknown": 0
    }  # fmt: skip
    first = found["panels"][0]
    assert tuple(first) == PANEL_KEYS
    assert first | {"sha256": None} == {
        "id": "P01", "state": "current", "accepted": "inspection", "pinned": False,
        "keyframe": "keyframes/P01.png", "candidate": None, "take": 1, "asked": "864x1536",
        "width": 54, "height": 96, "sha256": None, "provider": "sub2api", "attempts": 1, "error": None, "why": [],
        "since": None,
        "changed": [], "first_frame": None, "frame_role": None, "violations": [],
    }  # fmt: skip
    assert found["calls"] == {"sent": 4, "kept": 4, "lost": 0, "failed": 0, "unknown": 0}
    assert found["cost"]["run"] == found["cost"]["board"] == 0.16
    json.dumps(found, allow_nan=False)


def test_counts_sum_to_the_number_of_panels_whatever_happened(tmp_path: Path) -> None:
    board = Board.opened(plan_in(tmp_path)).draw("P01").fail("P02", "refused").lose("P03").lose("P03")
    found = board.report().to_json()
    assert sum(found["counts"].values()) == len(found["panels"]) == 4


@pytest.mark.parametrize(
    ("kind", "state"), [("refused", "failed"), ("bad-request", "failed"), ("dead-provider", "failed")]
)
def test_a_failure_keeps_its_kind_and_its_words_without_control_characters(
    tmp_path: Path, kind: str, state: str
) -> None:
    board = Board.opened(plan_in(tmp_path)).draw("P01").fail("P02", kind, "no\u202e such\x1b[31m words")
    panel = board.report().panel("P02")
    assert (panel.state, panel.error and panel.error.to_json()) == (
        state,
        {"kind": kind, "message": "no such[31m words"},
    )


def test_a_picture_that_inspection_turned_down_says_why(tmp_path: Path) -> None:
    board = Board.opened(plan_in(tmp_path)).draw("P03", passed=False).draw("P03", passed=False)
    panel = board.report().panel("P03")
    assert panel.error is not None
    assert (panel.error.kind, panel.error.message) == ("bad-picture", "1024x1024 is 78 % off")
    assert panel.keyframe is None


def test_unknown_outcomes_beyond_the_bound_are_told_as_unknown(tmp_path: Path) -> None:
    board = Board.opened(plan_in(tmp_path))
    for _ in range(3):
        board.lose_sight("P03")
    panel = board.report().panel("P03")
    assert (panel.state, panel.error and panel.error.kind, panel.attempts) == ("unknown", "unknown", 3)


@pytest.mark.parametrize("who", ["own", "person", "inspection", "hand"])
def test_who_accepted_a_keyframe_is_said(tmp_path: Path, who: str) -> None:
    own = tmp_path / "mine.JPG"
    facts = own_picture(own)
    panels = ({"id": "P01", "action": "灯"}, {"id": "P02", "image": own})
    accept = "all" if who == "person" else "auto"
    board = Board.opened(plan_in(tmp_path, *panels, accept=accept), pictures={own: facts}).draw("P01")
    if who == "person":
        board.yes("P01")
    if who == "hand":
        board.adopt("P01")
    panel = board.report().panel("P02" if who == "own" else "P01")
    assert panel.accepted == who
    if who == "own":
        assert (panel.keyframe, panel.width, panel.sha256) == ("keyframes/P02.jpg", 54, facts.sha256)


def test_a_candidate_is_named_and_is_no_keyframe(tmp_path: Path) -> None:
    panel = Board.opened(plan_in(tmp_path, accept="anchor")).draw("P01").report().panel("P01")
    assert (panel.state, panel.candidate, panel.take, panel.keyframe) == ("waiting", 1, None, None)


def test_a_stale_panel_keeps_its_last_keyframe_and_says_what_changed(tmp_path: Path) -> None:
    board = all_drawn(tmp_path).replan(P03={"action": "新照片特写"})
    panel = board.report().panel("P03")
    assert (panel.state, panel.take, panel.keyframe) == ("stale", 1, "keyframes/P03.png")
    assert panel.why == ("the action changed",)


def test_a_rejected_take_and_a_wish_are_reasons_too(tmp_path: Path) -> None:
    board = all_drawn(tmp_path)
    seen = board.view()["P03"]
    assert seen.shown is not None
    assert seen.draft is not None
    board.tell(Rejected("P03", seen.shown.sha256))
    assert "rejected" in " ".join(board.report().panel("P03").why)
    board.tell(RetryWanted("w1", "P03", seen.draft.inputs))
    assert any("asked for" in reason for reason in board.report().panel("P03").why)


def test_a_panel_behind_others_says_whom_it_waits_for(tmp_path: Path) -> None:
    assert Board.opened(plan_in(tmp_path)).report().panel("P02").why == ("not drawn yet", "waits for P01")


def test_a_take_that_serves_a_renamed_panel_is_called_by_its_folder(tmp_path: Path) -> None:
    board = Board.opened(plan_in(tmp_path, {"id": "P01", "action": "灯"}, {"id": "P03", "action": "信"}))
    board.draw("P01").draw("P03")
    renamed = board.plan.panels[1].model_copy(update={"id": "P09"})
    board.plan = board.plan.model_copy(update={"panels": (board.plan.panels[0], renamed)})
    panel = board.report().panel("P09")
    assert (panel.state, panel.take, panel.keyframe, panel.attempts) == ("current", "P03/1", "keyframes/P09.png", 1)


def test_a_pinned_panel_says_so(tmp_path: Path) -> None:
    board = all_drawn(tmp_path)
    shown = board.view()["P03"].shown
    assert shown is not None
    board.tell(Pinned("P03", shown.sha256)).replan(P03={"action": "别的"})
    panel = board.report().panel("P03")
    assert (panel.pinned, panel.state) == (True, PanelState.CURRENT)


def test_calls_and_cost_of_a_run_are_told_apart_from_the_boards_life(tmp_path: Path) -> None:
    board = Board.opened(plan_in(tmp_path)).draw("P01").begin("run-2")
    board.draw("P02").fail("P03", "transient").lose_sight("P03").lose("P02z")
    report = board.report()
    assert report.calls.to_json() == {"sent": 4, "kept": 1, "lost": 1, "failed": 1, "unknown": 1}
    assert (report.cost.run, report.cost.board, report.cost.at_risk) == (0.08, 0.12, 0.05)


@pytest.mark.parametrize(
    ("keys", "run", "basis", "unpriced", "native"),
    [
        ([{"cost": 0.04}], 0.04, "formula", 0, {}),
        ([{"cost": 0.04, "basis": "usage"}, {"cost": 0.01}], 0.05, "mixed", 0, {}),
        ([{"cost": None, "native": None}], None, "unknown", 1, {}),
        ([{"cost": 0.04}, {"cost": None, "native": None}], 0.04, "mixed", 1, {}),
        (
            [{"cost": 0.0084, "basis": "flat", "native": 0.06, "currency": "CNY"}] * 2,
            0.0168,
            "flat",
            0,
            {"CNY": {"run": 0.12, "board": 0.12}},
        ),
    ],
)
def test_cost_says_what_it_rests_on(
    tmp_path: Path, keys: list[dict], run: float | None, basis: str, unpriced: int, native: dict
) -> None:
    board = Board.opened(plan_in(tmp_path))
    for panel, each in zip(("P01", "P03"), keys, strict=False):
        board.draw(panel, **each)
    cost = board.report().to_json()["cost"]
    assert (cost["run"], cost["basis"], cost["unpriced"], cost["native"]) == (run, basis, unpriced, native)


def test_keyframes_are_found_by_panel(tmp_path: Path) -> None:
    report = Board.opened(plan_in(tmp_path)).draw("P01").report()
    assert report.keyframe("P01") == tmp_path / "plan.board/keyframes/P01.png"
    assert report.keyframe("P02") is None
    with pytest.raises(KeyError):
        report.keyframe("P77")


@pytest.mark.parametrize(("state", "code", "ok"), [("complete", 0, True), ("partial", 0, True), ("failed", 1, False)])
def test_ok_means_that_what_was_asked_for_is_done(tmp_path: Path, state: str, code: int, ok: bool) -> None:
    assert all_drawn(tmp_path).report(Ending(state, code)).ok is ok


def test_a_board_note_changes_nothing_in_the_report_of_a_current_panel(tmp_path: Path) -> None:
    board = all_drawn(tmp_path)
    before = board.report()
    assert board.tell(Noted("P01", "去掉路人")).report() == before


def test_a_plan_with_errors_is_reported_with_all_its_problems() -> None:
    problem = Problem("error", "plan.yaml", 3, "panels[0].shott", "unknown key", "write shot")
    found = failure(InvalidPlan((problem,))).to_json()
    assert (found["state"], found["exit"], found["panels"], found["board"]) == ("invalid", 2, [], None)
    assert found["problems"] == [
        {"level": "error", "file": "plan.yaml", "line": 3, "path": "panels[0].shott", "message": "unknown key",
         "fix": "write shot"}
    ]  # fmt: skip
    assert found["error"]["kind"] == "plan"


@pytest.mark.parametrize(
    ("error", "state", "code", "kind"),
    [(NoProvider("no key"), "unavailable", 5, "no-provider"), (BoardBusy("held"), "invalid", 2, "busy")],
)
def test_a_command_that_could_not_begin_says_why(error: Exception, state: str, code: int, kind: str) -> None:
    found = failure(error, board=Path("/b")).to_json()
    assert (found["state"], found["exit"], found["error"], found["board"]) == (
        state,
        code,
        {"kind": kind, "message": str(error)},
        "/b",
    )
