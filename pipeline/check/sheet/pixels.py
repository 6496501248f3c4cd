"""What the pixels inside found boxes say: a gutter inside a panel, a panel with nothing in it."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from pipeline.check.sheet.edges import blur, gray_of
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
    if gutter.gray is None:
        return ()
    found = []
    for number, box in enumerate(boxes, 1):
        tone = _inside(page, box, 0.04)
        if _crossed(tone, gutter.gray) or _crossed(tone.T, gutter.gray):
            found.append(number)
    return tuple(found)


def _inside(page: Page, box: Box, trim: float) -> NDArray[np.float32]:
    """The smoothed gray values of a box without its rim."""
    x, y = int(trim * box.width), int(trim * box.height)
    part = page[max(0, box.top + y) : box.bottom - y, max(0, box.left + x) : box.right - x]
    return gray_of(blur(part.astype(np.float32))) if part.size else np.zeros((0, 0), np.float32)


def _crossed(tone: NDArray[np.float32], gray: float) -> bool:
    if min(tone.shape) < 12:
        return False
    step = np.abs(np.diff(tone, axis=1))
    around = np.maximum(step, np.maximum(np.roll(step, 1, 1), np.roll(step, -1, 1)))
    support = (around > 5).mean(0)
    middle = np.median(tone, 0)
    uniform = (np.abs(tone - middle).mean(0) < 4) & (np.abs(middle - gray) < 9)
    changes = np.flatnonzero(np.diff(uniform.astype(np.int8), prepend=0, append=0))
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
    return tuple(number for number, box in enumerate(boxes, 1) if _is_blank(_inside(page, box, 0.1), gutter.gray))


def _is_blank(tone: NDArray[np.float32], gray: float | None) -> bool:
    if min(tone.shape) < 2 or tone.std() >= _BLANK:
        return False
    if tone.std() >= _PLAIN and gray is not None and abs(float(np.median(tone)) - gray) > 20:
        return False
    across, down = np.abs(np.diff(tone, axis=1))[:-1], np.abs(np.diff(tone, axis=0))[:, :-1]
    return bool((np.maximum(across, down) > 4).mean() < _INK)
