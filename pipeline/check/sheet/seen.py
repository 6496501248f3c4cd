"""About how many panels a page has, where it is not cut: an estimate for people, never a reason for anything."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from pipeline.check.sheet.layout import MORE, Layout, search
from pipeline.check.sheet.look import scaled
from pipeline.check.sheet.refine import Page

_PASSES: Final = ((1000, 1), (560, 3))
"""(Long side in pixels, tolerance): drawn borders are found by the tolerant one."""
_MOST: Final = 40
"""Panels looked for at once; a page of more is searched up to a few more than planned."""
_FRAMED: Final = (0.85, 0.8)
"""The least support of the worst panel, and that nine sides of ten reach."""
_WELL_FRAMED: Final = (0.95, 0.92)
"""The same of panels that stand in no columns: any picture has some straight edges."""
_WHOLE: Final = 0.97
"""The share of the page from which on a single panel is nothing but the page's own edge."""
_COVERS: Final = 0.8
"""The least share of the best covering: whole rows are framed too, and cover a little more than their panels."""


def panels_seen(upright: Page, planned: int) -> int | None:
    """The finest well framed arrangement that covers what the best one does; None where there is none."""
    layouts: list[Layout] = []
    for longest, tolerance in _PASSES:
        picture, _ = scaled(upright, longest)
        found = search(picture, max(planned, min(_MOST, planned + 3 * MORE)), None, tolerance)
        layouts += found.layouts.values()
    best = _finest([one for one in layouts if one.regular and _framed(one, _FRAMED)])
    if best is None or max(best.rows) == 1:  # whole rows are framed as well as their panels
        best = _finest([one for one in (*layouts, best) if one and (one is best or _framed(one, _WELL_FRAMED))])
    return best.count if best and not (best.count == 1 and best.area > _WHOLE) else None


def _framed(layout: Layout, least: tuple[float, float]) -> bool:
    return layout.worst > least[0] and layout.tenth > least[1]


def _finest(layouts: Sequence[Layout]) -> Layout | None:
    most = max((layout.area for layout in layouts), default=0.0)
    return max((one for one in layouts if one.area > _COVERS * most), key=lambda one: one.count, default=None)
