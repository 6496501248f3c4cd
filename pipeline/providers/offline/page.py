"""Draws a storyboard page: white gutters, plain frames, ids above the pictures, each panel in pencil."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np
from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageOps

from pipeline.images.size import Size
from pipeline.providers.offline.brief import FrameBrief, Page
from pipeline.providers.offline.frame import compose
from pipeline.providers.offline.slate import font
from pipeline.providers.offline.trace import lines_of

_GUTTER: Final = 0.016  # of the page's width, at least
_LABEL: Final = 0.024  # of the page's longer edge: the height of an id's line
_INK: Final = (38, 38, 42)
_SMALLEST: Final = 24


def draw_page(page: Page, size: Size, quality: str) -> Image.Image:
    """The page at ``size``; its pictures are as large as grid, ratio and gutters allow, and all the same size."""
    sheet = Image.new("RGB", (size.width, size.height), (255, 255, 255))
    pen = ImageDraw.Draw(sheet)
    gap = max(6, round(size.width * _GUTTER))
    label = round(max(size.width, size.height) * _LABEL) if any(cell.name for cell in page.cells) else 0
    wide, tall = _cell_size(page, size, gap, label)
    across, left = _spread(size.width, page.columns, wide, gap)
    down, top = _spread(size.height, page.rows, tall + label, gap)
    line = max(2, round(size.width / 500))
    for index, cell in enumerate(page.cells):
        row, column = divmod(index, page.columns)
        x = round(left + column * (wide + across))
        y = round(top + row * (tall + label + down)) + label
        sheet.paste(pencil(cell.brief, Size(wide, tall), quality), (x, y))
        pen.rectangle((x, y, x + wide - 1, y + tall - 1), outline=_INK, width=line)
        if cell.name:
            face = font(round(label * 0.80))
            pen.text((x + 1, y - round(label * 0.56)), cell.name, font=face, fill=_INK, anchor="lm")
    return sheet


def _spread(whole: int, count: int, each: int, gap: int) -> tuple[float, float]:
    """The gutter between ``count`` pictures and the margin before the first: even, but gutters don't gape."""
    even = (whole - count * each) / (count + 1)
    gutter = min(even, gap * 2.0)
    return gutter, (whole - count * each - (count - 1) * gutter) / 2


def _cell_size(page: Page, size: Size, gap: int, label: int) -> tuple[int, int]:
    room_x = (size.width - gap * (page.columns + 1)) / page.columns
    room_y = (size.height - gap * (page.rows + 1)) / page.rows - label
    wide = min(room_x, room_y * page.ratio)
    return max(_SMALLEST, int(wide)), max(_SMALLEST, int(wide / page.ratio))


def pencil(brief: FrameBrief, size: Size, quality: str) -> Image.Image:
    """A frame as graphite on paper: pale masses, hatching in the darks, lines where tones meet."""
    drawn = compose(replace(brief, monochrome=False), Size(size.width * 2, size.height * 2), (), quality, words=False)
    grey = ImageOps.autocontrast(drawn.convert("L"), cutoff=1)
    lines = lines_of(grey).resize((size.width, size.height), Image.Resampling.BOX)
    lines = lines.point([min(235, round(level * 1.7)) for level in range(256)])
    tone = grey.resize((size.width, size.height), Image.Resampling.BOX).filter(ImageFilter.SMOOTH)
    pale = tone.point([round(126 + level * 0.52) for level in range(256)])
    paper = ImageChops.subtract(pale, _hatching(tone))
    paper.paste(46, (0, 0), lines)
    return ImageOps.colorize(paper, (30, 30, 36), (250, 248, 243))


def _hatching(tone: Image.Image) -> Image.Image:
    """Slanted strokes that are the stronger the darker the tone is."""
    y, x = np.mgrid[0 : tone.height, 0 : tone.width]
    stroke = ((x + y) % 6 < 2) * 0.6 + ((x * 2 - y) % 11 < 2) * 0.25
    dark = np.clip((150 - np.asarray(tone, np.float32)) / 150, 0, 1)
    return Image.fromarray((stroke * dark * 70).astype(np.uint8))
