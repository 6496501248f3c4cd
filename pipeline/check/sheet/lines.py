"""Candidate border lines of one direction, and how well each is supported between any two others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from pipeline.check.sheet.edges import Mask, widen

Ints = NDArray[np.int64]
Floats = NDArray[np.float32]

_RUN: Final = 0.05
"""A line has a dense run of at least this share of the page."""
_GAP_COST: Final = 2.5
_APART: Final = 3
_TRIM: Final = 0.04
"""Share left out at both ends of a side: round corners and badges sit there."""


@dataclass(frozen=True, slots=True, eq=False)
class Lines:
    """``at``: positions in pixels; ``sums[k, n]``: edge pixels of line k before n;
    ``chance``: the support an arbitrary line gets from texture alone."""

    at: Ints
    sums: Floats
    chance: float


@dataclass(frozen=True, slots=True, eq=False)
class Spans:
    """Pairs of lines that may be two opposite sides: indices ``first`` < ``last``, and lengths in pixels."""

    first: Ints
    last: Ints
    length: Ints


def find_lines(edge: Mask, tolerance: int, most: int, margins: tuple[bool, bool]) -> Lines:
    """Lines along axis 0 of ``edge`` (one candidate per column), the best ``most``, at least 4 px apart.

    The page's own two borders are lines too. Where there is a margin, a line may be close to the border.
    """
    length, width = edge.shape
    dense = widen(edge, tolerance)
    score = _densest_run(dense) + 0.25 * _densest_run(edge)
    taken = np.zeros(width, bool)
    chosen: list[int] = []
    for x in np.argsort(-score, kind="stable"):
        if score[x] < _RUN * length or len(chosen) >= most:
            break
        if not taken[x]:
            taken[max(0, x - _APART) : x + _APART + 1] = True
            if (margins[0] or x > _APART) and (margins[1] or x < width - _APART) and x > 0:
                chosen.append(int(x))
    chosen.sort()
    sums = np.zeros((len(chosen), length + 1), np.float32)
    sums[:, 1:] = np.cumsum(dense[:, chosen], axis=0).T
    border = np.arange(length + 1, dtype=np.float32)[None]
    at = [0, *chosen, width]
    sums = np.concatenate([border, sums, border])
    chance = float(min(0.6, np.percentile(dense.mean(0), 60)))
    return Lines(np.array(at, np.int64), sums, chance)


def _densest_run(mask: Mask) -> Floats:
    """Per column the best sum of a run in which an edge pixel is worth 1 and a gap costs 2.5."""
    worth = np.where(mask, np.float32(1), np.float32(-_GAP_COST))
    run = np.zeros(mask.shape[1], np.float32)
    best = run.copy()
    for row in worth:
        run += row
        np.maximum(run, 0, out=run)
        np.maximum(best, run, out=best)
    return best


def find_spans(lines: Lines, shortest: float) -> Spans:
    """All pairs of lines at least ``shortest`` pixels apart."""
    first, last = np.triu_indices(len(lines.at), 1)
    length = lines.at[last] - lines.at[first]
    fits = length >= shortest
    return Spans(first[fits].astype(np.int64), last[fits].astype(np.int64), length[fits])


def supports(lines: Lines, across: Lines, spans: Spans) -> Floats:
    """``[line, span]``: how much of that line is an edge between the two lines of ``across`` in a span, 0..1."""
    trim = np.maximum(1, (_TRIM * spans.length).astype(np.int64))
    start = across.at[spans.first] + trim
    end = np.minimum(across.at[spans.last] - trim, lines.sums.shape[1] - 1)
    share = (lines.sums[:, end] - lines.sums[:, start]) / np.maximum(1, end - start)
    return np.asarray(np.clip((share - lines.chance) / (1 - lines.chance), 0, 1), np.float32)
