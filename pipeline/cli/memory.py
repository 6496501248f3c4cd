"""Keeps a run's memory flat: its threads share one arena, and large blocks go back to the system when freed."""

from __future__ import annotations

import ctypes
import sys
from contextlib import suppress
from typing import Final

_MMAP_THRESHOLD: Final = -3  # M_MMAP_THRESHOLD of glibc's malloc.h
_ARENA_MAX: Final = -8  # M_ARENA_MAX
_LARGE: Final = 4 * 1024 * 1024


def give_back_large_blocks() -> None:
    """Tell malloc how to keep a run's pictures; for our own process only, and only where malloc is glibc's.

    By itself glibc has an arena per thread, in each of which the largest blocks so far stay: 290 MB at 72 panels, where
    140 are in use. A low threshold alone would cure that, but then every array is mapped, zeroed and unmapped anew,
    which takes a third of a run's processor time (docs/performance.md).
    """
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):
            libc = ctypes.CDLL(None)
            libc.mallopt(_ARENA_MAX, 1)
            libc.mallopt(_MMAP_THRESHOLD, _LARGE)
