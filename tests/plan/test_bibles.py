"""``image: draw``: a word of the plan that asks for a bible, and what of it is drawn."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.images.picture import Role
from pipeline.plan.bibles import bibles, called, place_of, shows
from pipeline.plan.schema import json_schema
from tests.plan.draft7 import fits
from tests.plan.plans import HEAD, panels, picture, said, words

CAST = """\
characters:
  - id: lin
    name: 林晚
    look: 短发
    image: draw
    outfits:
      coat: {look: 米色风衣, image: [draw]}
      ward: {look: 病号服}
  - {id: chen, look: 圆框眼镜, image: draw}
places: [{id: tea, look: 茶馆, image: draw}]
props: [{id: letter, look: 信封, image: draw}, {id: fan, look: 扇子}]
"""


def test_what_a_drawn_panel_shows_is_drawn_and_nothing_else(tmp_path: Path):
    """Characters come before their outfits; who is only on a panel with an own picture needs no bible."""
    picture(tmp_path / "own.png")
    plan = panels(
        tmp_path,
        "id: P01, action: 站, characters: [lin/ward], place: tea, props: [letter, fan]",
        "id: P02, image: own.png, characters: [chen]",
        head=HEAD + CAST,
    ).plan
    assert plan is not None
    assert [called(bible.id) for bible in bibles(plan)] == ["lin", "tea", "letter"]
    assert shows(plan, plan.panels[0]) == (
        ("_bible/lin", Role.IDENTITY),
        ("_bible/tea", Role.PLACE),
        ("_bible/letter", Role.PROP),
    )


def test_an_outfit_is_drawn_from_its_character(tmp_path: Path):
    plan = panels(tmp_path, "id: P01, action: 站, characters: [lin/coat]", head=HEAD + CAST).plan
    assert plan is not None
    assert [bible.id for bible in bibles(plan)] == ["_bible/lin", "_bible/lin.coat"]
    person, coat = bibles(plan)
    assert shows(plan, person) == ()
    assert shows(plan, coat) == (("_bible/lin", Role.IDENTITY),)
    assert place_of(plan, coat) == ("characters", 0, "outfits", "coat", "image")


def test_the_word_may_stand_beside_pictures_and_a_file_of_that_name_keeps_its_path(tmp_path: Path):
    picture(tmp_path / "face.png")
    picture(tmp_path / "d.png").rename(tmp_path / "draw")
    cast = "characters: [{id: a, image: [face.png, draw]}, {id: b, image: ./draw}]\n"
    plan = panels(tmp_path, "id: P01, action: 站, characters: [a, b]", head=HEAD + cast).plan
    assert plan is not None
    assert [(c.draws, [p.name for p in c.image]) for c in plan.characters] == [(True, ["face.png"]), (False, ["draw"])]


@pytest.mark.parametrize(
    ("cast", "path", "word"),
    [
        ("characters: [{id: lin, name: 林晚, image: draw}]", "characters[0].image", "no `look`"),
        (
            "characters: [{id: lin, look: 短发, outfits: {coat: {image: draw}}}]",
            "characters[0].outfits.coat.image",
            "no `look`",
        ),
        (
            "characters: [{id: tea, look: 短发, image: draw}]\nplaces: [{id: Tea, look: 茶馆, image: draw}]",
            "places[0].image",
            "one name",
        ),
        ("characters: [{id: lin, look: 短发, -draws: true}]", "characters[0]", "image: draw"),
    ],
)
def test_an_error_says_what_can_not_be_drawn(tmp_path: Path, cast: str, path: str, word: str):
    loaded = panels(tmp_path, "id: P01, action: 站", head=f"{HEAD}{cast}\n")
    assert [where for _, where in said(loaded.problems)] == [path]
    assert word in words(loaded)


def test_a_panel_may_not_have_the_name_of_a_drawn_outfit(tmp_path: Path):
    loaded = panels(tmp_path, "id: lin.coat, action: 站", head=HEAD + CAST)
    assert [path for _, path in said(loaded.problems)] == ["panels[0].id"]


def test_who_is_drawn_needs_no_picture(tmp_path: Path):
    """The warning that a face without a picture drifts falls silent."""
    lines = [f"id: P0{n}, action: 站, characters: [lin]" for n in (1, 2)]
    assert said(panels(tmp_path, *lines, head=HEAD + CAST).problems, "warning") == []
    bare = HEAD + CAST.replace("    image: draw\n", "")
    assert [p for _, p in said(panels(tmp_path, *lines, head=bare).problems, "warning")] == ["characters[0]"]


def test_editors_take_the_word():
    plan = {"version": 1, "aspect": "9:16", "style": "anime", "panels": [{"id": "P01", "action": "站"}]}
    schema = json_schema()
    for image in ("draw", ["a.png", "draw"]):
        assert fits({**plan, "characters": [{"id": "lin", "look": "短发", "image": image}]}, schema, schema)
