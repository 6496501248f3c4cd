"""Draws the candidates of one panel side by side, each with its number: what a person chooses from."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Final

from PIL import Image

from pipeline.decide.view import PanelView
from pipeline.errors import PictureError
from pipeline.images.size import Size
from pipeline.messages import say
from pipeline.pictures.files import read_regular
from pipeline.pictures.pixels import small
from pipeline.plan.bibles import called
from pipeline.report.pen import HAIRLINE, INK, MUTED, PAPER, PLACE, Pen
from pipeline.report.text import clean

LONG_EDGE: Final = 1568
_BIGGEST: Final = 760  # the long edge of a picture
_MARGIN: Final = 28
_GAP: Final = 16
_HEADER: Final = 52
_CAPTION: Final = 52
_QUALITY: Final = 90


def strip(panel: PanelView, *, root: Path, font: Path | None = None) -> bytes:
    """A JPEG, long edge at most 1568 pixels, of the candidates of ``panel``, whose board is at ``root``."""
    takes = panel.candidates
    columns, picture = _fitted(len(takes), takes[0].size)
    rows = -(-len(takes) // columns)
    width = 2 * _MARGIN + columns * picture.width + (columns - 1) * _GAP
    height = _MARGIN + _HEADER + rows * (picture.height + _CAPTION)
    pen = Pen.with_font(font)(Image.new("RGB", (width, height), PAPER))
    name = pen.short(clean(called(panel.id)), 24, width / 2)
    pen.text((_MARGIN, 16), name, 24, INK)
    beside = _MARGIN + pen.width(name, 24) + 14
    pen.text((beside, 23), pen.short(clean(panel.panel.action), 16, width - _MARGIN - beside), 16, MUTED)
    for at, take in enumerate(takes):
        left = _MARGIN + at % columns * (picture.width + _GAP)
        top = _MARGIN + _HEADER - 10 + at // columns * (picture.height + _CAPTION)
        _picture(pen, (left, top), picture, root / take.file)
        number = str(take.name_for(panel.id))
        pen.text((left, top + picture.height + 6), number, 30, INK)
        room = picture.width - pen.width(number, 30) - 12
        said = pen.short(say("report.choose-take", take=number), 16, room)
        pen.text((left + pen.width(number, 30) + 12, top + picture.height + 18), said, 16, MUTED)
    out = BytesIO()
    pen.image.save(out, "JPEG", quality=_QUALITY, subsampling=0)
    return out.getvalue()


def _fitted(count: int, size: Size) -> tuple[int, Size]:
    """Columns, and the largest size of a picture with which the page keeps its long edge."""
    return max(((columns, _within(count, columns, size)) for columns in range(1, count + 1)), key=_area)


def _area(layout: tuple[int, Size]) -> tuple[int, int]:
    """Among equally large pictures those in one row, which compare best."""
    return layout[1].pixels, layout[0]


def _within(count: int, columns: int, size: Size) -> Size:
    rows = -(-count // columns)
    wide = (LONG_EDGE - 2 * _MARGIN - (columns - 1) * _GAP) // columns
    high = (LONG_EDGE - _MARGIN - _HEADER - rows * _CAPTION) // rows
    scale = min(wide / size.width, high / size.height, _BIGGEST / max(size.width, size.height))
    return Size(max(int(size.width * scale), 1), max(int(size.height * scale), 1))


def _picture(pen: Pen, corner: tuple[int, int], size: Size, path: Path) -> None:
    left, top = corner
    try:
        shown = Image.fromarray(small(read_regular(path), max(size.width, size.height)))
    except PictureError:
        pen.box(corner, size, PLACE, HAIRLINE)
        return
    shown.thumbnail((size.width, size.height), Image.Resampling.LANCZOS)
    at = (left + (size.width - shown.width) // 2, top + (size.height - shown.height) // 2)
    pen.image.paste(shown, at)
    pen.box(at, Size(*shown.size), None, HAIRLINE)
