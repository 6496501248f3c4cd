"""What a rule is given and what it finds."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from pipeline.images.picture import PictureFacts
from pipeline.plan.model import Plan
from pipeline.plan.paths import NamedPath
from pipeline.plan.values import Loc
from pipeline.plan.wording import told


@dataclass(frozen=True, slots=True)
class Found:
    """One thing a rule says about the part of the plan at ``loc``."""

    level: Literal["error", "warning"]
    loc: Loc
    message: str
    fix: str


@dataclass(frozen=True, slots=True)
class BadPicture:
    """Why a file can't be used as a picture; where there is none, the file beside it that was probably meant."""

    why: str
    missing: bool = False
    near: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """A plan and what the rules can't see in it.

    ``named`` are its paths as typed; ``bad_pictures`` says what is wrong with a picture file, ``pictures`` has the
    facts of the good ones; ``lost`` names the lists (``panels``, ``characters`` …) of which an entry could not be read,
    so that nothing is called undefined.
    """

    plan: Plan
    named: tuple[NamedPath, ...] = ()
    bad_pictures: Mapping[Path, BadPicture] = field(default_factory=dict)
    pictures: Mapping[Path, PictureFacts] = field(default_factory=dict)
    lost: frozenset[str] = frozenset()


Rule = Callable[[Facts], Iterator[Found]]


def error(loc: Loc, key: str, /, **values: object) -> Found:
    return Found("error", loc, *told(key, **values))


def warning(loc: Loc, key: str, /, **values: object) -> Found:
    return Found("warning", loc, *told(key, **values))
