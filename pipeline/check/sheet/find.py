"""Finding the panels of one page: look at several scales, choose, refine, doubt; then cut or refuse."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
from PIL import Image as Pictures

from pipeline.check.sheet.counts import fewer_panels, more_panels, panels_beside
from pipeline.check.sheet.edges import Image
from pipeline.check.sheet.gaps import odd_gaps
from pipeline.check.sheet.lattice import ENOUGH, Lattice, find_lattice, finer
from pipeline.check.sheet.layout import Layout, Search, search
from pipeline.check.sheet.lines import Floats
from pipeline.check.sheet.model import Box, Expectation, Found, Panel, Reason, Refused
from pipeline.check.sheet.pixels import blank_panels, panels_with_gutter, places_taken, thinned
from pipeline.check.sheet.rects import margins_of
from pipeline.check.sheet.refine import Page, gutter_of, refine
from pipeline.check.sheet.skew import box_in_page, find_angle, turn
from pipeline.check.sheet.tidy import tidy

_PASSES: Final = ((1000, 1), (560, 1), (560, 3), (380, 3))
"""(Long side in pixels, tolerance): the tolerant small ones are for borders drawn by hand."""
_SKEW_SIDE: Final = 900
_LATTICE_SIDE: Final = 700
_PIXELS_SIDE: Final = 1600
MOST_PANELS: Final = 100
LONGEST_SIDE: Final = 12_000


@dataclass(frozen=True, slots=True, eq=False)
class _Look:
    """The best layout of one pass and what speaks against its count."""

    layout: Layout
    scale: float
    tolerance: int
    beside: int
    more: Layout | None
    fewer: Layout | None

    @property
    def merit(self) -> float:
        doubtful = self.beside > 0 or self.more is not None
        return self.layout.score + 0.15 * self.layout.regular - 0.1 * doubtful

    @property
    def convincing(self) -> bool:
        layout = self.layout
        strong = layout.regular and layout.full and layout.worst > 0.93 and layout.tenth > 0.9
        return strong and not self.beside and self.more is None and self.fewer is None


@dataclass(frozen=True, slots=True, eq=False)
class _Looks:
    best: _Look | None
    votes: tuple[int, ...]
    hints: tuple[int, ...]


def find_panels(page: Page, want: Expectation) -> Found | Refused:
    """Find exactly ``want.count`` panels on ``page`` (height x width x 3, RGB), or say why not.

    Boxes given by hand for all panels are taken as they are; given for some, they replace what was found.
    """
    size = (page.shape[1], page.shape[0])
    if want.boxes_by_hand and len(want.boxes_by_hand) == want.count:
        return _by_hand(want, size)
    impossible = _impossible(page, want)
    if impossible is not None:
        return Refused((impossible,), size)
    angle = find_angle(_scaled(page, _SKEW_SIDE)[0])
    upright = turn(page, angle)
    looks = _look(upright, want)
    outcome = _from_borders(upright, want, looks, angle)
    if isinstance(outcome, Refused):
        outcome = _from_lattice(upright, want, angle) or outcome
    return _with_hand(outcome, want)


def _impossible(page: Page, want: Expectation) -> Reason | None:
    if not 1 <= want.count <= MOST_PANELS:
        return Reason.of("count-out-of-range", count=want.count, most=MOST_PANELS)
    if max(page.shape[:2]) > LONGEST_SIDE:
        return Reason.of("page-too-large", width=page.shape[1], height=page.shape[0], most=LONGEST_SIDE)
    if want.grid is not None:
        rows, columns = want.grid
        if not columns * (rows - 1) < want.count <= columns * rows:
            return Reason.of("grid-does-not-fit", rows=rows, columns=columns, count=want.count)
    if min(page.shape[:2]) < 64:
        return Reason.of("page-too-small", width=page.shape[1], height=page.shape[0])
    return None


def _by_hand(want: Expectation, size: tuple[int, int]) -> Found:
    panels = [Panel(want.boxes_by_hand[k], (1.0, 1.0, 1.0, 1.0), by_hand=True) for k in range(want.count)]
    return Found(tuple(panels), size, method="by hand")


def _with_hand(outcome: Found | Refused, want: Expectation) -> Found | Refused:
    given = want.boxes_by_hand
    if not given:
        return outcome
    match outcome:
        case Refused():
            reason = Reason.of("some-boxes-by-hand", given=len(given), count=want.count)
            return Refused((*outcome.reasons, reason), outcome.size, outcome.tried, outcome.angle, outcome.seen)
        case Found():
            panels = tuple(
                Panel(given[k], (1.0, 1.0, 1.0, 1.0), by_hand=True) if k in given else panel
                for k, panel in enumerate(outcome.panels)
            )
            return Found(panels, outcome.size, outcome.angle, outcome.confidence, outcome.rows, outcome.method)


def _scaled(page: Page, longest: int) -> tuple[Image, float]:
    scale = min(1.0, longest / max(page.shape[:2]))
    if scale == 1.0:
        return page.astype(np.float32), 1.0
    size = (max(1, round(page.shape[1] * scale)), max(1, round(page.shape[0] * scale)))
    small = Pictures.fromarray(page).resize(size, Pictures.Resampling.BOX)
    return np.asarray(small).astype(np.float32), scale


def _look(upright: Page, want: Expectation) -> _Looks:
    best: _Look | None = None
    votes: list[int] = []
    hints: list[int] = []
    for longest, tolerance in _PASSES:
        picture, scale = _scaled(upright, longest)
        found = search(picture, want.count, want.grid, tolerance)
        if want.count not in found.layouts:
            hints.extend(_regular_counts(found))
            continue
        layout = found.layouts[want.count]
        look = _Look(
            layout, scale, tolerance,
            panels_beside(found, layout), more_panels(found, layout), fewer_panels(found, layout),
        )  # fmt: skip
        if look.more is not None and look.more.worst > 0.9 and look.more.tenth > 0.9:
            votes.append(look.more.count)
        if best is None or look.merit > best.merit + 0.03:
            best = look
        if look.convincing:
            break
    return _Looks(best, tuple(votes), tuple(hints))


def _regular_counts(found: Search) -> list[int]:
    """Counts the page could well have, best first, where the wanted one is impossible."""
    good = [one for one in found.layouts.values() if one.regular and one.worst > 0.9 and one.tenth > 0.9]
    return [one.count for one in sorted(good, key=lambda one: (-one.area, -one.score))][:1]


def _from_borders(upright: Page, want: Expectation, looks: _Looks, angle: float) -> Found | Refused:
    size = (upright.shape[1], upright.shape[0])
    best = looks.best
    if best is None:
        reason = Reason.of("no-layout", count=want.count)
        return Refused((reason, *_looks_like(looks.hints[:1])), size, angle=angle, seen=looks.hints)
    boxes = _refined(upright, best)
    panels = tuple(
        Panel(box_in_page(box, size, angle), _four(sides)) for box, sides in zip(boxes, best.layout.sides, strict=True)
    )
    reasons = (
        *_doubts(best, looks.votes),
        *_pixel_doubts(upright, boxes, best.layout.rows),
        *_strip_doubts(boxes, best.layout.rows, want),
        *_edge_doubts(upright, boxes),
    )
    if reasons:
        seen = tuple(one.count for one in (best.more, best.fewer) if one is not None) + looks.votes
        return Refused(reasons, size, tuple(panel.box for panel in panels), angle, tuple(dict.fromkeys(seen)))
    return Found(panels, size, angle, best.layout.confidence, best.layout.rows)


def _refined(upright: Page, look: _Look) -> tuple[Box, ...]:
    fx = upright.shape[1] / look.layout.page[0]
    fy = upright.shape[0] / look.layout.page[1]
    boxes = tuple(
        Box(round(left * fx), round(top * fy), round(right * fx), round(bottom * fy))
        for left, top, right, bottom in look.layout.boxes.tolist()
    )
    reach = math.ceil((look.tolerance + 1) / look.scale)
    boxes = refine(upright, boxes, reach, 1 if look.tolerance == 1 else 5)
    return tidy(upright, boxes, look.layout.rows, columns=look.layout.aligned)


def _four(sides: Floats) -> tuple[float, float, float, float]:
    left, right, top, bottom = (round(float(value), 3) for value in sides)
    return left, right, top, bottom


def _looks_like(counts: tuple[int, ...]) -> tuple[Reason, ...]:
    return tuple(Reason.of("looks-like", seen=count) for count in counts)


def _doubts(look: _Look, votes: tuple[int, ...]) -> Iterator[Reason]:
    """Every structural reason not to trust a layout; none of them rests on a single score."""
    layout = look.layout
    others = [one.count for one in (look.more, look.fewer) if one is not None]
    if not layout.regular:
        others.extend(votes)
    elif not layout.full:
        # Passes that saw a regular page worse can only have missed panels.
        others.extend(vote for vote in votes if vote > layout.count)
    yield from _looks_like(tuple(others[:1]))
    if look.beside:
        yield Reason.of("more-beside", beside=look.beside, count=layout.count)
    weakest = int(layout.panel_supports.argmin()) + 1
    if layout.worst < 0.88 or layout.tenth < 0.86:
        yield Reason.of("weak-borders", panels=(weakest,), panel=weakest, support=round(layout.worst * 100))
    elif not layout.regular and (layout.sides.min() < 0.85 or layout.tenth < 0.95 or layout.worst < 0.93):
        yield Reason.of("irregular", panels=(weakest,), panel=weakest, support=round(layout.worst * 100))
    elif not layout.full and layout.worst < min(0.9, float(np.median(layout.panel_supports)) - 0.08):
        yield Reason.of("one-worse", panels=(weakest,), panel=weakest, support=round(layout.worst * 100))
    if layout.area < 0.12:
        yield Reason.of("small-part", share=round(layout.area * 100))


def _pixel_doubts(upright: Page, boxes: tuple[Box, ...], rows: tuple[int, ...]) -> Iterator[Reason]:
    page, scaled, _ = thinned(upright, boxes, _PIXELS_SIDE)
    gutter = gutter_of(page, scaled)
    gaps = odd_gaps(page, scaled, rows, gutter)
    if gaps:
        between = ", ".join(f"{gap.before}|{gap.after}" for gap in gaps[:5])
        panels = tuple(sorted({number for gap in gaps for number in (gap.before, gap.after)}))
        yield Reason.of("odd-gap", panels=panels, between=between)
    taken = places_taken(page, scaled, rows, gutter)
    if taken:
        yield Reason.of("places-taken", places=taken, count=len(boxes))
    for number in panels_with_gutter(page, scaled, gutter):
        yield Reason.of("gutter-inside", panels=(number,), panel=number)
    for number in blank_panels(page, scaled, gutter):
        yield Reason.of("blank", panels=(number,), panel=number)


def _strip_doubts(boxes: tuple[Box, ...], rows: tuple[int, ...], want: Expectation) -> Iterator[Reason]:
    """Pictures that touch in one row or column: a horizon or a pole inside one picture looks just the same."""
    if want.grid is not None or len(boxes) < 2 or min(len(rows), max(rows)) > 1:
        return
    across = len(rows) == 1
    gaps = [b.left - a.right if across else b.top - a.bottom for a, b in pairwise(boxes)]
    if min(gaps) <= 1:
        shape = f"1x{len(boxes)}" if across else f"{len(boxes)}x1"
        yield Reason.of("touching-strip", count=len(boxes), grid=shape)


def _edge_doubts(upright: Page, boxes: tuple[Box, ...]) -> Iterator[Reason]:
    """Panels that end where the page does and are larger than the rest have swallowed the page's margin."""
    small, _ = _scaled(upright, _LATTICE_SIDE)
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


def _from_lattice(upright: Page, want: Expectation, angle: float) -> Found | None:
    small, scale = _scaled(upright, _LATTICE_SIDE)
    if all(margins_of(small)):
        return None
    lattice = find_lattice(small, want)
    if lattice is None or lattice.weakest < ENOUGH or finer(small, lattice):
        return None
    size = (upright.shape[1], upright.shape[0])
    boxes = _cells(lattice, scale, size)
    rows = (len(lattice.columns) - 1,) * (len(lattice.rows) - 1)
    if any((*_pixel_doubts(upright, boxes, rows), *_strip_doubts(boxes, rows, want))):
        return None
    support = round(lattice.weakest, 3)
    panels = [Panel(box_in_page(box, size, angle), (support,) * 4) for box in boxes]
    return Found(tuple(panels), size, angle, support, rows, method="lattice")


def _cells(lattice: Lattice, scale: float, size: tuple[int, int]) -> tuple[Box, ...]:
    xs = [min(size[0], round(x / scale)) for x in lattice.columns]
    ys = [min(size[1], round(y / scale)) for y in lattice.rows]
    return tuple(Box(left, top, right, bottom) for top, bottom in pairwise(ys) for left, right in pairwise(xs))
