"""Straight one-pixel edges of a picture: where neighbouring pixels differ, thinned across the line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Image = NDArray[np.float32]
"""Height x width x 3, 0..255."""
Mask = NDArray[np.bool_]

_KERNEL: Final = np.array([0.0216, 0.2286, 0.4996, 0.2286, 0.0216], np.float32)
"""A Gaussian of sigma 0.8, five taps, sum 1."""

FAINT: Final = 5.0
"""The smallest step (of 255) that counts as an edge."""


@dataclass(frozen=True, slots=True, eq=False)
class Edges:
    """``vertical[y, x]``: an edge between x-1 and x; ``horizontal[y, x]``: one between y-1 and y."""

    vertical: Mask
    horizontal: Mask


def blur(image: Image) -> Image:
    """Smooth lightly (sigma 0.8); borders repeat."""
    return _blur_along(_blur_along(image, 0), 1)


def _blur_along(image: Image, axis: int) -> Image:
    pad = [(0, 0)] * image.ndim
    pad[axis] = (2, 2)
    wide = np.pad(image, pad, mode="edge")
    length = image.shape[axis]
    out = np.zeros_like(image)
    for k, weight in enumerate(_KERNEL):
        out += weight * (wide[k : k + length] if axis == 0 else wide[:, k : k + length])
    return out


def steps(image: Image) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """The largest channel's difference to the left and to the upper neighbour, of a smoothed picture."""
    across = np.zeros(image.shape[:2], np.float32)
    down = np.zeros(image.shape[:2], np.float32)
    across[:, 1:] = _largest(np.abs(image[:, 1:] - image[:, :-1]))
    down[1:] = _largest(np.abs(image[1:] - image[:-1]))
    return across, down


def _largest(image: Image) -> NDArray[np.float32]:
    """The largest channel; several times as quick as a reduction over so short an axis."""
    return np.maximum(np.maximum(image[..., 0], image[..., 1]), image[..., 2])


def gray_of(image: NDArray[np.uint8] | Image) -> NDArray[np.float32]:
    """The mean of the channels, height x width."""
    total = image[..., 0].astype(np.float32)
    total += image[..., 1]
    total += image[..., 2]
    return np.asarray(total / 3, np.float32)


def find_edges(image: Image, least: float = FAINT) -> Edges:
    """Keep a step that is at least ``least``, peaks across its line, and beats the other direction's mean."""
    across, down = steps(blur(image))
    return Edges(
        vertical=_thin(across, least) & (across >= _mean3(down)),
        horizontal=_thin(down.T, least).T & (down >= _mean3(across)),
    )


def _thin(step: NDArray[np.float32], least: float) -> Mask:
    keep = step >= least
    keep[:, 1:] &= step[:, 1:] >= step[:, :-1]
    keep[:, :-1] &= step[:, :-1] >= step[:, 1:]
    return np.asarray(keep)


def _mean3(step: NDArray[np.float32]) -> NDArray[np.float32]:
    """The mean over 3 x 3 pixels; borders repeat."""
    wide = np.pad(step, 1, mode="edge")
    rows = wide[:-2] + wide[1:-1] + wide[2:]
    return np.asarray((rows[:, :-2] + rows[:, 1:-1] + rows[:, 2:]) / 9)


def widen(mask: Mask, reach: int) -> Mask:
    """Let every True also cover ``reach`` pixels left and right of it."""
    out = mask.copy()
    for k in range(1, reach + 1):
        out[:, k:] |= mask[:, :-k]
        out[:, :-k] |= mask[:, k:]
    return out
