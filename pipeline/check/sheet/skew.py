"""How far a page is askew, and turning a page and its boxes upright."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image as Pictures

from pipeline.check.sheet.edges import Image, find_edges
from pipeline.check.sheet.model import Box

_MOST: Final = 3.2
"""Degrees searched to either side."""
_LEAST: Final = 0.3
"""Degrees below which turning would cost more sharpness than it gives."""
_GAIN: Final = 1.15
_POINTS: Final = 60_000


def find_angle(small: Image) -> float:
    """Degrees (counter-clockwise) that turn the page upright: edges then fall together; 0.0 if it is upright."""
    edges = find_edges(small, 10)
    height, width = edges.vertical.shape
    upright = _points(edges.vertical) - np.array([height / 2, 0])
    lying = _points(edges.horizontal) - np.array([0, width / 2])

    def sharpness(degrees: float) -> float:
        slope = math.tan(math.radians(degrees))
        columns = upright[:, 1] + upright[:, 0] * slope
        rows = lying[:, 0] - lying[:, 1] * slope
        return _concentration(columns, width) + _concentration(rows, height)

    coarse = _best(np.arange(-_MOST, _MOST + 0.01, 0.2), sharpness)
    angle = _best(np.arange(coarse - 0.2, coarse + 0.201, 0.05), sharpness)
    if abs(angle) < _LEAST or sharpness(angle) < _GAIN * sharpness(0.0):
        return 0.0
    return round(angle, 2)


def _points(mask: NDArray[np.bool_]) -> NDArray[np.float64]:
    points = np.argwhere(mask).astype(np.float64)
    return points[:: max(1, len(points) // _POINTS)]


def _concentration(positions: NDArray[np.float64], length: int) -> float:
    if not len(positions):
        return 0.0
    places = np.clip(np.rint(positions), 0, length - 1).astype(np.int64)
    return float((np.bincount(places, minlength=length).astype(np.float64) ** 2).sum())


def _best(angles: NDArray[np.float64], sharpness: Callable[[float], float]) -> float:
    return max((float(degrees) for degrees in angles), key=sharpness)


def turn(page: NDArray[np.uint8], degrees: float) -> NDArray[np.uint8]:
    """Turn a page about its middle, same size; what comes in from outside repeats the page's border."""
    if not degrees:
        return page
    height, width = page.shape[:2]
    pad = math.ceil(max(height, width) * math.sin(math.radians(abs(degrees))) / 2) + 2
    wide = np.pad(page, ((pad, pad), (pad, pad), (0, 0)), mode="edge")
    turned = Pictures.fromarray(wide).rotate(degrees, Pictures.Resampling.BICUBIC)
    return np.asarray(turned)[pad : pad + height, pad : pad + width]


def box_in_page(box: Box, size: tuple[int, int], degrees: float) -> Box:
    """The box of the same size about the same spot of the page as given; ``box`` is in the turned page."""
    return _move(box, size, -degrees)


def box_in_turned(box: Box, size: tuple[int, int], degrees: float) -> Box:
    """The opposite of :func:`box_in_page`, within a pixel."""
    return _move(box, size, degrees)


def _move(box: Box, size: tuple[int, int], degrees: float) -> Box:
    """Carry the box's middle along when the page turns counter-clockwise by ``degrees`` about its middle."""
    if not degrees:
        return box
    turn_by = math.radians(-degrees)  # y points down
    middle_x, middle_y = size[0] / 2, size[1] / 2
    x = (box.left + box.right) / 2 - middle_x
    y = (box.top + box.bottom) / 2 - middle_y
    to_x = x * math.cos(turn_by) - y * math.sin(turn_by) + middle_x
    to_y = x * math.sin(turn_by) + y * math.cos(turn_by) + middle_y
    left, top = round(to_x - box.width / 2), round(to_y - box.height / 2)
    return Box(left, top, left + box.width, top + box.height)
