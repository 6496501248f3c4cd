"""A sheet's way through a run: drawn, looked at, agreed to, used; given, refused, gone on without."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from pipeline.pictures.probe import probe
from tests.journeys.stage import Stage

PANELS = [
    {"id": "P01", "action": "林晚停在门口，手扶门框", "shot": "中景", "characters": ["lin"]},
    {"id": "P02", "action": "一只手拿起旧信封", "shot": "特写"},
    {"id": "P03", "action": "林晚走到桌前坐下", "shot": "全景", "characters": ["lin"]},
    {"id": "P04", "action": "窗外雨停了", "shot": "远景"},
]
PLAN = {
    "version": 1,
    "aspect": "16:9",
    "style": "live-action",
    "provider": "offline",
    "characters": [{"id": "lin", "name": "林晚", "look": "短发"}],
    "panels": PANELS,
}


@pytest.fixture
def drawn(stage: Stage) -> Stage:
    """A board whose sheet is drawn from the plan and waits for somebody to look."""
    stage.write({**PLAN, "sheet": {"generate": True}})
    return stage


def subjects(stage: Stage) -> list[str]:
    return [event["subject"] for event in stage.events("attempt-started")]


def test_a_drawn_sheet_waits_to_be_looked_at_and_is_then_used(drawn: Stage) -> None:
    done = drawn.run(str(drawn.plan), "--json", "--quiet")
    assert (done.code, done.json["state"]) == (3, "waiting"), done.err
    assert subjects(drawn) == ["sheet"]  # no panel was bought before somebody looked
    overlay = Path(done.json["look"][0])
    assert overlay == drawn.board / "sheet" / "overlay.png"
    assert probe(overlay).size.width > 1000
    report = json.loads((drawn.board / "sheet" / "report.json").read_text("utf-8"))
    assert report["verdict"] == "cut"
    assert [panel["id"] for panel in report["panels"]] == ["P01", "P02", "P03", "P04"]
    accept, on = done.json["next_argv"]
    assert accept[1:] == ["accept", str(drawn.plan), "sheet"]
    assert drawn.run(*accept[1:]).code == 0
    finished = drawn.run(*on[1:], "--json", "--quiet")
    assert (finished.code, finished.json["counts"]["current"]) == (0, 4), finished.err
    first = next(e for e in drawn.events("attempt-started") if e["subject"] == "P02")
    assert "crop" in [ref["role"] for ref in first["references"]]
    again = drawn.run(str(drawn.plan), "--json", "--quiet")
    assert again.json["calls"]["sent"] == 0


def test_texts_and_ids_change_without_another_sheet(drawn: Stage) -> None:
    """A cut holds while the sheet does: a renamed panel keeps its crop, a changed text is only said."""
    plan = {**PLAN, "sheet": {"generate": True, "accept": "auto"}}
    drawn.write(plan)
    assert drawn.run(str(drawn.plan), "--quiet").code == 0
    panels = [dict(panel) for panel in PANELS]
    panels[1]["id"] = "信封"
    panels[2]["action"] = "林晚走到桌前站住"
    drawn.write({**plan, "panels": [*panels, {"id": "P05", "action": "空桌"}]})
    done = drawn.run(str(drawn.plan), "--json", "--quiet")
    assert done.code == 0, done.err
    assert subjects(drawn).count("sheet") == 1
    assert done.json["calls"]["sent"] == 2
    told = " ".join(done.json["notes"])
    assert "P05" in told
    assert "P03" in told


def test_a_sheet_of_another_count_is_refused_and_no_panel_is_bought(drawn: Stage) -> None:
    drawn.run("sheet", str(drawn.plan), "--quiet")
    page = drawn.board / "sheet" / "sheet.png"
    (drawn.folder / "given.png").write_bytes(page.read_bytes())
    drawn.write({**PLAN, "sheet": {"image": "given.png"}, "panels": PANELS[:3]}, name="other.yaml")
    other = drawn.folder / "other.yaml"
    done = drawn.run(str(other), "--json", "--quiet")
    assert (done.code, done.json["state"], done.json["calls"]["sent"]) == (3, "waiting", 0), done.err
    assert any("the plan has 3 panels" in note for note in done.json["notes"])
    reasons = json.loads((drawn.folder / "other.board" / "sheet" / "report.json").read_text("utf-8"))["reasons"]
    assert reasons
    draw, without = done.json["next_argv"]
    assert draw[1:] == ["sheet", str(other), "--draw"]
    assert without[-1] == "--no-sheet"
    assert drawn.run(*without[1:], "--quiet").code == 0


def test_boxes_print_as_the_plan_writes_them_and_are_taken_as_they_are(drawn: Stage) -> None:
    drawn.run("sheet", str(drawn.plan), "--quiet")
    printed = yaml.safe_load(drawn.run("sheet", str(drawn.plan), "--boxes").out)["boxes"]
    page = drawn.folder / "given.png"
    page.write_bytes((drawn.board / "sheet" / "sheet.png").read_bytes())
    box = printed["P02"]
    box[0] += 3
    drawn.write({**PLAN, "sheet": {"image": "given.png", "boxes": printed, "accept": "auto"}}, name="hand.yaml")
    done = drawn.run("sheet", str(drawn.folder / "hand.yaml"), "--json", "--quiet")
    assert done.code == 0, done.err
    crop = probe(drawn.folder / "hand.board" / "sheet" / "crops" / "P02.png")
    assert (crop.size.width, crop.size.height) == tuple(box[2:])


def test_sheet_alone_draws_no_panel_and_reject_has_it_drawn_again(drawn: Stage) -> None:
    assert drawn.run("sheet", str(drawn.plan), "--quiet").code == 3
    assert drawn.run("reject", str(drawn.plan), "sheet").code == 0
    assert drawn.run("sheet", str(drawn.plan), "--quiet").code == 3
    assert subjects(drawn) == ["sheet", "sheet"]
