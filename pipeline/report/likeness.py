"""What was measured between pictures, by their sha256: distances to their anchors, pairs that are nearly the same."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Likeness:
    """``far``: (tone, palette) of a picture (first) to its anchor (second), in the units of docs/checks.md.

    ``alike``: the share of detail that two pictures have in common, where it is as large as the limit; it is known of
    all pictures in ``compared``, each with each.
    """

    far: Mapping[Pair, tuple[float, float]] = field(default_factory=dict)
    alike: Mapping[Pair, float] = field(default_factory=dict)
    compared: frozenset[str] = frozenset()

    def share(self, one: str, other: str) -> float | None:
        """How much detail two pictures have in common, where that is too much; None where it is not, or not known."""
        if one == other:
            return 1.0
        return self.alike.get((one, other), self.alike.get((other, one)))

    def to_json(self) -> dict[str, Any]:
        return {
            "far": [[*pair, *values] for pair, values in sorted(self.far.items())],
            "alike": [[*pair, value] for pair, value in sorted(self.alike.items())],
            "compared": sorted(self.compared),
        }

    @classmethod
    def of_json(cls, value: Mapping[str, Any]) -> Likeness:
        """Read ``to_json`` back; KeyError, TypeError or ValueError where it is something else."""
        return cls(
            far={(one, anchor): (tone, palette) for one, anchor, tone, palette in value["far"]},
            alike={(one, other): share for one, other, share in value["alike"]},
            compared=frozenset(value["compared"]),
        )
