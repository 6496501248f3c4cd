"""Which size is asked for: the exact aspect at the model's best size, or the nearest it can draw."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from itertools import product
from typing import Final, Literal

from pipeline.images.capabilities import SizeRule, Sizes, SizeTable
from pipeline.images.size import Aspect, Size
from pipeline.messages import say

LONG: Final = 1536
SHORT: Final = 1024
"""The frame, lying or standing, that ``auto`` fits a picture into: the models' own best size."""
CLOSE: Final = Fraction(101, 100)
"""An aspect within 1 % is taken for the asked one: nobody sees it."""
MOST_PIXELS: Final = 2560 * 1440
"""``auto`` never goes above: larger pictures are experimental and dear."""

Policy = Literal["auto", "exact"] | Size


@dataclass(frozen=True, slots=True)
class SizeChoice:
    """The size to ask for, always a legal one.

    ``exact``: it has the asked aspect to the pixel. ``why``: a sentence for reports. ``problem``: empty, or what
    is wrong with the size the plan wrote and what to write instead; ``size`` is then the nearest legal one.
    """

    size: Size
    exact: bool
    why: str
    problem: str = ""


@lru_cache(maxsize=64)
def choose(aspect: Aspect, sizes: Sizes, policy: Policy = "auto") -> SizeChoice:
    """Choose the size of a picture of ``aspect``; ValueError where ``sizes`` allows no size at all.

    ``exact`` asks like ``auto``: what comes is resampled to ``exact_size``.
    """
    if isinstance(policy, Size):
        return _as_written(policy, aspect, sizes)
    exact = _exact(aspect.ratio, sizes)
    fitting = [size for size in exact if _fits(size)]
    if fitting:
        return SizeChoice(max(fitting, key=_pixels), exact=True, why=say("compose.size-exact", aspect=aspect))
    close = [size for size in _legal_fitting(sizes) if _apart(size, aspect.ratio) <= CLOSE]
    if close:
        return _near(max(close, key=lambda size: (size.pixels, -_apart(size, aspect.ratio))), aspect)
    moderate = [size for size in exact if size.pixels <= MOST_PIXELS]
    if moderate:
        return SizeChoice(min(moderate, key=_pixels), exact=True, why=say("compose.size-larger", aspect=aspect))
    return _near(_nearest_aspect(aspect.ratio, sizes), aspect)


@lru_cache(maxsize=64)
def exact_size(aspect: Aspect) -> Size:
    """The size of a keyframe under ``size: exact``: what ``auto`` asks for, or to the pixel where no model draws it."""
    drawn = choose(aspect, SizeRule())
    if drawn.exact:
        return drawn.size
    ratio = aspect.ratio
    long, short = (Fraction(LONG), Fraction(SHORT)) if ratio >= 1 else (Fraction(SHORT), Fraction(LONG))
    width = min(long, short * ratio)
    return Size(max(1, round(width)), max(1, round(width / ratio)))


def _as_written(size: Size, aspect: Aspect, sizes: Sizes) -> SizeChoice:
    if sizes.allows(size):
        return SizeChoice(size, exact=size.ratio == aspect.ratio, why=say("compose.size-written"))
    nearest, *exact = _nearest_sizes(size, aspect.ratio, sizes)
    key = "compose.size-illegal" if exact else "compose.size-illegal-no-exact"
    problem = say(key, size=size, nearest=nearest, exact=_listed(exact), aspect=aspect, rule=_rule(sizes))
    return SizeChoice(nearest, nearest.ratio == aspect.ratio, say("compose.size-nearest", size=size), problem)


def _near(size: Size, aspect: Aspect) -> SizeChoice:
    if size.ratio == aspect.ratio:
        return SizeChoice(size, exact=True, why=say("compose.size-exact", aspect=aspect))
    off = f"{float(_apart(size, aspect.ratio) - 1):.1%}"
    key = "compose.size-close" if _apart(size, aspect.ratio) <= CLOSE else "compose.size-off"
    return SizeChoice(size, exact=False, why=say(key, aspect=aspect, size=size, off=off))


def _fits(size: Size) -> bool:
    return max(size.width, size.height) <= LONG and min(size.width, size.height) <= SHORT


def _pixels(size: Size) -> int:
    return size.pixels


def _apart(size: Size, ratio: Fraction) -> Fraction:
    """How many times the one aspect is wider than the other, at least 1."""
    times = size.ratio / ratio
    return max(times, 1 / times)


def _exact(ratio: Fraction, sizes: Sizes) -> list[Size]:
    """All legal sizes of exactly ``ratio``."""
    match sizes:
        case SizeTable():
            return [size for size in sizes.sizes if size.ratio == ratio]
        case SizeRule():
            wide, high = ratio.numerator * sizes.step, ratio.denominator * sizes.step
            times = range(1, sizes.max_edge // max(wide, high) + 1)
            return [size for k in times if sizes.allows(size := Size(wide * k, high * k))]


def _nearest_aspect(ratio: Fraction, sizes: Sizes) -> Size:
    fitting = _legal_fitting(sizes)
    if fitting:
        return min(fitting, key=lambda size: (_apart(size, ratio), -size.pixels))
    return min(_legal(sizes), key=lambda size: (_apart(size, ratio), size.pixels))


def _nearest_sizes(wanted: Size, ratio: Fraction, sizes: Sizes) -> tuple[Size, ...]:
    """The legal size nearest to ``wanted``, then up to two of exactly ``ratio``, nearest first."""

    def distance(size: Size) -> tuple[int, Size]:
        return abs(size.width - wanted.width) + abs(size.height - wanted.height), size

    return min(_legal(sizes), key=distance), *sorted(_exact(ratio, sizes), key=distance)[:2]


@lru_cache(maxsize=8)
def _legal_fitting(sizes: Sizes) -> tuple[Size, ...]:
    return tuple(size for size in _candidates(sizes, LONG) if _fits(size) and sizes.allows(size))


@lru_cache(maxsize=8)
def _legal(sizes: Sizes) -> tuple[Size, ...]:
    most = sizes.max_edge if isinstance(sizes, SizeRule) else 0
    found = tuple(size for size in _candidates(sizes, most) if sizes.allows(size))
    if not found:
        raise ValueError(sizes)
    return found


def _candidates(sizes: Sizes, most: int) -> Iterable[Size]:
    if isinstance(sizes, SizeTable):
        return sizes.sizes
    edges = range(sizes.step, most + 1, sizes.step)
    return (Size(width, height) for width, height in product(edges, edges))


def _listed(sizes: Iterable[Size]) -> str:
    return ", ".join(str(size) for size in sizes)


def _rule(sizes: Sizes) -> str:
    match sizes:
        case SizeTable():
            return say("compose.sizes-table", sizes=_listed(sizes.sizes))
        case SizeRule():
            return say(
                "compose.sizes-rule",
                step=sizes.step,
                edge=sizes.max_edge,
                ratio=f"{float(sizes.max_ratio):g}",
                least=f"{sizes.min_pixels:,}",
                most=f"{sizes.max_pixels:,}",
            )
