"""What is drawn from a brief."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from pipeline.images.size import Size
from pipeline.providers.offline.draw import draw_frame
from pipeline.providers.offline.prompt import read_prompt
from pipeline.providers.offline.settings import SETTINGS
from pipeline.providers.offline.slate import font, wrap
from pipeline.providers.offline.words import PLACES

TALL, WIDE, TINY = Size(216, 384), Size(384, 216), Size(96, 64)
WHO = "出场人物：林晚（短发；米色风衣）；陈先生（长衫）\n"


def pixels(text: str, size: Size = TALL, images: tuple[Image.Image, ...] = ()) -> np.ndarray:
    return np.asarray(draw_frame(read_prompt(text), size, images)).astype(int)


def apart(a: np.ndarray, b: np.ndarray) -> float:
    """The mean difference of two pictures, 0 to 255."""
    return float(np.abs(a - b).mean())


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(max_size=120), st.sampled_from([TINY, Size(64, 96)]))
def test_any_text_is_drawn_at_the_asked_size(text, size):
    """Whatever a client writes, it gets a picture."""
    image = draw_frame(read_prompt(text), size, [])
    assert (image.mode, image.size) == ("RGB", (size.width, size.height))


@pytest.mark.parametrize("place", [name for name, _ in PLACES])
def test_every_place_that_is_understood_can_be_drawn(place):
    """Neither blank nor framed by black bars."""
    word = dict(PLACES)[place].split()[0]
    for shot, size in (("远景", WIDE), ("中景", TALL), ("特写", TALL)):
        frame = pixels(f"地点：{word}\n{WHO}定格瞬间：林晚走来\n景别：{shot}", size)
        assert frame.std() > 12
        for edge in (frame[:6], frame[:, :6], frame[:, -6:]):
            assert edge.mean() > 9
    assert place in SETTINGS


def test_the_same_brief_is_the_same_picture():
    """Chance comes from the texts alone."""
    text = f"地点：街道\n天气：大雨\n{WHO}定格瞬间：林晚撑伞走来"
    assert np.array_equal(pixels(text), pixels(text))


def test_panels_differ_by_what_their_texts_say():
    """No two of them are near duplicates."""
    texts = [
        f"地点：茶馆\n{WHO}定格瞬间：{action}\n景别：{shot}"
        for action, shot in itertools.product(("林晚站在门口", "陈先生坐着递信", "两人拥抱"), ("全景", "中景", "特写"))
    ]
    frames = [pixels(text) for text in texts]
    for one, other in itertools.combinations(frames, 2):
        assert apart(one, other) > 6


def test_the_anchor_gives_the_palette_and_nothing_else():
    """A red anchor makes the frame redder than a blue one, the drawing stays."""
    text = f"图1：风格锚点\n地点：办公室\n{WHO}定格瞬间：林晚坐着"
    red, blue = (pixels(text, images=(Image.new("RGB", (64, 64), tint),)) for tint in ((190, 70, 50), (50, 80, 190)))
    assert (red[..., 0] - red[..., 2]).mean() > (blue[..., 0] - blue[..., 2]).mean() + 40


def test_the_frame_follows_its_sketch_without_being_a_copy():
    """Where the sketch has a line the frame is darker than beside it."""
    sketch = np.full((384, 216), 240, np.uint8)
    sketch[100:260, 100:104] = 20
    text = f"图1：本镜的构图参考（草图）\n地点：街道\n{WHO}定格瞬间：林晚走来"
    frame = pixels(text, images=(Image.fromarray(sketch),)).mean(axis=2)
    on, beside = frame[110:250, 100:104].mean(), frame[110:250, 70:90].mean()
    assert on < beside - 20
    assert apart(frame, sketch.astype(int)) > 25


def test_chinese_is_legible():
    """Two signs are two shapes, neither of them the box of a missing one."""
    face = font(40)
    shapes = {bytes(face.getmask(sign)) for sign in "林晚雨夜来信，。！かナé—"}
    assert len(shapes) == len("林晚雨夜来信，。！かナé—")
    assert bytes(face.getmask("\U00020000")) not in shapes


@given(st.text(max_size=200), st.integers(1, 3))
def test_lines_fit_their_width(text, lines):
    """However long the text is, the slate has so many lines of that width."""
    face = font(20)
    broken = wrap(text, face, 160, lines)
    assert len(broken) <= lines
    assert all(face.getlength(line) <= 160 for line in broken)
