"""The digest of what is asked: what counts, what doesn't, and what is said about a difference."""

import json
from pathlib import Path

import pytest

from pipeline.compose.canonical import canonical
from pipeline.compose.changes import Change, changes
from pipeline.compose.inputs import Inputs, inputs
from pipeline.compose.look import Look, Source
from pipeline.compose.references import references
from pipeline.plan.model import Plan
from tests.compose.plans import CHEN, LETTER, LIN, LINEAGE, P01, P02, P03, P05, TEAHOUSE, drama, inputs_of, look_at

COAT = LIN["outfits"]["coat"]


def with_picture(plan: Plan, path: str, sha256: str) -> Look:
    look = look_at(plan)
    return Look({**look.pictures, Path(path): sha256}, look.keyframes, look.crops, look.anchor)


def with_keyframe(plan: Plan, panel: str, sha256: str) -> Look:
    look = look_at(plan)
    return Look(look.pictures, {**look.keyframes, panel: Source(Path(panel), sha256)}, look.crops, look.anchor)


def asked(plan: Plan, look: Look | None = None) -> Inputs:
    return inputs_of(plan, "P02", look)


BEFORE = asked(drama())


@pytest.mark.parametrize(
    ("plan", "change"),
    [
        (drama(aspect="16:9"), Change("size")),
        (drama(size="1024x1536"), Change("size")),
        (drama(quality="high"), Change("quality")),
        (drama(format="webp"), Change("format")),
        (drama(moderation="auto"), Change("moderation")),
        (drama(language="en"), Change("language")),
        (drama(style={"preset": "anime"}), Change("style")),
        (drama(style={"preset": "live-action", "text": "雨夜霓虹"}), Change("style")),
        (drama(avoid=["文字"]), Change("avoid")),
        (drama(places=[TEAHOUSE | {"look": "现代咖啡馆"}]), Change("place")),
        (drama(places=[TEAHOUSE | {"lighting": "冷光"}]), Change("light")),
        (drama(props=[LETTER | {"look": "无字"}]), Change("props")),
        (drama(characters=[LIN | {"look": "长发"}, CHEN]), Change("character", "林晚")),
        (drama(characters=[LIN | {"outfits": {"coat": COAT | {"look": "黑色风衣"}}}, CHEN]), Change("outfit", "林晚")),
        (drama(P01, P02 | {"characters": ["lin/coat", "chen"]}), Change("state", "林晚")),
        (drama(P01, P02 | {"scene": "清晨"}), Change("scene")),
        (drama(P01, P02 | {"weather": "小雨"}), Change("weather")),
        (drama(P01, P02 | {"lighting": "冷色街灯"}), Change("light")),
        (drama(P01, P02 | {"action": "林晚坐下"}), Change("action")),
        (drama(P01, P02 | {"shot": "近景"}), Change("shot")),
        (drama(P01, P02 | {"camera": "俯拍"}), Change("camera")),
        (drama(P01, P02 | {"props": ["letter"]}), Change("props")),
        (drama(P01, P02 | {"quality": "high"}), Change("quality")),
        (drama(P01, P02 | {"style": {"text": "黑白胶片"}}), Change("style")),
        (drama(P01, P02 | {"avoid": ["文字"]}), Change("avoid")),
        (drama(P01, P02 | {"refs": [{"image": "/p/sign.png", "for": "门框"}]}), Change("picture", "extra")),
    ],
)
def test_a_change_of_what_is_asked_counts_and_is_named(plan: Plan, change: Change):
    after = asked(plan)
    assert after.digest != BEFORE.digest
    assert changes(BEFORE.asked, after.asked) == (change,)
    assert change.words


@pytest.mark.parametrize(
    ("look", "change"),
    [
        (with_picture(drama(), "/p/lin-coat.png", "other"), Change("picture", "outfit 林晚")),
        (with_picture(drama(), "/p/tea.png", "other"), Change("picture", "place")),
        (with_picture(drama(), "/p/look.png", "other"), Change("picture", "bible")),
        (look_at(drama(), crops=("P02",)), Change("sketch")),
        (look_at(drama(), anchor=Path("/p/ep01.png")), Change("anchor")),
        (look_at(drama(), anchor="P03"), Change("anchor")),
    ],
)
def test_a_change_of_what_is_sent_counts_and_is_named(look: Look, change: Change):
    after = asked(drama(), look)
    assert after.digest != BEFORE.digest
    assert changes(BEFORE.asked, after.asked) == (change,)


def test_a_panel_that_follows_the_anchor_says_both():
    after = asked(drama(), with_keyframe(drama(), "P01", "other"))
    assert set(changes(BEFORE.asked, after.asked)) == {Change("followed"), Change("anchor")}


