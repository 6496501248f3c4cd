"""The two sentences of a fault, what is wrong and what to write, and how a typed text is shown in them."""

from __future__ import annotations

from pipeline.messages import say


def told(name: str, /, **values: object) -> tuple[str, str]:
    """Return the message ``plan.<name>`` and its fix ``plan.<name>-fix``."""
    return say(f"plan.{name}", **values), say(f"plan.{name}-fix", **values)


def shortened(text: str, most: int = 60) -> str:
    """A text on one line, fit for a message."""
    one_line = " ".join(text.split())
    return one_line if len(one_line) <= most else f"{one_line[: most - 1]}…"
