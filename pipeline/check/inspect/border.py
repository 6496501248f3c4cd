"""Letterbox bars and drawn frames around a picture."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pipeline.check.inspect.case import Case, verdict
from pipeline.check.inspect.oklab import Field, luma
from pipeline.check.inspect.result import Check
from pipeline.pictures.pixels import Pixels

_LEAST_SIDE = 32  # pixels: a smaller picture has no room for a frame
_EVEN = 3.5  # of 255: standard deviation within one row of a bar, compression included
_SAME = 10.0  # of 255: from row to row of a bar, and from one bar to the opposite one
_STEP = 10.0  # of 255: least step from a bar or line to the picture
_DEEPEST = 0.45  # of the side: a lying picture in a standing one has bars of a third each
_THINNEST = 0.006
_STRAIGHT = 0.85  # of a side: along which a bar must end in a step to be cut off
_WOBBLE = 0.012  # of the side: how far a bar's end may stray from a straight line
_LINE_ZONE = 0.08  # of the side: how far in a drawn frame line may lie
_CORNER = 0.06  # of the side: left out at both ends, for round corners


@dataclass(frozen=True, slots=True)
class Bar:
    """An even band along one side: its depth in pixels, its grey, the share of the side where it ends in a step."""

    depth: int
    grey: float
    support: float


def border(case: Case) -> Check:
    """Fail a picture with bars on two opposite sides or a frame on all four."""
    value, limit = border_support(case.view.middle), case.limits.frame_support
    return verdict("border", value, limit, good=value < limit)


def border_support(rgb: Pixels) -> float:
    """Return the share of their sides along which bars, a mount or a drawn line can be followed."""
    if min(rgb.shape[:2]) < _LEAST_SIDE:
        return 0.0
    grey = luma(rgb)
    top, right, bottom, left = bars(grey)
    return max(_together(top, bottom), _together(left, right), _line_all_around(grey))


def inner(rgb: Pixels) -> Pixels:
    """Return the picture without its even bands, whether or not they end straight."""
    top, right, bottom, left = (bar.depth for bar in bars(luma(rgb)))
    height, width, _ = rgb.shape
    if height - top - bottom < height / 4 or width - left - right < width / 4:
        return rgb  # even nearly everywhere: all of it is what there is to judge
    return rgb[top : height - bottom, left : width - right]


def unframed(rgb: Pixels) -> Pixels:
    """Return the picture without the bars that end in a straight step; whitespace around a figure is no bar."""
    straight = [bar.depth if bar.support >= _STRAIGHT else 0 for bar in bars(luma(rgb))]
    height, width, _ = rgb.shape
    return rgb[straight[0] : height - straight[2], straight[3] : width - straight[1]]


def bars(grey: Field) -> tuple[Bar, ...]:
    """Return the even bands at the top, right, bottom and left."""
    turned = [np.rot90(grey, turns) for turns in range(4)]  # each turn brings the next side to the top
    depths = [_even_rows(each) for each in turned]
    return tuple(_bar(turned[side], depths[side], depths[(side + 3) % 4], depths[(side + 1) % 4]) for side in range(4))


def _even_rows(grey: Field) -> int:
    """Count the rows from the top that are even and as grey as the first."""
    rows = grey[: max(1, int(len(grey) * _DEEPEST))]
    means = rows.mean(axis=1)
    even = (rows.std(axis=1) <= _EVEN) & (np.abs(means - means[0]) <= _SAME)
    return len(even) if even.all() else int(np.argmin(even))


def _bar(grey: Field, depth: int, left: int, right: int) -> Bar:
    height, width = grey.shape
    if depth < max(2, height * _THINNEST) or width - left - right < width / 4:
        return Bar(depth, 0.0, 0.0)
    tone = float(grey[:depth].mean())
    reach = max(3, round(height * _WOBBLE))
    beyond = grey[depth : depth + reach, left : width - right]
    return Bar(depth, tone, float((np.abs(beyond - tone).max(axis=0) > _STEP).mean()))


def _together(one: Bar, other: Bar) -> float:
    alike = abs(one.grey - other.grey) <= _SAME and max(one.depth, other.depth) <= 2.5 * min(one.depth, other.depth)
    return min(one.support, other.support) if alike else 0.0


def _line_all_around(grey: Field) -> float:
    return min(_line_near_top(np.rot90(grey, turns)) for turns in range(4))


def _line_near_top(grey: Field) -> float:
    """Return the share of the top side along which one thin line runs, above what texture alone would show."""
    height, width = grey.shape
    zone, corner = max(8, int(height * _LINE_ZONE)), int(width * _CORNER)
    rows = grey[: zone + 5, corner : width - corner]
    best = 0.0
    for signed in (rows, -rows):
        ridge = np.zeros(rows.shape, dtype=bool)
        for reach in (1, 2, 3, 4):
            beside = np.minimum(signed[: -2 * reach], signed[2 * reach :])
            ridge[reach:-reach] |= beside - signed[reach:-reach] > _STEP
        near = ridge[:-2] | ridge[1:-1] | ridge[2:]  # a line may wander by a row
        shares = near.mean(axis=1)
        chance = float(np.median(shares))
        best = max(best, (float(shares.max()) - chance) / max(1.0 - chance, 1e-6))
    return best