@pytest.mark.parametrize(
    "plan",
    [
        drama(title="别的名字", remarks="x", target="kling", accept="all", budget="3", provider=["canvas-20"]),
        drama(retry={"unknown": 5}),
        drama(aspect="18:32"),
        drama(P02 | {"motion": "拉远", "lines": [], "sound": "雷声", "seconds": 9, "clip": "C9"}, P01),
        drama(P01, P02 | {"title": "重逢", "remarks": "补拍", "x-team": "二组"}),
        drama(P01, P02 | {"note": "更冷"}),
        drama(P01, P02 | {"takes": 3}),
        drama(P01, P02 | {"scene": "  雨夜，窗上水痕\n"}),
        drama(P01, P02, P03 | {"action": "别的"}),
        drama(P01, P02, characters=[LIN, CHEN, {"id": "new", "look": "路人"}]),
        drama(P01, P02, characters=[LIN | {"outfits": {"coat": COAT, "ward": {"look": "别的"}}}, CHEN]),
        drama(P01, P02, characters=[CHEN, LIN]),
        drama(P01, P02, places=[{"id": "street", "look": "街"}, TEAHOUSE]),
        drama(P01, P02 | {"lighting": "暖色油灯"}),
        drama(P01, P02 | {"id": "P02"}, P05 | {"quality": "high", "action": "别的"}),
    ],
)
def test_what_is_not_asked_of_this_panel_never_counts(plan: Plan):
    assert asked(plan) == BEFORE


def test_an_id_never_counts():
    """Of the panel, its place, its outfit; the character's only where it has no name."""
    street = P02 | {"id": "雨夜", "place": "tea2", "characters": [{"l/c": "湿发"}, "chen"]}
    people = [LIN | {"id": "l", "outfits": {"c": COAT}}, CHEN]
    plan = drama(P01, street, characters=people, places=[TEAHOUSE, TEAHOUSE | {"id": "tea2"}])
    assert inputs_of(plan, "雨夜") == BEFORE


def test_where_a_picture_lies_never_counts():
    plan = drama(places=[TEAHOUSE | {"image": "/elsewhere/茶馆.png"}])
    assert asked(plan, with_picture(plan, "/elsewhere/茶馆.png", "tea")) == BEFORE


def test_the_model_family_counts():
    after = inputs_of(drama(), "P02", lineage="offline")
    assert changes(BEFORE.asked, after.asked) == (Change("lineage"),)


def test_whose_picture_it_is_counts():
    """Two pictures of one person are not one each of two."""
    both = P03 | {"characters": ["lin", "chen"]}
    alone = [LIN | {"image": ["/p/a.png", "/p/b.png"]}, {"id": "chen", "name": "陈默", "look": "三十岁"}]
    each = [LIN | {"image": ["/p/a.png"]}, {"id": "chen", "name": "陈默", "look": "三十岁", "image": "/p/b.png"}]
    first, second = (inputs_of(drama(P01, both, characters=people), "P03") for people in (alone, each))
    assert first.digest != second.digest


def test_the_order_of_pictures_counts():
    turned = drama(characters=[LIN | {"image": LIN["image"][::-1]}, CHEN])
    assert changes(BEFORE.asked, asked(turned).asked) == (Change("picture", "identity"),)


def test_who_is_on_screen_is_one_change():
    after = asked(drama(P01, P02 | {"characters": [{"lin/coat": "湿发"}]}))
    assert Change("cast") in changes(BEFORE.asked, after.asked)
    assert not [c for c in changes(BEFORE.asked, after.asked) if c.kind in ("character", "outfit", "state")]


def test_asked_survives_the_journal():
    back = json.loads(json.dumps(BEFORE.asked, ensure_ascii=False))
    assert back == BEFORE.asked
    assert changes(back, BEFORE.asked) == ()


def test_the_digest_is_the_same_for_ever():
    """Boards on disk are found by it: this value may only change with the format's version."""
    plan = drama(P01)
    found = inputs(plan, plan.panel("P01"), references(plan, plan.panel("P01"), look_at(plan)), LINEAGE)
    assert canonical(found.asked) == (
        '{"action":"桌上一盏油灯","aspect":"9:16","format":"png","language":"zh","light":"暖色油灯",'
        '"lineage":"gpt-image-2","mode":"edit","moderation":"low","place":{"look":"民国茶馆 雕花窗"},"quality":"low",'
        '"references":[{"role":"place","sha256":"tea"},{"role":"bible","sha256":"look"}],"shot":"全景","size":"auto",'
        '"style":{"preset":"live-action"},"v":1}'
    )
    assert found.digest == "e9e53abdb00aedea183943140761f1294bc0c30c06c9bd9a05fcf655b6643210"


def test_a_later_format_is_a_change_without_a_name():
    assert changes({"v": 1}, {"v": 2}) == (Change("other"),)
