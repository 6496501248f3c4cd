"""Mends a sent take: one region is repainted as the wish says, every pixel outside it stays what it was."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageOps

from pipeline.images.size import Size
from pipeline.providers.offline import words
from pipeline.providers.offline.brief import FrameBrief
from pipeline.providers.offline.colour import Colour, mix, rgb, times
from pipeline.providers.offline.dice import Dice
from pipeline.providers.offline.mood import mood_of
from pipeline.providers.offline.pen import Pen
from pipeline.providers.offline.stage import Stage
from pipeline.providers.offline.things import Easel, kind_of, tint_of

_FEATHER: Final = 0.16  # of half the region's width
_SIDES: Final[words.Table[tuple[float, float]]] = (
    ((0.22, 0.50), "左 left"),
    ((0.78, 0.50), "右 right"),
    ((0.50, 0.16), "天空 上方 顶部 上面 sky top above upper"),
    ((0.50, 0.72), "地面 下方 脚 前景 ground floor below lower foreground"),
    ((0.50, 0.45), "中间 中央 middle centre center"),
)


@dataclass(frozen=True, slots=True)
class _Region:
    """Where it is repainted: a mask (L), its middle and half its extent in pixels."""

    mask: Image.Image
    middle: tuple[float, float]
    half: tuple[float, float]


def mend(brief: FrameBrief, size: Size, take: Image.Image, mask: Image.Image | None) -> Image.Image:
    """``take`` at ``size`` with a local change; ``mask`` (L, white is repainted) says where, else the wish's words."""
    picture = take.convert("RGB")
    if picture.size != (size.width, size.height):
        picture = ImageOps.fit(picture, (size.width, size.height), Image.Resampling.LANCZOS)
    region = _masked(mask, size) if mask is not None and mask.getbbox() else _told(brief, size)
    repainted = _repainted(brief, picture, region)
    # Soft towards the inside only: not one pixel beyond the region changes.
    blurred = region.mask.filter(ImageFilter.GaussianBlur(max(1.0, min(region.half) * _FEATHER)))
    soft = ImageChops.darker(region.mask, blurred.point([max(0, min(255, (level - 128) * 2)) for level in range(256)]))
    return Image.composite(repainted, picture, soft)


def _masked(mask: Image.Image, size: Size) -> _Region:
    fitted = mask.resize((size.width, size.height), Image.Resampling.NEAREST).point([0] * 128 + [255] * 128)
    left, top, right, bottom = fitted.getbbox() or (0, 0, size.width, size.height)
    return _Region(fitted, ((left + right) / 2, (top + bottom) / 2), ((right - left) / 2, (bottom - top) / 2))


def _told(brief: FrameBrief, size: Size) -> _Region:
    """An upright oval at the side that the wish names, else at one by chance."""
    chance = Dice("mend", brief.wish, brief.seed)
    x, y = words.first(_SIDES, brief.wish) or (0.5 + 0.26 * chance.side(), 0.50)
    half = (size.width * 0.15, size.height * 0.20)
    middle = (size.width * x, size.height * y)
    mask = Image.new("L", (size.width, size.height))
    ImageDraw.Draw(mask).ellipse(
        (middle[0] - half[0], middle[1] - half[1], middle[0] + half[0], middle[1] + half[1]), fill=255
    )
    return _Region(mask, middle, half)


def _repainted(brief: FrameBrief, picture: Image.Image, region: _Region) -> Image.Image:
    """The whole picture with the change made; only the region's part of it is used."""
    wish = brief.wish
    tint = words.earliest(words.TINTS, wish)
    if words.says(words.REMOVALS, wish):
        return _filled(picture, region)
    if tint:
        return _coloured(picture, words.TINTS[tint])
    stage = Stage(picture.width, picture.height)
    stage.image = picture.copy()
    wished = brief.wished
    if wished:
        kind, mood = kind_of(wished[0]), mood_of(brief)
        scale = 1.05 * min(region.half) / kind.half
        pen = Pen(stage, (region.middle[0], region.middle[1] + kind.middle * scale), scale, (-3, -3, 3, 3))
        kind.paint(Easel(pen), tint_of(wished[0]))
        pen.put(mood, rounding=kind.half * 0.1)
    else:
        # Nothing in particular is named: another light falls on that part.
        stage.image = Image.blend(picture, _coloured(picture, mood_of(brief).lamp), 0.55)
    return stage.image


def _filled(picture: Image.Image, region: _Region) -> Image.Image:
    """The region covered by what surrounds it, as if nothing had been there."""
    small = (max(8, picture.width // 8), max(8, picture.height // 8))
    hole = region.mask.resize(small, Image.Resampling.BILINEAR).filter(ImageFilter.MaxFilter(3))
    known = ImageChops.invert(hole).point([0] * 250 + [255] * 6)
    colours = picture.resize(small, Image.Resampling.BOX)
    filled = np.zeros((small[1], small[0], 3), np.float32)
    left = np.ones((small[1], small[0], 1), np.float32)
    for radius in (2, 5, 11, 24, 60):
        weight = known.filter(ImageFilter.GaussianBlur(radius))
        share = np.asarray(weight, np.float32)[..., None] / 255
        black = Image.composite(colours, Image.new("RGB", small), known).filter(ImageFilter.GaussianBlur(radius))
        sure = left * np.clip(share * 4, 0, 1)
        filled += sure * np.asarray(black, np.float32) / np.maximum(share, 0.01)
        left -= sure
    filled += left * np.asarray(colours.resize((1, 1), Image.Resampling.BOX), np.float32)
    cover = Image.fromarray(np.clip(filled, 0, 255).astype(np.uint8)).filter(ImageFilter.GaussianBlur(1.5))
    return cover.resize(picture.size, Image.Resampling.BICUBIC)


def _coloured(picture: Image.Image, colour: Colour) -> Image.Image:
    """The picture's light and shade in one colour."""
    grey = ImageOps.autocontrast(picture.convert("L"), cutoff=1)
    dark = rgb(times(colour, 0.18))
    light = rgb(mix(colour, (255, 255, 255), 0.55))
    return ImageOps.colorize(grey, dark, light, rgb(colour))
