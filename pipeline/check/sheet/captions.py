"""Header and caption strips known by the text read in them: one ground behind the words, alike in most panels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from pipeline.check.sheet.bands import MOST, Tone

_NEAR: Final = 18
_GROUND: Final = 0.96
"""Share of a row between, above and below the lines of text that has the strip's ground."""
_LINE: Final = 0.5
"""The same for a row with text in it, words included: a reader misses words."""
_ROWS: Final = 0.85
"""Share of either kind of rows that must be so."""
_BELOW: Final = 0.3
"""How much further down, in heights of a line, the ground must go on, unless a line or a picture right across ends
it: a figure beside a note does not end there."""
_HABIT: Final = 0.5
_LEAST_PANELS: Final = 3
_ALIKE: Final = 0.03
"""How far the strips of two panels may end apart, as a share of the height."""
_DISTINCT: Final = 0.3
_PAD: Final = 2


@dataclass(frozen=True, slots=True, eq=False)
class Written:
    """What was read near one end of a panel: ``reach``, rows to the end of the last line of text, 0 for none;
    ``line``: the height of a line of it in pixels; ``mask`` (height x width): where all words are."""

    reach: int
    line: float
    mask: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class _Strip:
    """``reach``: as above; ``end``: the row in which another ground begins, 0 where none does within a quarter."""

    reach: int
    end: int
    gray: float


def text_strips(panels: Sequence[Tone], texts: Sequence[Written]) -> tuple[int, ...]:
    """How many rows to cut off each panel's top; all 0 unless half of the panels have such a strip.

    A note that somebody wrote over a picture has the picture beside it and is no strip. Never more than a quarter.
    """
    strips = [_strip(tone, text) for tone, text in zip(panels, texts, strict=True)]
    seen = [strip for strip in strips if strip is not None]
    if len(panels) < _LEAST_PANELS or len(seen) < _HABIT * len(panels):
        return (0,) * len(panels)
    common = _common_end(seen, [tone.shape[0] for tone in panels])
    if common is None:
        return (0,) * len(panels)
    return tuple(_height(*one, common) for one in zip(strips, panels, texts, strict=True))


def _strip(tone: Tone, text: Written) -> _Strip | None:
    limit = int(MOST * tone.shape[0])
    if not 0 < text.reach <= limit:
        return None
    mask = text.mask[:limit]
    above = tone[: text.reach][~mask[: text.reach]]
    if not above.size:
        return None
    gray = float(np.median(above))
    near = np.abs(tone[:limit] - gray) < _NEAR
    lines = np.asarray(mask.any(1))
    lines[text.reach :] = False
    share = near.mean(1)
    holds = np.where(lines, (near | mask).mean(1) >= _LINE, share >= _GROUND)
    last = min(limit, text.reach + max(3, int(_BELOW * text.line)))
    across = np.flatnonzero(share[text.reach : last] < _LINE)
    if len(across):
        last = text.reach + int(across[0])
    between = holds[:last][~lines[:last]]
    if holds[: text.reach].mean() < _ROWS or len(between) < 3 or between.mean() < _ROWS:
        return None
    other = np.flatnonzero(~holds[last:])
    return _Strip(text.reach, last + int(other[0]) if len(other) else 0, gray)


def _common_end(strips: Sequence[_Strip], heights: Sequence[int]) -> _Strip | None:
    ends = [strip for strip in strips if strip.end]
    if not ends:
        return None
    middle = int(np.median([strip.end for strip in ends]))
    near = _ALIKE * float(np.median(heights))
    alike = [strip for strip in ends if abs(strip.end - middle) <= max(3, near)]
    if len(alike) < _DISTINCT * len(heights):
        return None
    return _Strip(0, middle, float(np.median([strip.gray for strip in alike])))


def _height(strip: _Strip | None, tone: Tone, text: Written, common: _Strip) -> int:
    if strip is None:
        return common.end if _has_it_too(tone, text, common) else 0
    near = max(3.0, _ALIKE * tone.shape[0])
    if strip.end and abs(strip.end - common.end) <= near:
        return strip.end
    return common.end if common.end >= strip.reach else strip.reach + _PAD


def _has_it_too(tone: Tone, text: Written, common: _Strip) -> bool:
    """A panel with the common strip's ground where the others have it, even if not all in it could be read."""
    if common.end > MOST * tone.shape[0]:
        return False
    near = np.abs(tone[: common.end] - common.gray) < _NEAR
    mask = text.mask[: common.end]
    share = (near | mask).mean(1)
    return bool((share >= _LINE).mean() >= _ROWS and (share >= _GROUND).mean() >= _DISTINCT)
