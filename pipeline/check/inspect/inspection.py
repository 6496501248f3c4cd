"""Runs all checks of one picture."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from pipeline.check.inspect.blank import blank
from pipeline.check.inspect.border import border
from pipeline.check.inspect.case import Asked, Case, Reference, verdict
from pipeline.check.inspect.composition import composition
from pipeline.check.inspect.copied import copied
from pipeline.check.inspect.limits import Limits
from pipeline.check.inspect.palette import palette, tone
from pipeline.check.inspect.result import Check, Inspection
from pipeline.check.inspect.sharpness import sharpness
from pipeline.check.inspect.size import aspect, size
from pipeline.check.inspect.split import split
from pipeline.check.inspect.view import view
from pipeline.errors import PictureError
from pipeline.messages import say

# A check returns None where it does not apply: nothing was sent that could have come back, there is no anchor.
CHECKS: Final[Mapping[str, Callable[[Case], Check | None]]] = {
    "aspect": aspect,
    "blank": blank,
    "copy": copied,
    "size": size,
    "border": border,
    "split": split,
    "composition": composition,
    "tone": tone,
    "palette": palette,
    "sharpness": sharpness,
}
GATES: Final = ("decodes", "aspect", "blank", "copy")


def inspect(
    data: bytes, asked: Asked, references: Sequence[Reference] = (), limits: Limits | None = None
) -> Inspection:
    """Check a delivered picture. What can't be decoded fails ``decodes``; its other checks are unknown."""
    try:
        seen = view(data)
    except PictureError as error:
        broken = verdict("decodes", 0.0, 1.0, good=False, gate=True, reason=error)
        return Inspection((broken, *(_not_made(name) for name in CHECKS)))
    case = Case(seen, asked, tuple(references), limits or Limits())
    made = (check(case) for check in CHECKS.values())
    decodes = verdict("decodes", 1.0, 1.0, good=True, gate=True, shown=seen.shown, format=seen.facts.format)
    return Inspection((decodes, *(check for check in made if check)), seen.facts, seen.signature, seen.middle)


def _not_made(name: str) -> Check:
    return Check(name, "unknown", None, None, say("check.not-made"), gate=name in GATES)
