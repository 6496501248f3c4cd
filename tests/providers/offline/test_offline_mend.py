"""A take that is mended: the rest stays exactly as it was."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageDraw

from pipeline.images.size import Size
from pipeline.providers.offline.draw import draw_frame
from pipeline.providers.offline.prompt import read_prompt

SIZE = Size(216, 384)
TEXT = "图1：待修改的原图，只决定“本次要求”以外的全部内容\n地点：老街\n出场人物：林晚\n定格瞬间：林晚走来\n本次要求："
WISHES = ["去掉左侧路人", "右侧加一盏灯笼", "把衣服改成紫色", "亮一点"]


def take() -> Image.Image:
    return draw_frame(read_prompt("地点：老街\n出场人物：林晚\n定格瞬间：林晚走来"), SIZE, [])


def changed(wish: str, mask: Image.Image | None = None) -> np.ndarray:
    """Which pixels of the take are others after mending."""
    mended = draw_frame(read_prompt(TEXT + wish), SIZE, [take()], mask=mask)
    return (np.asarray(mended) != np.asarray(take())).any(axis=2)


@pytest.mark.parametrize("wish", WISHES)
def test_a_wish_changes_a_part_and_leaves_the_rest(wish):
    """Something is visibly other, four fifths of the frame is the very same."""
    part = changed(wish)
    assert 0.01 < part.mean() < 0.2


def test_the_side_that_is_named_is_the_side_that_changes():
    left, right = (np.argwhere(changed(f"去掉{side}侧的人"))[:, 1] for side in "左右")
    assert left.max() < SIZE.width / 2 < right.min()


@pytest.mark.parametrize("wish", WISHES)
def test_nothing_outside_the_mask_changes(wish):
    """Not one pixel, whatever the wish."""
    mask = Image.new("L", (SIZE.width, SIZE.height))
    ImageDraw.Draw(mask).rectangle((60, 100, 140, 260), fill=255)
    part = changed(wish, mask)
    assert part.any()
    assert not part[np.asarray(mask) == 0].any()
