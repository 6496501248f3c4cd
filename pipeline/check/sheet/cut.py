"""Clean crops: upright, inside the frame, without caption and header strips; pixels and aspect kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from pipeline.check.sheet.bands import MOST, Tone, top_bands
from pipeline.check.sheet.captions import Written, text_strips
from pipeline.check.sheet.edges import gray_of
from pipeline.check.sheet.ids import IdReader, Word
from pipeline.check.sheet.model import Box, Found
from pipeline.check.sheet.refine import Page, gutter_of
from pipeline.check.sheet.skew import box_in_turned, turn

_FRAME: Final = 0.05
"""The widest frame, as a share of the panel's side."""
_CLEAR: Final = 0.6
_FAINT: Final = 0.3
_HABIT: Final = 0.4
_SAME_LINE: Final = 0.012
_LEAST_IN_LINE: Final = 3
_NEARLY_ALL: Final = 0.75
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
    """Cut every panel; ``words``: the page's text (of :func:`read_words`): for the shares, and
    to know a caption on the gutter's own ground from an empty part of the picture.

    Boxes given by hand are cut exactly as given.
    """
    upright = turn(page, found.angle)
    size = found.size
    boxes = tuple(_within(box_in_turned(box, size, found.angle), size) for box in found.boxes)
    inner = _inside_frames(upright, boxes)
    inner = _without_bands(upright, boxes, inner, words or ())
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


def _inside_frames(page: Page, boxes: Sequence[Box]) -> list[Box]:
    """The boxes without the frames drawn around them; at least one pixel is left out on every side.

    Frames are a habit of the whole sheet: where few sides seem to have one, it is something in a picture, and
    where most have one, less evidence does for the rest. In a table each line falls to one of its two neighbours:
    there it is the habit of a column or a row.
    """
    tones = [_tone(page, box) for box in boxes]
    widths = np.array([_frame_widths(tone, _CLEAR) for tone in tones])
    share = (widths > 0).mean() if widths.size else 0.0
    if share < _HABIT:
        widths[~_in_line(boxes, widths > 0, page)] = 0
    else:
        faint = np.array([_frame_widths(tone, _FAINT) for tone in tones])
        widths = np.where(widths > 0, widths, faint)
    least = 2 if max(page.shape[:2]) > 2000 else 1
    sides = np.maximum(widths, least).tolist()
    return [
        Box(box.left + left, box.top + top, box.right - right, box.bottom - bottom)
        for box, (left, top, right, bottom) in zip(boxes, sides, strict=True)
    ]


def _in_line(boxes: Sequence[Box], seen: NDArray[np.bool_], page: Page) -> NDArray[np.bool_]:
    """Sides (left, top, right, bottom) that nearly all panels of their column or row have a line at."""
    ends = np.array([(box.left, box.top, box.right, box.bottom) for box in boxes])
    near = _SAME_LINE * np.array([page.shape[1], page.shape[0], page.shape[1], page.shape[0]])
    same = np.abs(ends[:, None] - ends[None]) <= near  # [box, other box, side]
    count = same.sum(1)
    with_line = (same & seen[None]).sum(1)
    return np.asarray((count >= _LEAST_IN_LINE) & (with_line >= _NEARLY_ALL * count) & seen)


def _frame_widths(tone: Tone, clear: float) -> tuple[int, int, int, int]:
    return (
        frame_width(tone, clear),
        frame_width(tone.T, clear),
        frame_width(tone[:, ::-1], clear),
        frame_width(tone.T[:, ::-1], clear),
    )


def _tone(page: Page, box: Box) -> Tone:
    return gray_of(page[box.top : box.bottom, box.left : box.right])


def frame_width(tone: Tone, clear: float) -> int:
    """Columns at the left that are frame: a line darker or lighter than what follows, in a share ``clear`` of the
    rows at least; 0 if there is none."""
    limit = max(10, min(24, int(_FRAME * tone.shape[1])))
    if tone.shape[1] < 4 * limit:
        return 0
    trim = tone.shape[0] // 20
    rows = tone[trim : tone.shape[0] - trim]
    return max(_line_width(rows, limit, clear), _line_width(255 - rows, limit, clear))


def _line_width(rows: NDArray[np.float32], limit: int, least: float) -> int:
    """The same for dark lines only. A line may wander: it is looked for in every row by itself."""
    darkest = rows[:, :limit].min(1)
    line = float(np.median(darkest))
    beyond = rows[:, limit : 2 * limit]
    ground = np.median(beyond, 1)
    clear = ground - darkest > _CONTRAST
    if clear.mean() < least or (np.abs(darkest[clear] - line) < _ALIKE).mean() < 0.8:
        return 0
    dark = rows[clear, :limit] < line + _ALIKE
    last = limit - 1 - np.argmax(dark[:, ::-1], 1)
    width = int(np.percentile(last, 85)) + 2
    return width if width <= limit else 0


def _without_bands(page: Page, boxes: Sequence[Box], inner: Sequence[Box], words: Sequence[Word]) -> list[Box]:
    tones = [_tone(page, box) for box in inner]
    turned = [tone[::-1] for tone in tones]
    gutter = gutter_of(page, tuple(boxes)).gray
    written = [_written(box, words) for box in inner]
    tops = _strips(tones, gutter, [above for above, _ in written])
    bottoms = _strips(turned, gutter, [below for _, below in written])
    kept = []
    for box, tone, top, bottom in zip(inner, tones, tops, bottoms, strict=True):
        # Between a strip and the picture there may be a line of the frame.
        down = top + frame_width(tone[top:].T, _CLEAR) if top else 0
        up = bottom + frame_width(tone[::-1][bottom:].T, _CLEAR) if bottom else 0
        kept.append(Box(box.left, box.top + down, box.right, box.bottom - up))
    return kept


def _strips(tones: Sequence[Tone], gutter: float | None, texts: Sequence[Written]) -> list[int]:
    by_text = text_strips(tones, texts)
    by_ground = top_bands(tones, gutter, [text.reach for text in texts])
    return [one or other for one, other in zip(by_text, by_ground, strict=True)]


def _written(box: Box, words: Sequence[Word]) -> tuple[Written, Written]:
    """The text near the top of a box and, upside down, near its bottom; a quarter of the height each."""
    mask = np.zeros((box.height, box.width), bool)
    inside = [word.box for word in words if box.left <= (word.box.left + word.box.right) / 2 < box.right]
    for word in inside:
        rows = slice(max(0, word.top - box.top), max(0, word.bottom - box.top))
        mask[rows, max(0, word.left - box.left) : max(0, word.right - box.left)] = True
    limit = MOST * box.height
    above = [word for word in inside if box.top <= word.top and word.bottom <= box.top + limit]
    below = [word for word in inside if word.bottom <= box.bottom and word.top >= box.bottom - limit]
    top = max((word.bottom - box.top for word in above), default=0)
    bottom = max((box.bottom - word.top for word in below), default=0)
    return Written(top, _line(above), mask), Written(bottom, _line(below), mask[::-1])


def _line(words: Sequence[Box]) -> float:
    return float(np.median([word.height for word in words])) if words else 0.0
