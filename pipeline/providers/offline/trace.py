"""Follows a sketch: its masses as soft tone and its lines as pencil, under the frame's own light and colours."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageChops, ImageFilter, ImageOps

from pipeline.providers.offline.colour import Colour, mix, rgb
from pipeline.providers.offline.mood import Mood
from pipeline.providers.offline.stage import Stage


def follow(stage: Stage, sketch: Image.Image, mood: Mood) -> None:
    """Paint the frame over ``sketch``: the stage's setting stays as a wash, the sketch decides the composition."""
    grey = ImageOps.fit(sketch.convert("L"), stage.image.size, Image.Resampling.LANCZOS)
    grey = ImageOps.autocontrast(grey, cutoff=1)
    masses = grey.reduce(4).filter(ImageFilter.MedianFilter(7)).filter(ImageFilter.GaussianBlur(2))
    masses = masses.resize(stage.image.size, Image.Resampling.BICUBIC)
    painted = _toned(masses, mood)
    wash = stage.image.reduce(8).filter(ImageFilter.GaussianBlur(10)).resize(stage.image.size, Image.Resampling.BICUBIC)
    stage.image = Image.blend(wash, painted, 0.62)
    stage.image.paste(rgb(mix(mood.shade, (18, 16, 24), 0.5)), (0, 0), lines_of(grey))


def lines_of(grey: Image.Image) -> Image.Image:
    """The pencil mask (L) of a grey picture: where it is darker than its surroundings, and where tones meet."""
    wide = max(2.0, (grey.width * grey.height) ** 0.5 / 260)
    around = grey.filter(ImageFilter.BoxBlur(wide))
    dark = ImageChops.subtract(around, grey.filter(ImageFilter.BoxBlur(0.7)))
    levels = np.clip((np.arange(256, dtype=np.float32) - 6) * 7.5, 0, 225).astype(int)
    return dark.point(levels.tolist())


def _toned(masses: Image.Image, mood: Mood) -> Image.Image:
    """Grey to the palette: shade, wall, haze and key light, from dark to bright."""
    stops: tuple[tuple[int, Colour], ...] = (
        (0, mood.shade), (80, mix(mood.shade, mood.wall, 0.55)), (160, mix(mood.wall, mood.haze, 0.5)),
        (255, mix(mood.sky_low, mood.key, 0.5)),
    )  # fmt: skip
    places = [place for place, _ in stops]
    tables = [
        np.interp(np.arange(256), places, [colour[part] for _, colour in stops]).round().astype(int).tolist()
        for part in range(3)
    ]
    return Image.merge("RGB", [masses.point(table) for table in tables])
