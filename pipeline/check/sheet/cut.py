"""Clean crops: upright, inside the frame, without caption and header strips; pixels and aspect kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from pipeline.check.sheet.bands import Tone, top_bands
from pipeline.check.sheet.edges import gray_of
from pipeline.check.sheet.ids import IdReader, Word
from pipeline.check.sheet.model import Box, Found
from pipeline.check.sheet.refine import Page, gutter_of
from pipeline.check.sheet.skew import box_in_turned, turn

_FRAME: Final = 0.035
"""The widest frame, as a share of the panel's side."""
_CONTRAST: Final = 40
_ALIKE: Final = 35


@dataclass(frozen=True, slots=True, eq=False)
class Crop:
    """One panel's picture.

    ``box``: what is kept, in the upright page. ``cut_off``: pixels taken off the found box at its left, top,
    right and bottom. ``text_before``, ``text_after``: the share of the area covered by text, 0..1, or None
    where nobody could read.
    """

    pixels: Page
    box: Box
    cut_off: tuple[int, int, int, int]
    text_before: float | None = None
    text_after: float | None = None


def read_words(page: Page, found: Found, reader: IdReader) -> Sequence[Word]:
    """All text of the page as it stands upright."""
    return reader.read(turn(page, found.angle))


def cut(page: Page, found: Found, words: Sequence[Word] | None = None) -> tuple[Crop, ...]:
    """Cut every panel; ``words``: the page's text (of :func:`read_words`), for the shares only.

    Boxes given by hand are cut exactly as given.
    """
    upright = turn(page, found.angle)
    size = found.size
    boxes = tuple(_within(box_in_turned(box, size, found.angle), size) for box in found.boxes)
    inner = [_inside_frame(upright, box) for box in boxes]
    inner = _without_bands(upright, boxes, inner)
    crops = []
    for panel, box, kept in zip(found.panels, boxes, inner, strict=True):
        keep = box if panel.by_hand else kept
        crops.append(
            Crop(
                pixels=upright[keep.top : keep.bottom, keep.left : keep.right],
                box=keep,
                cut_off=(keep.left - box.left, keep.top - box.top, box.right - keep.right, box.bottom - keep.bottom),
                text_before=None if words is None else text_share(box, words),
                text_after=None if words is None else text_share(keep, words),
            )
        )
    return tuple(crops)


def text_share(box: Box, words: Sequence[Word]) -> float:
    """The share of a box that words cover."""
    covered = np.zeros((box.height, box.width), bool)
    for word in words:
        # A reader's fancy on soft pictures: one letter as large as a face.
        if word.box.width > 2 * word.box.height * len(word.text) or word.box.height > 0.3 * box.height:
            continue
        top, left = max(0, word.box.top - box.top), max(0, word.box.left - box.left)
        covered[top : max(0, word.box.bottom - box.top), left : max(0, word.box.right - box.left)] = True
    return round(float(covered.mean()), 4) if covered.size else 0.0


def _within(box: Box, size: tuple[int, int]) -> Box:
    return Box(max(0, box.left), max(0, box.top), min(size[0], box.right), min(size[1], box.bottom))


def _inside_frame(page: Page, box: Box) -> Box:
    """The box without the frame drawn around it; at least one pixel is left out on every side."""
    tone = _tone(page, box)
    least = 2 if max(page.shape[:2]) > 2000 else 1
    left, right = frame_width(tone), frame_width(tone[:, ::-1])
    top, bottom = frame_width(tone.T), frame_width(tone.T[:, ::-1])
    left, top, right, bottom = (max(least, side) for side in (left, top, right, bottom))
    return Box(box.left + left, box.top + top, box.right - right, box.bottom - bottom)


def _tone(page: Page, box: Box) -> Tone:
    return gray_of(page[box.top : box.bottom, box.left : box.right])


def frame_width(tone: Tone) -> int:
    """Columns at the left that are frame: a line darker or lighter than what follows, in most rows; 0 if none."""
    limit = max(4, min(16, int(_FRAME * tone.shape[1])))
    if tone.shape[1] < 4 * limit:
        return 0
    trim = tone.shape[0] // 20
    rows = tone[trim : tone.shape[0] - trim]
    return max(_line_width(rows, limit), _line_width(255 - rows, limit))


def _line_width(rows: NDArray[np.float32], limit: int) -> int:
    """The same for dark lines only. A line may wander: it is looked for in every row by itself."""
    darkest = rows[:, :limit].min(1)
    line = float(np.median(darkest))
    beyond = rows[:, limit : 2 * limit]
    ground = np.median(beyond, 1)
    clear = ground - darkest > _CONTRAST
    if clear.mean() < 0.6 or (np.abs(darkest[clear] - line) < _ALIKE).mean() < 0.8:
        return 0
    dark = rows[clear, :limit] < line + _ALIKE
    last = limit - 1 - np.argmax(dark[:, ::-1], 1)
    width = int(np.percentile(last, 85)) + 2
    return width if width <= limit else 0


def _without_bands(page: Page, boxes: Sequence[Box], inner: Sequence[Box]) -> list[Box]:
    tones = [_tone(page, box) for box in inner]
    gutter = gutter_of(page, tuple(boxes)).gray
    tops = top_bands(tones, gutter)
    bottoms = top_bands([tone[::-1] for tone in tones], gutter)
    kept = []
    for box, tone, top, bottom in zip(inner, tones, tops, bottoms, strict=True):
        # Between a strip and the picture there may be a line of the frame.
        down = top + frame_width(tone[top:].T) if top else 0
        up = bottom + frame_width(tone[::-1][bottom:].T) if bottom else 0
        kept.append(Box(box.left, box.top + down, box.right, box.bottom - up))
    return kept
