"""How often a command looks for garbage: hardly ever before something is drawn, as usual from then on."""

from __future__ import annotations

import gc
from typing import Final

_USUAL: Final = gc.get_threshold()
_RARELY: Final = 100_000
"""Objects. Loading modules and a plan makes many objects and no garbage: looking for it took 35 ms of 490."""


def look_rarely() -> None:
    """For our own process only, at its start."""
    gc.set_threshold(_RARELY, *_USUAL[1:])


def look_as_usual() -> None:
    """Where pictures come and go, which may hang in circles."""
    gc.set_threshold(*_USUAL)
