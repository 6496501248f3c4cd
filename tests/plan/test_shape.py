"""Every key and value that does not fit is named, in people's words, in one answer."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.plan.plans import HEAD, PANEL, panels, read, said, words


@pytest.mark.parametrize(
    ("line", "path", "part", "fix"),
    [
        ("actoin: 走", "actoin", "no key `actoin`", "write `action`"),
        ("shott: 中景", "shott", "no key `shott`", "write `shot`"),
        ("zzz: 1", "zzz", "no key `zzz`", "own keys begin with x-"),
        ("zzz: ", "zzz", "no key `zzz`", "own keys begin with x-"),
        ("“shot”: 中景", "“shot”", "`“`", 'write `"`'),
        ("shot：中景", "shot：中景", "`：`", "write `: `"),
        ("scene: [a, b]", "scene", "takes a text, not a list", "one text"),
        ("scene: {a: b}", "scene", "takes a text, not keys", "one text"),
        ("takes: many", "takes", "whole number, not `many`", "digits only"),
        ("takes: 0", "takes", "at least 1", "1 or more"),
        ("takes: 99", "takes", "at most 10", "10 or less"),
        ("seconds: 4s", "seconds", "a number, not `4s`", "no unit"),
        ("seconds: -3", "seconds", "at least 0", "0 or more"),
        ("seconds: nan", "seconds", "a number, not `nan`", "no unit"),
        ("seconds: .inf", "seconds", "a number, not `.inf`", "no unit"),
        ("quality: hihg", "quality", "`hihg` is none of low", "write high"),
        ("quality: HIGH", "quality", "`HIGH` is none of low", "write high"),
        ("style: {preset: animee}", "style", "no style preset `animee`", "write anime"),
        ("style: [a]", "style", "takes keys, not a list", "key: value"),
        ("characters: {lin: a, chen: b}", "characters", "a list of who is on screen", "- lin"),
        ("refs: [{for: 手势}]", "refs[0]", "`image` is missing", "add `image"),
        ("place: ''", "place", "not empty", "short name"),
        ("follows: [P02]", "follows", "takes a text, not a list", "one text"),
        ('place: "a\\nb"', "place", "one line of text", "short name"),
    ],
)
def test_a_panels_misfits(tmp_path: Path, line: str, path: str, part: str, fix: str):
    loaded = panels(tmp_path, f"id: P02, action: 走, {line}")
    assert said(loaded.problems) == [(5, f"panels[0].{path}")]
    assert part in loaded.problems[0].message
    assert fix in loaded.problems[0].fix


@pytest.mark.parametrize(
    ("line", "path", "part"),
    [
        ("budget: $3", "budget", "a number, not `$3`"),
        ("budget: 0", "budget", "above 0"),
        ("language: cn", "language", "`cn` is none of zh | en"),
        ("format: jpg", "format", "`jpg` is none of png"),
        ("size: big", "size", "`big` is no size"),
        ("size: 0x100", "size", "no size"),
        ("retry: 3", "retry", "takes keys, not `3`"),
        ("retry: {unknown: 21}", "retry.unknown", "at most 20"),
        ("sheet: {image: s.png, grid: 3*5}", "sheet.grid", "`3*5` is no grid"),
        ("sheet: {generate: maybe}", "sheet.generate", "true or false, not `maybe`"),
        ("sheet: {image: s.png, boxes: {P01: [1, 2, 3]}}", "sheet.boxes.P01", ""),
        ("anchor: {imge: a.png}", "anchor.imge", "no key `imge`"),
        ("anchor: [P01]", "anchor", "takes a text, not a list"),
        ("provider: []", "provider", "the list is empty"),
        ("judge: {profile: openai, mode: strict}", "judge.mode", "is none of off | advise | gate"),
        ("judge: {mode: gate}", "judge", "profile"),
        ("redo: 9", "redo", "at most 5"),
        ("characters: lin", "characters", "takes a list, not `lin`"),
        ("characters: [lin]", "characters[0]", "takes keys, not `lin`"),
        ("characters: [{id: lin, outfits: [coat]}]", "characters[0].outfits", "takes keys, not a list"),
        ("characters: [{id: lin, outfits: {coat: {lok: x}}}]", "characters[0].outfits.coat.lok", "no key `lok`"),
        ("characters: [{id: lin, image: {a: b}}]", "characters[0].image", "takes a text, not keys"),
    ],
)
def test_a_plans_misfits(tmp_path: Path, line: str, path: str, part: str):
    loaded = read(tmp_path, HEAD + line + "\n" + PANEL)
    assert (4, path) in said(loaded.problems)
    assert part in words(loaded)


def test_keys_that_must_be_there_are_asked_for_at_once(tmp_path: Path):
    loaded = read(tmp_path, "title: x\n")
    assert {p.message.split("`")[1] for p in loaded.problems} == {"version", "aspect", "style", "panels"}


@pytest.mark.parametrize("version", ["2", "1.0", "one", "[1]"])
def test_another_version_is_refused(tmp_path: Path, version: str):
    loaded = read(tmp_path, f"version: {version}\naspect: 9:16\nstyle: x\n{PANEL}")
    assert said(loaded.problems) == [(1, "version")]


def test_all_faults_come_in_one_answer_rules_included(tmp_path: Path):
    loaded = read(
        tmp_path,
        "version: 1\naspect: tall\nstyle: x\nbudgt: 3\npanels:\n"
        "  - {id: P01, actoin: 走, seconds: -1}\n"
        "  - {id: P02, action: 走, follows: P09}\n"
        "  - {id: P02, action: 走}\n"
        "  - foo\n  -\n"
        "  - {action: 走}\n"
        "  - {id: P05, action: 走, place: nowhere}\n",
    )
    assert sorted(said(loaded.problems)) == [
        (2, "aspect"),
        (4, "budgt"),
        (6, "panels[0].actoin"),
        (6, "panels[0].seconds"),
        (8, "panels[2].id"),
        (9, "panels[3]"),
        (10, "panels[4]"),
        (11, "panels[5]"),
        (12, "panels[6].place"),
    ]
    assert loaded.plan is None


def test_what_only_follows_from_a_misfit_is_left_out(tmp_path: Path):
    loaded = read(
        tmp_path,
        HEAD + "characters:\n  - {id: [lin], look: a}\npanels:\n  - {id: P01, actoin: 走, characters: [lin]}\n",
    )
    assert said(loaded.problems) == [(5, "characters[0].id"), (7, "panels[0].actoin")]


def test_a_fault_behind_lost_entries_keeps_its_place(tmp_path: Path):
    loaded = panels(tmp_path, "action: 无", "id: P02, action: 走, place: nowhere")
    assert said(loaded.problems) == [(5, "panels[0]"), (6, "panels[1].place")]


@pytest.mark.parametrize("text", ["- a\n- b\n", "hello\n", "42", "'quoted'"])
def test_a_plan_is_made_of_keys(tmp_path: Path, text: str):
    (problem,) = read(tmp_path, text).problems
    assert "made of keys" in problem.message


@pytest.mark.parametrize("text", ["", "\n", "# only a comment\n", "---\n", "~\n", "\ufeff"])
def test_an_empty_plan_is_called_empty(tmp_path: Path, text: str):
    (problem,) = read(tmp_path, text).problems
    assert "nothing in this file" in problem.message


def test_messages_show_no_more_of_a_text_than_is_needed(tmp_path: Path):
    loaded = panels(tmp_path, f"id: P01, action: 走, takes: {'x' * 5000}, {'k' * 900}: 1, place: {'p' * 5000}")
    assert len(loaded.problems) == 3
    assert all(len(str(p)) < 1200 for p in loaded.problems)
