"""Rows: chains of neighbouring rectangles with the same top and bottom, the best for every count."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np

from pipeline.check.sheet.edges import Mask
from pipeline.check.sheet.lines import Floats, Ints
from pipeline.check.sheet.rects import Rects

_GAP: Final = 0.06
"""The widest gap between neighbours, as a share of the page's width."""
_UNEQUAL: Final = 1.3
"""The largest log ratio of two neighbours' widths."""
_AREA: Final = 0.6
_MOST: Final = 4000
_NEVER: Final = np.float32(-1e9)


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """Rows of one page, arrays of one length; ``members[n, :count[n]]`` are rectangles from left to right."""

    rects: Rects
    members: Ints
    count: Ints
    score: Floats

    @property
    def extent(self) -> Ints:
        """n x 4: left, top, right, bottom in pixels."""
        boxes = self.rects.boxes
        last = self.members[np.arange(len(self.count)), self.count - 1]
        first = boxes[self.members[:, 0]]
        return np.stack([first[:, 0], first[:, 1], boxes[last][:, 2], first[:, 3]], 1)

    def only(self, keep: Mask | Ints) -> Rows:
        return Rows(self.rects, self.members[keep], self.count[keep], self.score[keep])


@dataclass(frozen=True, slots=True, eq=False)
class _Links:
    """Which rectangle may stand right of which: sorted by ``into``, ``heads`` starts each group."""

    source: Ints
    into: Ints
    worth: Floats
    heads: Ints


def find_rows(rects: Rects, most_in_row: int) -> Rows:
    """The best rows of up to ``most_in_row`` rectangles, at most 4000."""
    width, height = rects.page
    boxes = rects.boxes
    area = (boxes[:, 2] - boxes[:, 0]) * (boxes[:, 3] - boxes[:, 1])
    gain = (rects.quality + _AREA * area / (width * height)).astype(np.float32)
    links = _find_links(rects, gain)
    starts, start_of = np.unique(rects.left, return_inverse=True)
    state = np.full((len(gain), len(starts)), _NEVER, np.float32)
    state[np.arange(len(gain)), start_of] = gain
    layers, back = [state], [np.full(state.shape, -1, np.int64)]
    while len(layers) < most_in_row and len(links.source):
        state, came = _step(layers[-1], links)
        if not (state > _NEVER / 2).any():
            break
        layers.append(state)
        back.append(came)
    return _collect(rects, layers, back)


def _find_links(rects: Rects, gain: Floats) -> _Links:
    band = rects.top * (len(rects.ys) + 1) + rects.bottom
    order = np.argsort(band, kind="stable")
    bounds = np.flatnonzero(np.diff(band[order], prepend=-1, append=-1))
    left, right = rects.xs[rects.left], rects.xs[rects.right]
    wide = np.log((right - left).astype(np.float64))
    sources, targets = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    for low, high in pairwise(bounds):
        group = order[low:high]
        gap = left[group][None, :] - right[group][:, None]
        ratio = np.abs(wide[group][None, :] - wide[group][:, None])
        n, m = np.nonzero((gap >= 0) & (gap <= _GAP * rects.page[0]) & (ratio <= _UNEQUAL))
        sources.append(group[n])
        targets.append(group[m])
    source, into = np.concatenate(sources), np.concatenate(targets)
    sort = np.argsort(into, kind="stable")
    source, into = source[sort], into[sort]
    ratio = np.abs(wide[into] - wide[source])
    worth = gain[into] - 0.25 * np.maximum(0, ratio - 0.03)
    heads = np.flatnonzero(np.diff(into, prepend=-1))
    return _Links(source, into, worth.astype(np.float32), heads)


def _step(state: Floats, links: _Links) -> tuple[Floats, Ints]:
    """Lengthen every chain by one: per (rectangle, start) the best score and the link it came by."""
    offered = state[links.source] + links.worth[:, None]
    best = np.maximum.reduceat(offered, links.heads, axis=0)
    group = np.repeat(np.arange(len(links.heads)), np.diff(links.heads, append=len(links.into)))
    number = np.where(offered == best[group], np.arange(len(links.into))[:, None], len(links.into))
    link = np.minimum.reduceat(number, links.heads, axis=0)
    out = np.full(state.shape, _NEVER, np.float32)
    came = np.full(state.shape, -1, np.int64)
    target = links.into[links.heads]
    out[target] = np.where(best > _NEVER / 2, best, _NEVER)
    came[target] = links.source[np.minimum(link, len(links.into) - 1)]
    return out, came


def _collect(rects: Rects, layers: list[Floats], back: list[Ints]) -> Rows:
    """Per (top, bottom, left, right, count) the best chain; of all, those with the best mean."""
    members, counts, scores = [], [], []
    for depth, layer in enumerate(layers):
        node, start = np.nonzero(layer > _NEVER / 2)
        score = layer[node, start]
        node, start, score = _best_per_extent(rects, node, start, score)
        chain = np.full((len(node), len(layers)), -1, np.int64)
        at = node
        for k in range(depth, -1, -1):
            chain[:, k] = at
            if k:
                at = back[k][at, start]
        members.append(chain)
        counts.append(np.full(len(node), depth + 1, np.int64))
        scores.append(score)
    rows = Rows(rects, np.concatenate(members), np.concatenate(counts), np.concatenate(scores))
    best = np.argsort(-rows.score / rows.count, kind="stable")[:_MOST]
    return rows.only(best)


def _best_per_extent(rects: Rects, node: Ints, start: Ints, score: Floats) -> tuple[Ints, Ints, Floats]:
    tall, wide = len(rects.ys) + 1, len(rects.xs) + 1
    key = ((rects.top[node] * tall + rects.bottom[node]) * wide + rects.right[node]) * wide + start
    order = np.lexsort((-score, key))
    first = np.flatnonzero(np.diff(key[order], prepend=-1))
    keep = order[first]
    return node[keep], start[keep], score[keep]
