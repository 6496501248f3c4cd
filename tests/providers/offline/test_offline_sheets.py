"""Reference pictures and storyboard pages."""

from __future__ import annotations

from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from pipeline.check.inspect.case import Asked, Reference
from pipeline.check.inspect.inspection import inspect
from pipeline.check.inspect.view import view
from pipeline.check.sheet.find import find_panels
from pipeline.check.sheet.model import Expectation, Found
from pipeline.images.picture import Role
from pipeline.images.size import Aspect, Size
from pipeline.providers.offline.brief import Kind, Shot
from pipeline.providers.offline.draw import draw_frame
from pipeline.providers.offline.page import pencil
from pipeline.providers.offline.prompt import read_prompt
from pipeline.providers.offline.trace import composed_alike

LINES = [
    "地点：老街；天气：大雨；出场人物：林晚（短发女；米色风衣）；定格瞬间：林晚撑伞走来；景别：全景",
    "地点：茶馆；定格瞬间：特写一只手拿起旧信封；景别：特写",
    "地点：茶馆；出场人物：林晚（短发女；米色风衣）；定格瞬间：林晚坐在桌前；景别：中近景",
    "地点：码头；场景：黄昏；出场人物：林晚（短发女；米色风衣）；定格瞬间：林晚独自站着；景别：大远景",
    "地点：森林；天气：大雪；出场人物：空镜，画面交给环境与物件；定格瞬间：雪落；景别：远景",
    "地点：天台；场景：夜；出场人物：顾言（戴眼镜；黑西装）；定格瞬间：顾言接电话；景别：近景",
]


def png(image: Image.Image) -> bytes:
    buffer = BytesIO()
    image.save(buffer, "PNG")
    return buffer.getvalue()


def page(head: str, size: Size, *, ids: bool = True) -> np.ndarray:
    text = head + "\n" + "\n".join(f"格{n}：{f'【P{n:02d}】' * ids}{line}" for n, line in enumerate(LINES, start=1))
    return np.asarray(draw_frame(read_prompt(text), size, []))


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("用途：人物设定图，三视图\n出场人物：林晚（短发）", Kind.FIGURE_SHEET),
        ("角色设定：林晚，短发，米色风衣", Kind.FIGURE_SHEET),
        ("Character turnaround of a young woman", Kind.FIGURE_SHEET),
        ("用途：场景设定，空镜\n地点：茶馆", Kind.PLATE),
        ("空镜设定：茶馆", Kind.PLATE),
        ("place plate of a harbour at dusk", Kind.PLATE),
        ("用途：道具设定图\n道具：旧信封；黑伞", Kind.OBJECT_SHEET),
        ("prop sheet: an old brass key", Kind.OBJECT_SHEET),
        ("用途：分镜页，一行两列\n格1：海\n格2：山", Kind.PAGE),
        ("Storyboard sheet, 1 row x 2 columns\nPanel 1: sea\nPanel 2: hills", Kind.PAGE),
        ("storyboard sheet without any panels", Kind.FRAME),
        ("用途：分镜关键帧，一张完整画面，用作图生视频的首帧\n定格瞬间：海", Kind.FRAME),
    ],
)
def test_the_kind_of_picture_is_understood(words, kind):
    """And each of them is drawn at its size."""
    brief = read_prompt(words)
    assert brief.kind is kind
    image = draw_frame(brief, Size(192, 128), [])
    assert image.size == (192, 128)
    assert np.asarray(image).std() > 4


def test_a_character_stands_on_plain_ground():
    """The same person in every view, nothing behind them."""
    image = np.asarray(draw_frame(read_prompt("人物设定：林晚，短发，红色风衣"), Size(384, 256), [])).astype(int)
    upper = image[4:12, 130:]
    assert np.ptp(upper.mean(axis=(1, 2))) < 16
    red = (image[..., 0] - image[..., 1]) > 60
    assert (red[:, 120:].any(axis=0)).sum() > 100


