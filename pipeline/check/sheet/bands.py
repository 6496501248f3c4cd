"""Caption and header strips inside panels: bands of one ground at the top or bottom, alike in most panels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Tone = NDArray[np.float32]
"""Gray values of one panel, height x width."""

MOST: Final = 0.25
"""The most that is cut off at the top or bottom, as a share of the height."""
_LEAST: Final = 8
_NEAR: Final = 18
_TEXT_ROW: Final = 0.5
_PLAIN_ROW: Final = 0.97
_PLAIN_ROWS: Final = 0.25
_EDGE: Final = 0.75
_AGREE: Final = 0.5


@dataclass(frozen=True, slots=True)
class Band:
    """Rows from the top that have one ground; ``gray``: that ground."""

    height: int
    gray: float


def top_bands(panels: Sequence[Tone], gutter: float | None, written: Sequence[int]) -> tuple[int, ...]:
    """How many rows to cut off each panel's top. Turn the panels upside down to ask for their bottoms.

    A strip counts only if half of the panels have one of the same height and ground (a flat sky doesn't
    repeat), or if it has the gutter's own colour and text was read in it (``written``: how many rows from the
    top text reaches, per panel, 0 for none); never more than a quarter.
    """
    bands = [_band(tone) for tone in panels]
    common = _common(bands, panels)
    return tuple(
        _height(band, tone, common, gutter if 0 < text <= (band.height if band else 0) + 2 else None)
        for band, tone, text in zip(bands, panels, written, strict=True)
    )


def _height(band: Band | None, tone: Tone, common: Band | None, gutter: float | None) -> int:
    if band is None:
        return common.height if common is not None and _covers(tone, common) else 0
    like_others = common is not None and _alike(band, common, tone.shape[0])
    like_gutter = gutter is not None and abs(band.gray - gutter) < 10
    return band.height if like_others or like_gutter else 0


def _band(tone: Tone) -> Band | None:
    height = tone.shape[0]
    limit = int(MOST * height)
    if limit < _LEAST or tone.shape[1] < _LEAST:
        return None
    gray = float(np.median(tone[1:5]))
    ground = (np.abs(tone[: limit + 2] - gray) < _NEAR).mean(1)
    ends = np.flatnonzero(ground < _TEXT_ROW)
    if not len(ends) or not _LEAST <= ends[0] <= limit:
        return None
    rows = int(ends[0])
    plain = (ground[:rows] >= _PLAIN_ROW).mean()
    step = np.abs(tone[rows + 1 if rows + 1 < height else rows] - tone[max(0, rows - 2)])
    if plain < _PLAIN_ROWS or (step > 8).mean() < _EDGE:
        return None
    return Band(rows, gray)


def _covers(tone: Tone, common: Band) -> bool:
    """A panel whose picture begins in the strip's own tone: the others say where."""
    strip = tone[: common.height]
    ground = (np.abs(strip - common.gray) < _NEAR).mean(1)
    return bool(common.height <= MOST * tone.shape[0] and (ground >= _PLAIN_ROW).mean() >= _PLAIN_ROWS)


def _common(bands: Sequence[Band | None], panels: Sequence[Tone]) -> Band | None:
    found = [band for band in bands if band is not None]
    if len(panels) < 3 or len(found) < _AGREE * len(panels):
        return None
    middle = Band(int(np.median([b.height for b in found])), float(np.median([b.gray for b in found])))
    alike = [b for b, tone in zip(bands, panels, strict=True) if b and _alike(b, middle, tone.shape[0])]
    return middle if len(alike) >= _AGREE * len(panels) else None


def _alike(band: Band, common: Band, height: int) -> bool:
    return abs(band.height - common.height) <= max(4, 0.02 * height) and abs(band.gray - common.gray) < 20
