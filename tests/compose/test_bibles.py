"""A bible's request: what it says, what it is sent, and what changes it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.compose.bibles import BIBLE_ASPECT, bible_prompt
from pipeline.compose.commission import commission_of
from pipeline.compose.inputs import Inputs, inputs
from pipeline.compose.look import Look, Source
from pipeline.compose.references import Need, foreseen, needs, references
from pipeline.images.capabilities import Capabilities
from pipeline.images.picture import Role
from pipeline.images.size import Size
from pipeline.plan.bibles import Bible, bibles
from pipeline.plan.model import Plan
from pipeline.providers.offline.brief import Kind
from pipeline.providers.offline.prompt import read_prompt

LIN: dict[str, Any] = {
    "id": "lin",
    "name": "林晚",
    "look": "二十七岁，短发",
    "image": "draw",
    "outfits": {"coat": {"look": "米色风衣", "image": "draw"}},
}
TEA: dict[str, Any] = {"id": "tea", "look": "民国茶馆", "lighting": "暖色油灯", "image": "draw"}
LETTER: dict[str, Any] = {"id": "letter", "name": "旧信封", "look": "火漆封口", "image": "draw"}
CHEN: dict[str, Any] = {"id": "chen", "name": "陈默", "look": "圆框眼镜", "image": "draw"}
P01: dict[str, Any] = {
    "id": "P01",
    "action": "门口",
    "place": "tea",
    "characters": ["lin/coat", "chen"],
    "props": ["letter"],
}
ALL = ("lin", "lin.coat", "chen", "tea", "letter")


def drama(**keys: Any) -> Plan:
    base: dict[str, Any] = {
        "version": 1,
        "aspect": "9:16",
        "style": "live-action",
        "characters": [LIN, CHEN],
        "places": [TEA],
        "props": [LETTER],
        "panels": [P01],
    }
    return Plan.model_validate(base | keys)


def bible(plan: Plan, name: str) -> Bible:
    return next(b for b in bibles(plan) if b.called == name)


def look_at(plan: Plan, *pictures: str) -> Look:
    return foreseen(plan, Look({Path(p): p for p in pictures}, anchor="P01"))


def inputs_of(plan: Plan, name: str, *pictures: str) -> Inputs:
    drawn = bible(plan, name)
    return inputs(plan, drawn, references(plan, drawn, look_at(plan, *pictures)), "gpt-image-2")


def prompt_of(plan: Plan, name: str) -> str:
    drawn = bible(plan, name)
    return bible_prompt(plan, drawn, references(plan, drawn, look_at(plan)))


# ── the request ───────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("lin", Kind.FIGURE_SHEET),
        ("lin.coat", Kind.FIGURE_SHEET),
        ("tea", Kind.PLATE),
        ("letter", Kind.OBJECT_SHEET),
    ],
)
def test_a_prompt_says_what_kind_of_picture_it_wants(name: str, kind: Kind, language: str):
    """The offline engine, which reads prompts by their words alone, draws the right kind of picture."""
    assert read_prompt(prompt_of(drama(language=language), name)).kind is kind


def test_a_prompt_has_the_texts_of_what_it_shows_and_of_nothing_else():
    lines = prompt_of(drama(), "lin.coat").splitlines()
    assert lines[1].startswith("图1：林晚的身份参考，只决定面孔、发型与体态")
    assert lines[2] == "出场人物：林晚（二十七岁，短发；米色风衣）"
    text = "\n".join(lines)
    assert "真人实拍" in text
    assert not any(word in text for word in ("茶馆", "信封", "门口", "9:16", "陈默"))
    assert "地点：民国茶馆\n光线：暖色油灯\n出场人物：空镜" in prompt_of(drama(), "tea")
    assert "道具：旧信封（火漆封口）" in prompt_of(drama(), "letter")


def test_a_prompt_excludes_nothing_unless_the_plan_asks():
    assert not any(word in prompt_of(drama(), name) for name in ALL for word in ("不要", "没有人", "禁止"))
    assert "不要出现：文字" in prompt_of(drama(avoid=["文字"]), "lin")


@pytest.mark.parametrize("aspect", ["9:16", "16:9", "2.39:1", "1:1"])
def test_a_bible_lies_whatever_shape_and_size_the_panels_have(aspect: str):
    plan = drama(aspect=aspect, size="1024x1536", quality="high", format="jpeg")
    drawn = bible(plan, "lin")
    commission = commission_of(plan, drawn, ())
    request = commission.spec(Capabilities(), note="眼神更疲惫")
    assert commission.aspect == BIBLE_ASPECT
    assert (request.mode, request.size.size, request.size.exact) == ("generate", Size(1536, 1024), True)
    assert (request.quality, request.format) == ("high", "jpeg")
    assert request.prompt.endswith("本次要求：眼神更疲惫")


# ── what is sent ──────────────────────────────────────────────────────────────────────────────────────


def test_a_panel_is_sent_given_pictures_before_drawn_ones_in_the_order_of_the_roles():
    lin = {**LIN, "image": ["/p/face.png", "draw"]}
    plan = drama(characters=[lin, CHEN], bible=["/p/world.png"])
    sent = references(plan, plan.panel("P01"), look_at(plan, "/p/face.png", "/p/world.png"))
    assert [(ref.role, ref.source.path.as_posix(), ref.who) for ref in sent] == [
        (Role.IDENTITY, "/p/face.png", "林晚"),
        (Role.IDENTITY, "_bible/lin", "林晚"),
        (Role.OUTFIT, "_bible/lin.coat", "林晚"),
        (Role.IDENTITY, "_bible/chen", "陈默"),
        (Role.PLACE, "_bible/tea", ""),
        (Role.PROP, "_bible/letter", "旧信封"),
        (Role.BIBLE, "/p/world.png", ""),
    ]


def test_a_bible_is_drawn_from_pictures_that_stand_beside_the_word_and_from_the_world_never_from_itself():
    lin = {**LIN, "image": ["/p/face.png", "draw"]}
    plan = drama(characters=[lin, CHEN], bible=["/p/world.png"])
    look = look_at(plan, "/p/face.png", "/p/world.png")
    sent = {b.called: [r.source.path.as_posix() for r in references(plan, b, look)] for b in bibles(plan)}
    assert sent["lin"] == ["/p/face.png", "/p/world.png"]
    assert sent["lin.coat"] == ["/p/face.png", "_bible/lin", "/p/world.png"]
    assert sent["tea"] == sent["letter"] == ["/p/world.png"]


def test_a_panel_waits_for_its_bibles_and_its_anchor_and_a_bible_for_no_anchor():
    plan = drama(panels=[P01, {"id": "P02", "action": "灯", "place": "tea"}])
    assert needs(plan, plan.panel("P02"), "P01") == (Need("_bible/tea", Role.PLACE), Need("P01", Role.ANCHOR))
    assert needs(plan, bible(plan, "lin"), "P01") == ()
    assert needs(plan, bible(plan, "lin.coat"), "P01") == (Need("_bible/lin", Role.IDENTITY),)


# ── what is asked ─────────────────────────────────────────────────────────────────────────────────────

CHANGED: dict[str, tuple[dict[str, Any], set[str]]] = {
    "look": ({"characters": [{**LIN, "look": "长发"}, CHEN]}, {"lin", "lin.coat"}),
    "outfit": (
        {"characters": [{**LIN, "outfits": {"coat": {"look": "黑大衣", "image": "draw"}}}, CHEN]},
        {"lin.coat"},
    ),
    "place": ({"places": [{**TEA, "look": "酒馆"}]}, {"tea"}),
    "light": ({"places": [{**TEA, "lighting": "月光"}]}, {"tea"}),
    "prop": ({"props": [{**LETTER, "look": "红印"}]}, {"letter"}),
    "style": ({"style": "anime"}, set(ALL)),
    "quality": ({"quality": "high"}, set(ALL)),
    "avoid": ({"avoid": ["文字"]}, set(ALL)),
    "action": ({"panels": [{**P01, "action": "窗边", "shot": "特写"}]}, set()),
    "state": ({"panels": [{**P01, "characters": [{"lin/coat": "湿发"}, "chen"]}]}, set()),
    "aspect": ({"aspect": "16:9", "size": "1536x864"}, set()),
    "panel's style": ({"panels": [{**P01, "style": "anime", "quality": "high"}]}, set()),
    "remarks": ({"places": [{**TEA, "remarks": "借景"}]}, set()),
}


@given(st.lists(st.sampled_from(sorted(CHANGED)), unique=True))
def test_a_bible_is_stale_by_its_own_texts_and_the_look_alone(names: list[str]):
    """Whatever is changed together, exactly the bibles are asked for anew whose own words changed."""
    keys: dict[str, Any] = {}
    expected: set[str] = set()
    for name in names:
        change, touched = CHANGED[name]
        if change.keys().isdisjoint(keys):
            keys |= change
            expected |= touched
    plan = drama(**keys)
    assert {name for name in ALL if inputs_of(plan, name).digest != inputs_of(drama(), name).digest} == expected


def test_an_outfit_is_asked_anew_when_its_character_looks_different():
    plan = drama()
    look = look_at(plan)
    other = Look(look.pictures, {**look.keyframes, "_bible/lin": Source(Path("x"), "x")}, look.crops, look.anchor)
    coat = bible(plan, "lin.coat")
    one, two = (inputs(plan, coat, references(plan, coat, at), "l").digest for at in (look, other))
    assert one != two


def test_a_drawn_bible_that_is_given_as_a_file_later_changes_nothing():
    """``image: draw`` can be replaced by the picture it gave."""
    drawn = drama(places=[TEA], characters=[], props=[], panels=[{"id": "P01", "action": "门", "place": "tea"}])
    given_ = drama(
        places=[{**TEA, "image": "/p/tea.png"}],
        characters=[],
        props=[],
        panels=[{"id": "P01", "action": "门", "place": "tea"}],
    )
    stands = Look({}, {"_bible/tea": Source(Path("takes/_bible/tea/01.png"), "same")}, anchor="P01")
    file = Look({Path("/p/tea.png"): "same"}, anchor="P01")
    asked = [
        inputs(plan, plan.panels[0], references(plan, plan.panels[0], look), "l").digest
        for plan, look in ((drawn, stands), (given_, file))
    ]
    assert asked[0] == asked[1]
