"""Breaks text into lines by its drawn width, Chinese and Latin alike."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from typing import Final

_NOT_FIRST: Final = frozenset("，。、！？：；）》」』】〉”’…—·,.!?:;)]}%")
_NOT_LAST: Final = frozenset("（《「『【〈“‘([{")
_PIECES: Final = re.compile(r"\s+|[^\s]")


def wrapped(text: str, room: float, lines: int, measure: Callable[[str], float]) -> tuple[str, ...]:
    """Return at most ``lines`` lines no wider than ``room``; what does not fit is cut with an ellipsis.

    ``measure`` gives the width of a text. Chinese may break anywhere, but no line begins with a closing mark nor
    ends with an opening one; other words are kept whole where a line can hold them.
    """
    found: list[str] = []
    rest = _pieces(text)
    while rest and len(found) < lines:
        line, rest = _line(rest, room, measure)
        found.append(line)
    if rest and found:
        found[-1] = shortened(found[-1] + "".join(rest), room, measure)
    return tuple(line.rstrip() for line in found)


def shortened(text: str, room: float, measure: Callable[[str], float]) -> str:
    """Return as much of ``text`` as fits into ``room``, with an ellipsis where something is left out."""
    if measure(text) <= room:
        return text
    fits = _prefix(text, room, lambda part: measure(part.rstrip() + "…"))
    return text[:fits].rstrip(" ，、,;；") + "…"


def _prefix(text: str, room: float, measure: Callable[[str], float]) -> int:
    """How many characters from the beginning fit."""
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if measure(text[:middle]) <= room else (low, middle - 1)
    return low


def _line(pieces: list[str], room: float, measure: Callable[[str], float]) -> tuple[str, list[str]]:
    """Take as many pieces as fit, at least one character; a blank at the break is nobody's."""
    line = ""
    for at, piece in enumerate(pieces):
        if line and measure((line + piece).rstrip()) > room:
            return line, pieces[at:]
        if not line and measure(piece) > room and piece.strip():
            fits = max(1, _prefix(piece, room, measure))
            return piece[:fits], [part for part in (piece[fits:], *pieces[at + 1 :]) if part]
        line = (line + piece).lstrip()
    return line, []


def _pieces(text: str) -> list[str]:
    """Words, blanks and single wide characters, marks kept with what they belong to."""
    pieces: list[str] = []
    for token in _PIECES.findall(text.strip()):
        if pieces and _joined(pieces[-1], token):
            pieces[-1] += token
        else:
            pieces.append(token)
    return pieces


def _joined(before: str, token: str) -> bool:
    if not token.strip() or not before.strip():
        return False
    if token in _NOT_FIRST or before[-1] in _NOT_LAST or unicodedata.combining(token):
        return True
    return not _wide(before[-1]) and not _wide(token)


def _wide(character: str) -> bool:
    return unicodedata.east_asian_width(character) in {"W", "F"}
