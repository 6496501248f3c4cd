"""Reads a storyboard page's prompt: its grid, and one brief per panel line."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from typing import Final

from pipeline.providers.offline.brief import Cell, FrameBrief, Page
from pipeline.providers.offline.lines import entries_of, head_of, labels_of, lines_of

_PANEL = re.compile(r"^\s*(?:格|panel)\s*(\d{1,3})\s*(.{0,40}?)\s*[：:]\s*(.*)$", re.IGNORECASE)
_ID = re.compile(r"【\s*([^】]{1,32}?)\s*】|\[\s*([^\]]{1,32}?)\s*\]")
_DIGITS: Final = {sign: value for value, sign in enumerate("零一二三四五六七八九十")} | {"两": 2}
_N: Final = r"(\d{1,2}|[一二两三四五六七八九十])"
_GRIDS: Final = (
    re.compile(rf"{_N}\s*行\s*[x×*，,、]?\s*{_N}\s*列"),
    re.compile(r"(\d{1,2})\s*rows?\s*(?:x|×|by|and|of|,)?\s*(?:of\s*)?(\d{1,2})\s*col", re.IGNORECASE),
    re.compile(r"(?<!\d)(\d{1,2})\s*[x×]\s*(\d{1,2})(?!\d)"),
)
_TURNED: Final = re.compile(rf"{_N}\s*列\s*[x×*，,、]?\s*{_N}\s*行")
_RATIO: Final = re.compile(r"(?<![\d.])(\d{1,2}(?:\.\d+)?)\s*[:：]\s*(\d{1,2}(?:\.\d+)?)(?![\d.])")
MOST: Final = 100


def read_page(text: str, read: Callable[[str], FrameBrief]) -> Page | None:
    """The page that ``text`` asks for, or None where it has no panel lines; ``read`` reads one panel's own text.

    A panel's line is ``格1：…`` or ``Panel 1: …``, with ``【P01】`` anywhere in it for the id to print; lines up to the
    next one belong to it. The cast line before the first panel is everybody's.
    """
    head, blocks = _blocks(text)
    if not blocks:
        return None
    shared = lines_of(head)
    ratio = _ratio(head)
    rows, columns = _grid(head, len(blocks), ratio)
    cells = tuple(_cell(block, shared.of("cast"), shared.of("style"), read) for block in blocks[:MOST])
    return Page(rows, columns, ratio, cells)


def _blocks(text: str) -> tuple[str, list[str]]:
    """What stands before the first panel line, and each panel's text with its id."""
    head: list[str] = []
    blocks: list[list[str]] = []
    for line in text.splitlines():
        if found := _PANEL.match(line):
            blocks.append([f"{found[2]} {found[3]}"])
        else:
            (blocks[-1] if blocks else head).append(line)
    return "\n".join(head), ["\n".join(block) for block in blocks]


def _cell(block: str, cast: str, style: str, read: Callable[[str], FrameBrief]) -> Cell:
    found = _ID.search(block)
    name = (found[1] or found[2] or "") if found else ""
    body = _lined(_ID.sub(" ", block, count=1))
    lines = lines_of(body)
    if cast and not lines.of("cast"):
        named = [entry for entry in entries_of(cast) if head_of(entry)[0] and head_of(entry)[0] in body]
        if named:
            body = f"出场人物：{'；'.join(named)}\n{body if lines.fields else '定格瞬间：' + ' '.join(body.split())}"
    return Cell(name, read(f"{body}\n风格：{style}" if style and lines.fields else body))


def _lined(text: str) -> str:
    """Put each known label at the start of a line of its own."""
    words = sorted(labels_of(), key=len, reverse=True)
    inside = re.compile(
        rf"[；;。，,|/\s]*(?<![\w\u4e00-\u9fff])({'|'.join(map(re.escape, words))})\s*[：:]\s*", re.IGNORECASE
    )
    return inside.sub(lambda found: f"\n{found[1]}：", text).strip()


def _ratio(head: str) -> float:
    """Width for height of each picture; upright 9:16 where nothing is said."""
    found = _RATIO.search(lines_of(head).of("frame")) or _RATIO.search(head)
    if not found:
        return 9 / 16
    wide, tall = float(found[1]), float(found[2])
    return min(3.0, max(1 / 3, wide / tall)) if wide and tall else 9 / 16


def _grid(head: str, count: int, ratio: float) -> tuple[int, int]:
    """Rows and columns as said, if the panels fit in; else about as many as make the page compact."""
    pairs = [(found[1], found[2]) for pattern in _GRIDS if (found := pattern.search(head))]
    if found := _TURNED.search(head):
        pairs.insert(0, (found[2], found[1]))
    for first, second in pairs:
        rows, columns = _number(first), _number(second)
        if rows * columns >= count > 0:
            return rows, columns
    columns = max(1, min(count, round(math.sqrt(count / ratio * 0.7))))
    return math.ceil(count / columns), columns


def _number(text: str) -> int:
    return int(text) if text.isdigit() and text.isascii() else _DIGITS.get(text, 0)
