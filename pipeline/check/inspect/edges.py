"""How wide the sharpest edges of a picture are, measured on all its pixels."""

from __future__ import annotations

import numpy as np

from pipeline.pictures.pixels import Grey

_TILE = 24
_LEAST_RANGE = 24.0  # of 255: a tile with less contrast has no edge to measure
_LEAST_TILES = 6
_SHARPEST = 0.1


def edge_width(whole: Grey) -> float | None:
    """Return the width of the sharpest tenth of edges, in thousandths of the long edge; None with too few edges.

    An edge that rises by R grey values, at most G of them from one pixel to the next, is R / G pixels wide or more.
    """
    height, width = (side // _TILE * _TILE for side in whole.shape[:2])
    if not height or not width:
        return None
    cut = whole[:height, :width]
    contrast = _of_tiles(cut, np.maximum) - _of_tiles(cut, np.minimum)
    clear = contrast >= _LEAST_RANGE
    if int(clear.sum()) < _LEAST_TILES:
        return None
    steepest = np.maximum(_of_tiles(_steps(cut), np.maximum), _of_tiles(_steps(cut.T).T, np.maximum))
    widths = contrast[clear] / np.maximum(steepest[clear], 1).astype(np.float32)
    sharpest = float(np.quantile(widths, _SHARPEST))
    return sharpest * 1000.0 / float(max(whole.shape[:2]))


def _of_tiles(values: Grey, extreme: np.ufunc) -> Grey:
    """Return the largest or smallest value of every tile; whole rows first, which is how the bytes lie."""
    height, width = values.shape
    rows = extreme.reduce(values.reshape(height // _TILE, _TILE, width), axis=1)
    found: Grey = extreme.reduce(rows.reshape(len(rows), width // _TILE, _TILE), axis=2)
    return found


def _steps(values: Grey) -> Grey:
    """Return how much each value differs from the one to the right of it, 0 at the right side of a tile."""
    steps = np.zeros_like(values)
    one, other = values[:, 1:], values[:, :-1]
    np.subtract(np.maximum(one, other), np.minimum(one, other), out=steps[:, :-1])
    steps[:, _TILE - 1 :: _TILE] = 0
    return steps
