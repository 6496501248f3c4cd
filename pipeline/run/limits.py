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
from typing import Final

WINDOW: Final = 61.0
"""Seconds in which at most ``images_per_minute`` requests leave: a minute and a margin for arrival jitter."""


@dataclass(frozen=True, slots=True)
class Permit:
    """Leave to have one request under way; ``epoch`` tells answers from before the last fall."""

    epoch: int


@dataclass(frozen=True, slots=True)
class Width:
    """How wide a service is asked at present, and why it fell if it did."""

    profile: str
    width: int
    under_way: int
    fell: str = ""


class Permits:
    """The permits of one profile and key, shared by every run that uses them; for one event loop.

    Additive growth: one more after ``width`` answers in a row that used the whole width; halved at a rate-limit
    answer, once for all requests that were under way by then. A Retry-After closes the door until it is over.
    """

    def __init__(
        self,
        profile: str,
        *,
        start: int = 4,
        most: int = 16,
        per_minute: float | None = None,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self.profile = profile
        self.answered_total = 0
        self._width, self._most, self._per_minute, self._clock = min(start, most), most, per_minute, clock
        self._under_way = 0
        self._epoch = 0
        self._credit = 0
        self._fell = ""
        self._closed_until = 0.0
        self._sent: deque[float] = deque()
        self._changed = asyncio.Condition()

    @property
    def width(self) -> Width:
        return Width(self.profile, self._width, self._under_way, self._fell)

    async def acquire(self) -> Permit:
        """Wait for a place and take it; cancelling the wait is free. Give it back with ``release``."""
        async with self._changed:
            while (wait := self._wait()) != 0.0:
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._changed.wait(), wait)
            self._under_way += 1
            if self._per_minute:
                self._sent.append(self._clock())
            return Permit(self._epoch)

    async def release(self, permit: Permit) -> None:
        """The outcome of the request is known."""
        del permit
        self._under_way -= 1
        await asyncio.shield(self._tell())

    async def answered(self, permit: Permit) -> None:
        """An answer came, whatever it says: the service takes this width."""
        self.answered_total += 1
        if permit.epoch != self._epoch or self._width >= self._most:
            return
        self._credit += 1
        if self._credit >= self._width and self._under_way >= self._width:
            self._width += 1
            self._credit = 0
            await self._tell()

    def limited(self, permit: Permit, retry_after: float | None, why: str) -> None:
        """The service said that it is too much."""
        if retry_after:
            self._closed_until = max(self._closed_until, self._clock() + retry_after)
        if permit.epoch == self._epoch:
            self._epoch += 1
            self._width = max(1, self._width // 2)
            self._credit = 0
            self._fell = why

    def _wait(self) -> float | None:
        """Seconds until a place may be free by the clock, None for an event, 0 for now."""
        if self._under_way >= self._width:
            return None
        now = self._clock()
        wait = max(self._closed_until - now, 0.0)
        if self._per_minute:
            while self._sent and self._sent[0] <= now - WINDOW:
                self._sent.popleft()
            if len(self._sent) >= max(1, int(self._per_minute)):
                wait = max(wait, self._sent[0] + WINDOW - now)
        return wait

    async def _tell(self) -> None:
        async with self._changed:
            self._changed.notify_all()
