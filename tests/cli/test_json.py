"""Every command answers ``--json`` with one and the same object, and with the keys that docs/json.md adds to it."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.report.view import RunReport
from tests.cli.shop import Shop

TEXT = (Path(__file__).parents[2] / "docs" / "json.md").read_text(encoding="utf-8")
KEYS = set(RunReport(board=None, state="", exit=0).to_json())
DECISIONS = [
    ("accept", "P02"),
    ("reject", "P03"),
    ("pin", "P02"),
    ("unpin", "P02"),
]


def documented(*words: str) -> None:
    for word in words:
        assert f"`{word}`" in TEXT


def test_every_key_of_the_object_is_documented() -> None:
    documented(*KEYS)


@pytest.mark.parametrize(
    ("argv", "extra", "state"),
    [
        (["check", "PLAN"], {"bill"}, "unfinished"),
        (["status", "PLAN"], {"bill"}, "unfinished"),
        (["run", "PLAN", "--dry-run"], {"bill"}, "unfinished"),
        (["show", "PLAN", "P02"], {"panel"}, "unfinished"),
        (["init", "DIR"], {"plan", "written"}, "unfinished"),
    ],
)
def test_what_only_looks_answers_with_the_board_as_it_stands(
    shop: Shop, argv: list[str], extra: set[str], state: str
) -> None:
    names = {"PLAN": str(shop.plan), "DIR": str(shop.folder / "film")}
    done = shop.call(*(names.get(word, word) for word in argv), "--json")
    assert (done.code, done.json["exit"], done.json["state"]) == (0, 0, state)
    assert set(done.json) == KEYS | extra
    assert sum(done.json["counts"].values()) == len(done.json["panels"])
    documented(*extra)


def test_a_run_and_every_decision_answer_alike(served: Shop) -> None:
    done = served.call(str(served.plan), "--json")
    assert (done.code, set(done.json)) == (0, KEYS)
    for command, panel in DECISIONS:
        done = served.call(command, str(served.plan), panel, "--json")
        assert (done.code, done.json["exit"], set(done.json)) == (0, 0, KEYS | {"bill"}), command


@pytest.mark.parametrize(
    ("argv", "code", "state", "kind"),
    [
        (["check", "nowhere.yaml"], 2, "invalid", "plan"),
        (["show", "PLAN", "P77"], 2, "invalid", "usage"),
        (["run", "PLAN", "--concurrency", "many"], 2, "invalid", "usage"),
        (["run", "PLAN", "--no-such-option"], 2, "invalid", "usage"),
        (["staus", "PLAN"], 2, "invalid", "usage"),
        (["run", "PLAN", "--provider", "nobody"], 2, "invalid", "config"),
        (["run", "PLAN"], 5, "unavailable", "no-provider"),
        (["stop", "PLAN"], 2, "invalid", "usage"),
    ],
)
def test_errors_answer_alike_too(shop: Shop, argv: list[str], code: int, state: str, kind: str) -> None:
    """Nothing but the object is on stdout, the sentence is on stderr as well, and the exit code is in both."""
    done = shop.call(*(str(shop.plan) if word == "PLAN" else word for word in argv), "--json")
    assert (done.code, done.json["exit"], done.json["state"]) == (code, code, state)
    assert done.json["error"]["kind"] == kind
    assert set(done.json) == KEYS
    assert done.err
    documented(kind)


def test_problems_are_in_the_object_of_every_command(shop: Shop) -> None:
    shop.edit("9:16", "wide")
    for argv in (["check"], ["run"], ["status"], ["run", "--dry-run"]):
        done = shop.call(argv[0], str(shop.plan), *argv[1:], "--json")
        assert (done.code, done.json["state"]) == (2, "invalid")
        errors = [p for p in done.json["problems"] if p["level"] == "error"]
        assert [(p["path"], p["line"] is not None) for p in errors] == [("aspect", True)]
