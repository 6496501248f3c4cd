"""A wish to stop, and waits that end when it comes."""

from __future__ import annotations

import anyio


class Stopping(Exception):  # noqa: N818 - not an error: the run is asked to end
    """Raised out of a wait when the run is to stop: a wait that merely returned would mean "send again"."""


class Stop:
    """Asked once, seen by everybody. Its methods may be called from a signal handler running in the loop."""

    def __init__(self) -> None:
        self._event = anyio.Event()
        self._insisted = anyio.Event()

    @property
    def requested(self) -> bool:
        return self._event.is_set()

    def request(self) -> None:
        """Ask for an end: nothing more is started; answers in flight are still awaited."""
        self._event.set()

    def insist(self) -> None:
        """Ask for an end at once: answers in flight are given up, and may have been billed."""
        self.request()
        self._insisted.set()

    async def wait(self) -> None:
        await self._event.wait()

    async def wait_insisted(self) -> None:
        await self._insisted.wait()

    async def sleep(self, seconds: float) -> None:
        """Wait ``seconds``; raises Stopping as soon as a stop is requested."""
        if self.requested:
            raise Stopping
        with anyio.move_on_after(max(seconds, 0.0)):
            await self._event.wait()
        if self.requested:
            raise Stopping
