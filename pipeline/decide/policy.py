"""What to do after a failure: send again, go to the next profile, or give up, from the whole history of a panel.

The bounds are WIRE §3's, counted in resends. Nothing here waits or sends.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from pipeline.decide.events import FailureKind

PATIENCE: Final = 120.0
"""The longest Retry-After in seconds that is waited out; above it the next profile is asked."""

WAITING: Final = frozenset({FailureKind.TRANSIENT, FailureKind.RATE_LIMIT})

_LASTING: Final = frozenset({FailureKind.UNKNOWN, FailureKind.BAD_PICTURE})
"""What earlier runs' failures count as well: the rest is sent again by a later run."""

_FINAL: Final = frozenset({FailureKind.BAD_REQUEST, FailureKind.REFUSED})
"""What no further request mends, wherever it is sent."""


@dataclass(frozen=True, slots=True)
class Past:
    """One attempt that gave no keyframe; ``fresh`` says that it was in this run."""

    profile: str
    kind: FailureKind
    retry_after: float | None = None
    fresh: bool = True


@dataclass(frozen=True, slots=True)
class Bounds:
    """Resends allowed: after transient faults per profile, after unknown outcomes for life, after bad pictures."""

    transient: int = 6
    unknown: int = 2
    bad: int = 1


@dataclass(frozen=True, slots=True)
class Send:
    """Ask ``profile``, after at least ``floor`` seconds and the ``backoff``-th step of back-off (0: at once)."""

    profile: str
    backoff: int = 0
    floor: float = 0.0
    why: str = ""


@dataclass(frozen=True, slots=True)
class GiveUp:
    """No request is left that makes sense; ``come_back`` is in seconds where the service named a time."""

    kind: FailureKind
    come_back: float | None = None


Step = Send | GiveUp


def next_step(past: Sequence[Past], chain: Sequence[str], bounds: Bounds) -> Step:
    """The next request for a panel, given everything that failed for its present inputs, oldest first.

    ``chain`` are the profiles that can serve the panel at present, in order: an open circuit takes a profile out.
    Earlier runs count only for unknown outcomes and bad pictures; the rest is sent again by a later run.
    """
    past = [p for p in past if p.fresh or p.kind in _LASTING]
    if not past:
        return Send(chain[0]) if chain else GiveUp(FailureKind.DEAD_PROVIDER)
    final = next((p.kind for p in past if p.kind in _FINAL), None)
    if final is not None:
        return GiveUp(final)
    match past[-1].kind:
        case FailureKind.UNKNOWN:
            return _after_unknown(past, chain, bounds)
        case FailureKind.BAD_PICTURE:
            return _after_bad_picture(past, chain, bounds)
        case FailureKind.DEAD_PROVIDER:
            return _elsewhere(past, chain, bounds)
        case _:
            return _after_transient(past, chain, bounds)


def _after_unknown(past: Sequence[Past], chain: Sequence[str], bounds: Bounds) -> Step:
    unknown = sum(p.kind is FailureKind.UNKNOWN for p in past)
    last = past[-1]
    stays = last.profile in chain and not _spent(last.profile, past, bounds)
    onward = _next(last.profile, past, chain, bounds)
    if unknown > bounds.unknown or not (stays or onward):
        return GiveUp(FailureKind.UNKNOWN)
    if onward and (unknown == bounds.unknown or not stays):
        return Send(onward, why="last resend after unknown outcomes" if stays else "not asked any more")
    return Send(last.profile, backoff=unknown if last.fresh else 0)


def _after_bad_picture(past: Sequence[Past], chain: Sequence[str], bounds: Bounds) -> Step:
    """One more at the same profile, then one at the next."""
    last = past[-1].profile
    bad = [p.profile for p in past if p.kind is FailureKind.BAD_PICTURE]
    if len(set(bad)) > 1:
        return GiveUp(FailureKind.BAD_PICTURE)
    if len(bad) <= bounds.bad and last in chain:
        return Send(last, why="one more picture")
    onward = _next(last, past, chain, bounds)
    return Send(onward, why="bad pictures") if onward else GiveUp(FailureKind.BAD_PICTURE)


def _after_transient(past: Sequence[Past], chain: Sequence[str], bounds: Bounds) -> Step:
    last = past[-1]
    if last.profile not in chain or _spent(last.profile, past, bounds):
        return _elsewhere(past, chain, bounds)
    here = sum(p.profile == last.profile and p.kind in WAITING for p in past)
    return Send(last.profile, backoff=here, floor=last.retry_after or 0.0)


def _elsewhere(past: Sequence[Past], chain: Sequence[str], bounds: Bounds) -> Step:
    """The next profile of the chain that has resends left for this panel."""
    kind = past[-1].kind
    onward = _next(past[-1].profile, past, chain, bounds)
    return Send(onward, why=str(kind)) if onward else GiveUp(kind, come_back=_come_back(past))


def _next(profile: str, past: Sequence[Past], chain: Sequence[str], bounds: Bounds) -> str | None:
    """The first profile after this one that may still be asked; where it left the chain itself, the first of all."""
    after = chain[list(chain).index(profile) + 1 :] if profile in chain else chain
    return next((p for p in after if not _spent(p, past, bounds)), None)


def _spent(profile: str, past: Sequence[Past], bounds: Bounds) -> bool:
    """Whether this panel has had from ``profile`` what it may have."""
    here = [p for p in past if p.profile == profile]
    kinds = [p.kind for p in here]
    return (
        FailureKind.DEAD_PROVIDER in kinds
        or sum(kind in WAITING for kind in kinds) > bounds.transient
        or kinds.count(FailureKind.BAD_PICTURE) > bounds.bad
        or any(p.retry_after is not None and p.retry_after > PATIENCE for p in here)
    )


def _come_back(past: Sequence[Past]) -> float | None:
    """Seconds until the first profile that named a time would answer again."""
    named = {p.profile: p.retry_after for p in past if p.kind in WAITING and p.retry_after is not None}
    return min(named.values(), default=None)
