"""Keeps a run's memory flat: large blocks go back to the system when they are freed."""

from __future__ import annotations

import ctypes
import sys
from contextlib import suppress
from typing import Final

_MMAP_THRESHOLD: Final = -3  # M_MMAP_THRESHOLD of glibc's malloc.h
_LARGE: Final = 256 * 1024


def give_back_large_blocks() -> None:
    """Fix malloc's threshold for blocks of their own; for our own process only, and only where it is glibc's.

    By itself glibc raises the threshold to the largest picture freed so far and then keeps such blocks in an arena
    per thread: 290 MB at 72 panels, where 140 are in use (docs/performance.md).
    """
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):
            ctypes.CDLL(None).mallopt(_MMAP_THRESHOLD, _LARGE)
