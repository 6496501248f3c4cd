"""The facts compose gets as values: which pictures there are and which keyframes stand for panels at present."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.images.picture import Role


@dataclass(frozen=True, slots=True)
class Source:
    """A reference's bytes: where they are and their sha256 (of a crop: its decoded pixels')."""

    path: Path
    sha256: str


@dataclass(frozen=True, slots=True)
class Ref:
    """One picture that will be sent: its role, its source, whom or what it shows (``who``), in which words.

    ``also`` are the other uses of the same picture: it is sent once, and its words name them all.
    """

    role: Role
    source: Source
    who: str = ""
    detail: str = ""
    also: tuple[Ref, ...] = ()

    @property
    def uses(self) -> tuple[Ref, ...]:
        """This use and the other ones."""
        return (self, *self.also)


@dataclass(frozen=True, slots=True)
class Look:
    """What stands at present.

    ``pictures`` has the sha256 of every picture file the plan names, by absolute path; ``keyframes`` the keyframe
    that a reference to that panel would send; ``anchor`` is the board's anchor panel (an id), its outside
    picture (a path), or None where nothing is drawn.
    """

    pictures: Mapping[Path, str] = field(default_factory=dict)
    keyframes: Mapping[str, Source] = field(default_factory=dict)
    crops: Mapping[str, Source] = field(default_factory=dict)
    anchor: str | Path | None = None
