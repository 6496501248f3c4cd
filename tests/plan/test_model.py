"""Every short form is read into one long form, and values are frozen."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from pydantic import ValidationError

from pipeline.images.size import Size
from pipeline.plan.model import AnchorImage, Panel, Plan
from tests.plan.plans import HEAD, PANEL, panels, picture, read


def plan_of(folder: Path, text: str) -> Plan:
    loaded = read(folder, text)
    assert loaded.plan is not None, loaded.problems
    return loaded.plan


def panel_of(folder: Path, line: str) -> Panel:
    cast = "characters: [{id: lin, image: l.png, outfits: {coat: 米色风衣, ward: }}, {id: chen, image: l.png}]\n"
    picture(folder / "l.png")
    loaded = panels(folder, f"id: P01, action: 走, {line}", head=HEAD + cast)
    assert loaded.plan is not None, loaded.problems
    return loaded.plan.panels[0]


@pytest.mark.parametrize(
    ("typed", "cast"),
    [
        ("characters: lin", [("lin", None, "")]),
        ("characters: lin/coat", [("lin", "coat", "")]),
        ("characters: [lin, chen]", [("lin", None, ""), ("chen", None, "")]),
        ("characters: [lin/coat: 湿发, chen]", [("lin", "coat", "湿发"), ("chen", None, "")]),
        ("characters: {lin / ward: 躺着}", [("lin", "ward", "躺着")]),
        ("characters: [lin/coat: ]", [("lin", "coat", "")]),
        ("characters: [lin: [湿发, 受伤]]", [("lin", None, "湿发, 受伤")]),
        ("characters: [{character: lin, outfit: coat, state: 湿}]", [("lin", "coat", "湿")]),
        ("characters: []", []),
        ("characters: ", []),
    ],
)
def test_who_is_on_screen(tmp_path: Path, typed: str, cast: list):
    assert [(m.character, m.outfit, m.state) for m in panel_of(tmp_path, typed).characters] == cast


@pytest.mark.parametrize(
    ("typed", "lines"),
    [
        ("lines: 你来晚了", [("", "你来晚了", "")]),
        ("lines: [lin: 你来晚了]", [("lin", "你来晚了", "")]),
        ("lines: [{who: lin, say: 你来晚了, how: 低声}]", [("lin", "你来晚了", "低声")]),
        ("lines: [{say: 好}, {who: lin, say: 走, how: }]", [("", "好", ""), ("lin", "走", "")]),
    ],
)
def test_spoken_lines(tmp_path: Path, typed: str, lines: list):
    assert [(line.who, line.say, line.how) for line in panel_of(tmp_path, typed).lines] == lines


@pytest.mark.parametrize(
    ("typed", "preset", "text"),
    [
        ("live-action", "live-action", ""),
        ("真人", "live-action", ""),
        ("黑白胶片", None, "黑白胶片"),
        ("{preset: 古装, text: 冷色}", "period-drama", "冷色"),
        ("{text: 水彩}", None, "水彩"),
    ],
)
def test_styles(tmp_path: Path, typed: str, preset: str | None, text: str):
    style = plan_of(tmp_path, f"version: 1\naspect: 1:1\nstyle: {typed}\n{PANEL}").style
    assert (style.preset, style.text) == (preset, text)


def test_outfits_may_be_their_look(tmp_path: Path):
    plan = plan_of(
        tmp_path, HEAD + "characters: [{id: lin, outfits: {coat: 风衣, ward: {look: 病号服}, bare: }}]\n" + PANEL
    )
    assert {name: outfit.look for name, outfit in plan.character("lin").outfits.items()} == {
        "coat": "风衣",
        "ward": "病号服",
        "bare": "",
    }


def test_numbers_come_as_numbers_and_ids_as_typed(tmp_path: Path):
    plan = plan_of(
        tmp_path,
        HEAD + "budget: 3.00\nretry: {unknown: 1}\nsize: 1024×1536\nprovider: sub2api, canvas-20\n"
        "panels: [{id: 01, action: 走, seconds: 4, takes: 3, clip: 2, quality: high}]\n",
    )
    assert plan.budget == Decimal("3.00")
    assert (plan.retry.unknown, plan.retry.transient) == (1, 6)
    assert plan.size == Size(1024, 1536)
    assert plan.provider == ("sub2api", "canvas-20")
    panel = plan.panel("01")
    assert (panel.seconds, panel.takes, panel.clip, panel.quality) == (4.0, 3, "2", "high")


@pytest.mark.parametrize(
    ("typed", "ratio"),
    [("9:16", "9/16"), ("'9:16'", "9/16"), ("9：16", "9/16"), ("2.39:1", "239/100"), ("16/9", "16/9")],
)
def test_aspects(tmp_path: Path, typed: str, ratio: str):
    plan = plan_of(tmp_path, f"version: 1\naspect: {typed}\nstyle: x\n{PANEL}")
    assert plan.aspect.ratio == Fraction(ratio)


def test_an_anchor_is_a_panel_or_a_picture(tmp_path: Path):
    image = picture(tmp_path / "a.png")
    assert plan_of(tmp_path, HEAD + "anchor: P01\n" + PANEL).anchor == "P01"
    assert plan_of(tmp_path, HEAD + "anchor: {image: a.png}\n" + PANEL).anchor == AnchorImage(image=image)


def test_what_passes_through_is_there_and_nothing_else(tmp_path: Path):
    panel = panel_of(
        tmp_path, "scene: 夜, motion: 推, seconds: 0, lines: [lin: 好], sound: , x-n: 0x10, x-s: {a: true}"
    )
    assert panel.pass_through == {
        "motion": "推",
        "seconds": 0.0,
        "lines": [{"who": "lin", "say": "好"}],
        "x-n": 16,
        "x-s": {"a": True},
    }
    plan = plan_of(tmp_path, HEAD + "remarks: 初稿\nx-episode: 3\n" + PANEL)
    assert plan.pass_through == {"remarks": "初稿", "x-episode": 3}


def test_ids_are_composed_and_trimmed_everywhere(tmp_path: Path):
    cafe = "Cafe\u0301"
    plan = plan_of(tmp_path, HEAD + f"places: [{{id: '{cafe} '}}]\npanels: [{{id: P1, action: 走, place: Café}}]\n")
    assert plan.places[0].id == plan.panels[0].place == "Café"


def test_a_plan_stands_where_its_file_is_and_can_not_change(tmp_path: Path):
    plan = plan_of(tmp_path, HEAD + PANEL)
    assert plan.file == tmp_path / "plan.yaml"
    with pytest.raises(ValidationError):
        plan.title = "x"  # type: ignore[misc]


@pytest.mark.parametrize("key", ["file", "-file", "extras", "x-"])
def test_inner_fields_are_no_keys(tmp_path: Path, key: str):
    loaded = read(tmp_path, HEAD + f"{key}: /etc/passwd\n" + PANEL)
    assert loaded.plan is None or loaded.plan.file == tmp_path / "plan.yaml"


def test_asking_for_what_is_not_there_is_a_key_error(tmp_path: Path):
    plan = plan_of(tmp_path, HEAD + PANEL)
    for ask in (plan.panel, plan.character, plan.place):
        with pytest.raises(KeyError):
            ask("nobody")
    assert plan.prop("nothing") is None
