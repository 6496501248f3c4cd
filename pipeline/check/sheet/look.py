"""Looking at a page at several scales: the best layout of the wanted count, and what other counts it suggests."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from PIL import Image as Pictures

from pipeline.check.sheet.counts import fewer_panels, more_panels, panels_beside
from pipeline.check.sheet.edges import Image
from pipeline.check.sheet.layout import Layout, Search, search
from pipeline.check.sheet.model import Expectation
from pipeline.check.sheet.refine import Page

_PASSES: Final = ((1000, 1), (560, 1), (560, 3), (380, 3))
"""(Long side in pixels, tolerance): the tolerant small ones are for borders drawn by hand."""


_MOST_OF_IT: Final = 0.5
"""The share of the page from which a strong look needs no other beside it."""


@dataclass(frozen=True, slots=True, eq=False)
class Look:
    """The best layout of one pass and what speaks against its count."""

    layout: Layout
    scale: float
    tolerance: int
    beside: int
    more: Layout | None
    fewer: Layout | None

    @property
    def merit(self) -> float:
        doubtful = self.beside > 0 or self.more is not None
        return self.layout.score + 0.15 * self.layout.regular - 0.1 * doubtful

    @property
    def convincing(self) -> bool:
        layout = self.layout
        strong = layout.regular and layout.full and layout.worst > 0.93 and layout.tenth > 0.9
        # Half a page may be one row whose horizons were taken for borders; another look may see all of it.
        strong = strong and layout.area > _MOST_OF_IT
        return strong and not self.beside and self.more is None and self.fewer is None


@dataclass(frozen=True, slots=True, eq=False)
class Looks:
    """``votes``: the counts that passes took the page for; ``wider``: those that cover clearly more than the wanted
    one did in the same pass; ``hints``: where the wanted count is impossible."""

    best: Look | None
    votes: tuple[int, ...]
    hints: tuple[int, ...]
    wider: tuple[int, ...] = ()


def scaled(page: Page, longest: int) -> tuple[Image, float]:
    scale = min(1.0, longest / max(page.shape[:2]))
    if scale == 1.0:
        return page.astype(np.float32), 1.0
    size = (max(1, round(page.shape[1] * scale)), max(1, round(page.shape[0] * scale)))
    small = Pictures.fromarray(page).resize(size, Pictures.Resampling.BOX)
    return np.asarray(small).astype(np.float32), scale


def look_at(upright: Page, want: Expectation) -> Looks:
    best: Look | None = None
    votes: list[int] = []
    hints: list[int] = []
    wider: list[int] = []
    for longest, tolerance in _PASSES:
        picture, scale = scaled(upright, longest)
        found = search(picture, want.count, want.grid, tolerance)
        if want.count not in found.layouts:
            hints.extend(_regular_counts(found))
            continue
        layout = found.layouts[want.count]
        look = Look(
            layout, scale, tolerance,
            panels_beside(found, layout), more_panels(found, layout, strict=tolerance == 1),
            fewer_panels(found, layout),
        )  # fmt: skip
        if look.more is not None and look.more.worst > 0.9 and look.more.tenth > 0.9:
            votes.append(look.more.count)
            if look.more.area > layout.area * (1 + 0.5 / layout.count):
                wider.append(look.more.count)
        if best is None or look.merit > best.merit + 0.03:
            best = look
        if look.convincing:
            break
    return Looks(best, tuple(votes), tuple(hints), tuple(wider))


def _regular_counts(found: Search) -> list[int]:
    """Counts the page could well have, best first, where the wanted one is impossible."""
    good = [
        one for one in found.layouts.values() if one.count > 1 and one.regular and one.worst > 0.9 and one.tenth > 0.9
    ]
    return [one.count for one in sorted(good, key=lambda one: (-one.area, -one.score))][:1]
