"""Objects, hands and who is who."""

from __future__ import annotations

import numpy as np
import pytest

from pipeline.images.size import Size
from pipeline.providers.offline.brief import Age, FrameBrief, Hair, Person, Shot, Thing
from pipeline.providers.offline.draw import draw_frame
from pipeline.providers.offline.insert import is_insert
from pipeline.providers.offline.look import look_of
from pipeline.providers.offline.prompt import read_prompt
from pipeline.providers.offline.things import KINDS
from pipeline.providers.offline.words import PROPS

SIZE = Size(216, 384)


def pixels(text: str) -> np.ndarray:
    return np.asarray(draw_frame(read_prompt(text), SIZE, [])).astype(int)


def apart(a: np.ndarray, b: np.ndarray) -> float:
    return float(np.abs(a - b).mean())


def test_every_kind_of_thing_that_is_understood_can_be_drawn():
    """The words and the drawings name the same kinds."""
    assert {kind for kind, _ in PROPS} | {"object"} == set(KINDS)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_an_insert_shows_its_object_with_and_without_a_hand(kind):
    """Both differ from the bare set by far more than grain does."""
    base = {"place": "teahouse", "seed_place": "茶馆", "shot": Shot.CLOSE, "seed": "x", "indoors": True}
    bare, thing, hand = (
        np.asarray(draw_frame(FrameBrief(**base, things=things, hands=hands), SIZE, [])).astype(int)
        for things, hands in (((), False), ((Thing("", kind),), False), ((Thing("", kind),), True))
    )
    assert apart(bare, thing) > 4
    assert apart(thing, hand) > 2


@pytest.mark.parametrize(
    ("text", "kinds", "insert"),
    [
        ("定格瞬间：特写一只手拿起旧信封\n景别：特写", ["letter"], True),
        ("道具：旧信封（红色）；轮椅\n定格瞬间：手机亮起\n景别：大特写", ["phone", "letter", "object"], True),
        ("出场人物：林晚\n道具：旧信封\n定格瞬间：林晚微笑\n景别：特写", ["letter"], False),
        ("出场人物：林晚\n定格瞬间：林晚的手指捏着钥匙\n景别：特写", ["key"], True),
        ("道具：礼物盒；玫瑰\n定格瞬间：桌上的礼物\n景别：特写", ["box", "flower"], True),
        ("定格瞬间：桌上的花\n景别：全景", ["flower"], False),
        ("close-up of a hand holding an old key", ["key"], True),
    ],
)
def test_things_are_found_and_inserts_told_from_faces(text, kinds, insert):
    """What the action names comes first; a thing without a drawing of its own is an object."""
    brief = read_prompt(text)
    assert [thing.kind for thing in brief.things] == kinds
    assert is_insert(brief) is insert


@pytest.mark.parametrize(
    "action",
    ["苏梅走过花园", "雕花窗上的雨", "他相信了", "等了十分钟", "Ann watches the rain", "the phone rings", "she rose"],
)
def test_words_that_only_sound_like_things_bring_none(action):
    """A telephone that rings is a telephone, and nothing else."""
    kinds = {thing.kind for thing in read_prompt(f"出场人物：苏梅\n定格瞬间：{action}").things}
    assert kinds <= {"phone"}


def test_hair_clothes_and_beard_are_told_apart():
    """The colour of hair is not the colour of cloth."""
    brief = read_prompt(
        "出场人物：陈伯（六十岁老人，花白胡须；深蓝长衫）；小雨（八岁女孩，双马尾；红裙）\n定格瞬间：站着"
    )
    chen, rain = brief.cast
    assert (chen.tint, chen.hair_tint, chen.beard, chen.age) == ("蓝", "花白", True, Age.OLD)
    assert (rain.tint, rain.hair, rain.age) == ("红", Hair.TWIN, Age.CHILD)


def test_two_people_never_look_alike_and_one_always_does():
    """Also the unnamed in a free text."""
    a, b, again = (look_of(Person(name)) for name in ("林晚", "顾言", "林晚"))
    assert a == again
    assert a != b
    cast = read_prompt("three people stand in a street").cast
    assert len({look_of(person) for person in cast}) == len(cast) == 3


def test_rain_opens_the_umbrella():
    """The same words under another sky draw another umbrella."""
    text = "地点：老街\n{}出场人物：林晚\n道具：黑伞\n定格瞬间：林晚站着\n景别：全景"
    assert apart(pixels(text.format("天气：大雨\n")), pixels(text.format(""))) > 6
