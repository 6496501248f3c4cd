"""Follows a sketch: its masses as soft tone and its lines as pencil, under the frame's own light and colours."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageChops, ImageFilter, ImageOps

from pipeline.providers.offline.colour import Colour, mix, rgb
from pipeline.providers.offline.mood import Mood
from pipeline.providers.offline.stage import Stage

_WORK: Final = 760
"""The long edge at which lines are found: finer strokes than that are paper and hatching."""
_ALIKE: Final = 0.65
"""Our own pencil panels correlate by 0.70 and more with their frames, other panels' by 0.60 at most."""


def composed_alike(frame: Image.Image, sketch: Image.Image) -> bool:
    """Whether ``frame`` has the composition of ``sketch`` already, as with one that we drew ourselves."""
    one, other = (_coarse(image) for image in (frame, ImageOps.fit(sketch, frame.size, Image.Resampling.BILINEAR)))
    spread = float(one.std() * other.std())
    return spread > 1.0 and float((one * other).mean()) / spread > _ALIKE


def _coarse(image: Image.Image) -> NDArray[np.float32]:
    """A few hundred tones around their own surroundings' mean."""
    grey = image.convert("L").resize((40, 40), Image.Resampling.BOX)
    detail = np.asarray(grey, np.float32) - np.asarray(grey.filter(ImageFilter.GaussianBlur(9)), np.float32)
    return np.asarray(detail - detail.mean(), np.float32)


def follow(stage: Stage, sketch: Image.Image, mood: Mood) -> None:
    """Paint the frame over ``sketch``: the stage's setting stays as a wash, the sketch decides the composition."""
    size = stage.image.size
    share = min(1.0, _WORK / max(size))
    work = (max(8, round(size[0] * share)), max(8, round(size[1] * share)))
    grey = ImageOps.autocontrast(ImageOps.fit(sketch.convert("L"), work, Image.Resampling.BICUBIC), cutoff=1)
    coarse = max(1.0, work[0] / max(1, sketch.width))  # how much a small sketch was enlarged
    calm = grey.filter(ImageFilter.MedianFilter(5)).filter(ImageFilter.GaussianBlur(0.8 * coarse))
    masses = calm.filter(ImageFilter.MedianFilter(9)).filter(ImageFilter.GaussianBlur(2.5))
    painted = _toned(masses.resize(size, Image.Resampling.BICUBIC), mood)
    wash = stage.image.reduce(8).filter(ImageFilter.GaussianBlur(5)).resize(size, Image.Resampling.BICUBIC)
    stage.image = ImageChops.soft_light(Image.blend(wash, painted, 0.55), painted)
    pencil = lines_of(grey.filter(ImageFilter.GaussianBlur(0.5 * coarse)), 2.0 * coarse)
    ink = rgb(mix(mood.shade, (18, 16, 24), 0.5))
    stage.image.paste(ink, (0, 0), _drawn(pencil, size))


def lines_of(grey: Image.Image, width: float = 0.0) -> Image.Image:
    """The pencil mask (L) of a grey picture: where it is darker than its surroundings, ``width`` pixels of them."""
    wide = max(2.0, width or (grey.width * grey.height) ** 0.5 / 260)
    around = grey.filter(ImageFilter.BoxBlur(wide))
    dark = ImageChops.subtract(around, grey.filter(ImageFilter.BoxBlur(0.7)))
    levels = np.clip((np.arange(256, dtype=np.float32) - 6) * 7.5, 0, 225).astype(int)
    return dark.point(levels.tolist())


def _drawn(pencil: Image.Image, size: tuple[int, int]) -> Image.Image:
    """The mask at the frame's size, its strokes whole and with clean edges, without specks."""
    clean = pencil.filter(ImageFilter.MedianFilter(3)).filter(ImageFilter.GaussianBlur(0.9))
    grown = clean.resize(size, Image.Resampling.BICUBIC)
    return grown.point([min(225, max(0, (level - 46) * 4)) for level in range(256)])


def _toned(masses: Image.Image, mood: Mood) -> Image.Image:
    """Grey to the palette: shade, wall, haze and key light, from dark to bright."""
    stops: tuple[tuple[int, Colour], ...] = (
        (0, mood.shade), (80, mix(mood.shade, mood.wall, 0.55)), (160, mix(mood.wall, mood.haze, 0.5)),
        (225, mix(mood.sky_low, mood.key, 0.35)), (255, mix(mood.sky_low, mood.key, 0.7)),
    )  # fmt: skip
    places = [place for place, _ in stops]
    tables = [
        np.interp(np.arange(256), places, [colour[part] for _, colour in stops]).round().astype(int).tolist()
        for part in range(3)
    ]
    return Image.merge("RGB", [masses.point(table) for table in tables])
