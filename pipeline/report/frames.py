"""What a video model is given of each panel: the file, whether it is a first or a last frame, which rules it breaks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from pipeline.messages import say
from pipeline.report.outliers import Mark
from pipeline.report.text import clean

_NAMED: Final = 3
"""Panels that one line names; it says how many more there are."""


@dataclass(frozen=True, slots=True)
class Frame:
    """``file`` is board-relative (POSIX); ``role`` is ``first``, or ``last`` of a panel that ends another's shot.

    ``violations`` are the target's rules that the keyframe breaks, by the code of ``check.targets``.
    """

    file: str
    role: str
    violations: tuple[Mark, ...] = ()


def frame_json(frame: Frame | None) -> dict[str, Any]:
    """The keys of a panel's JSON."""
    return {
        "first_frame": frame.file if frame else None,
        "frame_role": frame.role if frame else None,
        "violations": [{"code": v.name, "sentence": v.sentence} for v in (frame.violations if frame else ())],
    }


def frame_lines(found: Mapping[str, Frame]) -> list[str]:
    """One line for each thing to say, with the panels it is about."""
    about: dict[str, list[str]] = {}
    for panel, frame in found.items():
        for violation in frame.violations:
            about.setdefault(violation.sentence, []).append(clean(panel))
    return [say("report.frame-fault", panels=_named(panels), said=text) for text, panels in about.items()]


def _named(panels: Sequence[str]) -> str:
    named = ", ".join(panels[:_NAMED])
    return say("report.frame-and-more", panels=named, count=more) if (more := len(panels) - _NAMED) > 0 else named
