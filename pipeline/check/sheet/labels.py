"""How panels are numbered on paper: 1, 01, P01, S1-01, ①, 一, 第三镜, Shot 4."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

_DIGITS: Final = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_LEAD: Final = r"[\s(\[{【〔#№.:、]*"
_WORD: Final = r"(?:(?:SHOT|PANEL|SCENE|FRAME|CUT|PAGE|NO|[A-Z]{1,2}|第|镜头|镜|分镜|格|图)[\s.:#_-]*)?"
_SCENE: Final = r"(?:(?P<scene>[A-Z]{0,2}\d{1,3})[-_./·]\s*(?:[A-Z]{1,2})?)?"
_NUMBER: Final = r"(?P<number>\d{1,3}|[一二三四五六七八九十百零〇两]{1,5})"
_AFTER: Final = r"(?=$|[\s)\]}】〕.,:、。·—-]|[\u4e00-\u9fff]|[A-Za-z]{3,}|(?<=\d)[A-Z][a-z])"
_LABEL: Final = re.compile(f"^{_LEAD}{_WORD}{_SCENE}{_NUMBER}{_AFTER}")
_CROSS: Final = re.compile(r"(?=.*[一二三四五六七八九])[一二三四五六七八九]?\+[一二三四五六七八九]?")
"""十 between other numerals, as a reader sees it."""
_DURATION: Final = re.compile(
    r"^\s*\d+(?:[.:]\d+)(?:\s*s|\s*秒|$|\s*[-–~])|^\s*\d+(?:\.\d+)?\s*(?:s|sec|秒|mm|%)(?![a-z])"
)


@dataclass(frozen=True, slots=True)
class Label:
    """A painted number and, where it has one, the scene in front of it ("S1" of S1-04)."""

    scene: str
    number: int

    def same(self, other: Label) -> bool:
        """Equal numbers, and scenes that don't disagree where both are written."""
        return self.number == other.number and (not self.scene or not other.scene or self.scene == other.scene)


def parse_label(text: str, *, whole: bool = False) -> Label | None:
    """The label at the beginning of ``text``; with ``whole`` nothing may follow it. None if there is none."""
    plain = unicodedata.normalize("NFKC", text).strip().upper()
    if _DURATION.match(plain.lower()):
        return None
    if _CROSS.fullmatch(plain):
        plain = plain.replace("+", "十")
    match = _LABEL.match(plain)
    if match is None or (whole and plain[match.end() :].strip(" )]}】〕.镜格")):
        return None
    number = _number(match["number"])
    if not number:
        return None
    return Label(_scene(match["scene"]), number)


def _scene(text: str | None) -> str:
    """Letters dropped, leading zeros too: S01 and 1 are the same scene."""
    digits = re.sub(r"\D", "", text or "")
    return str(int(digits)) if digits else ""


def _number(text: str) -> int:
    if text.isdecimal():
        return int(text)
    if len(text) > 1 and not set(text) & set("十百"):
        return int("".join(str(_DIGITS[c]) for c in text))
    total, digit = 0, 0
    for c in text:
        if c in "十百":
            total += (digit or 1) * (10 if c == "十" else 100)
            digit = 0
        else:
            digit = _DIGITS[c]
    return total + digit
