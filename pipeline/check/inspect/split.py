"""Split page: several pictures side by side where one was asked for."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pipeline.check.inspect.case import Case, verdict
from pipeline.check.inspect.oklab import Field, luma
from pipeline.check.inspect.result import Check
from pipeline.pictures.pixels import Pixels

_LEAST_SIDE = 32  # pixels: a smaller picture has no room for two
_OUTER = 0.12  # of the side: nearer to the edge a line is a frame, not a cut
_STEP = 9.0  # of 255: least step across a cut
_EVEN = 4.0  # of 255: standard deviation along a gutter
_WIDEST = 0.06  # of the side: a gutter
_PAPER, _INK = 215.0, 14.0  # gutters are lighter or darker than this
_LIKELY = 0.7  # of its length: a line that can be followed so far may be a cut
_MOST_CUTS = 4  # more of them side by side are slats, tiles or a fence
_MIXED = 0.2  # least share of steps in the rarer direction: a horizon or door frame steps one way only


def split(case: Case) -> Check:
    """Fail a picture that one straight cut, with or without a gutter, divides from side to side."""
    value, limit = split_support(case.view.middle), case.limits.split_support
    return verdict("split", value, limit, good=value < limit)


def split_support(rgb: Pixels) -> float:
    """Return the share of the picture's height or width along which the straightest cut can be followed."""
    if min(rgb.shape[:2]) < _LEAST_SIDE:
        return 0.0
    grey = luma(rgb)
    return max(_columns(grey), _columns(grey.T))


def _columns(grey: Field) -> float:
    width = grey.shape[1]
    first, last = int(width * _OUTER), width - int(width * _OUTER)
    return max(_bare_cut(grey, first, last), _gutter(grey, first, last))


def _bare_cut(grey: Field, first: int, last: int) -> float:
    """Touching pictures: nearly every row steps at one column, in both directions, unlike anywhere beside it."""
    steps = grey[:, 2:] - grey[:, :-2]  # over two pixels: scaling spreads a cut that far
    support = (np.abs(steps) > _STEP).mean(axis=0)
    rising = (steps > _STEP).mean(axis=0)
    mixed = np.minimum(rising, support - rising) >= _MIXED * support
    chance = float(np.median(support))
    value = np.where(mixed, (support - chance) / max(1.0 - chance, 1e-6), 0.0)
    if len(_runs(value > _LIKELY)) > _MOST_CUTS:
        return 0.0
    return float(value[first:last].max(initial=0.0))


def _gutter(grey: Field, first: int, last: int) -> float:
    """A thin even strip of paper or ink from side to side, with picture on both sides of it."""
    width = grey.shape[1]
    tone = grey.mean(axis=0)
    even = (grey.std(axis=0) <= _EVEN) & ((tone >= _PAPER) | (tone <= _INK))
    strips = [(start, end) for start, end in _runs(even) if end - start <= max(3, width * _WIDEST)]
    inside = [(start, end) for start, end in strips if start >= first and end <= last]
    found = [_beside(grey, start, end, float(tone[start:end].mean())) for start, end in inside]
    if sum(support > _LIKELY for support in found) > _MOST_CUTS:
        return 0.0
    return max(found, default=0.0)


def _beside(grey: Field, start: int, end: int, tone: float) -> float:
    """Return the share of rows in which the picture differs from the strip close to it, on the worse side."""
    sides = (grey[:, max(0, start - 4) : start], grey[:, end : end + 4])
    return min(float((np.abs(side - tone).max(axis=1) > _STEP).mean()) for side in sides)


def _runs(flags: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Return the half-open ranges in which ``flags`` are set."""
    edges = np.flatnonzero(np.diff(np.concatenate(([0], flags.astype(np.int8), [0]))))
    return list(zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True))
