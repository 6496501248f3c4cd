"""Draws storyboard sheets with known boxes: many layouts and looks, the same pixels for the same seed."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from pipeline.check.sheet.model import Box
from pipeline.check.sheet.skew import box_in_page

Scene = Literal["flat", "soft", "night", "pencil"]
Colour = tuple[int, int, int]

WORDS = ("slow", "push", "low", "angle", "wide", "keeper", "turns", "lamp", "rain", "on", "glass", "hands", "waits")


@dataclass(frozen=True, slots=True)
class Look:
    """How a sheet is drawn; lengths in pixels. ``rows``: relative widths of the panels, row by row."""

    rows: tuple[tuple[float, ...], ...] = ((1,) * 4,) * 3
    size: tuple[int, int] = (1200, 800)
    ground: Colour = (255, 255, 255)
    gutter: int = 14
    row_gap: int = 14
    margin: int = 20
    title: int = 0
    scene: Scene = "flat"
    frame: int = 0
    jitter: int = 0
    wobble: float = 0
    header: int = 0
    """Height of a strip above the picture, inside the panel; ``header_ground`` its colour."""
    header_ground: Colour = (255, 255, 255)
    caption: int = 0
    """Lines of text under each panel, outside it."""
    ids: Literal["badge", "above", "none"] = "badge"
    angle: float = 0.0
    merged: tuple[int, ...] = ()
    """Panels (from 0) drawn as one picture with the next one."""
    empty: tuple[int, ...] = ()
    painted: tuple[str, ...] = field(default=())


@dataclass(frozen=True, slots=True, eq=False)
class Drawn:
    """A page (height x width x 3) and the boxes of the panels really on it, in reading order."""

    page: np.ndarray
    boxes: tuple[Box, ...]


def grid(rows: int, columns: int, last: int | None = None) -> tuple[tuple[float, ...], ...]:
    """Equal panels; the last row may have fewer, marked by the empty places' negative width."""
    full = ((1.0,) * columns,) * rows
    return full if last is None else (*full[:-1], (1.0,) * last + (-1.0,) * (columns - last))


def draw_sheet(look: Look, seed: int = 0) -> Drawn:
    """Draw a sheet."""
    rng = np.random.default_rng(seed)
    page = Image.new("RGB", look.size, look.ground)
    pen = ImageDraw.Draw(page)
    ink = (20, 20, 20) if sum(look.ground) > 380 else (235, 235, 235)
    if look.title:
        pen.text((look.margin, 6), "THE LAMP KEEPER", font=_font(look.title * 0.6), fill=ink)
    cells = _cells(look, rng)
    boxes = []
    for place, cell in enumerate(cells):
        if place in look.empty:
            continue
        number = len(boxes)
        box = cell
        if place - 1 in look.merged:
            continue
        if place in look.merged:
            box = Box(cell.left, cell.top, cells[place + 1].right, cell.bottom)
        _panel(page, box, look, rng)
        _lettering(page, box, look, number, rng, ink)
        boxes.append(Box(box.left, box.top + look.header, box.right, box.bottom) if look.header else box)
    if look.angle:
        # Turned by expanding nothing: what leaves the page is margin.
        page = page.rotate(-look.angle, Image.Resampling.BICUBIC, fillcolor=look.ground)
        boxes = [box_in_page(box, look.size, look.angle) for box in boxes]
    return Drawn(np.asarray(page), tuple(boxes))


def _cells(look: Look, rng: np.random.Generator) -> list[Box]:
    width, height = look.size
    caption = look.caption * 20
    gap = look.row_gap + caption
    top = look.margin + look.title
    room = height - top - look.margin - caption - gap * (len(look.rows) - 1)
    cells = []
    for r, row in enumerate(look.rows):
        y0 = top + round(r * (room / len(look.rows) + gap))
        y1 = y0 + round(room / len(look.rows))
        parts = [abs(part) for part in row]
        wide = width - 2 * look.margin - look.gutter * (len(row) - 1)
        x = float(look.margin)
        for part, sign in zip(parts, row, strict=True):
            end = x + wide * part / sum(parts)
            shift = rng.integers(-look.jitter, look.jitter + 1, 4) if look.jitter else np.zeros(4, int)
            if sign > 0:
                cells.append(Box(round(x) + shift[0], y0 + shift[1], round(end) + shift[2], y1 + shift[3]))
            x = end + look.gutter
    return [Box(*(int(v) for v in (c.left, c.top, c.right, c.bottom))) for c in cells]


