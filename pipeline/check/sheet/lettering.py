"""Text that fits: lines broken to a width, Chinese between any two characters, Latin between words."""

from __future__ import annotations

import re

from PIL import ImageFont

_PIECES = re.compile(r"[\u2e80-\u9fff\uff00-\uffef]|[^\s\u2e80-\u9fff\uff00-\uffef]+|\s+")
_NO_START = "，。、；：！？）」』》”’,.;:!?)"


def wrap(text: str, font: ImageFont.FreeTypeFont | ImageFont.ImageFont, width: int) -> list[str]:
    """Lines of at most ``width`` pixels; closing punctuation never begins a line."""
    lines: list[str] = []
    line = ""
    for piece in _PIECES.findall(" ".join(text.split())):
        if font.getlength(line + piece) <= width or (piece in _NO_START and line):
            line += piece
            continue
        if line.strip():
            lines.append(line.strip())
        line = piece.lstrip()
        while font.getlength(line) > width and len(line) > 1:
            end = next(k for k in range(len(line), 0, -1) if k == 1 or font.getlength(line[:k]) <= width)
            lines.append(line[:end])
            line = line[end:]
    return [*lines, line.strip()] if line.strip() else lines


def fit(text: str, font: ImageFont.FreeTypeFont | ImageFont.ImageFont, width: int) -> str:
    """The text, shortened with an ellipsis if it is wider than ``width`` pixels."""
    if font.getlength(text) <= width:
        return text
    return next((text[:k] + "…" for k in range(len(text), 0, -1) if font.getlength(text[:k] + "…") <= width), "…")
