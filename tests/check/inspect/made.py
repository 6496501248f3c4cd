"""Good pictures and faulty ones, drawn by code: the same seed, the same picture."""

from __future__ import annotations

from dataclasses import dataclass, replace
from io import BytesIO

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

PORTRAIT, LANDSCAPE, SQUARE = (864, 1536), (1536, 864), (1024, 1024)
SIZES = (PORTRAIT, LANDSCAPE, SQUARE)


@dataclass(frozen=True)
class Scene:
    """Where things are, in shares of the picture: the same scene can be drawn in any style."""

    horizon: float
    blocks: tuple[tuple[float, float, float, float], ...]  # left, width, height above the horizon, shade
    figures: tuple[tuple[float, float, float], ...]  # x, foot, height
    lamps: tuple[tuple[float, float, float], ...]  # x, y, radius
    seed: int


@dataclass(frozen=True)
class Style:
    sky: tuple[tuple[int, int, int], tuple[int, int, int]]
    ground: tuple[tuple[int, int, int], tuple[int, int, int]]
    block: tuple[int, int, int]
    figure: tuple[int, int, int]
    texture: float = 0.12
    grain: float = 3.0
    line: tuple[int, int, int] | None = None
    glow: tuple[int, int, int] | None = None
    haze: float = 0.0
    blur: float = 0.0  # of the background
    bare: bool = False  # nothing but figures


STYLES: dict[str, Style] = {
    "day": Style(((120, 165, 215), (215, 225, 230)), ((120, 115, 100), (80, 75, 65)), (150, 130, 110), (60, 45, 50)),
    "dusk": Style(((60, 50, 90), (235, 150, 90)), ((60, 45, 50), (30, 25, 30)), (50, 40, 55), (25, 20, 25), 0.08),
    "night": Style(
        ((6, 8, 16), (14, 16, 26)), ((12, 12, 16), (5, 5, 7)), (16, 17, 24), (9, 8, 11), 0.2, 2.0, glow=(235, 190, 110)
    ),
    "moonless": Style(((5, 6, 9), (9, 10, 14)), ((7, 7, 9), (4, 4, 5)), (14, 14, 18), (20, 18, 18), 0.15, 1.5),
    "fog": Style(
        ((205, 208, 210), (214, 215, 215)),
        ((198, 200, 200), (180, 182, 182)),
        (190, 193, 195),
        (150, 152, 156),
        0.02,
        1.5,
        haze=0.5,
    ),
    "snow": Style(
        ((236, 239, 243), (246, 247, 249)), ((250, 250, 251), (238, 241, 246)), (225, 229, 234), (70, 60, 66), 0.02
    ),
    "lamplight": Style(
        ((66, 44, 26), (96, 66, 38)),
        ((70, 45, 26), (32, 20, 12)),
        (84, 56, 34),
        (40, 26, 20),
        0.15,
        glow=(255, 215, 140),
    ),
    "shallow": Style(
        ((95, 105, 100), (150, 150, 140)), ((90, 85, 75), (60, 55, 50)), (120, 110, 100), (52, 48, 60), blur=0.012
    ),
    "film": Style(
        ((150, 150, 150), (205, 205, 205)), ((110, 110, 110), (60, 60, 60)), (125, 125, 125), (35, 35, 35), 0.12, 7.0
    ),
    "anime": Style(
        ((110, 190, 240), (190, 230, 250)),
        ((120, 190, 110), (90, 160, 90)),
        (240, 220, 180),
        (230, 90, 90),
        0.0,
        0.0,
        (40, 30, 40),
    ),
    "minimal": Style(
        ((244, 238, 226), (244, 238, 226)),
        ((244, 238, 226), (240, 233, 220)),
        (230, 222, 208),
        (226, 120, 90),
        0.0,
        0.0,
        bare=True,
    ),
    "white": Style(
        ((255, 255, 255), (253, 253, 253)),
        ((252, 252, 252), (245, 245, 245)),
        (230, 230, 230),
        (120, 70, 60),
        0.0,
        0.8,
        bare=True,
    ),
    "ink": Style(
        ((252, 250, 245), (252, 250, 245)),
        ((252, 250, 245), (252, 250, 245)),
        (252, 250, 245),
        (252, 250, 245),
        0.0,
        1.0,
        (25, 22, 20),
    ),
    "pencil": Style(
        ((238, 236, 232), (238, 236, 232)),
        ((232, 230, 226), (238, 236, 232)),
        (222, 220, 216),
        (205, 203, 200),
        0.03,
        3.0,
        (95, 93, 90),
    ),
}


