"""What the pixels inside found boxes say: a gutter inside a panel, a panel with nothing in it."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from pipeline.check.sheet.edges import Image, blur, gray_of
from pipeline.check.sheet.model import Box
from pipeline.check.sheet.refine import Gutter, Page

_BLANK: Final = 7.0
"""Standard deviation (of 255) below which a panel may be blank."""
_PLAIN: Final = 1.0
_INK: Final = 0.003


def thinned(page: Page, boxes: tuple[Box, ...], longest: int) -> tuple[Page, tuple[Box, ...], int]:
    """A page of at most about ``longest`` pixels by averaging whole blocks, its boxes, and the factor."""
    factor = -(-max(page.shape[:2]) // longest)
    if factor <= 1:
        return page, boxes, 1
    height, width = (side // factor * factor for side in page.shape[:2])
    blocks = page[:height, :width].reshape(height // factor, factor, width // factor, factor, 3)
    small = blocks.mean((1, 3), dtype=np.float32).astype(np.uint8)
    scaled = tuple(Box(b.left // factor, b.top // factor, b.right // factor, b.bottom // factor) for b in boxes)
    return small, scaled, factor


def panels_with_gutter(page: Page, boxes: tuple[Box, ...], gutter: Gutter) -> tuple[int, ...]:
    """Numbers (from 1) of panels crossed from side to side by a strip of the gutter's colour between two edges."""
    if gutter.colour is None:
        return ()
    colour = np.array(gutter.colour, np.float32)
    found = []
    for number, box in enumerate(boxes, 1):
        part = _inside(page, box, 0.04)
        if _crossed(part, colour) or _crossed(part.transpose(1, 0, 2), colour):
            found.append(number)
    return tuple(found)


def _inside(page: Page, box: Box, trim: float) -> Image:
    """The smoothed pixels of a box without its rim."""
    x, y = int(trim * box.width), int(trim * box.height)
    part = page[max(0, box.top + y) : box.bottom - y, max(0, box.left + x) : box.right - x]
    return blur(part.astype(np.float32)) if part.size else np.zeros((0, 0, 3), np.float32)


def _crossed(part: Image, colour: NDArray[np.float32]) -> bool:
    if min(part.shape[:2]) < 12:
        return False
    tone = gray_of(part)
    middle = np.median(part, 0)
    uniform = (np.abs(tone - np.median(tone, 0)).mean(0) < 4) & (np.abs(middle - colour) < 12).all(1)
    changes = np.flatnonzero(np.diff(uniform.astype(np.int8), prepend=0, append=0))
    if not len(changes):
        return False
    step = np.abs(np.diff(tone, axis=1))
    around = np.maximum(step, np.maximum(np.roll(step, 1, 1), np.roll(step, -1, 1)))
    support = (around > 5).mean(0)
    length = tone.shape[1]
    return any(
        2 <= end - start <= 0.1 * length
        and start > 4
        and end < length - 4
        and support[max(0, start - 3) : start + 1].max() > 0.8
        and support[end - 1 : end + 3].max() > 0.8
        for start, end in zip(changes[::2], changes[1::2], strict=True)
    )


def blank_panels(page: Page, boxes: tuple[Box, ...], gutter: Gutter) -> tuple[int, ...]:
    """Numbers (from 1) of panels with nothing drawn in them; a dark shot on a light page is not blank."""
    return tuple(
        number for number, box in enumerate(boxes, 1) if _is_blank(gray_of(_inside(page, box, 0.1)), gutter.gray)
    )


def places_taken(page: Page, boxes: tuple[Box, ...], rows: tuple[int, ...], gutter: Gutter) -> int:
    """How many places after a short last row, under the first row's columns, hold more than plain ground."""
    if len(rows) < 2 or rows[-1] >= rows[0]:
        return 0
    last = boxes[-1]
    after = [box for box in boxes[: rows[0]] if box.left >= last.right - 0.2 * box.width]
    places = [Box(box.left, last.top, box.right, last.bottom) for box in after]
    return sum(_is_taken(gray_of(_inside(page, place, 0.1)), gutter.gray) for place in places)


def _is_taken(tone: NDArray[np.float32], gray: float | None) -> bool:
    """Not mostly of the gutter's tone (notes on paper are), or where pictures touch, not all of one tone."""
    if min(tone.shape) < 2:
        return False
    ground, enough = (float(np.median(tone)), 0.95) if gray is None else (gray, 0.6)
    return bool((np.abs(tone - ground) < 16).mean() < enough)


def _is_blank(tone: NDArray[np.float32], gray: float | None) -> bool:
    if min(tone.shape) < 2 or tone.std() >= _BLANK:
        return False
    if tone.std() >= _PLAIN and gray is not None and abs(float(np.median(tone)) - gray) > 20:
        return False
    across, down = np.abs(np.diff(tone, axis=1))[:-1], np.abs(np.diff(tone, axis=0))[:, :-1]
    return bool((np.maximum(across, down) > 4).mean() < _INK)
