"""Paths start at the folder of the file they stand in."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.plan.nodes import Source, compose
from pipeline.plan.paths import resolve_paths
from pipeline.plan.values import data_of

FOLDER = Path("/plans/ep01") if Path("/plans").is_absolute() else Path("C:/plans/ep01")


def resolved(text: str):
    root = compose(text, Source("plan.yaml", FOLDER)).root
    assert root is not None
    data = data_of(root)
    return data.value, resolve_paths(data)


def file(name: str) -> str:
    return str(FOLDER / name)


def test_every_place_that_holds_a_path_is_found():
    value, named = resolved(
        "library: l.yaml\nbible: [b1.png, b2.png]\nanchor: {image: a.png}\nsheet: {image: s.png}\n"
        "characters: [{id: c, image: c.png, outfits: {o: {image: [o.png]}}}]\n"
        "places: [{id: p, image: p.png}]\nprops: [{id: r, image: [r.png]}]\n"
        "panels:\n- {id: 1, image: i.png, sketch: k.png, refs: [{image: x.png, for: y.png}, z.png]}\n"
        "- {id: 2, sketch: none, refs: w.png, motion: m.png, x-image: n.png}\n"
    )
    assert {n.text for n in named} == {
        *("l.yaml", "b1.png", "b2.png", "a.png", "s.png", "c.png", "o.png", "p.png", "r.png"),
        *("i.png", "k.png", "x.png", "z.png", "w.png"),
    }
    assert value["panels"][0]["refs"] == [{"image": file("x.png"), "for": "y.png"}, file("z.png")]
    assert value["panels"][1]["sketch"] == "none"
    assert value["characters"][0]["outfits"]["o"]["image"] == [file("o.png")]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("a.png", file("a.png")),
        ("./refs//a.png", file("refs/a.png")),
        ("refs\\林 晚.png", file("refs/林 晚.png")),
        ("../a.png", str(FOLDER.parent / "a.png")),
    ],
)
def test_paths_are_read_from_their_folder(typed: str, meant: str):
    assert resolved(f"bible: '{typed}'")[0]["bible"] == meant


@pytest.mark.parametrize(
    ("typed", "absolute"), [("/a.png", True), ("C:\\a.png", True), ("\\\\host\\a.png", True), ("a/b.png", False)]
)
def test_absolute_paths_of_any_system_are_known(typed: str, absolute: bool):
    assert resolved(f"bible: '{typed}'")[1][0].is_absolute is absolute


@pytest.mark.parametrize(
    "text", ["bible: {a: b}", "panels: x", "characters: {image: {a: b}}", "sheet: [image]", "a: 1"]
)
def test_other_shapes_are_left_to_the_model(text: str):
    before = data_of(compose(text, Source("p", FOLDER)).root).value  # type: ignore[arg-type]
    assert resolved(text)[0] == before
