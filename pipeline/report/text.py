"""Text as a terminal shows it: control and bidi characters stripped, widths that know wide characters."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import Final

ELLIPSIS: Final = "…"
_HIDDEN: Final = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
_JOINERS: Final = "\u200c\u200d"  # scripts and emoji need them, and they move no text


def clean(text: str) -> str:
    """Return ``text`` on one line without control, bidi and other invisible characters; blanks are joined."""
    shown = (" " if c in "\t\n\r\v\f\x85\u2028\u2029" else c for c in text)
    kept = "".join(c for c in shown if c in _JOINERS or unicodedata.category(c) not in _HIDDEN)
    return " ".join(kept.split())


def clean_lines(text: str) -> tuple[str, ...]:
    """Return the lines of ``text``, each cleaned; empty ones at both ends are left out."""
    return tuple(clean(line) for line in text.strip().splitlines())


def width(text: str) -> int:
    """How many columns of a terminal ``text`` takes."""
    return sum(map(_columns, text))


def fit(text: str, columns: int) -> str:
    """Return ``text`` in exactly ``columns``: filled up with blanks, or cut with an ellipsis."""
    return padded(cut(text, columns), columns)


def padded(text: str, columns: int) -> str:
    return text + " " * (columns - width(text))


def cut(text: str, columns: int) -> str:
    """Return ``text`` in at most ``columns``, with an ellipsis where something is left out."""
    if width(text) <= columns:
        return text
    room = columns - 1
    kept = ""
    for character in text:
        room -= _columns(character)
        if room < 0:
            break
        kept += character
    return kept.rstrip() + ELLIPSIS if columns > 0 else ""


def table(rows: Sequence[Sequence[str]], *, gap: str = "  ") -> list[str]:
    """Return rows as lines with aligned columns, all left-aligned; every row has as many cells as the first."""
    if not rows:
        return []
    widths = [max(width(row[at]) for row in rows) for at in range(len(rows[0]))]
    return [gap.join(padded(cell, wide) for cell, wide in zip(row, widths, strict=True)).rstrip() for row in rows]


def money(usd: float | None) -> str:
    """USD for people: ``$0.57``, ``$0.014``, ``$0``, ``?`` where no price is known."""
    if usd is None:
        return "?"
    if not usd:
        return "$0"
    return f"${usd:.2f}" if usd >= 0.1 else f"${usd:.3f}"


def duration(seconds: float) -> str:
    """``8 s``, ``2 min 05 s``, ``1 h 02 min``."""
    whole = max(0, round(seconds))
    if whole < 60:
        return f"{whole} s"
    minutes, rest = divmod(whole, 60)
    if minutes < 60:
        return f"{minutes} min {rest:02d} s"
    return f"{minutes // 60} h {minutes % 60:02d} min"


def plural(count: int, one: str, many: str) -> str:
    """``1 take``, ``3 takes``."""
    return f"{count} {one if count == 1 else many}"


def _columns(character: str) -> int:
    if unicodedata.combining(character) or character in _JOINERS:
        return 0
    return 2 if unicodedata.east_asian_width(character) in {"W", "F"} else 1