@pytest.mark.parametrize(
    ("head", "grid"),
    [
        ("用途：分镜页，2行3列", (2, 3)),
        ("用途：分镜页，三行两列，共6格", (3, 2)),
        ("用途：分镜页，3列2行", (2, 3)),
        ("Storyboard sheet: 3 rows x 2 columns, pencil", (3, 2)),
        ("storyboard sheet 2x3", (2, 3)),
        ("用途：分镜页，2行2列", None),
    ],
)
def test_the_grid_is_the_one_that_was_asked_for(head, grid):
    """One that has too few cells isn't taken."""
    brief = read_prompt(head + "\n" + "\n".join(f"格{n}：{line}" for n, line in enumerate(LINES, start=1)))
    assert brief.page is not None
    assert grid is None or (brief.page.rows, brief.page.columns) == grid
    assert brief.page.rows * brief.page.columns >= len(LINES)


def test_each_cell_is_its_panels_own_brief():
    """Labels inside one line, ids, the shared cast and ratio are all read."""
    head = "Storyboard sheet, 2 rows x 2 columns, 16:9 panels\nOn screen: Ann (woman; red coat); Bo (old man)"
    brief = read_prompt(
        f"{head}\n"
        "Panel 1: 【P01】Place: pier. Frozen moment: Ann waits. Shot size: close-up\n"
        "Panel 2: [P02] Bo walks in the snow, wide shot\n"
        "Panel 3:\nFrozen moment: a letter lies there\nShot size: insert"
    )
    assert brief.page is not None
    one, two, three = brief.page.cells
    assert brief.page.ratio == pytest.approx(16 / 9)
    assert [cell.name for cell in brief.page.cells] == ["P01", "P02", ""]
    assert (one.brief.shot, one.brief.place, [who.name for who in one.brief.cast]) == (Shot.CLOSE, "sea", ["Ann"])
    assert ([who.name for who in two.brief.cast], two.brief.shot) == (["Bo"], Shot.WIDE)
    assert [thing.kind for thing in three.brief.things] == ["letter"]


@pytest.mark.parametrize(
    ("head", "size"),
    [
        ("用途：分镜页，2行3列\n画幅：竖幅 9:16", Size(1024, 768)),
        ("用途：分镜页，3行2列\n画幅：横幅 16:9", Size(768, 1024)),
    ],
)
@pytest.mark.parametrize("ids", [True, False])
def test_a_page_is_found_and_cut_by_our_own_cutter(head, size, ids):
    """White gutters of at least one per cent, plain frames: nothing to doubt."""
    drawn = page(head, size, ids=ids)
    found = find_panels(drawn, Expectation(6))
    assert isinstance(found, Found)
    boxes = found.boxes
    assert boxes[1].left - boxes[0].right >= 0.01 * size.width
    between = drawn[boxes[0].top : boxes[0].bottom, boxes[0].right + 4 : boxes[1].left - 4]
    assert between.min() > 250


def test_our_own_pencil_panel_is_known_again_and_another_is_not():
    """A frame drawn after our own sheet is finished, not traced; after somebody else's sketch it is traced."""
    own, other = (read_prompt(line.replace("；", "\n")) for line in (LINES[0], LINES[3]))
    frame = draw_frame(own, Size(216, 384), [])
    assert composed_alike(frame, pencil(own, Size(108, 192), "low"))
    assert not composed_alike(frame, pencil(other, Size(108, 192), "low"))
    assert not composed_alike(frame, Image.new("L", (64, 64), 240))


def test_frames_after_our_own_sheet_pass_our_own_inspection():
    """Neither copies of crop or anchor, nor blank, framed, split, or off the crop's composition."""
    size = Size(432, 768)
    asked = Asked(size, Aspect(9, 16))
    anchor = draw_frame(read_prompt(LINES[2].replace("；", "\n")), size, [])
    for line in (LINES[0], LINES[1], LINES[5]):
        text = "图1：本镜的构图参考（草图）\n图2：风格锚点\n" + line.replace("；", "\n")
        crop = pencil(read_prompt(text), Size(180, 320), "low")
        frame = draw_frame(read_prompt(text), size, [crop, anchor])
        sent = [Reference(Role.CROP, view(png(crop))), Reference(Role.ANCHOR, view(png(anchor)))]
        checks = inspect(png(frame), asked, sent).checks
        assert [(check.name, check.value) for check in checks if check.result == "fail"] == []
