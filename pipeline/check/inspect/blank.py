"""Blank: a picture with nothing in it but a colour, a smooth gradient or noise."""

from __future__ import annotations

from functools import cache

import numpy as np

from pipeline.check.inspect.border import inner
from pipeline.check.inspect.case import Case, verdict
from pipeline.check.inspect.oklab import Field, oklab
from pipeline.check.inspect.result import Check
from pipeline.images.size import Size
from pipeline.pictures.pixels import Pixels, fitted

_SIDE = 64
_LEAST_CELLS = 4  # of 64 x 64: how much of the picture must stand out; a lone speck is dirt


def blank(case: Case) -> Check:
    """Fail a picture in which nothing stands out from a smooth surface."""
    value, limit = structure(inner(case.view.middle)), case.limits.structure
    return verdict("blank", value, limit, good=value >= limit, gate=True)


def structure(rgb: Pixels) -> float:
    """Return how far (OKLab) the few most different places lie from the best-fitting smooth surface.

    Averaging into 64 x 64 cells takes noise and compression out; the surface, a cubic one, takes out gradients.
    Nights, fog and snow keep what little stands out in them.
    """
    cells = oklab(fitted(rgb, Size(_SIDE, _SIDE))).reshape(-1, 3)
    surface, fit = _smooth()
    rest = cells - surface @ (fit @ cells)
    return float(np.partition(np.linalg.norm(rest, axis=1), -_LEAST_CELLS)[-_LEAST_CELLS])


@cache
def _smooth() -> tuple[Field, Field]:
    """The terms of a cubic surface at every cell, and what fits them; made when the first picture is looked at."""
    y, x = (axis.ravel() for axis in np.mgrid[-1 : 1 : _SIDE * 1j, -1 : 1 : _SIDE * 1j])
    terms = [x**i * y**j for i in range(4) for j in range(4 - i)]
    surface = np.stack(terms, axis=1).astype(np.float32)
    return surface, np.linalg.pinv(surface).astype(np.float32)
