"""What is understood of a prompt."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.images.picture import Role
from pipeline.providers.offline.brief import (
    Age,
    Angle,
    Facing,
    Feeling,
    FrameBrief,
    Garment,
    Gesture,
    Hair,
    Light,
    Posture,
    Shot,
    Time,
    Weather,
)
from pipeline.providers.offline.prompt import read_prompt

TEAHOUSE = """用途：分镜关键帧
图1：林晚的身份参考，只决定面孔、发型与体态；衣着以下文为准
图2：本镜的构图参考（草图），只决定主体
图3：风格锚点，只决定渲染风格
地点：民国茶馆（雕花窗）
场景：雨夜，窗上水痕
天气：大雨
光线：冷色街灯
出场人物：林晚（二十七岁，短发，左眉有痣；米色风衣；湿发）；陈先生（戴眼镜；长衫）
道具：旧信封（火漆封口）；黑伞
定格瞬间：林晚停在门口，手扶门框，陈先生坐在桌前递信
景别：中景
机位与镜头：低机位 35mm
画幅：竖幅 9:16"""


def test_our_own_prompt_is_read_line_by_line():
    """Every labelled line decides its own part of the frame."""
    brief = read_prompt(TEAHOUSE)
    assert (brief.place, brief.indoors, brief.time, brief.weather) == ("teahouse", True, Time.NIGHT, Weather.RAIN)
    assert (brief.shot, brief.angle, brief.lens) == (Shot.MEDIUM, Angle.LOW, 35)
    assert brief.lights == (Light.COLD,)
    assert brief.props == ("旧信封", "黑伞")
    assert brief.roles == (Role.IDENTITY, Role.CROP, Role.ANCHOR)


def test_each_person_does_what_their_own_clause_says():
    """A clause belongs to who was named last."""
    lin, chen = read_prompt(TEAHOUSE).cast
    assert (lin.name, lin.gesture, lin.hair, lin.garment, lin.tint) == (
        "林晚", Gesture.SUPPORT, Hair.SHORT, Garment.COAT, "米色",
    )  # fmt: skip
    assert (chen.name, chen.posture, chen.gesture, chen.glasses) == ("陈先生", Posture.SIT, Gesture.OFFER, True)


def test_the_english_labels_are_read_too():
    """The same frame in English words."""
    brief = read_prompt(
        "Image 1: style anchor, deciding only rendering style\n"
        "Place: harbour pier\nWeather: thick fog\n"
        "On screen: Ann (young woman, ponytail; red dress); Bo (old man; coat)\n"
        "Frozen moment: Ann waves, Bo kneels, seen from behind\nShot size: wide shot\nCamera: high angle, 28 mm"
    )
    ann, bo = brief.cast
    assert (brief.place, brief.weather, brief.shot, brief.angle) == ("sea", Weather.FOG, Shot.WIDE, Angle.HIGH)
    assert (ann.hair, ann.garment, ann.tint, ann.gesture) == (Hair.TAIL, Garment.DRESS, "red", Gesture.WAVE)
    assert (bo.posture, bo.facing, bo.age) == (Posture.KNEEL, Facing.BACK, Age.OLD)
    assert brief.roles == (Role.ANCHOR,)


def test_free_text_of_any_client_gives_people_place_and_weather():
    """No label is needed."""
    brief = read_prompt("A lonely woman in a red coat walks down a neon street in the rain, extreme wide shot")
    assert (brief.place, brief.weather, brief.shot) == ("street", Weather.RAIN, Shot.EXTREME_WIDE)
    assert [(person.posture, person.tint) for person in brief.cast] == [(Posture.WALK, "red")]


@pytest.mark.parametrize("line", ["空镜，画面交给环境与物件", "nobody, the picture belongs to the place"])
def test_where_nobody_is_said_to_be_nobody_is_drawn(line):
    """The compiled prompt says so in the cast line."""
    assert read_prompt(f"出场人物：{line}\n定格瞬间：雨打在窗上").cast == ()


def test_a_person_called_rain_brings_no_rain():
    """Names are not weather."""
    assert read_prompt("出场人物：小雨（女孩）\n定格瞬间：小雨笑").weather is Weather.CLEAR


@pytest.mark.parametrize(
    ("text", "shot"),
    [
        ("大远景", Shot.EXTREME_WIDE), ("远景", Shot.WIDE), ("全景", Shot.FULL), ("中全景", Shot.MEDIUM_WIDE),
        ("中景", Shot.MEDIUM), ("中近景", Shot.MEDIUM_CLOSE), ("近景", Shot.BUST), ("特写", Shot.CLOSE),
        ("大特写", Shot.EXTREME_CLOSE), ("establishing shot", Shot.WIDE), ("cowboy", Shot.MEDIUM_WIDE),
        ("medium close-up", Shot.BUST), ("close-up", Shot.CLOSE), ("extreme close-up", Shot.EXTREME_CLOSE),
    ],
)  # fmt: skip
def test_every_shot_size_has_its_words(text, shot):
    """The longer name wins over the shorter one in it."""
    assert read_prompt(f"景别：{text}").shot is shot


@pytest.mark.parametrize(
    ("words", "feeling"),
    [("微笑", Feeling.SMILE), ("流泪", Feeling.SAD), ("愤怒", Feeling.ANGRY), ("愣住", Feeling.SURPRISED)],
)
def test_faces_show_what_the_action_says(words, feeling):
    assert read_prompt(f"出场人物：甲\n定格瞬间：甲{words}").cast[0].feeling is feeling


@given(st.text(max_size=300))
def test_any_text_is_a_brief(text):
    """Reading never fails, and the same text reads the same."""
    brief = read_prompt(text)
    assert isinstance(brief, FrameBrief)
    assert brief == read_prompt(text)
