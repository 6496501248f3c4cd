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
    past = [p for p in past if p.fresh or p.kind in (FailureKind.UNKNOWN, FailureKind.BAD_PICTURE)]
    if not past:
        return Send(chain[0]) if chain else GiveUp(FailureKind.DEAD_PROVIDER)
    match past[-1].kind:
        case FailureKind.BAD_REQUEST | FailureKind.REFUSED as kind:
            return GiveUp(kind)
        case FailureKind.UNKNOWN:
            return _after_unknown(past, chain, bounds)
        case FailureKind.BAD_PICTURE:
            return _after_bad_picture(past, chain, bounds)
        case FailureKind.DEAD_PROVIDER:
            return _elsewhere(past, chain, bounds, FailureKind.DEAD_PROVIDER)
        case _:
            return _after_transient(past, chain, bounds)


def _after_unknown(past: Sequence[Past], chain: Sequence[str], bounds: Bounds) -> Step:
    unknown = sum(p.kind is FailureKind.UNKNOWN for p in past)
    if unknown > bounds.unknown or not chain:
        return GiveUp(FailureKind.UNKNOWN)
    last = past[-1]
    onward = _next(last.profile, chain)
    if unknown == bounds.unknown and onward:
        return Send(onward, why="last resend after unknown outcomes")
    return Send(last.profile if last.profile in chain else chain[0], backoff=unknown if last.fresh else 0)


def _after_bad_picture(past: Sequence[Past], chain: Sequence[str], bounds: Bounds) -> Step:
    last = past[-1].profile
    bad = [p.profile for p in past if p.kind is FailureKind.BAD_PICTURE]
    first_profile = all(profile == bad[0] for profile in bad)
    if first_profile and len(bad) <= bounds.bad and last in chain:
        return Send(last, why="one more picture")
    onward = _next(last, chain)
    if first_profile and onward:
        return Send(onward, why="bad pictures")
    return GiveUp(FailureKind.BAD_PICTURE)


def _after_transient(past: Sequence[Past], chain: Sequence[str], bounds: Bounds) -> Step:
    last = past[-1]
    here = [p for p in past if p.profile == last.profile and p.kind in WAITING]
    wait = last.retry_after or 0.0
    if len(here) > bounds.transient or wait > PATIENCE or last.profile not in chain:
        return _elsewhere(past, chain, bounds, last.kind)
    return Send(last.profile, backoff=len(here), floor=wait)


def _elsewhere(past: Sequence[Past], chain: Sequence[str], bounds: Bounds, kind: FailureKind) -> Step:
    """The next profile of the chain that has resends left for this panel."""
    last = past[-1]
    onward = _next(last.profile, [p for p in chain if p == last.profile or not _used_up(p, past, bounds)])
    if onward:
        return Send(onward, why=str(kind))
    return GiveUp(kind, come_back=last.retry_after)


def _used_up(profile: str, past: Sequence[Past], bounds: Bounds) -> bool:
    return sum(p.profile == profile and p.kind in WAITING for p in past) > bounds.transient


def _next(profile: str, chain: Sequence[str]) -> str | None:
    """The profile after this one; where it left the chain itself, the first that stands."""
    if profile in chain:
        after = chain[list(chain).index(profile) + 1 :]
        return after[0] if after else None
    return chain[0] if chain else None
