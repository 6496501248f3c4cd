"""Chance that is the same on every machine and release: numbers from a hash of a text."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


class Dice:
    """Draws numbers from sha256 of ``seed`` and a counter; the same seed gives the same numbers."""

    def __init__(self, *seed: str) -> None:
        self._seed = "\0".join(seed).encode()
        self._drawn = 0

    def unit(self) -> float:
        """A number in [0, 1)."""
        self._drawn += 1
        digest = hashlib.sha256(self._seed + self._drawn.to_bytes(4, "big")).digest()
        return int.from_bytes(digest[:6], "big") / 2**48

    def between(self, low: float, high: float) -> float:
        return low + (high - low) * self.unit()

    def number(self, low: int, high: int) -> int:
        """A whole number from ``low`` to ``high``, both included."""
        return low + int(self.unit() * (high - low + 1))

    def chance(self, share: float) -> bool:
        return self.unit() < share

    def pick(self, choices: Sequence[T]) -> T:
        return choices[int(self.unit() * len(choices))]

    def side(self) -> int:
        """Minus one or one."""
        return 1 if self.chance(0.5) else -1
