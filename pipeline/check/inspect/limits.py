"""The limits of all checks in one place; how each was chosen is in docs/checks.md."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Limits:
    """Units are those of each check's value; ``dataclasses.replace`` makes other limits."""

    aspect_off: float = 0.02
    """Largest deviation of width:height, as a share."""
    structure: float = 0.015
    """Smallest structure (OKLab distance from a smooth surface) that is a picture."""
    copied: float = 0.94
    """Largest share of the detail that may agree with a reference."""
    frame_support: float = 0.85
    """Share of a side along which a straight edge must run to be a bar or frame."""
    split_support: float = 0.93
    """Share of the picture's width or height along which a straight cut must run."""
    composition: float = 0.25
    """Smallest agreement of contours with the crop."""
    tone: float = 0.3
    """Largest distance of the lightness distribution to the anchor's (OKLab L)."""
    palette: float = 0.05
    """Largest distance of the colour distributions to the anchor's (OKLab a, b)."""
    edge_width: float = 3.0
    """Widest that the sharpest edges may be, in thousandths of the long edge."""
    alike: float = 0.93
    """Largest share of the detail that two panels may have in common."""


def limits_of(said: Mapping[str, float]) -> Limits:
    """The measured limits with those that a plan sets; TypeError for a name that is none."""
    return replace(Limits(), **said)
