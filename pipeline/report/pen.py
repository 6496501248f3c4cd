"""Draws text, lines and tags on a page; the colours of the sheet."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Final, Self

from PIL import Image, ImageDraw, ImageFont

from pipeline.decide.view import PanelState
from pipeline.images.size import Size
from pipeline.report.typeset import shortened, wrapped

Colour = tuple[int, int, int]
Font = ImageFont.FreeTypeFont | ImageFont.ImageFont

PAPER: Final[Colour] = (249, 249, 247)
INK: Final[Colour] = (27, 29, 33)
MUTED: Final[Colour] = (104, 107, 114)
HAIRLINE: Final[Colour] = (214, 214, 210)
PLACE: Final[Colour] = (238, 238, 235)
WHITE: Final[Colour] = (255, 255, 255)

TAGS: Final[Mapping[PanelState, tuple[Colour, Colour]]] = {
    PanelState.CURRENT: ((46, 139, 87), (226, 241, 232)),
    PanelState.STALE: ((146, 92, 10), (253, 236, 200)),
    PanelState.MISSING: ((110, 112, 118), (231, 231, 227)),
    PanelState.DRAWING: ((104, 72, 168), (234, 227, 248)),
    PanelState.WAITING: ((30, 92, 170), (220, 233, 250)),
    PanelState.FAILED: ((172, 36, 36), (251, 222, 220)),
    PanelState.UNKNOWN: ((160, 66, 16), (252, 228, 211)),
}
"""Ink and ground of each state's tag."""
MARK: Final[tuple[Colour, Colour]] = ((122, 78, 8), (252, 240, 214))
"""Of what is worth a look."""

_CLIPS: Final[tuple[Colour, ...]] = (
    (41, 98, 155),
    (176, 92, 32),
    (54, 124, 88),
    (132, 72, 142),
    (158, 52, 72),
    (92, 104, 44),
)
_SMOOTH: Final = 4
_MOST: Final = 600  # characters of a text that are looked at: more never fit


def clip_colour(at: int) -> Colour:
    return _CLIPS[at % len(_CLIPS)]


class Pen:
    """Draws on ``image``; sizes of text are pixels."""

    def __init__(self, image: Image.Image, font: Callable[[int], Font]) -> None:
        self.image = image
        self._draw = ImageDraw.Draw(image)
        self._font = font

    @classmethod
    def with_font(cls, path: Path | None) -> Callable[[Image.Image], Self]:
        """Make pens that write with the font file ``path``, or with Pillow's own where there is none."""

        @lru_cache(maxsize=16)
        def font(size: int) -> Font:
            if path is None:
                return ImageFont.load_default(size)
            return ImageFont.truetype(str(path), size)

        return lambda image: cls(image, font)

    def width(self, text: str, size: int) -> int:
        return round(self._font(size).getlength(text))

    def short(self, text: str, size: int, room: float) -> str:
        return shortened(text[:_MOST], room, self._font(size).getlength)

    def wrapped(self, text: str, size: int, room: float, lines: int) -> tuple[str, ...]:
        return wrapped(text[:_MOST], room, lines, self._font(size).getlength)

    def text(self, corner: tuple[int, int], text: str, size: int, colour: Colour) -> None:
        """Write on a line whose top left corner is ``corner``, whatever letters the text has."""
        left, top = corner
        self._draw.text((left, top + size), text, font=self._font(size), fill=colour, anchor="ls")

    def line(self, start: tuple[int, int], end: tuple[int, int], colour: Colour, wide: int = 1) -> None:
        self._draw.line((start, end), fill=colour, width=wide)

    def box(self, corner: tuple[int, int], size: Size, fill: Colour | None, outline: Colour) -> None:
        left, top = corner
        self._draw.rectangle((left, top, left + size.width - 1, top + size.height - 1), fill=fill, outline=outline)

    def tag(self, corner: tuple[int, int], text: str, ink: Colour, ground: Colour) -> int:
        """A tag whose top *right* corner is ``corner``; without text a dot. Returns the width it takes, with air."""
        right, top = corner
        if not text:
            self._pill((right - 9, top + 6, right, top + 15), ink)
            return 17
        wide = self.width(text, 13) + 16
        self._pill((right - wide, top, right, top + 20), ground)
        self.text((right - wide + 8, top + 2), text, 13, ink)
        return wide + 8

    def _pill(self, box: tuple[int, int, int, int], colour: Colour) -> None:
        left, top, right, bottom = box
        large = ((right - left) * _SMOOTH, (bottom - top) * _SMOOTH)
        mask = Image.new("L", large)
        ImageDraw.Draw(mask).rounded_rectangle((0, 0, large[0] - 1, large[1] - 1), radius=large[1] // 2, fill=255)
        self.image.paste(colour, box, mask.resize((right - left, bottom - top), Image.Resampling.LANCZOS))
