"""What a check found, as values."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from pipeline.check.inspect.signature import Signature
from pipeline.images.picture import PictureFacts
from pipeline.pictures.pixels import Pixels

Verdict: TypeAlias = Literal["pass", "fail", "unknown"]


@dataclass(frozen=True, slots=True)
class Check:
    """One check of one picture.

    ``value`` is what was measured and ``limit`` what it was held against, both in the unit that docs/checks.md
    gives for ``name``. A ``gate`` check that fails makes the picture unusable; the others only advise.
    """

    name: str
    result: Verdict
    value: float | None
    limit: float | None
    sentence: str
    gate: bool = False


@dataclass(frozen=True, slots=True)
class Inspection:
    """All checks of one picture; the rest is None where it can't be decoded.

    ``small`` are its colours with a long edge of at most ``MIDDLE_EDGE``, for whoever wants to show it.
    """

    checks: tuple[Check, ...]
    facts: PictureFacts | None = None
    signature: Signature | None = None
    small: Pixels | None = field(default=None, repr=False, compare=False)

    @property
    def passed(self) -> bool:
        """Whether every gate check passed; one that could not be made has not."""
        return all(check.result == "pass" for check in self.checks if check.gate)

    @property
    def failures(self) -> tuple[Check, ...]:
        """Gate checks that did not pass: why the picture is unusable."""
        return tuple(check for check in self.checks if check.gate and check.result != "pass")

    @property
    def advice(self) -> tuple[Check, ...]:
        """Other checks that failed: worth a look, not a reason to buy again."""
        return tuple(check for check in self.checks if not check.gate and check.result == "fail")

    def __getitem__(self, name: str) -> Check:
        """Return the check called ``name``; KeyError where it does not apply to this picture."""
        for check in self.checks:
            if check.name == name:
                return check
        raise KeyError(name)
