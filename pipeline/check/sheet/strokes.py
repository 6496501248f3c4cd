"""Ink: the strokes of a piece of a page, and the connected pieces they form."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from pipeline.check.sheet.edges import Mask
from pipeline.check.sheet.model import Box

INK: Final = 45
"""The least a stroke differs from the ground around it, in gray values."""
_STROKE: Final = 18
"""The thickest stroke is about twice this part of the height of what is looked at."""


def ink_of(gray: NDArray[np.float32]) -> Mask:
    """Dark strokes narrower than a letter's: what closing them fills. A step, as at a plate's edge, is none."""
    reach = max(3, gray.shape[0] // _STROKE)
    closed = gray
    for axis in (0, 1):
        closed = _highest(closed, reach, axis)
    for axis in (0, 1):
        closed = -_highest(-closed, reach, axis)
    return closed - gray > 0.5 * INK


def _highest(values: NDArray[np.float32], reach: int, axis: int) -> NDArray[np.float32]:
    """The highest value within ``reach`` along an axis, by spans twice as long each time."""
    pad = [(0, 0), (0, 0)]
    pad[axis] = (reach, reach)
    best = np.pad(values, pad, mode="edge")
    have, want = 1, 2 * reach + 1
    while have < want:
        step = min(have, want - have)
        ahead = best[step:] if axis == 0 else best[:, step:]
        best = np.maximum(best[:-step] if axis == 0 else best[:, :-step], ahead)
        have += step
    return best


def components(mask: Mask) -> list[Box]:
    """Boxes of the connected pieces of a mask (diagonals connect)."""
    parents: list[int] = []
    extents: list[list[int]] = []

    def root(k: int) -> int:
        while parents[k] != k:
            parents[k] = parents[parents[k]]
            k = parents[k]
        return k

    above: list[tuple[int, int, int]] = []
    for y, row in enumerate(mask):
        edges = np.flatnonzero(np.diff(np.concatenate(([0], row.view(np.int8), [0]))))
        runs = []
        for start, end in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
            me = len(parents)
            parents.append(me)
            extents.append([start, y, end, y + 1])
            for other_start, other_end, other in above:
                if other_start <= end and start <= other_end:
                    a, b = root(other), root(me)
                    if a != b:
                        parents[b] = a
            runs.append((start, end, me))
        above = runs
    whole: dict[int, list[int]] = {}
    for k, extent in enumerate(extents):
        box = whole.setdefault(root(k), extent[:])
        box[0], box[1] = min(box[0], extent[0]), min(box[1], extent[1])
        box[2], box[3] = max(box[2], extent[2]), max(box[3], extent[3])
    return [Box(*box) for box in whole.values()]
