"""Stacks: rows under each other that together make a given number of panels, the best for every count."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np

from pipeline.check.sheet.edges import Mask
from pipeline.check.sheet.lines import Floats, Ints
from pipeline.check.sheet.rows import Rows

_ALIGNED: Final = 0.02
"""How far left and right ends of rows may differ, as a share of the page's width."""
_SAME_CUT: Final = 0.012
_UNEQUAL: Final = 0.6
"""The largest log ratio of two neighbouring rows' heights."""
_NEVER: Final = np.float32(-1e9)


@dataclass(frozen=True, slots=True)
class Stack:
    """Rows (indices, from top to bottom) and their score."""

    rows: tuple[int, ...]
    score: float


@dataclass(frozen=True, slots=True, eq=False)
class _Pairs:
    """Row ``upper`` may stand right above row ``lower``; ``last``: the lower one is short and ends the stack."""

    upper: Ints
    lower: Ints
    worth: Floats
    last: Mask


def find_stacks(rows: Rows, most: int) -> Mapping[int, Stack]:
    """For every reachable number of panels up to ``most`` the best stack."""
    total = len(rows.count)
    if not total:
        return {}
    score = np.full((total, most + 1), _NEVER, np.float32)
    fits = np.flatnonzero(rows.count <= most)
    score[fits, rows.count[fits]] = rows.score[fits]
    back = np.full((total, most + 1), -1, np.int64)
    ended = np.full((total, most + 1), _NEVER, np.float32)
    ended_back = back.copy()
    extent = rows.extent
    order = np.argsort(extent[:, 1], kind="stable")
    bounds = np.flatnonzero(np.diff(extent[order, 1], prepend=-1, append=-1))
    for low, high in pairwise(bounds):
        pairs = _find_pairs(rows, extent, order[:low], order[low:high])
        for which, into, came in ((~pairs.last, score, back), (pairs.last, ended, ended_back)):
            _advance((score, into, came), pairs, rows.count, which)
    return _best(score, back, ended, ended_back, rows)


def _find_pairs(rows: Rows, extent: Ints, above: Ints, here: Ints) -> _Pairs:
    """Rows of ``here`` (one common top) under rows of ``above``; the rules of what may follow what."""
    width, height = rows.rects.page
    top = extent[here[0], 1]
    upper_tall = extent[above, 3] - extent[above, 1]
    above = above[(extent[above, 3] <= top) & (top - extent[above, 3] <= np.maximum(2 * upper_tall, 0.06 * height))]
    a, b = extent[above][:, None], extent[here][None]
    gap = top - a[..., 3]
    tall_a, tall_b = a[..., 3] - a[..., 1], b[..., 3] - b[..., 1]
    ratio = np.abs(np.log(tall_a / tall_b))
    slack = _ALIGNED * width
    longer = b[..., 2] - a[..., 2]
    short = longer < -slack
    legal = (
        ((gap <= 0.75 * np.maximum(tall_a, tall_b)) | (gap <= 0.06 * height))
        & (ratio <= _UNEQUAL)
        & (np.abs(a[..., 0] - b[..., 0]) <= slack)
        & (longer <= slack)
        & (~short | (rows.count[above][:, None] > rows.count[here][None]))
    )
    n, m = np.nonzero(legal)
    upper, lower = above[n], here[m]
    last = short[n, m]
    same = (rows.count[upper] == rows.count[lower]) & ~last
    bonus = np.where(last, -0.2, -0.05)
    bonus[same] = np.where(_same_cuts(rows, upper[same], lower[same]), 0.1 * rows.count[lower[same]], -0.05)
    worth = rows.score[lower] - 0.4 * rows.count[lower] * np.maximum(0, ratio[n, m] - 0.02) + bonus
    return _Pairs(upper, lower, worth.astype(np.float32), last)


def _same_cuts(rows: Rows, upper: Ints, lower: Ints) -> Mask:
    """Whether two rows of equal count are divided at the same places."""
    lefts, rights = rows.rects.xs[rows.rects.left], rows.rects.xs[rows.rects.right]
    a, b = rows.members[upper], rows.members[lower]
    off = np.maximum(np.abs(lefts[a] - lefts[b]), np.abs(rights[a] - rights[b]))
    return np.asarray(np.where(a >= 0, off, 0).max(1, initial=0) < _SAME_CUT * rows.rects.page[0])


def _advance(tables: tuple[Floats, Floats, Ints], pairs: _Pairs, count: Ints, which: Mask) -> None:
    """Extend the stacks of ``score`` by one row of the chosen pairs, into ``into``, noting where each came from."""
    score, into, came = tables
    upper, lower, worth = pairs.upper[which], pairs.lower[which], pairs.worth[which]
    if not len(lower):
        return
    order = np.argsort(lower, kind="stable")
    upper, lower, worth = upper[order], lower[order], worth[order]
    heads = np.flatnonzero(np.diff(lower, prepend=-1))
    offered = score[upper] + worth[:, None]
    best = np.maximum.reduceat(offered, heads, axis=0)
    group = np.repeat(np.arange(len(heads)), np.diff(heads, append=len(lower)))
    number = np.where(offered == best[group], np.arange(len(lower))[:, None], len(lower))
    pick = np.minimum.reduceat(number, heads, axis=0)
    for k, row in enumerate(lower[heads]):
        step = count[row]
        if step >= score.shape[1]:
            continue
        reach = best[k, :-step]
        better = (reach > into[row, step:]) & (reach > _NEVER / 2)
        into[row, step:][better] = reach[better]
        came[row, step:][better] = upper[pick[k, :-step][better]]


def _best(score: Floats, back: Ints, ended: Floats, ended_back: Ints, rows: Rows) -> Mapping[int, Stack]:
    stacks = {}
    for panels in range(1, score.shape[1]):
        options = [(float(table[:, panels].max()), int(table[:, panels].argmax()), came)
                   for table, came in ((score, back), (ended, ended_back))]  # fmt: skip
        worth, row, came = max(options, key=lambda option: option[0])
        if worth <= _NEVER / 2:
            continue
        chain, left = [row], panels - int(rows.count[row])
        parent = int(came[row, panels])
        while parent >= 0:
            chain.append(parent)
            parent, left = int(back[parent, left]), left - int(rows.count[parent])
        stacks[panels] = Stack(tuple(reversed(chain)), worth)
    return stacks
