"""What a check is given: the picture, what was asked for, what was sent with it, the limits."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.check.inspect.limits import Limits
from pipeline.check.inspect.result import Check, Verdict
from pipeline.check.inspect.view import View
from pipeline.images.picture import Role
from pipeline.images.size import Aspect, Size
from pipeline.messages import say


@dataclass(frozen=True, slots=True)
class Asked:
    """The size that was asked for and the aspect that the plan wants (they differ where sizes are few)."""

    size: Size
    aspect: Aspect


@dataclass(frozen=True, slots=True)
class Reference:
    """A sent picture; ``name`` is what a sentence calls it (``the crop``, ``lin-coat.png``)."""

    role: Role
    view: View
    name: str = ""

    @property
    def may_come_back(self) -> bool:
        """Whether the answer may equal it: only the take that is mended."""
        return self.role is Role.TAKE


@dataclass(frozen=True, slots=True)
class Case:
    """One picture to check."""

    view: View
    asked: Asked
    references: tuple[Reference, ...]
    limits: Limits

    def reference(self, *roles: Role) -> Reference | None:
        """Return the first reference in one of these roles."""
        return next((each for each in self.references if each.role in roles), None)


def verdict(
    name: str, value: float | None, limit: float | None, /, *, good: bool | None, gate: bool = False, **words: object
) -> Check:
    """Build a check with its sentence: ``check.<name>-pass``, ``-fail`` or, where ``good`` is None, ``-unknown``."""
    result: Verdict = "unknown" if good is None else "pass" if good else "fail"
    numbers = {"value": _number(value), "limit": _number(limit)}
    measured = None if value is None else round(value, 5)
    return Check(name, result, measured, limit, say(f"check.{name}-{result}", **{**numbers, **words}), gate)


def _number(value: float | None) -> str:
    return "?" if value is None else f"{value:.3g}"
