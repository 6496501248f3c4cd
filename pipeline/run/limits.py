"""How many requests may be under way at one service under one key: grows while answers come, falls at a limit.

A permit is held from before a request leaves until its outcome is known, and never while waiting to send again.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from time import monotonic
from typing import Final, Protocol

from pipeline.decide.policy import PATIENCE

WINDOW: Final = 61.0
"""Seconds in which at most ``images_per_minute`` requests leave: a minute and a margin for arrival jitter."""


@dataclass(frozen=True, slots=True)
class Permit:
    """Leave to have one request under way; ``epoch`` tells answers from before the last fall."""

    epoch: int


@dataclass(frozen=True, slots=True)
class Shut:
    """The service asked to be left alone for ``seconds``, which is longer than anybody waits here."""

    seconds: float
    why: str


@dataclass(frozen=True, slots=True)
class Width:
    """How wide a service is asked at present, and why it fell if it did."""

    profile: str
    width: int
    under_way: int
    fell: str = ""


class Clock(Protocol):
    """Time as permits know it."""

    def now(self) -> float:
        """Seconds since some moment."""

    async def wait(self, event: asyncio.Event, seconds: float | None) -> None:
        """Return when ``event`` is set, or after ``seconds`` if that is sooner."""


class RealClock:
    def now(self) -> float:
        return monotonic()

    async def wait(self, event: asyncio.Event, seconds: float | None) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await event.wait()


class Permits:
    """The permits of one profile and key, shared by every run that uses them; for one event loop.

    Additive growth: one more after ``width`` answers since the last change, where the whole width is used; halved
    at a rate-limit answer, once for all requests that were under way by then. A Retry-After closes the door for
    everybody until it is over.
    """

    def __init__(
        self,
        profile: str,
        *,
        start: int = 4,
        most: int = 16,
        per_minute: float | None = None,
        clock: Clock | None = None,
    ) -> None:
        self.profile = profile
        self.answered_total = 0
        self._width, self._most, self._per_minute = min(start, most), most, per_minute
        self._clock = clock or RealClock()
        self._under_way = 0
        self._epoch = 0
        self._credit = 0
        self._fell = ""
        self._closed_until = 0.0
        self._closed_why = ""
        self._left: deque[float] = deque()
        self._changed = asyncio.Event()

    @property
    def width(self) -> Width:
        return Width(self.profile, self._width, self._under_way, self._fell)

    async def acquire(self) -> Permit | Shut:
        """Wait for a place and take it; cancelling the wait is free. Give a permit back with ``release``.

        Shut, at once, where the door is closed for longer than a Retry-After is waited out.
        """
        while True:
            closed = self._closed_until - self._clock.now()
            if closed > PATIENCE:
                return Shut(closed, self._closed_why)
            if self._under_way >= self._width:
                await self._clock.wait(self._changed, None)
            elif wait := max(closed, self._until_next_minute(), 0.0):
                await self._clock.wait(self._changed, wait)
            else:
                return self._take()

    def release(self, permit: Permit) -> None:
        """The outcome of the request is known."""
        del permit
        self._under_way -= 1
        self._tell()

    def answered(self, permit: Permit) -> None:
        """The service answered as it does when it is well."""
        self.answered_total += 1
        if permit.epoch != self._epoch or self._width >= self._most:
            return
        self._credit += 1
        if self._credit >= self._width and self._under_way >= self._width:
            self._width += 1
            self._credit = 0
            self._tell()

    def limited(self, permit: Permit, why: str) -> None:
        """The service said that it is asked too much."""
        if permit.epoch == self._epoch:
            self._epoch += 1
            self._width = max(1, self._width // 2)
            self._credit = 0
            self._fell = why

    def close(self, seconds: float, why: str) -> None:
        """Send nothing for ``seconds``: the service said when to come back."""
        until = self._clock.now() + seconds
        if until > self._closed_until:
            self._closed_until, self._closed_why = until, why
            self._tell()

    def _take(self) -> Permit:
        self._under_way += 1
        if self._per_minute:
            self._left.append(self._clock.now())
        return Permit(self._epoch)

    def _until_next_minute(self) -> float:
        """Seconds until one more picture is within the minute's number."""
        if not self._per_minute:
            return 0.0
        number = max(1, int(self._per_minute))
        window = WINDOW * number / min(self._per_minute, number)
        now = self._clock.now()
        while self._left and self._left[0] <= now - window:
            self._left.popleft()
        return self._left[0] + window - now if len(self._left) >= number else 0.0

    def _tell(self) -> None:
        changed, self._changed = self._changed, asyncio.Event()
        changed.set()


class Slot:
    """One attempt's permit from before its request leaves: given back once, as soon as the outcome is known."""

    def __init__(self, permits: Permits, permit: Permit, told: Callable[[Width], None]) -> None:
        self._permits, self._permit, self._told = permits, permit, told
        self._held, self._well = True, False

    def answered(self) -> None:
        """The service answered as it does when it is well; said a second time it counts no more."""
        if not self._well:
            self._well = True
            self._permits.answered(self._permit)

    def limited(self, why: str) -> None:
        """The service said that it is asked too much."""
        self._permits.limited(self._permit, why)

    def close(self, seconds: float, why: str) -> None:
        """Nothing is to be sent for ``seconds``."""
        self._permits.close(seconds, why)

    def arrived(self) -> None:
        """A picture's whole answer is on disk: what is left to do with it needs no place at the service."""
        self.answered()
        self.free()

    def free(self) -> None:
        """Give the permit back, if that has not been done."""
        if self._held:
            self._held = False
            self._permits.release(self._permit)
        self._told(self._permits.width)
