"""Are the gaps between neighbouring panels alike? A gap unlike the others means a side is in the wrong place."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from pipeline.check.sheet.edges import gray_of
from pipeline.check.sheet.model import Box
from pipeline.check.sheet.refine import Gutter, Page

_COLOUR: Final = 14
_SHARE: Final = 0.55
_TYPICAL: Final = 0.75
_WOBBLE: Final = 0.005
"""How far two hairline borders may be off, as a share of the page: neighbours drawn by hand can overlap."""


@dataclass(frozen=True, slots=True)
class Gap:
    """Between panels ``before`` and ``after`` (numbers from 1): its pixels, and the share beside
    either border, whichever is less, that has the gutter's colour."""

    before: int
    after: int
    width: int
    share: float


def odd_gaps(page: Page, boxes: tuple[Box, ...], rows: tuple[int, ...], gutter: Gutter) -> tuple[Gap, ...]:
    """Gaps that are filled or closed where the others are open gutters. Nothing without a gutter colour."""
    if gutter.gray is None:
        return ()
    beside, below = neighbours(rows)
    found: list[Gap] = []
    for pairs, turned in ((beside, False), (below, True)):
        view = page.transpose(1, 0, 2) if turned else page
        sides = [box.turned if turned else box for box in boxes]
        gaps = [_gap(view, sides, a, b, gutter.gray) for a, b in pairs]
        found.extend(_odd(gaps, _WOBBLE * max(page.shape[:2])))
    return tuple(found)


def neighbours(rows: tuple[int, ...]) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """Pairs of panels (from 0) that stand side by side, and one below the other."""
    starts = np.cumsum((0, *rows)).tolist()
    beside = [(a + k, a + k + 1) for a, n in zip(starts, rows, strict=False) for k in range(n - 1)]
    below = [(starts[r] + k, starts[r + 1] + k) for r, (n, m) in enumerate(pairwise(rows)) for k in range(min(n, m))]
    return beside, below


def _gap(page: Page, boxes: list[Box], a: int, b: int, gray: float) -> Gap:
    first, second = boxes[a], boxes[b]
    width = second.left - first.right
    top, bottom = max(first.top, second.top), min(first.bottom, second.bottom)
    strip = page[max(0, top) : max(0, bottom), max(0, first.right + 1) : max(0, second.left - 1)]
    # Next to a border in the wrong place there is picture; a bar or a title in mid-gap means nothing.
    # The first pixels are left out: a frame drawn by hand wanders through them.
    skip = min(4, strip.shape[1] // 5)
    strip = strip[:, skip : strip.shape[1] - skip]
    near = max(3, strip.shape[1] // 4)
    return Gap(a + 1, b + 1, width, min(gutter_share(strip[:, :near], gray), gutter_share(strip[:, -near:], gray)))


def gutter_share(strip: NDArray[np.uint8], gray: float) -> float:
    """The share of a strip that has the gutter's gray value; 1 of an empty one."""
    if not strip.size:
        return 1.0
    return float((np.abs(gray_of(strip) - gray) < _COLOUR).mean())


def _odd(gaps: list[Gap], slack: float) -> list[Gap]:
    if not gaps:
        return []
    width = float(np.median([gap.width for gap in gaps]))
    share = float(np.median([gap.share for gap in gaps]))
    filled = [gap for gap in gaps if gap.share < _SHARE * share and share >= _TYPICAL and gap.width > 3]
    closed = [gap for gap in gaps if gap.width < 0.3 * width - (slack if width <= 1.5 * slack else 2)]
    return filled + [gap for gap in closed if gap not in filled]
