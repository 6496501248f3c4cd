"""Composition: whether a picture follows the crop or sketch it was given, or ignores it."""

from __future__ import annotations

from typing import Final

import numpy as np

from pipeline.check.inspect.agreement import correlation
from pipeline.check.inspect.case import Case, verdict
from pipeline.check.inspect.oklab import Field, luma
from pipeline.check.inspect.result import Check
from pipeline.images.picture import Role
from pipeline.images.size import Size
from pipeline.pictures.pixels import Pixels, fitted

_SIDE = 128
_CELL = 4
_SHIFTS: Final = tuple((dy, dx) for dy in (-2, -1, 0, 1, 2) for dx in (-2, -1, 0, 1, 2))
_FEWEST = 0.02  # share of cells with a contour below which a sketch is too bare to compare


def composition(case: Case) -> Check | None:
    """Fail a picture whose contours lie nowhere near those of its crop or sketch; unknown for a bare sketch."""
    sketch = case.reference(Role.CROP, Role.SKETCH)
    if sketch is None:
        return None
    value, limit = follows(case.view.small, sketch.view.small), case.limits.composition
    return verdict("composition", value, limit, good=None if value is None else value >= limit)


def follows(taken: Pixels, sketch: Pixels) -> float | None:
    """Return how well the contours of two pictures agree, -1..1, some cells of play allowed; None if one has none."""
    one, other = contours(taken), contours(sketch)
    if min((one > 0.5).mean(), (other > 0.5).mean()) < _FEWEST:
        return None
    return max(correlation(_moved(one, dy, dx), _moved(other, -dy, -dx)) for dy, dx in _SHIFTS)


def contours(rgb: Pixels) -> Field:
    """Return 32 x 32: how strong the contours are in each part of the picture, whatever the contrast there."""
    grey = luma(fitted(rgb, Size(_SIDE, _SIDE)))
    across = np.abs(grey[1:-1, 2:] - grey[1:-1, :-2])
    down = np.abs(grey[2:, 1:-1] - grey[:-2, 1:-1])
    strength = np.pad(np.hypot(across, down), 1)
    cells = strength.reshape(_SIDE // _CELL, _CELL, _SIDE // _CELL, _CELL).max(axis=(1, 3))
    scale = max(float(np.quantile(cells, 0.9)), 12.0)
    relative: Field = np.minimum(cells / scale, 1.0).astype(np.float32)
    return relative


def _moved(cells: Field, down: int, across: int) -> Field:
    """Cut one side off, so that two fields moved opposite ways overlap shifted by their sum."""
    height, width = cells.shape
    return cells[
        max(0, down) : height - max(0, -down),
        max(0, across) : width - max(0, -across),
    ]
