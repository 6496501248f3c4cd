"""The surface that is painted on: soft-edged layers over one picture, in the frame's own pixels."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from pipeline.providers.offline.colour import Colour, rgb, times

Point = tuple[float, float]
Box = tuple[int, int, int, int]
FINE: Final = 2  # masks are drawn this much larger and reduced, which smooths their edges


@dataclass(frozen=True, slots=True)
class Shape:
    """An outline in pixels; a width makes it a line; ``cut`` takes away instead of adding."""

    points: tuple[Point, ...]
    width: float = 0.0
    cut: bool = False


@dataclass(frozen=True, slots=True)
class Fade:
    """A colour that changes from ``top`` at the layer's upper edge to ``bottom`` at its lower one."""

    top: Colour
    bottom: Colour


Fill = Colour | Fade


class Stage:
    """A picture in the making."""

    def __init__(self, width: int, height: int) -> None:
        self.width, self.height = width, height
        self.image = Image.new("RGB", (width, height))

    @property
    def unit(self) -> float:
        """A length that grows with the frame: one part in a thousand of its mean edge."""
        return math.sqrt(self.width * self.height) / 1000

    def wash(self, stops: Sequence[tuple[float, Colour]]) -> None:
        """Cover everything with a vertical fade through ``stops``: (y in pixels, colour), from top to bottom."""
        rows = np.arange(self.height)
        places = [stop for stop, _ in stops]
        column = np.stack([np.interp(rows, places, [colour[part] for _, colour in stops]) for part in range(3)], 1)
        pixels = np.clip(column, 0, 255).astype(np.uint8)[:, None, :]
        self.image.paste(Image.fromarray(pixels).resize(self.image.size, Image.Resampling.NEAREST))

    def lay(self, shapes: Iterable[Shape], fill: Fill, *, blur: float = 0.0, opacity: float = 1.0) -> None:
        """Paint ``shapes`` as one layer."""
        shapes = tuple(shapes)
        box = self._bounds(shapes, blur)
        if box is None:
            return
        mask = mask_of(shapes, box)
        if blur >= 0.5:
            mask = mask.filter(ImageFilter.BoxBlur(blur))
        if opacity < 1.0:
            mask = mask.point([round(level * opacity) for level in range(256)])
        self.image.paste(_filling(fill, box), box, mask)

    def glow(self, centre: Point, radius: float, colour: Colour, strength: float = 1.0, flat: float = 1.0) -> None:
        """Add light around ``centre``; ``flat`` squeezes it vertically."""
        rx, ry = max(2, round(radius)), max(2, round(radius * flat))
        box = (round(centre[0]) - rx, round(centre[1]) - ry, round(centre[0]) + rx, round(centre[1]) + ry)
        inner = (max(0, box[0]), max(0, box[1]), min(self.width, box[2]), min(self.height, box[3]))
        if inner[0] >= inner[2] or inner[1] >= inner[3]:
            return
        # Only the visible part of a large glow is made.
        span_x, span_y = (box[2] - box[0]) / 128, (box[3] - box[1]) / 128
        part = (
            (inner[0] - box[0]) / span_x, (inner[1] - box[1]) / span_y,
            (inner[2] - box[0]) / span_x, (inner[3] - box[1]) / span_y,
        )  # fmt: skip
        size = (inner[2] - inner[0], inner[3] - inner[1])
        # The light is tinted while it is small.
        ball, tint = _ball(), rgb(times(colour, strength))
        light = Image.merge("RGB", [ball.point([level * band // 255 for level in range(256)]) for band in tint])
        light = light.resize(size, Image.Resampling.BILINEAR, box=part)
        self.image.paste(ImageChops.screen(self.image.crop(inner), light), inner)

    def soften(self, radius: float) -> None:
        """Put everything painted so far out of focus; wide blurs are made small and enlarged."""
        if radius < 0.6:
            return
        if radius < 4:
            self.image = self.image.filter(ImageFilter.BoxBlur(radius))
            return
        small = self.image.reduce(4)
        small = small.filter(ImageFilter.GaussianBlur(radius / 4))
        self.image = small.resize(self.image.size, Image.Resampling.BICUBIC)

    def _bounds(self, shapes: tuple[Shape, ...], blur: float) -> Box | None:
        xs = [x for shape in shapes if not shape.cut for x, _ in shape.points]
        ys = [y for shape in shapes if not shape.cut for _, y in shape.points]
        if not xs:
            return None
        spare = blur * 1.5 + max(shape.width for shape in shapes) / 2 + 2
        box = (
            max(0, int(min(xs) - spare)),
            max(0, int(min(ys) - spare)),
            min(self.width, int(max(xs) + spare) + 1),
            min(self.height, int(max(ys) + spare) + 1),
        )
        return box if box[0] < box[2] and box[1] < box[3] else None


def mask_of(shapes: Iterable[Shape], box: Box) -> Image.Image:
    """The smooth mask (mode L) of ``shapes`` within ``box``."""
    mask = Image.new("L", ((box[2] - box[0]) * FINE, (box[3] - box[1]) * FINE))
    draw = ImageDraw.Draw(mask)
    for shape in shapes:
        points = [((x - box[0]) * FINE, (y - box[1]) * FINE) for x, y in shape.points]
        level = 0 if shape.cut else 255
        if shape.width:
            draw.line(points, fill=level, width=max(1, round(shape.width * FINE)), joint="curve")
        elif len(points) > 2:
            draw.polygon(points, fill=level)
    return mask.reduce(FINE)


def _filling(fill: Fill, box: Box) -> Image.Image:
    size = (box[2] - box[0], box[3] - box[1])
    if isinstance(fill, tuple):
        return Image.new("RGB", size, rgb(fill))
    pair = np.array([[rgb(fill.top)], [rgb(fill.bottom)]], np.float32)
    share = np.linspace(0, 1, size[1], dtype=np.float32)[:, None, None]
    column = (pair[0] * (1 - share) + pair[1] * share).astype(np.uint8)
    return Image.fromarray(column.reshape(size[1], 1, 3)).resize(size, Image.Resampling.NEAREST)


@lru_cache(maxsize=1)
def _ball() -> Image.Image:
    """A soft light of 128 pixels, brightest in the middle, nothing at its rim."""
    axis = (np.arange(128, dtype=np.float32) - 63.5) / 64
    far = np.sqrt(axis[:, None] ** 2 + axis[None, :] ** 2)
    level = np.clip(1 - far, 0, 1) ** 2
    return Image.fromarray((level * 255).astype(np.uint8))
