"""From panels to clips: what a video model is given, first frame, seconds, motion and lines."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol


class _Panel(Protocol):
    @property
    def id(self) -> str: ...
    @property
    def ends(self) -> str | None: ...
    @property
    def clip(self) -> str | None: ...
    @property
    def seconds(self) -> float | None: ...
    @property
    def motion(self) -> Any: ...
    @property
    def lines(self) -> tuple[Mapping[str, str], ...]: ...


@dataclass(frozen=True, slots=True)
class Clip:
    """One clip: the plan's ``clip``, or a panel that is in none by its own id.

    ``first_frame`` is of the first panel, ``last_frame`` of the panel that ``ends`` the clip's last shot: made for the
    plan's target where it names one, else the keyframe; both absolute, None where there is none. ``seconds`` is the
    sum of what the shots say, None where none says any. ``motion`` has one text per shot that has one; ``lines`` are
    ``{"who", "say", "how"}``. ``panels`` are the shots, without the panels that are last frames.
    """

    id: str
    panels: tuple[str, ...]
    first_frame: Path | None
    last_frame: Path | None
    seconds: float | None
    motion: tuple[str, ...]
    lines: tuple[Mapping[str, str], ...]


def clips_of(panels: Sequence[_Panel], frame: Callable[[str], Path | None]) -> tuple[Clip, ...]:
    """Group ``panels`` by clip, each clip where its first panel stands."""
    shots = [panel for panel in panels if panel.ends is None]
    groups: dict[tuple[bool, str], list[_Panel]] = {}
    for shot in shots:
        # A clip and a panel without one may have the same name.
        key = (False, shot.clip) if shot.clip is not None else (True, shot.id)
        groups.setdefault(key, []).append(shot)
    ends = {panel.ends: panel.id for panel in panels if panel.ends is not None}
    return tuple(_clip(name, group, ends, frame) for (_, name), group in groups.items())


def _clip(name: str, shots: list[_Panel], ends: Mapping[str, str], frame: Callable[[str], Path | None]) -> Clip:
    seconds = [shot.seconds for shot in shots if shot.seconds is not None]
    last = ends.get(shots[-1].id)
    return Clip(
        id=name,
        panels=tuple(shot.id for shot in shots),
        first_frame=frame(shots[0].id),
        last_frame=frame(last) if last is not None else None,
        seconds=sum(seconds) if seconds else None,
        motion=tuple(text for shot in shots for text in _texts(shot.motion)),
        lines=tuple(line for shot in shots for line in shot.lines),
    )


def _texts(motion: Any) -> list[str]:
    """What a plan says under ``motion``, be it a text or a list."""
    if motion is None:
        return []
    return [str(each) for each in motion] if isinstance(motion, list | tuple) else [str(motion)]
