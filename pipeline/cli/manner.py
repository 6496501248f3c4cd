"""How much of a run is told, and where."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

from pipeline.cli.console import Console


class Manner(Enum):
    """How much of a run is told."""

    PLAIN = auto()
    QUIET = auto()
    VERBOSE = auto()


def manner_of(quiet: bool, verbose: bool) -> Manner:
    """What ``--quiet`` and ``--verbose`` mean; who gives both wants to see."""
    return Manner.VERBOSE if verbose else Manner.QUIET if quiet else Manner.PLAIN


@dataclass(frozen=True, slots=True)
class Telling:
    """How a run is told: where, how much, and which words its repetition would need."""

    console: Console
    manner: Manner = Manner.PLAIN
    again: tuple[str, ...] = ()

    @property
    def quiet(self) -> bool:
        return self.manner is Manner.QUIET
