"""Signals of a run on the command line: the first asks it to stop, the second ends it at once."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any, Final

from pipeline.run.stopping import Stop

_NAMES: Final = ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")


@contextmanager
def stopping_on_signals(
    stop: Stop, told: Callable[[], None], insist: Callable[[], None] | None = None
) -> Iterator[None]:
    """Install the handlers for the block; ``told`` is called at the first signal. Call it in the running loop.

    The second signal calls ``insist``, or cancels the task that is in the block.
    """
    loop = asyncio.get_running_loop()
    task = asyncio.current_task()
    before: dict[int, Any] = {}

    def react() -> None:
        if not stop.requested:
            stop.request()
            told()
        elif insist is not None:
            insist()
        elif task is not None:
            task.cancel()

    def handler(_number: int, _frame: FrameType | None) -> None:
        loop.call_soon_threadsafe(react)

    for name in _NAMES:
        number = getattr(signal, name, None)
        if number is not None:
            before[number] = signal.signal(number, handler)
    try:
        yield
    finally:
        for number, old in before.items():
            signal.signal(number, old)
