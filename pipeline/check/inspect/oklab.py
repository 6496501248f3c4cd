"""sRGB pixels as OKLab, where equal distances look equally different (Björn Ottosson, 2020)."""

from __future__ import annotations

from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from pipeline.pictures.pixels import Pixels

Field: TypeAlias = NDArray[np.float32]
"""Height x width, or height x width x 3, as float32."""

_LINEAR: Final[Field] = np.array(
    [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (v / 255 for v in range(256))],
    dtype=np.float32,
)
_TO_CONES: Final[Field] = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ],
    dtype=np.float32,
)
_TO_LAB: Final[Field] = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ],
    dtype=np.float32,
)
_GREY: Final[Field] = np.array([0.299, 0.587, 0.114], dtype=np.float32)


def oklab(rgb: Pixels) -> Field:
    """Return L (0..1), a and b (about -0.4..0.4) for uint8 sRGB pixels of shape (…, 3)."""
    cones = np.cbrt(_LINEAR[rgb] @ _TO_CONES.T)
    lab: Field = (cones @ _TO_LAB.T).astype(np.float32)
    return lab


def luma(rgb: Pixels) -> Field:
    """Return the grey value as seen on the screen, 0..255, for uint8 sRGB pixels of shape (…, 3)."""
    grey: Field = rgb.astype(np.float32) @ _GREY
    return grey
