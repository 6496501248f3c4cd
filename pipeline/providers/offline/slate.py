"""Words on the frame: name tags at the figures and the slate with shot, camera and action at the foot."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from importlib import resources
from io import BytesIO

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from pipeline.providers.offline.brief import FrameBrief, Shot
from pipeline.providers.offline.colour import Colour, mix, rgb
from pipeline.providers.offline.mood import Mood
from pipeline.providers.offline.stage import Point, Stage

_WORDS = re.compile(r"[A-Za-z0-9'’\-.,!?:;%/]+\s*|\s+|.", re.DOTALL)
_NO_START = "，。！？、；：）」』”’,.!?;:)%"
_SHOTS_ZH = ("大远景", "远景", "全景", "中全景", "中景", "中近景", "近景", "特写", "大特写")
_SHOTS_EN = (
    "extreme wide", "wide", "full", "medium wide", "medium", "medium close", "medium close-up", "close-up",
    "extreme close-up",
)  # fmt: skip
_SHOT_NAMES = {"zh": dict(zip(Shot, _SHOTS_ZH, strict=True)), "en": dict(zip(Shot, _SHOTS_EN, strict=True))}


@lru_cache(maxsize=1)
def _font_bytes() -> bytes:
    return resources.files("pipeline.providers.offline").joinpath("fonts/NotoSansCJKsc-Regular.otf").read_bytes()


@lru_cache(maxsize=64)
def font(size: int) -> ImageFont.FreeTypeFont:
    """The shipped font at ``size`` pixels; signs that it lacks show as its empty box."""
    return ImageFont.truetype(BytesIO(_font_bytes()), max(6, size), layout_engine=ImageFont.Layout.BASIC)


def wrap(text: str, face: ImageFont.FreeTypeFont, width: float, lines: int) -> list[str]:
    """Break ``text`` into at most ``lines`` lines of ``width`` pixels; what doesn't fit ends in an ellipsis."""
    out: list[str] = []
    line = ""
    for word in _WORDS.findall(" ".join(text.split())):
        if line and face.getlength(line + word.rstrip()) > width and word not in _NO_START:
            out.append(line.rstrip())
            line = word.lstrip()
        else:
            line += word
    out.append(line.rstrip())
    out = [_cut(line, face, width) for line in out if line]
    if len(out) > lines:
        out = [*out[: lines - 1], _cut(out[lines - 1] + "…", face, width, always=True)]
    return out


def _cut(line: str, face: ImageFont.FreeTypeFont, width: float, *, always: bool = False) -> str:
    if not always and face.getlength(line) <= width:
        return line
    body = line.rstrip("…")
    while body and face.getlength(body + "…") > width:
        body = body[:-1]
    return body + "…"


def tag(stage: Stage, at: Point, name: str, mark: Colour) -> None:
    """A name on a small dark plate with its owner's dot, centred on ``at`` and kept inside the frame."""
    size = round(max(11.0, 21 * stage.unit))
    face = font(size)
    text = _cut(name, face, stage.width * 0.4)
    wide, tall = face.getlength(text) + size * 1.7, size * 1.62
    left = min(max(at[0] - wide / 2, stage.width * 0.02), stage.width * 0.98 - wide)
    top = min(max(at[1] - tall / 2, stage.height * 0.015), stage.height * 0.80)
    with _Plate(stage, (left, top, left + wide, top + tall), 0.56) as draw:
        draw.ellipse(
            (left + size * 0.5, top + tall / 2 - size * 0.24, left + size * 0.98, top + tall / 2 + size * 0.24),
            fill=rgb(mark),
        )
        draw.text((left + size * 1.24, top + tall / 2), text, font=face, fill=(244, 242, 238), anchor="lm")


class _Plate:
    """A rounded translucent plate; inside ``with`` one draws on the stage over it."""

    def __init__(self, stage: Stage, box: tuple[float, float, float, float], opacity: float) -> None:
        x0, y0, x1, y1 = (round(edge) for edge in box)
        scale = 3
        mask = Image.new("L", ((x1 - x0) * scale, (y1 - y0) * scale))
        radius = (y1 - y0) * scale // 2
        ImageDraw.Draw(mask).rounded_rectangle(
            (0, 0, mask.width - 1, mask.height - 1), radius, fill=round(255 * opacity)
        )
        stage.image.paste((16, 17, 22), (x0, y0), mask.reduce(scale))
        self._draw = ImageDraw.Draw(stage.image)

    def __enter__(self) -> ImageDraw.ImageDraw:
        return self._draw

    def __exit__(self, *_: object) -> None:
        del self._draw


def slate(stage: Stage, brief: FrameBrief, mood: Mood) -> None:
    """Shot and camera in one line, the action below, on a shade that grows towards the foot of the frame."""
    margin = stage.width * 0.05
    small, large = round(max(10.0, 19 * stage.unit)), round(max(12.0, 26 * stage.unit))
    action = wrap(brief.action, font(large), stage.width - 2 * margin, 2)
    shot = brief.shot_text or _SHOT_NAMES[brief.language][brief.shot]
    tall = len(action) * large * 1.42 + small * 1.9 + margin * 0.7
    top = stage.height - tall
    _shade(stage, top - 90 * stage.unit)
    draw = ImageDraw.Draw(stage.image)
    accent = mix(mood.lamp, (255, 240, 214), 0.35)
    y = top + small * 0.7
    head = _cut(shot, font(small), stage.width * 0.42)
    wide = font(small).getlength(head)
    draw.rounded_rectangle(
        (margin, y - small * 0.78, margin + wide + small * 1.1, y + small * 0.78), small * 0.3, fill=rgb(accent)
    )
    draw.text((margin + small * 0.55, y), head, font=font(small), fill=(24, 22, 26), anchor="lm")
    left = margin + wide + small * 1.9
    camera = _cut(" · ".join(filter(None, (brief.camera_text,))), font(small), stage.width - margin - left)
    draw.text((left, y), camera, font=font(small), fill=(206, 208, 214), anchor="lm")
    for index, line in enumerate(action):
        draw.text(
            (margin, y + small * 1.2 + large * (0.55 + 1.36 * index)),
            line,
            font=font(large),
            fill=(246, 244, 240),
            anchor="lm",
        )


def _shade(stage: Stage, top: float) -> None:
    first = max(0, round(top))
    rows = np.linspace(0, 1, max(1, stage.height - first), dtype=np.float32)
    levels = (np.clip(rows * 1.5, 0, 1) ** 1.4 * 172).astype(np.uint8)[:, None]
    mask = Image.fromarray(levels).resize((stage.width, stage.height - first), Image.Resampling.NEAREST)
    stage.image.paste((12, 13, 18), (0, first), mask)


def legend(stage: Stage, entries: Sequence[tuple[str, Colour]], at: Point) -> None:
    """Name tags in a column, for a frame that follows a sketch and so can't point at its people."""
    for index, (name, mark) in enumerate(entries):
        tag(stage, (at[0], at[1] + index * 42 * stage.unit), name, mark)
