"""Are the boxes really two or three panels each? Then a line at the same place divides them all."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from pipeline.check.sheet.edges import Mask, find_edges, widen
from pipeline.check.sheet.look import scaled
from pipeline.check.sheet.model import Box
from pipeline.check.sheet.refine import Page

_SIDE: Final = 1000
_NEAR: Final = 0.12
"""How far the line may be from even division, as a share of a part."""
_ENDS: Final = 0.04
_DIVIDED: Final = 0.85
"""The least support of the lines: joined panels measured 0.98 and more, single ones 0.70 at most."""
_ALONE: Final = 0.98
"""The same where there are one or two boxes: one horizon is soon found."""
_ALONE_UP_TO: Final = 2
_FEW: Final = 0.15
"""Share of the boxes that may lack the line: a dark panel beside a dark one."""


def parts_in_each(page: Page, boxes: tuple[Box, ...]) -> int:
    """2, 3 or 4 where nearly every box is divided into so many even parts by straight lines, else 1."""
    small, scale = scaled(page, _SIDE)
    edges = find_edges(small)
    lying = [box.turned for box in boxes]
    across = {parts: _support(edges.vertical, boxes, scale, parts) for parts in (2, 3)}
    down = {parts: _support(edges.horizontal.T, lying, scale, parts) for parts in (2, 3)}
    if min(across[2], down[2]) >= _DIVIDED:
        return 4
    enough = _DIVIDED if len(boxes) > _ALONE_UP_TO else _ALONE
    return next((parts for side in (across, down) for parts in (2, 3) if side[parts] >= enough), 1)


def _support(edge: Mask, boxes: Sequence[Box], scale: float, parts: int) -> float:
    ends = np.rint(np.array([(box.left, box.top, box.right, box.bottom) for box in boxes]) * scale).astype(int)
    mask = widen(edge, 1)
    supports = sorted(_weakest_line(mask, end, parts) for end in ends)
    return supports[int(_FEW * len(supports))]


def _weakest_line(mask: Mask, box: np.ndarray, parts: int) -> float:
    left, top, right, bottom = (int(value) for value in box)
    trim = max(1, round(_ENDS * (bottom - top)))
    width = (right - left) / parts
    reach = max(2.0, _NEAR * width)
    lines = []
    for k in range(1, parts):
        at = left + k * width
        near = mask[top + trim : bottom - trim, max(0, int(at - reach)) : int(at + reach) + 1]
        lines.append(float(near.mean(0).max()) if near.size else 0.0)
    return min(lines)
