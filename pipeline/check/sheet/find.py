"""Finding the panels of one page: look at several scales, choose, refine, doubt; then cut or refuse."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import pairwise
from typing import Final

from pipeline.check.sheet.dark import have_rims, lightened
from pipeline.check.sheet.doubts import (
    edge_doubts,
    joined_doubts,
    layout_doubts,
    looks_like,
    pixel_doubts,
    strip_doubts,
)
from pipeline.check.sheet.lattice import Lattice, find_lattice, finer
from pipeline.check.sheet.layout import Layout
from pipeline.check.sheet.lines import Floats
from pipeline.check.sheet.look import Look, Looks, look_at, scaled
from pipeline.check.sheet.model import Box, Expectation, Found, Panel, Reason, Refused
from pipeline.check.sheet.rects import margins_of
from pipeline.check.sheet.refine import Page, refine
from pipeline.check.sheet.skew import box_in_page, find_angle, turn
from pipeline.check.sheet.tidy import tidy

_SKEW_SIDE: Final = 900
_LATTICE_SIDE: Final = 700
_WHOLE: Final = 0.85
"""The share of the page from which panels that touch leave no room for anything else."""
MOST_PANELS: Final = 100
LONGEST_SIDE: Final = 12_000
SMALLEST_PAGE: Final = 64
"""Pixels of the shorter side."""


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
    angle = find_angle(scaled(page, _SKEW_SIDE)[0])
    upright = turn(page, angle)
    looks = look_at(upright, want)
    outcome = _from_borders(upright, want, looks, angle)
    if isinstance(outcome, Refused):
        outcome = _from_shadows(upright, want, angle) or outcome
    if isinstance(outcome, Refused):
        outcome = _from_lattice(outcome, upright, want, angle)
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
    if min(page.shape[:2]) < SMALLEST_PAGE:
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


def _from_borders(upright: Page, want: Expectation, looks: Looks, angle: float) -> Found | Refused:
    size = (upright.shape[1], upright.shape[0])
    best = looks.best
    if best is None:
        reason = Reason.of("no-layout", count=want.count)
        return Refused((reason, *looks_like(looks.hints[:1])), size, angle=angle, seen=looks.hints)
    boxes = _refined(upright, best)
    panels = tuple(
        Panel(box_in_page(box, size, angle), _four(sides)) for box, sides in zip(boxes, best.layout.sides, strict=True)
    )
    reasons = (
        *layout_doubts(best, looks.votes, looks.wider),
        *joined_doubts(upright, boxes),
        *pixel_doubts(upright, boxes, best.layout.rows),
        *strip_doubts(boxes, best.layout.rows, want),
        *edge_doubts(upright, boxes),
        *_lattice_doubts(upright, best.layout),
    )
    if reasons:
        seen = tuple(one.count for one in (best.more, best.fewer) if one is not None) + looks.votes
        return Refused(reasons, size, tuple(panel.box for panel in panels), angle, tuple(dict.fromkeys(seen)))
    return Found(panels, size, angle, best.layout.confidence, best.layout.rows)


def _from_shadows(upright: Page, want: Expectation, angle: float) -> Found | None:
    """A second look at a dark page: dark pictures on it have borders that only lightened shadows show."""
    light = lightened(upright)
    if light is None:
        return None
    outcome = _from_borders(upright, want, look_at(light, want), angle)
    if isinstance(outcome, Refused) or have_rims(upright, outcome.boxes):
        return None
    return outcome


def _lattice_doubts(upright: Page, layout: Layout) -> tuple[Reason, ...]:
    """Rows of unequal length on a page that an even lattice divides as clearly: two touching pictures were joined."""
    small, _ = scaled(upright, _LATTICE_SIDE)
    if layout.full or layout.area < _WHOLE or all(margins_of(small)):
        return ()
    shape = (len(layout.rows), max(layout.rows))
    rival = find_lattice(small, Expectation(shape[0] * shape[1], shape))
    if rival is None or not rival.clear(said=False):
        return ()
    return looks_like((shape[0] * shape[1],))


def _refined(upright: Page, look: Look) -> tuple[Box, ...]:
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


def _from_lattice(outcome: Refused, upright: Page, want: Expectation, angle: float) -> Found | Refused:
    """A refused page cut as a lattice of touching pictures; lines too faint for that need the plan's word that they
    are a grid, and then the refusal says how to give it."""
    small, scale = scaled(upright, _LATTICE_SIDE)
    lattice = None if all(margins_of(small)) else find_lattice(small, want)
    if lattice is None or not lattice.clear(said=True) or finer(small, lattice):
        return outcome
    if lattice.clear(said=want.grid is not None):
        found = _cut_as(lattice, scale, upright, want, angle)
        if found is not None:
            return found
    if want.grid is not None or any(reason.code == "touching-strip" for reason in outcome.reasons):
        return outcome
    grid = (len(lattice.rows) - 1, len(lattice.columns) - 1)
    if _cut_as(lattice, scale, upright, replace(want, grid=grid), angle) is None:
        return outcome
    return replace(outcome, reasons=(*outcome.reasons, Reason.of("maybe-grid", grid=f"{grid[0]}x{grid[1]}")))


def _cut_as(lattice: Lattice, scale: float, upright: Page, want: Expectation, angle: float) -> Found | None:
    size = (upright.shape[1], upright.shape[0])
    boxes = _cells(lattice, scale, size)
    rows = (len(lattice.columns) - 1,) * (len(lattice.rows) - 1)
    doubts = (*joined_doubts(upright, boxes), *pixel_doubts(upright, boxes, rows), *strip_doubts(boxes, rows, want))
    if any(doubts):
        return None
    support = round(lattice.weakest, 3)
    panels = [Panel(box_in_page(box, size, angle), (support,) * 4) for box in boxes]
    return Found(tuple(panels), size, angle, support, rows, method="lattice")


def _cells(lattice: Lattice, scale: float, size: tuple[int, int]) -> tuple[Box, ...]:
    xs = [min(size[0], round(x / scale)) for x in lattice.columns]
    ys = [min(size[1], round(y / scale)) for y in lattice.rows]
    return tuple(Box(left, top, right, bottom) for top, bottom in pairwise(ys) for left, right in pairwise(xs))
