"""What a profile's model takes, in sizes, references and words, and what it charges."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from pipeline.images.size import Size


@dataclass(frozen=True, slots=True)
class SizeRule:
    """Any size whose edges are multiples of ``step`` within these bounds (WIRE §1, "Size rule")."""

    step: int = 16
    max_edge: int = 3840
    max_ratio: Fraction = Fraction(3)
    min_pixels: int = 655_360
    max_pixels: int = 8_294_400

    def allows(self, size: Size) -> bool:
        long, short = max(size.width, size.height), min(size.width, size.height)
        return (
            size.width % self.step == 0
            and size.height % self.step == 0
            and long <= self.max_edge
            and long <= short * self.max_ratio
            and self.min_pixels <= size.pixels <= self.max_pixels
        )


@dataclass(frozen=True, slots=True)
class SizeTable:
    """Only these sizes."""

    sizes: tuple[Size, ...]

    def allows(self, size: Size) -> bool:
        return size in self.sizes


Sizes = SizeRule | SizeTable


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What may be asked of a profile."""

    sizes: Sizes = SizeRule()
    max_references: int = 16
    qualities: tuple[str, ...] = ("low", "medium", "high", "auto")
    formats: tuple[str, ...] = ("png", "jpeg", "webp")
    prompt_limit: int = 32_000
    moderation_on_edit: bool = True
    mask: bool = True
    streaming: bool = False
    tasks: bool = False


@dataclass(frozen=True, slots=True)
class TokenPrice:
    """USD per million tokens (WIRE §4); ``source`` and ``date`` say where the numbers stood."""

    text_in: float
    image_in: float
    image_out: float
    source: str = ""
    date: str = ""


@dataclass(frozen=True, slots=True)
class FlatPrice:
    """A price per picture in ``currency``; ``usd`` is USD for one unit of it, None where unknown."""

    per_image: float
    currency: str = "USD"
    usd: float | None = None
    source: str = ""
    date: str = ""


Price = TokenPrice | FlatPrice
