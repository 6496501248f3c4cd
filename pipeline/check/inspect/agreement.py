"""How much of their detail two pictures have in common, place by place."""

from __future__ import annotations

import numpy as np

from pipeline.check.inspect.oklab import Field, oklab
from pipeline.pictures.pixels import Pixels

TILE = 8
_SAME_COLOUR = 0.07  # OKLab distance of two places' means that compression and regrading don't exceed
_REGRADED = 0.08  # OKLab: a shift of the whole picture that is taken out first
_SAME_SHAPE = 0.8  # correlation within a place
_TEXTURED = 0.012  # OKLab L, standard deviation: below it a place has no shape to compare
_MOST_WEIGHT = 0.10


def agreement(first: Pixels, second: Pixels) -> float:
    """Return 0..1: the share of the detail that is the same in both; two equal squares, sides multiples of 8.

    Places (8x8 pixels) weigh by the detail they hold, so that a big empty sky says little about two pictures.
    """
    one, other = oklab(first), oklab(second)
    drift = np.median(one - other, axis=(0, 1))
    if np.linalg.norm(drift) <= _REGRADED:
        other = other + drift
    a, b = _places(one), _places(other)
    far = np.linalg.norm(a.mean(axis=2) - b.mean(axis=2), axis=-1)
    light_a, light_b = (p[..., 0] - p[..., 0].mean(axis=2, keepdims=True) for p in (a, b))
    spread_a, spread_b = light_a.std(axis=2), light_b.std(axis=2)
    shape = (light_a * light_b).mean(axis=2) / np.maximum(spread_a * spread_b, 1e-6)
    detail = np.maximum(spread_a, spread_b)
    same = (far <= _SAME_COLOUR) & ((shape >= _SAME_SHAPE) | (detail < _TEXTURED))
    weight = np.minimum(detail, _MOST_WEIGHT) + _TEXTURED / 4
    return float((weight * same).sum() / weight.sum())


def correlation(first: Field, second: Field) -> float:
    """Return the correlation of two fields of one shape, -1..1; 0 where one of them is even."""
    a, b = first - first.mean(), second - second.mean()
    scale = float(np.sqrt((a * a).sum() * (b * b).sum()))
    return float((a * b).sum()) / scale if scale > 1e-6 else 0.0


def _places(lab: Field) -> Field:
    """Return rows x columns x pixels of a place x 3."""
    side = len(lab) // TILE
    cut = lab.reshape(side, TILE, side, TILE, 3).swapaxes(1, 2)
    return cut.reshape(side, side, TILE * TILE, 3)
