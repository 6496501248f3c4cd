"""``init``: the first minute of somebody new."""

from __future__ import annotations

import pytest

from tests.cli.shop import Shop


@pytest.mark.parametrize("language", ["zh", "en"])
def test_its_plan_is_drawn_at_once_by_the_command_that_it_names(shop: Shop, language: str) -> None:
    """No key, no network, no edit; then the anchor waits for a person, and the two commands after that finish it."""
    folder = shop.folder / "我的 film"
    done = shop.call("init", str(folder), "--language", language, "--json")
    assert (done.code, done.json["written"]) == (0, ["plan.yaml", "plan.schema.json", ".gitignore", ".gitattributes"])
    assert done.json["plan"] == str(folder / "plan.yaml")
    check = shop.call("check", done.json["plan"])
    assert (check.code, check.err) == (0, "")
    (argv,) = done.json["next_argv"]
    done = shop.call(*argv[1:], "--json")
    assert (done.code, done.json["state"]) == (3, "waiting")
    for argv in done.json["next_argv"]:
        done = shop.call(*argv[1:], "--json")
    assert (done.code, done.json["state"]) == (0, "complete")


def test_what_is_there_is_left_alone(shop: Shop) -> None:
    folder = shop.folder / "film"
    folder.mkdir()
    (folder / ".gitignore").write_text("mine\n", encoding="utf-8")
    assert shop.call("init", str(folder)).code == 0
    assert (folder / ".gitignore").read_text(encoding="utf-8") == "mine\n"
    before = {p: p.read_bytes() for p in folder.iterdir()}
    again = shop.call("init", str(folder), "--language", "en")
    assert (again.code, "exists already; nothing was written" in again.err) == (2, True)
    assert before == {p: p.read_bytes() for p in folder.iterdir()}


def test_a_file_in_the_way_is_said(shop: Shop) -> None:
    (shop.folder / "film").write_text("x", encoding="utf-8")
    done = shop.call("init", str(shop.folder / "film"))
    assert (done.code, "the plan can't be written" in done.err) == (2, True)
