"""What a judge is given: a take with what it was drawn from, in the very values that compose made of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import sha256
from typing import TypeAlias

from pipeline.compose.look import Ref, Source
from pipeline.plan.model import Panel, Plan

Picture: TypeAlias = Source | bytes
"""A picture on disk with its digest, or its bytes."""


@dataclass(frozen=True, slots=True)
class JudgeCase:
    """One take. ``refs`` are what was sent with it (``compose.references``), ``note`` the wishes of this drawing."""

    plan: Plan
    panel: Panel
    take: Picture = field(repr=False)
    refs: tuple[Ref, ...] = ()
    note: str = ""


def sha_of(picture: Picture) -> str:
    """What a picture is known by: its source's digest, or the sha256 of its bytes."""
    return sha256(picture).hexdigest() if isinstance(picture, bytes) else picture.sha256