def scene(seed: int) -> Scene:
    rng = np.random.default_rng(seed)
    blocks = []
    at = -0.05
    while at < 1.0:
        width = rng.uniform(0.08, 0.3)
        blocks.append((at, width * rng.uniform(0.7, 1.0), rng.uniform(0.05, 0.4), rng.uniform(-0.25, 0.25)))
        at += width
    horizon = rng.uniform(0.4, 0.7)
    close = rng.random() < 0.3  # a close-up: one figure that fills the frame
    if close:
        figures = ((rng.uniform(0.35, 0.65), rng.uniform(1.6, 2.2), rng.uniform(1.4, 1.9)),)
    else:
        figures = tuple(
            (rng.uniform(0.12, 0.88), horizon + rng.uniform(0.08, 0.3), rng.uniform(0.22, 0.5))
            for _ in range(rng.integers(1, 4))
        )
    lamps = tuple(
        (rng.uniform(0.1, 0.9), rng.uniform(0.08, horizon), rng.uniform(0.015, 0.05)) for _ in range(rng.integers(1, 5))
    )
    return Scene(horizon, tuple(blocks), figures, lamps, seed)


def moved(old: Scene, by: float = 0.18) -> Scene:
    """The same place with the people elsewhere: the next moment of a shot."""
    rng = np.random.default_rng(old.seed + 77)
    figures = tuple(
        ((x + rng.choice([-1, 1]) * by) % 1.0, foot, high * rng.uniform(0.85, 1.1)) for x, foot, high in old.figures
    )
    return replace(old, figures=figures)


def nudged(old: Scene, by: float = 0.012) -> Scene:
    """Nearly the same composition, as a person or model draws it again: everything a little off."""
    rng = np.random.default_rng(old.seed + 5)

    def off(value: float) -> float:
        return value + rng.normal(0, by)

    return Scene(
        off(old.horizon),
        tuple((off(a), off(b), off(c), d) for a, b, c, d in old.blocks),
        tuple((off(a), off(b), off(c)) for a, b, c in old.figures),
        tuple((off(a), off(b), c) for a, b, c in old.lamps),
        old.seed,
    )


