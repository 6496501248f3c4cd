"""Every structural reason not to trust a layout; none of them rests on a single score."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

import numpy as np

from pipeline.check.sheet.gaps import neighbours, odd_gaps
from pipeline.check.sheet.halves import parts_in_each
from pipeline.check.sheet.layout import Layout
from pipeline.check.sheet.look import Look, scaled
from pipeline.check.sheet.model import Box, Expectation, Reason
from pipeline.check.sheet.pixels import blank_panels, panels_with_gutter, places_taken, thinned
from pipeline.check.sheet.rects import margins_of
from pipeline.check.sheet.refine import Page, gutter_of

_GAP: Final = 0.012
"""How much wider than usual a gap may be, as a share of the page, where panels are of different widths."""
_PIXELS_SIDE: Final = 1600
_MARGIN_SIDE: Final = 700


def looks_like(counts: tuple[int, ...]) -> tuple[Reason, ...]:
    return tuple(Reason.of("looks-like", seen=count) for count in counts)


def layout_doubts(look: Look, votes: tuple[int, ...], wider: tuple[int, ...]) -> Iterator[Reason]:
    """Other counts, boxes beside the block, weak or irregular borders, a block too small.

    ``votes``: what other passes took the page for; ``wider``: those of them that cover clearly more of it.
    """
    layout = look.layout
    others = [one.count for one in (look.more, look.fewer) if one is not None]
    others.extend(count for count in wider if count > layout.count)
    if not layout.regular:
        others.extend(votes)
    elif not layout.full:
        # Passes that saw a regular page worse can only have missed panels.
        others.extend(vote for vote in votes if vote > layout.count)
    yield from looks_like(tuple(others[:1]))
    if look.beside:
        yield Reason.of("more-beside", beside=look.beside, count=layout.count)
    weakest = int(layout.panel_supports.argmin()) + 1
    if layout.worst < 0.88 or layout.tenth < 0.86:
        yield Reason.of("weak-borders", panels=(weakest,), panel=weakest, support=round(layout.worst * 100))
    elif not layout.regular and (layout.sides.min() < 0.85 or layout.tenth < 0.95 or layout.worst < 0.93):
        yield Reason.of("irregular", panels=(weakest,), panel=weakest, support=round(layout.worst * 100))
    elif not layout.full and layout.worst < min(0.9, float(np.median(layout.panel_supports)) - 0.08):
        yield Reason.of("one-worse", panels=(weakest,), panel=weakest, support=round(layout.worst * 100))
    if not layout.regular:
        yield from _uneven_gaps(layout)
    if layout.area < 0.12:
        yield Reason.of("small-part", share=round(layout.area * 100))


def _uneven_gaps(layout: Layout) -> Iterator[Reason]:
    """Panels of any width stand the same few pixels apart; a gap unlike that means a border inside a picture."""
    gaps = layout.column_gaps
    if not len(gaps):
        return
    usual = float(np.median(gaps))
    wide = usual + max(2.0, 0.5 * usual, _GAP * layout.page[0])
    if usual >= 2 and (gaps > wide).any():
        beside, _ = neighbours(layout.rows)
        yield _odd_gap([(a + 1, b + 1) for (a, b), gap in zip(beside, gaps, strict=True) if gap > wide])


def _odd_gap(pairs: Sequence[tuple[int, int]]) -> Reason:
    """``pairs``: the numbers (from 1) of the panels on both sides."""
    between = ", ".join(f"{a}|{b}" for a, b in pairs[:5])
    return Reason.of("odd-gap", panels=tuple(sorted({number for pair in pairs for number in pair})), between=between)


def pixel_doubts(upright: Page, boxes: tuple[Box, ...], rows: tuple[int, ...]) -> Iterator[Reason]:
    page, small, _ = thinned(upright, boxes, _PIXELS_SIDE)
    gutter = gutter_of(page, small)
    gaps = odd_gaps(page, small, rows, gutter)
    if gaps:
        yield _odd_gap([(gap.before, gap.after) for gap in gaps])
    taken = places_taken(page, small, rows, gutter)
    if taken:
        yield Reason.of("places-taken", places=taken, count=len(boxes))
    for number in panels_with_gutter(page, small, gutter):
        yield Reason.of("gutter-inside", panels=(number,), panel=number)
    for number in blank_panels(page, small, gutter):
        yield Reason.of("blank", panels=(number,), panel=number)


def joined_doubts(upright: Page, boxes: tuple[Box, ...]) -> tuple[Reason, ...]:
    """Every box divided alike: the page has two or three times as many panels."""
    parts = parts_in_each(upright, boxes)
    return looks_like((parts * len(boxes),)) if parts > 1 else ()


def strip_doubts(boxes: tuple[Box, ...], rows: tuple[int, ...], want: Expectation) -> Iterator[Reason]:
    """Pictures that touch in one row or column: a horizon or a pole inside one picture looks just the same."""
    if want.grid is not None or len(boxes) < 2 or min(len(rows), max(rows)) > 1:
        return
    across = len(rows) == 1
    gaps = [b.left - a.right if across else b.top - a.bottom for a, b in pairwise(boxes)]
    if min(gaps) <= 1:
        shape = f"1x{len(boxes)}" if across else f"{len(boxes)}x1"
        yield Reason.of("touching-strip", count=len(boxes), grid=shape)


def edge_doubts(upright: Page, boxes: tuple[Box, ...]) -> Iterator[Reason]:
    """Panels that end where the page does and are larger than the rest have swallowed the page's margin."""
    small, _ = scaled(upright, _MARGIN_SIDE)
    height, width = upright.shape[:2]
    left, top, right, bottom = margins_of(small)
    for number, box in enumerate(boxes, 1):
        across = (left and box.left <= 1) or (right and box.right >= width - 1)
        down = (top and box.top <= 1) or (bottom and box.bottom >= height - 1)
        wide = box.width > 1.06 * float(np.median([other.width for other in boxes]))
        tall = box.height > 1.06 * float(np.median([other.height for other in boxes]))
        if (across and wide) or (down and tall):
            yield Reason.of("swallows-margin", panels=(number,), panel=number)
            return
