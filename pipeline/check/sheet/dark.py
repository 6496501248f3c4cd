"""Dark pages: their shadows lightened, so that a dark picture stands out from the ground it is on."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from pipeline.check.sheet.edges import FAINT, gray_of, steps, widen
from pipeline.check.sheet.model import Box
from pipeline.check.sheet.refine import Page

_DARK: Final = 64
"""The gray value up to which a page's margin is dark."""
_ALL_ROUND: Final = 0.9
_LIGHTER: Final = (255 * np.sqrt(np.arange(256) / 255)).astype(np.uint8)
"""Steps in the shadows grow: from 16 to 20 becomes from 63 to 71."""
_RIM: Final = 0.08
_RIM_GROUND: Final = 0.8
_RIM_EDGE: Final = 0.5
_RIM_HABIT: Final = 0.6
_NEAR: Final = 14


def lightened(page: Page) -> Page | None:
    """The page with its shadows lightened, or None where its margin isn't dark all round."""
    if any((margin < _DARK).mean() < _ALL_ROUND for margin in _margins(page)):
        return None
    return _LIGHTER[page]


def _margins(page: Page) -> list[NDArray[np.float32]]:
    rim = max(1, min(page.shape[:2]) // 200)
    return [gray_of(part) for part in (page[:rim], page[-rim:], page[:, :rim], page[:, -rim:])]


def have_rims(page: Page, boxes: tuple[Box, ...]) -> bool:
    """Whether most boxes have, along the same side, a strip of the page's ground before the picture begins:
    then what was found is a mount or a strip of film, not the pictures."""
    ground = float(np.median(np.concatenate([margin.ravel() for margin in _margins(page)])))
    turned = page.transpose(1, 0, 2)
    for view, sides in ((page, boxes), (turned, tuple(box.turned for box in boxes))):
        parts = [view[box.top : box.bottom, box.left : box.right] for box in sides]
        for flipped in (False, True):
            rims = [_has_rim(part[:, ::-1] if flipped else part, ground) for part in parts]
            if np.mean(rims) >= _RIM_HABIT:
                return True
    return False


def _has_rim(part: Page, ground: float) -> bool:
    """Whether a strip at the left, at most 8 % of the width, has the ground's tone and ends in a straight edge."""
    limit = int(_RIM * part.shape[1])
    trim = part.shape[0] // 20
    strip = part[trim : part.shape[0] - trim, : limit + 4].astype(np.float32)
    if limit < 4 or not strip.size:
        return False
    across, _ = steps(strip)
    edge = widen(across >= 2 * FAINT, 1).mean(0)
    plain = (np.abs(gray_of(strip) - ground) < _NEAR).mean(0)
    ends = [x for x in range(4, limit) if edge[x] >= _RIM_EDGE]
    return any(plain[1 : x - 1].mean() >= _RIM_GROUND for x in ends)
