"""How wide the sharpest edges of a picture are, measured on all its pixels."""

from __future__ import annotations

import numpy as np

from pipeline.check.inspect.oklab import luma
from pipeline.pictures.pixels import Pixels

_TILE = 24
_LEAST_RANGE = 24.0  # of 255: a tile with less contrast has no edge to measure
_LEAST_TILES = 6
_SHARPEST = 0.1


def edge_width(whole: Pixels) -> float | None:
    """Return the width of the sharpest tenth of edges, in thousandths of the long edge; None with too few edges.

    An edge that rises by R grey values, at most G of them from one pixel to the next, is R / G pixels wide or more.
    """
    height, width = (side // _TILE * _TILE for side in whole.shape[:2])
    if not height or not width:
        return None
    tiles = luma(whole[:height, :width]).reshape(height // _TILE, _TILE, width // _TILE, _TILE)
    contrast = tiles.max(axis=(1, 3)) - tiles.min(axis=(1, 3))
    clear = contrast >= _LEAST_RANGE
    if int(clear.sum()) < _LEAST_TILES:
        return None
    across = np.abs(np.diff(tiles, axis=3)).max(axis=(1, 3))
    down = np.abs(np.diff(tiles, axis=1)).max(axis=(1, 3))
    widths = contrast[clear] / np.maximum(np.maximum(across, down)[clear], 1.0)
    sharpest = float(np.quantile(widths, _SHARPEST))
    return sharpest * 1000.0 / float(max(whole.shape[:2]))
