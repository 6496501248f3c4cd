"""What a picture costs: estimated before it is asked for, reserved before it is sent, settled when it is there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from pipeline.images.capabilities import FlatPrice, Price, TokenPrice
from pipeline.images.size import Size

Basis = Literal["usage", "formula", "flat", "unknown"]

_LEVELS: Final[Mapping[str, int]] = {"low": 16, "medium": 48, "high": 96}
_HIGHEST: Final = 96
"""Also for ``auto``, and for qualities without a published figure."""
_PATCH: Final = 32
_MOST_PATCHES: Final = 1536
_ENLARGED: Final = 1024
_MILLION: Final = 1_000_000
RESERVED_SIZE: Final = Size(1536, 1024)
"""Services that ignore sizes deliver about this many pixels."""


@dataclass(frozen=True, slots=True)
class Cost:
    """``usd`` is None where no price is known; ``native`` is the same in ``currency``.

    ``basis``: the service's own ``usage``, the published ``formula``, a ``flat`` price, or ``unknown``.
    ``of_references_usd`` is the share of the sent pictures, where it is known.
    """

    usd: float | None
    native: float | None
    currency: str
    basis: Basis
    of_references_usd: float | None = None


UNKNOWN: Final = Cost(None, None, "USD", "unknown")


def output_tokens(size: Size, quality: str) -> int:
    """Tokens of a delivered picture (WIRE §4; reproduces the published 196/1756/7024 of 1024x1024)."""
    level = _LEVELS.get(quality, _HIGHEST)
    long, short = max(size.width, size.height), min(size.width, size.height)
    side = (2 * level * short + long) // (2 * long)
    return _up(level * side * (2 * _MILLION + size.pixels), 4 * _MILLION)


def reference_tokens(size: Size) -> int:
    """Tokens of a sent picture: 32-pixel patches after enlarging it, at most twofold, towards 1024; at most 1536."""
    long = max(size.width, size.height)
    times, parts = (min(_ENLARGED, 2 * long), long) if long < _ENLARGED else (1, 1)
    patches = _up(size.width * times, parts * _PATCH) * _up(size.height * times, parts * _PATCH)
    return min(_MOST_PATCHES, patches)


def text_tokens(text: str) -> int:
    """Roughly: one per non-ASCII character, one per four ASCII ones."""
    wide = sum(not character.isascii() for character in text)
    return wide + _up(len(text) - wide, 4)


def estimate(
    price: Price | None, size: Size | None, quality: str, reference_sizes: Iterable[Size], prompt: str
) -> Cost:
    """What one picture will probably cost; ``size`` None is left to the service."""
    match price:
        case None:
            return UNKNOWN
        case FlatPrice():
            return _flat(price)
        case TokenPrice():
            references = sum(reference_tokens(each) for each in reference_sizes)
            out = output_tokens(size or RESERVED_SIZE, quality)
            return _tokens(price, text=text_tokens(prompt), image=references, out=out, basis="formula")


def reserve(price: Price | None, size: Size | None, quality: str, references: int, prompt: str) -> float | None:
    """USD that one request can cost at most, to be held until it is settled; None where no price is known."""
    match price:
        case None:
            return None
        case FlatPrice():
            return _flat(price).usd
        case TokenPrice():
            out = max(output_tokens(each, quality) for each in (size or RESERVED_SIZE, RESERVED_SIZE))
            text = _up(3 * text_tokens(prompt), 2)
            return _tokens(price, text=text, image=references * _MOST_PATCHES, out=out, basis="formula").usd


def settle(
    price: Price | None,
    usage: Mapping[str, Any] | None,
    *,
    size: Size | None,
    quality: str,
    reference_sizes: Iterable[Size],
    prompt: str,
) -> Cost:
    """What a delivered picture cost: by the service's ``usage`` if it says anything, else by the formula.

    ``size`` is the delivered one.
    """
    if isinstance(price, TokenPrice):
        text, image, out = _counts(usage or {}, prompt)
        if out:
            return _tokens(price, text=text, image=image, out=out, basis="usage")
    return estimate(price, size, quality, reference_sizes, prompt)


def _counts(usage: Mapping[str, Any], prompt: str) -> tuple[int, int, int]:
    """Text in, image in, image out; without details what is not the prompt's text was pictures."""
    details = usage.get("input_tokens_details")
    details = details if isinstance(details, Mapping) else {}
    total = _count(usage.get("input_tokens"))
    text, image = _count(details.get("text_tokens")), _count(details.get("image_tokens"))
    if not text and not image:
        text = min(total, text_tokens(prompt))
        image = total - text
    return text, image, _count(usage.get("output_tokens"))


def _count(value: Any) -> int:
    """A number of tokens as services write it; anything else is none."""
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else 0


def _flat(price: FlatPrice) -> Cost:
    rate = 1.0 if price.currency == "USD" else price.usd
    usd = None if rate is None else price.per_image * rate
    return Cost(usd, price.per_image, price.currency, "flat")


def _tokens(price: TokenPrice, *, text: int, image: int, out: int, basis: Basis) -> Cost:
    references = image * price.image_in / _MILLION
    usd = text * price.text_in / _MILLION + references + out * price.image_out / _MILLION
    return Cost(usd, usd, "USD", basis, references)


def _up(value: int, by: int) -> int:
    """Divide, rounding up."""
    return -(-value // by)
