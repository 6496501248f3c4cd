"""Does the page look like another number of panels? Questions put to the layouts of one search."""

from __future__ import annotations

from typing import Final

import numpy as np

from pipeline.check.sheet.edges import Mask
from pipeline.check.sheet.layout import Layout, Search
from pipeline.check.sheet.lines import Ints

_FEWER: Final = 6
_FEW: Final = 2
_UNBROKEN: Final = 0.97
_TOUCHING: Final = 1
"""Pixels between panels, at the scale of the search, up to which they touch."""


def more_panels(search: Search, chosen: Layout, *, strict: bool) -> Layout | None:
    """A layout of another count that is regular, well framed, and explains more of the page than the chosen.

    ``strict``: borders were followed to the pixel; only then a finer division of an irregular page means something.
    """
    rivals = [
        layout
        for count, layout in search.layouts.items()
        if count != chosen.count
        and count >= max(2, chosen.count - _FEWER)
        and (_is_halved(layout, chosen) or (strict and _divides_as_well(layout, chosen)) or _is_better(layout, chosen))
    ]
    return max(rivals, key=_persuasion, default=None)


def _is_better(rival: Layout, chosen: Layout) -> bool:
    return rival.regular and rival.worst > 0.85 and rival.tenth > 0.8 and _explains_more(rival, chosen)


def _is_halved(rival: Layout, chosen: Layout) -> bool:
    """One or two pictures are told from two or four that touch only by a line without any gap."""
    few = chosen.count <= _FEW and chosen.count < rival.count <= 2 * _FEW
    return few and rival.full and _same_area(rival, chosen) and float(rival.sides.min()) > _UNBROKEN


def _divides_as_well(rival: Layout, chosen: Layout) -> bool:
    """In an irregular page every border counts: if a finer division of the same area has borders as clear, the
    chosen one has joined two panels. Where pictures touch, one of two dark ones is enough to blur a border."""
    if chosen.regular or chosen.count <= _FEW or rival.count <= chosen.count or not _same_area(rival, chosen):
        return False
    usual = float(np.median(chosen.column_gaps)) if len(chosen.column_gaps) else 0.0
    touching = usual <= _TOUCHING
    if not touching and rival.column_gaps.min() < 0.5 * usual:
        return False
    least, worst = (0.5, 0.85) if touching else (0.8, 0.9)
    return rival.worst > worst and float(rival.sides.min()) > least


def _same_area(rival: Layout, chosen: Layout) -> bool:
    return 0.97 < rival.area / chosen.area < 1.03


def _persuasion(layout: Layout) -> tuple[int, float]:
    """Of several rivals the one that covers most of the page is most likely the truth."""
    return round(layout.area * 25), layout.score + 0.1 * layout.full


def _explains_more(rival: Layout, chosen: Layout) -> bool:
    if rival.count > chosen.count and rival.area > chosen.area * (1 + 0.5 / chosen.count):
        return True
    if rival.full and not chosen.regular:
        return rival.area > 0.8 * chosen.area and not _merely_joins(rival, chosen)
    if not (rival.full and chosen.regular and rival.count > chosen.count and rival.area > 0.98 * chosen.area):
        return False
    # One horizon divides one or two pictures as well as a border does.
    return not chosen.full or (chosen.count > 2 and rival.worst > 0.9 and rival.tenth > 0.9)


def fewer_panels(search: Search, chosen: Layout) -> Layout | None:
    """A layout of fewer panels with clearly better borders, or regular where the chosen is not."""
    rivals = [
        layout
        for count, layout in search.layouts.items()
        if max(2, chosen.count - _FEWER + 1) <= count < chosen.count and _better_with_fewer(layout, chosen)
    ]
    return max(rivals, key=_persuasion, default=None)


def _better_with_fewer(rival: Layout, chosen: Layout) -> bool:
    if rival.mean > chosen.mean + 0.06 and rival.area > 0.93 * chosen.area:
        return True
    good = rival.regular and rival.worst > 0.9 and rival.tenth > 0.9
    good = good and not chosen.regular and rival.area > 0.8 * chosen.area
    return good and not _merely_joins(rival, chosen)


