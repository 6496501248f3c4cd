"""Sizes in pixels and aspects as exact ratios."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

_SIZE = re.compile(r"\s*(\d{1,5})\s*[xX×]\s*(\d{1,5})\s*")
_ASPECT = re.compile(r"\s*(\d{1,5}(?:\.\d{1,4})?)\s*[:：/]\s*(\d{1,5}(?:\.\d{1,4})?)\s*")


@dataclass(frozen=True, slots=True, order=True)
class Size:
    """Width and height in pixels, both at least 1."""

    width: int
    height: int

    @classmethod
    def parse(cls, text: str) -> Size:
        """Read ``WxH``; raises ValueError for anything else."""
        match = _SIZE.fullmatch(text)
        if match is None or not (int(match[1]) and int(match[2])):
            raise ValueError(text)
        return cls(int(match[1]), int(match[2]))

    @property
    def pixels(self) -> int:
        return self.width * self.height

    @property
    def ratio(self) -> Fraction:
        """Width over height."""
        return Fraction(self.width, self.height)

    @property
    def turned(self) -> Size:
        return Size(self.height, self.width)

    def __str__(self) -> str:
        return f"{self.width}x{self.height}"


@dataclass(frozen=True, slots=True)
class Aspect:
    """A width:height ratio, kept exactly; ``text`` is how it was written."""

    ratio: Fraction
    text: str

    @classmethod
    def parse(cls, text: str) -> Aspect:
        """Read ``W:H`` (``9:16``, ``2.39:1``); raises ValueError for anything else."""
        match = _ASPECT.fullmatch(text)
        if match is None or not (Fraction(match[1]) and Fraction(match[2])):
            raise ValueError(text)
        return cls(Fraction(match[1]) / Fraction(match[2]), f"{match[1]}:{match[2]}")

    @property
    def orientation(self) -> str:
        """``portrait``, ``landscape`` or ``square``."""
        if self.ratio == 1:
            return "square"
        return "landscape" if self.ratio > 1 else "portrait"

    def off(self, size: Size) -> float:
        """How far ``size`` is from this aspect, as a share: 0.02 is two per cent."""
        return abs(float(size.ratio / self.ratio) - 1.0)

    def __str__(self) -> str:
        return self.text
