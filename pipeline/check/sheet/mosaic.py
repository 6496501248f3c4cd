"""The corners of panels, enlarged side by side on few pictures, so that one reading does for many."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from PIL import Image as Pictures

from pipeline.check.sheet.corners import Place, corners, piece
from pipeline.check.sheet.model import Box
from pipeline.check.sheet.refine import Page

_PER_PICTURE: Final = 24
_COLUMNS: Final = 6
_RIM: Final = 12
_CLEAR: Final = 4
_GRAY: Final = 128
_OUTSIDE: Final = 0.45


@dataclass(frozen=True, slots=True, eq=False)
class Tiles:
    """Pictures of up to 24 corners; each panel has two, left and right. ``cell``: width and height of a tile."""

    pictures: tuple[tuple[Page, int], ...]
    cell: tuple[int, int]
    panels: int

    def panel_at(self, first: int, box: Box) -> int | None:
        """The panel (from 0) whose corner a word at ``box`` of the picture starting at tile ``first`` is in."""
        column = (box.left + box.right) // 2 // self.cell[0]
        row = (box.top + box.bottom) // 2 // self.cell[1]
        if not 0 <= column < _COLUMNS:
            return None
        panel = (first + row * _COLUMNS + column) // 2
        return panel if 0 <= panel < self.panels else None

    def whole(self, box: Box) -> bool:
        """Whether a word ends before its tile does; of any other a part is missing."""
        return (box.left + box.right) // 2 % self.cell[0] + box.width / 2 < self.cell[0] - _RIM - _CLEAR


def tiles_of(page: Page, boxes: Sequence[Box], size: tuple[int, int], place: Place = "upper") -> Tiles:
    """Cut both upper (or lower) corners of every box, a little outside it too, each brought to ``size``.

    A corner is as wide as it takes for its proportions to be those of ``size``.
    """
    wide = (1 + _OUTSIDE) * size[0] / size[1]
    cell = (size[0] + 2 * _RIM, size[1] + 2 * _RIM)
    cut = [corner for box in boxes for corner in corners(box, place, wide, _OUTSIDE)]
    pictures = []
    for first in range(0, len(cut), _PER_PICTURE):
        group = cut[first : first + _PER_PICTURE]
        rows = -(-len(group) // _COLUMNS)
        picture = np.full((rows * cell[1], _COLUMNS * cell[0], 3), _GRAY, np.uint8)
        for k, corner in enumerate(group):
            y, x = k // _COLUMNS * cell[1] + _RIM, k % _COLUMNS * cell[0] + _RIM
            picture[y : y + size[1], x : x + size[0]] = _enlarged(page, corner, size)
        pictures.append((picture, first))
    return Tiles(tuple(pictures), cell, len(boxes))


def _enlarged(page: Page, box: Box, size: tuple[int, int]) -> Page:
    part, _ = piece(page, box)
    if not part.size:
        return np.full((size[1], size[0], 3), _GRAY, np.uint8)
    return np.asarray(Pictures.fromarray(part).resize(size, Pictures.Resampling.BICUBIC))
