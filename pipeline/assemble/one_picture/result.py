"""What came of one request, for people and programs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.compose.prices import UNKNOWN, Cost
from pipeline.errors import StoryboardError
from pipeline.report.text import clean


@dataclass(frozen=True, slots=True)
class Kept:
    """A picture in its file, with its real facts; sizes in pixels, ``length`` in bytes."""

    path: Path
    format: str
    width: int
    height: int
    length: int
    sha256: str
    why: str = ""

    def to_json(self) -> dict[str, Any]:
        values: dict[str, Any] = {
            "path": str(self.path),
            "width": self.width,
            "height": self.height,
            "format": self.format,
            "bytes": self.length,
            "sha256": self.sha256,
        }
        return {**values, "error": self.why} if self.why else values


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why there is no picture: a failure's kind, its sentence, what usually helps."""

    kind: str
    message: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Result:
    """``state``: complete, failed, unavailable, invalid or interrupted. ``failed`` pictures were delivered unusable."""

    state: str
    exit: int
    pictures: tuple[Kept, ...] = ()
    failed: tuple[Kept, ...] = ()
    recovered: tuple[Kept, ...] = ()
    partial: tuple[Path, ...] = ()
    asked: str = ""
    provider: str = ""
    model: str = ""
    revised_prompt: str = ""
    calls: Mapping[str, int] | None = None
    cost: Cost = UNKNOWN
    notes: tuple[str, ...] = ()
    error: Trouble | None = None
    come_back: float | None = None
    next_argv: tuple[tuple[str, ...], ...] = ()

    def to_json(self) -> dict[str, Any]:
        """DESIGN §7's words: exit, state, calls, cost, error, look, next."""
        return {
            "schema": 1,
            "state": self.state,
            "exit": self.exit,
            "pictures": [kept.to_json() for kept in self.pictures],
            "failed": [kept.to_json() for kept in self.failed],
            "recovered": [kept.to_json() for kept in self.recovered],
            "partial": [str(path) for path in self.partial],
            "asked": self.asked or None,
            "provider": self.provider or None,
            "model": self.model or None,
            "revised_prompt": self.revised_prompt or None,
            "calls": dict(self.calls or dict.fromkeys(("sent", "kept", "lost", "failed", "unknown"), 0)),
            "cost": {
                "run": self.cost.usd,
                "currency": "USD",
                "basis": self.cost.basis,
                "native": self.cost.native,
                "native_currency": self.cost.currency,
            },
            "notes": list(self.notes),
            "error": {"kind": self.error.kind, "message": self.error.message} if self.error else None,
            "hint": self.error.hint or None if self.error else None,
            "come_back": self.come_back,
            "look": [str(kept.path) for kept in (*self.pictures, *self.failed)],
            "next": [" ".join(argv) for argv in self.next_argv],
            "next_argv": [list(argv) for argv in self.next_argv],
        }


def of_error(error: StoryboardError) -> Result:
    """The result of a call that could not begin."""
    unavailable = error.exit_code == 5
    return Result(
        "unavailable" if unavailable else "invalid",
        error.exit_code,
        error=Trouble(error.kind, clean(str(error))),
        next_argv=(("run-storyboard", "doctor"),) if unavailable else (),
    )
