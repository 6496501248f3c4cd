"""What a run tells whoever watches it, beside the journal's events: nothing here is kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from pipeline.decide.events import Event
from pipeline.decide.view import BoardView
from pipeline.run.limits import Width


@dataclass(frozen=True, slots=True)
class Looked:
    """The board was computed anew."""

    board: BoardView


@dataclass(frozen=True, slots=True)
class Waits:
    """A panel waits ``seconds`` before it is sent again; ``why`` is a failure kind."""

    panel: str
    seconds: float
    why: str


@dataclass(frozen=True, slots=True)
class Arrived:
    """A picture's whole answer is on disk; what it is worth is not known yet."""

    attempt: str


@dataclass(frozen=True, slots=True)
class CircuitOpened:
    """A profile is asked no more in this run."""

    profile: str
    why: str


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence that a person should read once."""

    text: str


Notice = Event | Looked | Arrived | Waits | Width | CircuitOpened | Said
OnEvent = Callable[[Notice], None]
