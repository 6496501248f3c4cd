"""A picture's signature: small enough to keep, rich enough to compare panels without decoding them again."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np

from pipeline.check.inspect.oklab import Field, oklab
from pipeline.images.size import Size
from pipeline.pictures.pixels import Pixels, fitted

SIDE = 48
_QUANTILES = np.linspace(0.02, 0.98, 25)


@dataclass(frozen=True, slots=True)
class Signature:
    """The picture squeezed into 48x48 sRGB pixels, as bytes."""

    thumb: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if len(self.thumb) != SIDE * SIDE * 3:
            raise ValueError(len(self.thumb))

    @property
    def rgb(self) -> Pixels:
        """48 x 48 x 3, uint8."""
        return np.frombuffer(self.thumb, dtype=np.uint8).reshape(SIDE, SIDE, 3)

    @property
    def text(self) -> str:
        """About 9 kB of base64, for a cache or a report."""
        return base64.b64encode(self.thumb).decode("ascii")

    @classmethod
    def from_text(cls, text: str) -> Signature:
        """Read ``text`` back; ValueError if it is not one."""
        try:
            return cls(base64.b64decode(text, validate=True))
        except binascii.Error as error:
            raise ValueError(text[:20]) from error


def sign(rgb: Pixels) -> Signature:
    """Return the signature of decoded pixels."""
    return Signature(fitted(rgb, Size(SIDE, SIDE)).tobytes())


def distances(first: Signature, second: Signature) -> tuple[float, float]:
    """Return how far apart the lightness and the colour distributions are (OKLab units, positions ignored).

    Each is the mean distance between equal quantiles, a cheap form of the earth mover's distance.
    """
    gaps = np.abs(_spread(first) - _spread(second)).mean(axis=0)
    return float(gaps[0]), float(np.hypot(gaps[1], gaps[2]))


@lru_cache(maxsize=8)  # every picture is held against the same few anchors
def _spread(signature: Signature) -> Field:
    quantiles: Field = np.quantile(oklab(signature.rgb).reshape(-1, 3), _QUANTILES, axis=0).astype(np.float32)
    return quantiles
