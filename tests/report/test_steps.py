"""Every ending says what to do next, in commands that work from any folder and carry nothing foreign."""

import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.decide.ending import Ending
from pipeline.decide.events import RetryWanted
from pipeline.report.steps import Commands, quoted
from tests.report.boards import Board, all_drawn, plan_in

PROGRAM = "run-storyboard"


def words(board: Board, how: Ending | None = None, **keys: tuple[str, ...]) -> list[tuple[str, ...]]:
    return list(board.steps(how, **keys).next_)


def test_nothing_is_left_to_do_on_a_complete_board(tmp_path: Path) -> None:
    board = all_drawn(tmp_path)
    assert (board.ending().state, board.steps().next_, board.steps().look) == ("complete", (), ())


def test_a_waiting_anchor_is_looked_at_accepted_and_then_the_run_goes_on(tmp_path: Path) -> None:
    board = Board.opened(plan_in(tmp_path, accept="anchor")).draw("P01").draw("P03")
    plan = str(tmp_path / "plan.yaml")
    assert board.ending().state == "waiting"
    assert words(board) == [(PROGRAM, "accept", plan, "P01"), (PROGRAM, "run", plan)]
    assert board.steps().look == (tmp_path / "plan.board/takes/P01/01.png",)
    assert board.steps().look[0].is_file()


def test_replacing_accepted_pictures_asks_for_a_yes(tmp_path: Path) -> None:
    board = Board.opened(plan_in(tmp_path, accept="all")).draw("P03").yes("P03")
    board.plan = board.plan.model_copy(update={"accept": "auto"})
    for panel in ("P01", "P02", "P02z"):
        board.draw(panel)
    board.replan(P03={"action": "别的照片"})
    assert board.ending().state == "waiting"
    assert words(board) == [(PROGRAM, "run", str(tmp_path / "plan.yaml"), "--yes")]


def test_failures_are_answered_each_in_its_way(tmp_path: Path) -> None:
    board = Board.opened(plan_in(tmp_path)).draw("P01")
    board.fail("P02", "refused").draw("P03", passed=False).draw("P03", passed=False)
    plan = str(tmp_path / "plan.yaml")
    assert board.ending().state == "failed"
    assert words(board) == [(PROGRAM, "show", plan, "P02"), (PROGRAM, "retry", plan, "P03")]
    assert [p.name for p in board.steps().look] == ["01.png", "02.png"]


def test_only_takes_that_were_turned_down_are_to_be_looked_at(tmp_path: Path) -> None:
    board = all_drawn(tmp_path)
    draft = board.view()["P03"].draft
    assert draft is not None
    board.tell(RetryWanted("w", "P03", draft.inputs)).draw("P03", passed=False).draw("P03", passed=False)
    assert board.ending().state == "failed"
    assert [p.name for p in board.steps().look] == ["02.png", "03.png"]


def test_what_a_later_run_sends_again_needs_only_that_run(tmp_path: Path) -> None:
    board = Board.opened(plan_in(tmp_path)).draw("P01").fail("P02", "transient").draw("P03")
    assert words(board, Ending("failed", 1)) == [(PROGRAM, "run", str(tmp_path / "plan.yaml"))]


@pytest.mark.parametrize(
    ("state", "code", "commands"),
    [
        ("interrupted", 130, ["run"]),
        ("unfinished", 6, ["run"]),
        ("budget", 4, ["status", "run"]),
        ("unavailable", 5, ["doctor", "run"]),
        ("invalid", 2, ["check"]),
        ("partial", 0, []),
        ("running", 0, ["status"]),
    ],
)
def test_each_ending_has_its_commands(tmp_path: Path, state: str, code: int, commands: list[str]) -> None:
    board = Board.opened(plan_in(tmp_path)).draw("P01")
    assert [argv[1] for argv in words(board, Ending(state, code))] == commands


def test_the_same_command_comes_with_its_options_again(tmp_path: Path) -> None:
    board = Board.opened(plan_in(tmp_path))
    common, again = ("--out", "/b o"), ("--for", "9m")
    found = words(board, Ending("unfinished", 6), common=common, again=again)
    assert found == [(PROGRAM, "run", str(tmp_path / "plan.yaml"), *common, *again)]
    assert words(board, Ending("budget", 4), common=common)[0][-2:] == common


@pytest.mark.parametrize("name", ["--yes", "-x", "--out=/etc"])
def test_an_id_that_looks_like_an_option_can_not_become_one(name: str) -> None:
    argv = Commands(Path("/p.yaml"), ("--out", "/b")).on_panels("retry", ["P01", name])
    assert argv.index("--") < argv.index(name)
    assert argv[:4] == (PROGRAM, "retry", "--out", "/b")


@pytest.mark.parametrize("name", ["P\u202e01", "P\n01; rm -rf /", "P\x1b[2J", ""])
def test_an_id_that_would_disturb_the_terminal_is_not_put_into_a_command(name: str) -> None:
    assert Commands(Path("/p.yaml")).on_panels("retry", [name]) == (PROGRAM, "status", "/p.yaml")


def test_no_free_text_of_plan_or_service_reaches_a_command(tmp_path: Path) -> None:
    action = "$(touch /tmp/owned)"
    board = Board.opened(plan_in(tmp_path, {"id": "P01", "action": action, "note": action}))
    board.fail("P01", "refused", "`reboot`")
    said = " ".join(" ".join(argv) for argv in words(board))
    assert "touch" not in said
    assert "reboot" not in said


NASTY = [
    "plain",
    "two words",
    "雨夜",
    "it's",
    'say "hi"',
    "a&b|c;d",
    "$HOME",
    "`id`",
    "trail\\",
    'q\\"',
    "",
    "-x",
    "%PATH%",
]


@given(st.lists(st.sampled_from(NASTY) | st.text(st.characters(exclude_categories=["Cs", "Cc"])), min_size=1))
def test_a_posix_shell_reads_the_same_words_back(argv: list[str]) -> None:
    assert shlex.split(quoted(argv, windows=False)) == argv


@given(st.lists(st.sampled_from(NASTY) | st.text(st.sampled_from('a \\"'), max_size=8), min_size=1))
def test_a_program_on_windows_reads_the_same_words_back(argv: list[str]) -> None:
    assert as_windows_splits(quoted(argv, windows=True)) == argv


@pytest.mark.skipif(os.name == "nt", reason="the POSIX shell itself")
def test_the_shell_itself_starts_the_command_with_these_words() -> None:
    script = "import sys; print(repr(sys.argv[1:]))"
    line = quoted([sys.executable, "-c", script, *NASTY], windows=False)
    shown = subprocess.run(["/bin/sh", "-c", line], check=True, capture_output=True, text=True, encoding="utf-8")
    assert shown.stdout.strip() == repr(NASTY)


def as_windows_splits(line: str) -> list[str]:
    """The rules of CommandLineToArgvW: backslashes count only before a quote."""
    found: list[str] = []
    word, inside, begun, at = "", False, False, 0
    while at < len(line):
        slashes = len(line[at:]) - len(line[at:].lstrip("\\"))
        at += slashes
        if at < len(line) and line[at] == '"':
            word += "\\" * (slashes // 2)
            if slashes % 2:
                word += '"'
            else:
                inside = not inside
            begun = True
            at += 1
            continue
        word += "\\" * slashes
        begun = begun or bool(slashes)
        if at < len(line):
            if line[at] == " " and not inside:
                if begun:
                    found.append(word)
                word, begun = "", False
            else:
                word, begun = word + line[at], True
            at += 1
    return [*found, word] if begun else found
