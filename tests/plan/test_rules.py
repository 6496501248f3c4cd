"""The rules a plan must keep."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.plan.model import HandBox
from tests.plan.plans import HEAD, PANEL, panels, picture, read, said, words

CAST = (
    "characters: [{id: lin, name: 林晚, look: 短发, image: l.png, outfits: {coat: 风衣}}]\n"
    "places: [{id: home, name: 家, look: 小屋}]\nprops: [{id: letter, look: 信}]\n"
)


def cast_panels(folder: Path, *lines: str):
    picture(folder / "l.png")
    return panels(folder, *lines, head=HEAD + CAST)


@pytest.mark.parametrize(
    ("line", "path", "part", "fix"),
    [
        ("characters: [chen]", "characters[0]", "no character `chen`", "add it under characters"),
        ("characters: [Lin]", "characters[0]", "no character `Lin`", "did you mean `lin`"),
        ("characters: [林晚]", "characters[0]", "name of the character `lin`", "write `lin`"),
        ("characters: [lin/cot]", "characters[0]", "`lin` has no outfit `cot`", "did you mean `coat`"),
        ("characters: [lin/armour]", "characters[0]", "`lin` has no outfit `armour`", "under the outfits of `lin`"),
        ("characters: 【lin】", "characters", "`【`", "write `[`"),
        ("characters: “lin”", "characters", "full-width quotes", "write lin"),
        ("characters: [lin，lin]", "characters[0]", "read as one name", "[lin, lin]"),
        ("characters: lin、lin", "characters", "read as one name", "[lin, lin]"),
        ("place: hme", "place", "no place `hme`", "did you mean `home`"),
        ("place: 家", "place", "name of the place `home`", "write `home`"),
        ("place: 雨夜街头", "place", "no place `雨夜街头`", "into `scene`"),
        ("follows: P9", "follows", "no panel `P9`", "by its id"),
        ("ends: p02", "ends", "no panel `p02`", "did you mean `P02`"),
        ("anchor: P03", "anchor", "no panel `P03`", "did you mean `P02`"),
    ],
)
def test_what_is_named_must_be_defined(tmp_path: Path, line: str, path: str, part: str, fix: str):
    loaded = cast_panels(tmp_path, f"id: P01, action: 走, {line}", "id: P02, action: 走")
    assert set(said(loaded.problems)) == {(8, f"panels[0].{path}")}
    assert part in words(loaded)
    assert fix in words(loaded)


def test_a_prop_may_be_just_a_word(tmp_path: Path):
    assert cast_panels(tmp_path, "id: P01, action: 走, props: [letter, 黑伞]").plan is not None


def test_the_plans_anchor_must_be_a_panel(tmp_path: Path):
    assert said(read(tmp_path, HEAD + "anchor: P09\n" + PANEL).problems) == [(4, "anchor")]


@pytest.mark.parametrize(
    ("second", "part"),
    [
        ("P01", "is the id of panels[0] already"),
        ("p01", "one file on many disks"),
        ("sheet", "can't be a panel's id"),
        ("none", "can't be a panel's id"),
        ("_x", "can't be a panel's id"),
        ("lin", "(here: character)"),
        ("coat", "(here: outfit)"),
        ("home", "(here: place)"),
        ("letter", "(here: prop)"),
    ],
)
def test_ids_that_a_panel_can_not_have(tmp_path: Path, second: str, part: str):
    loaded = cast_panels(tmp_path, "id: P01, action: 走", f"id: {second}, action: 走")
    assert [path for _, path in said(loaded.problems)] == ["panels[1].id"]
    assert part in words(loaded)


def test_decomposed_twins_are_one_id(tmp_path: Path):
    loaded = panels(tmp_path, "id: Café, action: 走", "id: Cafe\u0301, action: 走")
    assert said(loaded.problems) == [(6, "panels[1].id")]


@pytest.mark.parametrize("kind", ["characters", "places", "props"])
def test_two_entries_of_one_id(tmp_path: Path, kind: str):
    loaded = read(tmp_path, HEAD + f"{kind}:\n- {{id: a}}\n- {{id: a}}\n" + PANEL)
    assert said(loaded.problems) == [(6, f"{kind}[1].id")]


def test_a_slash_divides_character_from_outfit(tmp_path: Path):
    loaded = read(tmp_path, HEAD + "characters:\n- id: a/b\n- {id: c, outfits: {d/e: x}}\n" + PANEL)
    assert said(loaded.problems) == [(5, "characters[0].id"), (6, "characters[1].outfits.d/e")]


@pytest.mark.parametrize("line", ["id: P01", "id: P01, action: ", "id: P01, action: '  '"])
def test_a_panel_needs_something_to_draw(tmp_path: Path, line: str):
    assert said(panels(tmp_path, line).problems) == [(5, "panels[0]")]


def test_ones_own_picture_needs_no_action(tmp_path: Path):
    picture(tmp_path / "mine.png")
    assert panels(tmp_path, "id: P01, image: mine.png").plan is not None


@pytest.mark.parametrize(
    ("lines", "way"),
    [
        (["id: A, action: x, follows: A"], "A → A"),
        (["id: A, action: x, ends: A"], "A → A"),
        (["id: A, action: x, anchor: A"], "A → A"),
        (["id: A, action: x", "id: B, action: x, follows: C", "id: C, action: x, ends: B"], "B → C → B"),
        (["id: A, action: x, anchor: B", "id: B, action: x, anchor: A"], "A → B → A"),
    ],
)
def test_panels_that_wait_for_each_other(tmp_path: Path, lines: list[str], way: str):
    loaded = panels(tmp_path, *lines)
    (problem,) = (p for p in loaded.problems if p.level == "error")
    assert f"wait for each other: {way}" in problem.message


def test_an_anchor_that_waits_for_those_who_wait_for_it(tmp_path: Path):
    head = HEAD + "anchor: B\n"
    lines = ["id: A, action: x", "id: B, action: x, follows: A"]
    assert "anchor panel `B` waits" in words(panels(tmp_path, *lines, head=head))
    assert panels(tmp_path, "id: A, action: x, anchor: none", lines[1], head=head).plan is not None


def test_a_panel_put_first_may_follow_a_later_one(tmp_path: Path):
    assert panels(tmp_path, "id: A, action: x, follows: B", "id: B, action: x").plan is not None


@pytest.mark.parametrize("style", ["''", "{}", "{text: ''}", "'  '"])
def test_a_style_must_say_something(tmp_path: Path, style: str):
    loaded = read(tmp_path, f"version: 1\naspect: 1:1\nstyle: {style}\n{PANEL}")
    assert said(loaded.problems) == [(3, "style")]


@pytest.mark.parametrize(
    "provider", ["../evil.yaml", "/etc/p.yml", "a/b", "evil.yaml", "a\\b", ".hidden", "[sub2api, ../x]", "''"]
)
def test_a_plan_names_profiles_and_never_their_files(tmp_path: Path, provider: str):
    loaded = read(tmp_path, HEAD + f"provider: {provider}\n" + PANEL)
    assert [line for line, _ in said(loaded.problems)] == [4]


@pytest.mark.parametrize(
    ("sheet", "path"),
    [
        ("{grid: 1x1}", "sheet"),
        ("{image: s.png, generate: true}", "sheet"),
        ("{image: s.png, panels: [P01, P09]}", "sheet.panels[1]"),
        ("{image: s.png, panels: [P01, P01]}", "sheet.panels[1]"),
        ("{image: s.png, boxes: {P09: [0, 0, 9, 9]}}", "sheet.boxes.P09"),
        ("{image: s.png, boxes: {P01: [0, 0, 0, 9]}}", "sheet.boxes.P01"),
        ("{image: s.png, boxes: {P01: [-1, 0, 9, 9]}}", "sheet.boxes.P01"),
        ("{image: s.png, boxes: {P01: [0, 0, 90, 40]}}", "sheet.boxes.P01"),
        ("{image: s.png, boxes: {P01: [0.5, 0, 0.6, 1]}}", "sheet.boxes.P01"),
        ("{image: s.png, boxes: {P01: [0, 0, 15, 40]}}", "sheet.boxes.P01"),
        ("{image: s.png, boxes: {P01: {page: 2, box: [0, 0, 40, 40]}}}", "sheet.boxes.P01"),
        ("{image: s.png, boxes: {P01: {page: 0, box: [0, 0, 40, 40]}}}", "sheet.boxes.P01.page"),
        ("{image: s.png, boxes: {P01: {page: 1}}}", "sheet.boxes.P01"),
        ("{image: s.png, boxes: {P01: [1, 0, 0, 40, 40]}}", "sheet.boxes.P01"),
        ("{image: s.png, boxes: {P01: [0, .nan, 40, 40]}}", "sheet.boxes.P01[1]"),
        ("{image: s.png, boxes: {P01: 40}}", "sheet.boxes.P01"),
        ("{image: [s.png, s.png]}", "sheet.image[1]"),
        ("{image: [s.png, again.png]}", "sheet.image[1]"),
        ("{generate: true, boxes: {P01: [0, 0, 40, 40]}}", "sheet.boxes"),
    ],
)
def test_a_sheet_that_can_not_be(tmp_path: Path, sheet: str, path: str):
    for name in ("s.png", "again.png"):
        picture(tmp_path / name, (64, 48))
    assert said(read(tmp_path, HEAD + f"sheet: {sheet}\n" + PANEL).problems) == [(4, path)]


def test_boxes_are_of_panels_on_the_sheet_and_rarely_share_much(tmp_path: Path):
    picture(tmp_path / "s.png", (64, 48))
    boxes = "{P01: [0, 0, 30, 20], P02: [20, 0, 30, 20], P03: [0.3, 0.5, 0.5, 0.5]}"
    loaded = panels(
        tmp_path,
        "id: P01, action: 走",
        "id: P02, action: 走",
        "id: P03, action: 走, sketch: s.png",
        head=HEAD + f"sheet: {{image: s.png, boxes: {boxes}}}\n",
    )
    levels = [(p.level, p.path) for p in loaded.problems]
    assert levels == [("error", "sheet.boxes.P03"), ("warning", "sheet.boxes.P02")]


def test_a_sheet_that_can_be(tmp_path: Path):
    picture(tmp_path / "s.png", (64, 48))
    sheet = "{image: [s.png], grid: 1X1, boxes: {P01: [0, 0, 19.5, 19]}, panels: [P01], accept: auto, attempts: 3}"
    plan = read(tmp_path, HEAD + f"sheet: {sheet}\n" + PANEL).plan
    assert plan is not None
    assert plan.sheet is not None
    assert (plan.sheet.grid, plan.sheet.shape) == ("1x1", (1, 1))
    assert plan.sheet.boxes == {"P01": HandBox(box=(0, 0, 19.5, 19))}