def _panel(page: Image.Image, box: Box, look: Look, rng: np.random.Generator) -> None:
    picture = _scene(box.width, box.height - look.header, look.scene, rng)
    if look.wobble:
        _wobbly(page, box, picture, look, rng)
        return
    page.paste(picture, (box.left, box.top + look.header))
    pen = ImageDraw.Draw(page)
    if look.header:
        pen.rectangle((box.left, box.top, box.right - 1, box.top + look.header - 1), fill=look.header_ground)
        ink = (20, 20, 20) if sum(look.header_ground) > 380 else (240, 240, 240)
        pen.text((box.left + 8, box.top + 3), _words(rng, 3), font=_font(look.header * 0.6), fill=ink)
    if look.frame:
        pen.rectangle((box.left, box.top, box.right - 1, box.bottom - 1), outline=(20, 20, 20), width=look.frame)


def _wobbly(page: Image.Image, box: Box, picture: Image.Image, look: Look, rng: np.random.Generator) -> None:
    points: list[tuple[float, float]] = []
    corners = [(box.left, box.top), (box.right, box.top), (box.right, box.bottom), (box.left, box.bottom)]
    for (x0, y0), (x1, y1) in zip(corners, [*corners[1:], corners[0]], strict=True):
        phase, waves = rng.uniform(0, 6), rng.uniform(2, 4)
        for t in np.linspace(0, 1, 20):
            off = look.wobble * 0.6 * math.sin(waves * t * math.pi + phase) + rng.normal(0, 0.3)
            across = (0, off) if y0 == y1 else (off, 0)
            points.append((x0 + (x1 - x0) * t + across[0], y0 + (y1 - y0) * t + across[1]))
    mask = Image.new("L", page.size, 0)
    ImageDraw.Draw(mask).polygon(points, fill=255)
    layer = Image.new("RGB", page.size)
    layer.paste(picture.resize((box.width + 16, box.height + 16)), (box.left - 8, box.top - 8))
    page.paste(layer, (0, 0), mask)
    ImageDraw.Draw(page).line([*points, points[0]], fill=(40, 40, 44), width=max(3, look.frame), joint="curve")