def draw(what: Scene, style: str | Style, size: tuple[int, int] = PORTRAIT, noise: int = 0) -> Image.Image:
    """Draw a scene; ``noise`` picks other grain and texture for the same scene."""
    look = STYLES[style] if isinstance(style, str) else style
    width, height = size
    rng = np.random.default_rng((what.seed, noise))
    picture = _ground(what, look, size)
    pen = ImageDraw.Draw(picture)
    stroke = max(2, min(size) // 220)
    line = look.line
    if not look.bare:
        for left, wide, high, shade in what.blocks:
            box = [left * width, (what.horizon - high) * height, (left + wide) * width, what.horizon * height]
            pen.rectangle(
                box, fill=_shade(look.block, shade if line is None else shade / 3), outline=line, width=stroke
            )
            _windows(pen, box, _shade(look.block, shade - 0.25), line, stroke)
    picture = _textured(picture, look, rng)
    if look.glow:
        picture = _lit(picture, what, look.glow)
    if look.blur:
        picture = picture.filter(ImageFilter.GaussianBlur(look.blur * max(size)))
    for x, foot, high in what.figures:
        _figure(ImageDraw.Draw(picture), (x * width, foot * height, high * height), look.figure, line, stroke)
    if look.grain:
        values = np.asarray(picture, dtype=np.float32) + rng.normal(0, look.grain, (height, width, 1))
        picture = Image.fromarray(np.clip(values, 0, 255).astype(np.uint8))
    return picture


def packed(picture: Image.Image, name: str = "PNG", **options) -> bytes:
    out = BytesIO()
    picture.save(out, name, **({"compress_level": 1} if name == "PNG" else {}), **options)
    return out.getvalue()


def _shade(colour: tuple[int, int, int], by: float) -> tuple[int, int, int]:
    return tuple(int(np.clip(c * (1 + by), 0, 255)) for c in colour)  # type: ignore[return-value]


def _ground(what: Scene, look: Style, size: tuple[int, int]) -> Image.Image:
    width, height = size
    rows = np.linspace(0, 1, height)[:, None]
    line = what.horizon
    up, down = np.clip(rows / line, 0, 1), np.clip((rows - line) / (1 - line), 0, 1)
    sky = np.array(look.sky[0]) * (1 - up) + np.array(look.sky[1]) * up
    ground = np.array(look.ground[0]) * (1 - down) + np.array(look.ground[1]) * down
    column = np.where(rows < line, sky, ground)
    picture = Image.fromarray(np.repeat(column[:, None, :], width, axis=1).astype(np.uint8))
    if look.line and not look.bare:
        ImageDraw.Draw(picture).line(
            [0, line * height, width, line * height], fill=look.line, width=max(2, min(size) // 220)
        )
    return picture


def _windows(pen: ImageDraw.ImageDraw, box: list[float], fill: tuple[int, int, int], line, stroke: int) -> None:
    left, top, right, bottom = box
    step = (right - left) / 4
    if step < 6:
        return
    y = top + step
    while y + step < bottom:
        for k in (1, 2.4):
            pen.rectangle(
                [left + k * step - step * 0.3, y, left + k * step + step * 0.3, y + step * 0.8],
                fill=fill,
                outline=line,
                width=max(1, stroke // 2),
            )
        y += step * 1.5


def _figure(pen: ImageDraw.ImageDraw, at: tuple[float, float, float], colour, line, stroke: int) -> None:
    x, foot, high = at
    head = high * 0.075
    top = foot - high
    skin = _shade((200, 160, 140), 0.0) if sum(colour) > 120 and line is None else _shade(colour, 0.5)
    body = [
        (x - head * 1.7, top + head * 2.6),
        (x + head * 1.7, top + head * 2.6),
        (x + head * 1.4, foot - high * 0.42),
        (x + head * 1.3, foot),
        (x + head * 0.3, foot),
        (x, foot - high * 0.4),
        (x - head * 0.3, foot),
        (x - head * 1.3, foot),
        (x - head * 1.4, foot - high * 0.42),
    ]
    pen.polygon(body, fill=colour, outline=line, width=stroke)
    pen.ellipse([x - head, top, x + head, top + head * 2.5], fill=skin, outline=line, width=stroke)
    pen.pieslice(
        [x - head * 1.08, top - head * 0.15, x + head * 1.08, top + head * 2.2],
        180,
        360,
        fill=_shade(colour, -0.4),
        outline=line,
        width=stroke,
    )
    for side in (-0.4, 0.4):  # eyes
        pen.ellipse(
            [x + side * head - head * 0.12, top + head * 1.2, x + side * head + head * 0.12, top + head * 1.4],
            fill=_shade(colour, -0.5),
        )


def _textured(picture: Image.Image, look: Style, rng: np.random.Generator) -> Image.Image:
    if not look.texture and not look.haze:
        return picture
    values = np.asarray(picture, dtype=np.float32)
    height, width, _ = values.shape
    field = np.zeros((height, width), np.float32)
    for cells in (6, 16, 48, 140):
        coarse = Image.fromarray(rng.normal(0, 1, (cells, cells)).astype(np.float32))
        field += np.asarray(coarse.resize((width, height), Image.Resampling.BICUBIC)) / 2.2
    values = values * (1 + look.texture * field[..., None])
    if look.haze:
        values = values * (1 - look.haze) + 208 * look.haze
    return Image.fromarray(np.clip(values, 0, 255).astype(np.uint8))


def _lit(picture: Image.Image, what: Scene, colour: tuple[int, int, int]) -> Image.Image:
    values = np.asarray(picture, dtype=np.float32)
    height, width, _ = values.shape
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    for lx, ly, radius in what.lamps:
        far = np.hypot(x - lx * width, y - ly * height) / (radius * max(width, height))
        values = values + (np.exp(-far) + (far < 0.25))[..., None] * np.array(colour) * 0.8
    return Image.fromarray(np.clip(values, 0, 255).astype(np.uint8))
