"""The two sentences of a fault, what is wrong and what to write, and how a typed text is shown in them."""

from __future__ import annotations

from typing import Final

from pipeline.messages import say

_MOST: Final = 300  # of a typed text in a message; lists of keys are nearly as long


def told(name: str, /, **values: object) -> tuple[str, str]:
    """Return the message ``plan.<name>`` and its fix ``plan.<name>-fix``."""
    shown = {k: shortened(v, _MOST) if isinstance(v, str) and len(v) > _MOST else v for k, v in values.items()}
    return say(f"plan.{name}", **shown), say(f"plan.{name}-fix", **shown)


def shortened(text: str, most: int = 60) -> str:
    """A text on one line, fit for a message."""
    one_line = " ".join(text.split())
    return one_line if len(one_line) <= most else f"{one_line[: most - 1]}…"