def _lettering(page: Image.Image, box: Box, look: Look, number: int, rng: np.random.Generator, ink: Colour) -> None:
    pen = ImageDraw.Draw(page)
    text = look.painted[number] if number < len(look.painted) else str(number + 1)
    if look.ids == "badge":
        size = 32
        wide = max(size, pen.textlength(text, font=_font(22)) + 12)
        x, y = box.left + 8, box.top + look.header + 8
        pen.rectangle((x, y, x + wide, y + size), fill=(10, 10, 10))
        pen.text((x + wide / 2, y + size / 2), text, font=_font(22), fill=(255, 255, 255), anchor="mm")
    elif look.ids == "above":
        pen.text((box.left + 2, box.top - 27), text, font=_font(20), fill=ink)
    for line in range(look.caption):
        place = (box.left + 2, box.bottom + 5 + 19 * line)
        pen.text(place, _words(rng, max(1, box.width // 90)), font=_font(14), fill=ink)


def _words(rng: np.random.Generator, count: int) -> str:
    return " ".join(WORDS[int(rng.integers(len(WORDS)))] for _ in range(count))


def _font(size: float) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(max(8, int(size)))


def _scene(width: int, height: int, scene: Scene, rng: np.random.Generator) -> Image.Image:
    if scene == "pencil":
        return _pencil(width, height, rng)
    low, high = (5, 70) if scene == "night" else (40, 230)
    sky, ground, dark = (tuple(int(v) for v in rng.integers(low, high, 3)) for _ in range(3))
    ramp = np.linspace(0, 1, height)[:, None, None]
    image = Image.fromarray((np.array(sky) * (1 - ramp) + np.array(ground) * ramp).repeat(width, 1).astype(np.uint8))
    pen = ImageDraw.Draw(image)
    horizon = int(height * rng.uniform(0.4, 0.8))
    if rng.random() < 0.7:
        pen.rectangle((0, horizon, width, height), fill=dark)
    for _ in range(int(rng.integers(2, 7))):
        x, y = rng.uniform(0, width), rng.uniform(0, height)
        w, h = rng.uniform(0.05, 0.3) * width, rng.uniform(0.1, 0.4) * height
        fill = tuple(int(v) for v in rng.integers(low, high, 3))
        shape = (x - w / 2, y - h / 2, x + w / 2, y + h / 2)
        if rng.random() < 0.5:
            pen.ellipse(shape, fill=fill)
        else:
            pen.rectangle(shape, fill=fill)
    x, tall = width * rng.uniform(0.2, 0.8), height * rng.uniform(0.4, 0.8)
    body = tuple(int(v) for v in rng.integers(0, 90, 3))
    pen.polygon([(x, height - tall), (x + tall / 4, height), (x - tall / 4, height)], fill=body)
    pen.ellipse((x - tall / 8, height - tall * 1.2, x + tall / 8, height - tall * 0.9), fill=(224, 190, 160))
    if scene == "soft":
        image = image.filter(ImageFilter.GaussianBlur(max(1, height / 80)))
        noisy = np.asarray(image, np.float32) + rng.normal(0, 3, (height, width, 1))
        image = Image.fromarray(np.clip(noisy, 0, 255).astype(np.uint8))
    return image


def _pencil(width: int, height: int, rng: np.random.Generator) -> Image.Image:
    image = Image.new("RGB", (width, height), (250, 249, 246))
    pen = ImageDraw.Draw(image)
    horizon = height * rng.uniform(0.5, 0.8)
    pen.line((width * 0.05, horizon, width * 0.95, horizon + rng.uniform(-9, 9)), fill=(90, 90, 90), width=2)
    for _ in range(int(rng.integers(4, 9))):
        points = [(rng.uniform(0.1, 0.9) * width, rng.uniform(0.2, 0.9) * height) for _ in range(3)]
        pen.line(points, fill=(int(rng.integers(40, 120)),) * 3, width=2)
    x, tall = width * rng.uniform(0.3, 0.7), height * 0.5
    pen.ellipse((x - tall / 8, height * 0.3, x + tall / 8, height * 0.3 + tall / 4), outline=(30, 30, 30), width=3)
    pen.line((x, height * 0.3 + tall / 4, x, height * 0.8), fill=(30, 30, 30), width=3)
    return image


LOOKS: dict[str, Look] = {
    "white gutters": Look(),
    "thin gutters": Look(grid(3, 3), gutter=4, row_gap=4, margin=4),
    "dark page": Look(grid(2, 4), ground=(22, 24, 28), caption=2, row_gap=40, ids="above", margin=40),
    "black, thin": Look(grid(3, 3), ground=(0, 0, 0), gutter=5, row_gap=5, margin=5, scene="night"),
    "captions": Look(grid(2, 4), caption=3, row_gap=30, title=60, scene="soft", ids="above"),
    "pencil frames": Look(
        grid(3, 5), scene="pencil", wobble=3, jitter=3, frame=3, caption=1, title=50, gutter=22, row_gap=24
    ),
    "short last row": Look(grid(3, 4, 2), frame=2),
    "short last row, captions": Look(grid(4, 5, 3), caption=2, size=(1536, 1024), scene="soft"),
    "touching": Look(grid(2, 3), gutter=0, row_gap=0, margin=0, scene="soft", ids="none"),
    "hairlines": Look(grid(3, 3), gutter=2, row_gap=2, margin=0, scene="soft", ids="none", ground=(235, 235, 235)),
    "uneven columns": Look(((5, 3, 4), (2, 3, 2, 3), (3, 5)), gutter=12, row_gap=12),
    "header inside": Look(grid(3, 4), header=34, frame=2, size=(1536, 1024)),
    "dark header": Look(grid(3, 4), header=30, header_ground=(20, 20, 24), size=(1536, 1024), ids="none"),
    "portrait panels": Look(grid(2, 5), size=(1230, 1024), ids="above", row_gap=44, caption=2, margin=40),
    "portrait page": Look(grid(4, 2), size=(1024, 1536), scene="soft"),
    "twenty": Look(grid(4, 5), size=(1536, 1024), gutter=16, row_gap=30, ids="above", margin=36),
    "twenty-five": Look(grid(5, 5), size=(1536, 1024), gutter=10, row_gap=10),
    "sixteen": Look(grid(4, 4), size=(1536, 1024)),
    "one row": Look(grid(1, 4), size=(1600, 400)),
    "one column": Look(grid(4, 1), size=(500, 1400)),
    "one panel": Look(grid(1, 1), frame=3, margin=60),
    "small": Look(grid(2, 3), size=(680, 453), gutter=5, row_gap=4, margin=2),
    "askew": Look(grid(3, 3), margin=70, angle=1.7, frame=2),
    "askew the other way": Look(grid(2, 4), margin=70, angle=-2.6, frame=3, scene="soft"),
    "cells to the page's edge": Look(
        grid(4, 4), size=(1100, 1600), gutter=4, row_gap=4, margin=0, ground=(20, 20, 20), scene="pencil"
    ),
    "strip": Look(grid(1, 5), size=(1920, 480), scene="soft", gutter=24, margin=40, caption=2),
    "gray page": Look(grid(3, 3), ground=(128, 128, 128), scene="soft", gutter=20, row_gap=20),
    "large": Look(grid(3, 4), size=(2600, 1800), gutter=30, row_gap=30, margin=50, scene="soft"),
}  # fmt: skip
"""Sheets that should be cut."""
