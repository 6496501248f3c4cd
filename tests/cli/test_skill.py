"""The skill: what it tells agents to type exists, and what it installs runs."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import click
import pytest
import yaml

from pipeline.assemble.skill import install, skill_text
from pipeline.cli.gpt_image2 import group as client
from pipeline.cli.table import COMMANDS
from pipeline.errors import UsageError
from pipeline.plan.loader import read_plan
from tests.journeys.stage import ROOT, Stage

TEXT = (ROOT / "SKILL.md").read_text(encoding="utf-8")
LINES = sorted(
    {line.split("  #")[0].strip() for line in re.findall(r"^(?:run-storyboard|gpt-image2) .*$", TEXT, re.MULTILINE)}
    | set(re.findall(r"`((?:run-storyboard|gpt-image2) [^`]*)`", TEXT))
)


def words_of(line: str) -> list[str]:
    return shlex.split(re.split(r"\s[>&]|\s2>", line)[0])


def command_of(words: list[str]) -> click.Command:
    program, name = words[0], words[1]
    if program == "gpt-image2":
        return client.commands[name]
    found: click.Command = import_module(f"pipeline.cli.commands.{COMMANDS[name]}").command
    return found


def test_the_skill_has_command_lines_of_both_programs() -> None:
    assert len(LINES) > 20
    assert {line.split()[0] for line in LINES} == {"run-storyboard", "gpt-image2"}


@pytest.mark.parametrize("line", LINES)
def test_every_command_line_in_the_skill_parses(line: str) -> None:
    """Names, options and their values are those of the commands; nothing is run."""
    words = words_of(line)
    command = command_of(words)
    command.make_context(words[1], words[2:])


def test_every_path_in_the_skills_command_lines_is_absolute() -> None:
    for line in LINES:
        paths = [word.removeprefix("@") for word in words_of(line) if re.search(r"[\w/]\.(yaml|png|txt)$|/", word)]
        assert not [path for path in paths if not path.startswith("/")], line


def test_the_front_matter_is_what_skills_have_and_the_text_is_short() -> None:
    front = yaml.safe_load(TEXT.split("---")[1])
    assert set(front) == {"name", "description"}
    assert front["name"] == "run-storyboard"
    assert len(front["description"]) < 1024
    assert len(TEXT.splitlines()) <= 150


def test_the_plan_in_the_skill_has_no_errors(tmp_path: Path) -> None:
    (text,) = re.findall(r"```yaml\n(.*?)```", TEXT, re.DOTALL)
    (tmp_path / "plan.yaml").write_text(text.replace(", image: refs/lin.png", ""), encoding="utf-8")
    loaded = read_plan(tmp_path / "plan.yaml")
    assert [str(p) for p in loaded.problems if p.level == "error"] == []


def test_all_exit_codes_are_in_the_skills_table() -> None:
    codes = {int(code) for code in re.findall(r"^\| (\d+) \|", TEXT, re.MULTILINE)}
    assert codes == {0, 1, 2, 3, 4, 5, 6, 130}


def test_install_writes_the_skill_and_a_script_that_draws(tmp_path: Path) -> None:
    stage = Stage(tmp_path)
    folder = tmp_path / "skills" / "run-storyboard"
    done = stage.run("skill", "--install", str(folder), "--json")
    assert done.code == 0, done.err
    assert (folder / "SKILL.md").read_text(encoding="utf-8") == skill_text()
    script = folder / "scripts" / "gpt_image2.py"
    assert done.json["written"] == [str(folder / "SKILL.md"), str(script)]
    picture = tmp_path / "a.png"
    argv = ("generate", "--prompt", "x", "--provider", "offline", "--output", str(picture))
    drawn = stage.run(*argv, wrapper=(sys.executable, str(script)))
    assert (drawn.code, picture.exists()) == (0, True), drawn.err
    wrong = stage.run("generate", wrapper=(sys.executable, str(script)))
    assert wrong.code == 2


def test_the_script_says_how_to_install_what_is_not_there(tmp_path: Path) -> None:
    """In a Python without the package, and without the command on the PATH."""
    (_, script) = install(tmp_path)
    done = subprocess.run(
        [sys.executable, "-I", "-S", str(script), "generate"],
        cwd=tmp_path, env={"PATH": ""}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert "pip install run-storyboard" in done.stderr


def test_an_older_skill_of_ours_is_replaced_and_a_foreign_file_is_not(tmp_path: Path) -> None:
    install(tmp_path)
    (tmp_path / "SKILL.md").write_text("---\nname: run-storyboard\n---\nold", encoding="utf-8")
    install(tmp_path)
    assert (tmp_path / "SKILL.md").read_text(encoding="utf-8") == skill_text()
    (tmp_path / "SKILL.md").write_text("---\nname: cooking\n---\n", encoding="utf-8")
    with pytest.raises(UsageError, match="not ours"):
        install(tmp_path)
    assert "cooking" in (tmp_path / "SKILL.md").read_text(encoding="utf-8")
