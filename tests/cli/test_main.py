"""The first word decides, what is misspelt is said, and nothing heavy is loaded before it is needed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.cli.console import Console
from pipeline.cli.failing import failed
from pipeline.cli.main import words
from pipeline.cli.table import COMMANDS
from pipeline.errors import DiskError, UsageError
from pipeline.messages import say
from tests.cli.shop import Shop
from tests.journeys.stage import COMMAND, ROOT


@pytest.mark.parametrize(
    ("argv", "meant"),
    [
        ([], ["run"]),
        (["plan.yaml"], ["run", "plan.yaml"]),
        (["film/第一集.yaml", "--yes"], ["run", "film/第一集.yaml", "--yes"]),
        (["--only", "P03"], ["run", "--only", "P03"]),
        (["status", "plan.yaml"], ["status", "plan.yaml"]),
        (["--help"], ["--help"]),
        (["--version"], ["--version"]),
        (["nothing-like-a-command"], ["run", "nothing-like-a-command"]),
        (["status.yaml"], ["run", "status.yaml"]),
    ],
)
def test_the_first_word_decides(argv: list[str], meant: list[str]) -> None:
    assert words(argv) == meant


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_wins_over_a_file_of_its_name(command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path(command).touch()
    assert words([command]) == [command]


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        (["staus", "plan.yaml"], "did you mean the command status?"),
        (["staus"], "did you mean the command status?"),
        (["Accept", "plan.yaml", "P01"], "did you mean the command accept?"),
        (["draw", "plan.yaml"], "neither a command nor a file draw"),
    ],
)
def test_a_misspelt_command_is_not_taken_for_a_plan(argv: list[str], said: str) -> None:
    with pytest.raises(UsageError, match=said.replace("?", r"\?")):
        words(argv)


def test_a_plan_may_have_a_name_like_a_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("staus").touch()
    assert words(["staus"]) == ["run", "staus"]


def test_every_command_has_a_line_in_the_help(shop: Shop) -> None:
    done = shop.call("--help")
    assert done.code == 0
    assert all(f"\n  {name} " in done.out for name in COMMANDS)


@pytest.mark.parametrize("command", sorted(set(COMMANDS) - {"doctor"}))
def test_every_command_explains_itself(shop: Shop, command: str) -> None:
    done = shop.call(command, "--help")
    assert (done.code, done.err) == (0, "")
    assert say(f"cli.help-{command}")[:20] in done.out


def loaded_by(*argv: str, home: Path) -> set[str]:
    """The modules that a command has loaded when it ends."""
    code = (
        "import sys, io; from pipeline.cli.main import carry_out; keep = sys.stdout; sys.stdout = io.StringIO();"
        f"carry_out({list(argv)!r}); print(*sys.modules, sep='\\n', file=keep)"
    )
    env = {**os.environ, "PYTHONPATH": str(ROOT), "HOME": str(home), "XDG_CONFIG_HOME": str(home)}
    done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_help_loads_next_to_nothing(tmp_path: Path) -> None:
    heavy = {"aiohttp", "pydantic", "PIL", "numpy", "rich", "anyio", "asyncio", "yaml", "tenacity"}
    assert loaded_by("--help", home=tmp_path) & heavy == set()


@pytest.mark.parametrize("command", ["check", "status"])
def test_what_sends_nothing_loads_no_http_client(shop: Shop, command: str) -> None:
    loaded = loaded_by(command, str(shop.plan), home=shop.home)
    assert loaded & {"aiohttp", "numpy", "rich", "tenacity"} == set()


def test_a_reader_that_goes_away_is_no_error(shop: Shop) -> None:
    """As in ``run-storyboard schema | head -1``."""
    read, write = os.pipe()
    os.close(read)
    process = subprocess.Popen(
        [*COMMAND, "schema"], env=shop.environment, stdout=write, stderr=subprocess.PIPE, text=True
    )
    os.close(write)
    _, err = process.communicate(timeout=30)
    assert (process.returncode, err) == (0, "")


def test_an_error_of_ours_is_found_among_those_of_tasks(capsys: pytest.CaptureFixture[str]) -> None:
    group = ExceptionGroup("tasks", [ExceptionGroup("inner", [DiskError("the disk is full")]), ValueError("x")])
    assert failed(Console(), group) == 2
    assert capsys.readouterr().err == "error: the disk is full\n"


def test_a_fault_of_the_program_is_told_as_one(capsys: pytest.CaptureFixture[str]) -> None:
    """Never exit 1, which says that panels failed; with where it happened, for a report."""
    with pytest.raises(ZeroDivisionError) as caught:
        _ = 1 // 0
    assert failed(Console(), caught.value) == 2
    err = capsys.readouterr().err
    assert "Traceback" in err
    assert "ZeroDivisionError: integer division or modulo by zero: this is a fault in run-storyboard itself" in err


def test_ctrl_c_before_anything_began_is_an_interruption(capsys: pytest.CaptureFixture[str]) -> None:
    assert failed(Console(json_mode=True), KeyboardInterrupt()) == 130
    assert '"state": "interrupted"' in capsys.readouterr().out


@pytest.mark.parametrize(
    ("argv", "next_"),
    [
        (["check", "PLAN", "extra"], "run-storyboard check --help"),
        (["show", "PLAN", "P77"], "run-storyboard status PLAN"),
        (["run", "PLAN"], "run-storyboard doctor"),
        (["run", "FOLDER/none/plan.yaml"], "run-storyboard init FOLDER/none"),
    ],
)
def test_an_error_says_what_to_do(shop: Shop, argv: list[str], next_: str) -> None:
    def real(text: str) -> str:
        return text.replace("PLAN", str(shop.plan)).replace("FOLDER", str(shop.folder))

    done = shop.call(*map(real, argv))
    assert done.code in (2, 5)
    assert done.out == ""
    assert done.err.splitlines()[-1] == f"next: {real(next_)}"
