"""The words of the sheet finder: what is expected of a page, and the two ways a search can end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from pipeline.messages import say


@dataclass(frozen=True, slots=True)
class Box:
    """An upright rectangle in page pixels; ``right`` and ``bottom`` are exclusive."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def width(self) -> int:
        return self.right - self.left

    @property
    def height(self) -> int:
        return self.bottom - self.top

    @property
    def turned(self) -> Box:
        """The same box in the page with its axes exchanged."""
        return Box(self.top, self.left, self.bottom, self.right)

    @property
    def xywh(self) -> tuple[int, int, int, int]:
        """The form used in plans and reports: [x, y, width, height]."""
        return self.left, self.top, self.width, self.height


@dataclass(frozen=True, slots=True)
class Expectation:
    """What the plan says about one page.

    ``count``: panels on it. ``grid``: (rows, columns), where known; the last row may be shorter.
    ``aspect``: width over height the panels are expected to have; it only guides the search where
    pictures touch without any gutter. ``boxes_by_hand``: boxes a person gave, by position from 0.
    """

    count: int
    grid: tuple[int, int] | None = None
    aspect: float | None = None
    boxes_by_hand: Mapping[int, Box] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a page was refused: a code for programs, a sentence for people, the panels it is about (from 1)."""

    code: str
    text: str
    panels: tuple[int, ...] = ()

    @classmethod
    def of(cls, code: str, *, panels: tuple[int, ...] = (), **values: object) -> Reason:
        return cls(code, say(f"sheet.{code}", **values), panels)


@dataclass(frozen=True, slots=True)
class Panel:
    """One found panel; ``sides`` are the supports (0..1) of its left, right, top and bottom border."""

    box: Box
    sides: tuple[float, float, float, float]
    by_hand: bool = False

    @property
    def support(self) -> float:
        return sum(self.sides) / 4


@dataclass(frozen=True, slots=True)
class Found:
    """A page cut into exactly the expected panels, in reading order.

    ``angle``: degrees (counter-clockwise) the page must be turned by to stand upright; boxes are in the
    page as given, each about its panel's middle. ``rows``: panels per row. ``size``: page (width, height).
    """

    panels: tuple[Panel, ...]
    size: tuple[int, int]
    angle: float = 0.0
    confidence: float = 1.0
    rows: tuple[int, ...] = ()
    method: Literal["borders", "lattice", "by hand"] = "borders"

    @property
    def boxes(self) -> tuple[Box, ...]:
        return tuple(panel.box for panel in self.panels)


@dataclass(frozen=True, slots=True)
class Refused:
    """A page that is not cut. ``tried``: the best boxes, for the overlay only; ``seen``: counts it looks like."""

    reasons: tuple[Reason, ...]
    size: tuple[int, int]
    tried: tuple[Box, ...] = ()
    angle: float = 0.0
    seen: tuple[int, ...] = ()