def _merely_joins(rival: Layout, chosen: Layout) -> bool:
    """Whole rows are well framed too: boxes that all join several panels with clear borders of their own say
    nothing. Where only one of them does, the chosen layout has most likely cut a picture in two."""
    if rival.count >= chosen.count or chosen.sides.min() < 0.85:
        return False
    near = 0.01 * max(chosen.page)
    starts = chosen.boxes[:, None, :2] >= rival.boxes[None, :, :2] - near
    ends = chosen.boxes[:, None, 2:] <= rival.boxes[None, :, 2:] + near
    inside = np.all(starts & ends, axis=2)
    return bool(np.any(inside, axis=1).all() and (np.sum(inside, axis=0) >= 2).all())


def panels_beside(search: Search, chosen: Layout) -> int:
    """How many boxes like the chosen ones lie next to them at the sheet's own distances."""
    rects, boxes = search.rects, search.rects.boxes
    if not len(boxes):
        return 0
    width, height = chosen.page
    wide, tall = boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1]
    like_row = _goes_on_with_a_row(boxes, chosen)
    mid_wide, mid_tall = np.median(chosen.widths), np.median(chosen.heights)
    alike = (np.abs(np.log(tall / mid_tall)) <= 0.1) & (np.abs(np.log(wide / mid_wide)) <= 0.1)
    framed = (rects.sides.min(1) >= 0.7) & (rects.sides.mean(1) >= 0.6)
    overlap_x = np.minimum(boxes[:, None, 2], chosen.boxes[None, :, 2]) - np.maximum(
        boxes[:, None, 0], chosen.boxes[None, :, 0]
    )
    overlap_y = np.minimum(boxes[:, None, 3], chosen.boxes[None, :, 3]) - np.maximum(
        boxes[:, None, 1], chosen.boxes[None, :, 1]
    )
    apart = ~((overlap_x > 0.1 * mid_wide) & (overlap_y > 0.1 * mid_tall)).any(1)
    left, top, right, bottom = chosen.extent
    gap_x = np.maximum(boxes[:, 0] - right, left - boxes[:, 2])
    gap_y = np.maximum(boxes[:, 1] - bottom, top - boxes[:, 3])
    in_row = _aligned(boxes, chosen, (1, 3), 0.02 * height)
    in_column = _aligned(boxes, chosen, (0, 2), 0.02 * width)
    usual = float(np.median(chosen.column_gaps)) if len(chosen.column_gaps) else 0.02 * width
    beside = in_row & ~in_column & (gap_x >= 0) & (np.abs(gap_x - usual) < 0.015 * width)
    below = in_column & (gap_y >= 0) & _row_distance(gap_y, chosen, float(mid_tall), height)
    inside = (gap_x <= 0) & (gap_y <= 0) & in_row & in_column
    found = framed & apart & ((alike & (beside | below | inside)) | like_row)
    # One box is found many times, a pixel here or there.
    places = boxes[found, :2] // np.array([max(1, mid_wide // 2), max(1, mid_tall // 2)])
    return len(np.unique(places, axis=0))


def _goes_on_with_a_row(boxes: Ints, chosen: Layout) -> Mask:
    """Boxes of any width that go on with a row where the chosen layout leaves it."""
    width, height = chosen.page
    wide, tall = boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1]
    out = np.zeros(len(boxes), bool)
    if not len(chosen.column_gaps):
        return out
    usual = float(np.median(chosen.column_gaps))
    for row in chosen.by_row:
        same = (np.abs(boxes[:, 1] - row[0, 1]) < 0.012 * height) & (np.abs(boxes[:, 3] - row[0, 3]) < 0.012 * height)
        after = np.abs(boxes[:, 0] - row[-1, 2] - usual) < 0.01 * width
        before = np.abs(row[0, 0] - boxes[:, 2] - usual) < 0.01 * width
        out |= same & (after | before) & (wide > 0.4 * tall)
    return out


def _aligned(boxes: Ints, chosen: Layout, ends: tuple[int, int], near: float) -> Mask:
    off = [np.abs(boxes[:, None, end] - chosen.boxes[None, :, end]) for end in ends]
    return np.asarray(np.maximum(*off).min(1) < near)


def _row_distance(gap: Ints, chosen: Layout, tall: float, height: int) -> Mask:
    if not len(chosen.row_gaps):
        return np.asarray(gap < 0.35 * tall)
    usual = float(np.median(chosen.row_gaps))
    return np.asarray(np.abs(gap - usual) < max(0.015 * height, 0.3 * usual))
