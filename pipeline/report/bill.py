"""A bill as a value: every request that a run would make, why, and what that costs; ``billing`` makes it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipeline.compose.prices import Cost


@dataclass(frozen=True, slots=True)
class BillRef:
    """A picture that would be sent: ``source`` is its path as text, or the id of the panel or bible whose it is."""

    role: str
    who: str
    source: str

    def to_json(self) -> dict[str, str]:
        return {"role": self.role, "who": self.who, "source": self.source}


@dataclass(frozen=True, slots=True)
class BillItem:
    """The drawing of one panel or bible, or of the ``page`` (from 1) of a sheet of ``pages``.

    ``takes`` pictures are drawn; ``cost`` is of all of them. ``replaces`` says that a picture is there that would
    no longer count. ``after`` are panels that are drawn first; ``gated`` says that a person's yes to one of those
    comes between.
    """

    panel: str
    mode: str
    size: str
    quality: str
    references: tuple[BillRef, ...]
    why: tuple[str, ...]
    takes: int
    cost: Cost
    replaces: bool = False
    after: tuple[str, ...] = ()
    gated: bool = False
    page: int | None = None
    pages: int = 1

    def to_json(self) -> dict[str, Any]:
        return {
            "id": self.panel,
            "page": self.page,
            "mode": self.mode,
            "size": self.size,
            "quality": self.quality,
            "takes": self.takes,
            "references": [ref.to_json() for ref in self.references],
            "why": list(self.why),
            "replaces": self.replaces,
            "after": list(self.after),
            "gated": self.gated,
            "usd": _cents(self.cost.usd),
        }


@dataclass(frozen=True, slots=True)
class Bill:
    """All drawings: bibles first, then the sheet's pages, then the panels in plan order.

    ``outside`` are pictures from outside the plan's folder that would be uploaded. ``left`` is what the plan's budget
    leaves (USD), None without one.
    """

    items: tuple[BillItem, ...] = ()
    profile: str = ""
    outside: tuple[Path, ...] = field(default_factory=tuple)
    left: float | None = None

    @property
    def pages(self) -> int:
        """The sheet's pages among the pictures."""
        return sum(item.page is not None for item in self.items)

    @property
    def over(self) -> float | None:
        """USD that the budget lacks for all of it; None where it suffices, or no price is known."""
        usd = self.usd
        return usd - self.left if usd is not None and self.left is not None and usd > self.left else None

    @property
    def pictures(self) -> int:
        return sum(item.takes for item in self.items)

    @property
    def now(self) -> tuple[BillItem, ...]:
        """What is drawn without a person's yes in between."""
        return tuple(item for item in self.items if not item.gated)

    @property
    def replaced(self) -> tuple[BillItem, ...]:
        return tuple(item for item in self.items if item.replaces)

    @property
    def usd(self) -> float | None:
        """USD of everything; None where no price is known."""
        return _sum(item.cost.usd for item in self.items)

    @property
    def of_references(self) -> float | None:
        """USD of it for the pictures that are sent along; None where that can't be told."""
        return _sum(item.cost.of_references_usd for item in self.items)

    @property
    def native(self) -> tuple[str, float] | None:
        """Currency and sum, where the profile charges in another one than USD."""
        charged = [item.cost for item in self.items if item.cost.currency != "USD" and item.cost.native is not None]
        if not charged:
            return None
        return charged[0].currency, round(sum(cost.native or 0.0 for cost in charged), 6)

    def to_json(self) -> dict[str, Any]:
        native = self.native
        return {
            "profile": self.profile,
            "pictures": self.pictures,
            "pages": self.pages,
            "now": sum(item.takes for item in self.now),
            "replaces": len(self.replaced),
            "usd": _cents(self.usd),
            "of_references_usd": _cents(self.of_references),
            "budget_left_usd": _cents(self.left),
            "native": {"currency": native[0], "sum": native[1]} if native else None,
            "items": [item.to_json() for item in self.items],
            "outside": [str(path) for path in self.outside],
        }


def _sum(values: Iterable[float | None]) -> float | None:
    known = list(values)
    return None if any(value is None for value in known) else sum(value or 0.0 for value in known)


def _cents(value: float | None) -> float | None:
    return None if value is None else round(value, 6)
