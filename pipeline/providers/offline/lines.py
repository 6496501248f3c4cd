"""Splits a prompt into its labelled lines, its loose text and what it says of each sent picture."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from pipeline.compose.labels import LABELS

_IMAGE_LINE = re.compile(r"^\s*(?:图|image)\s*(\d{1,2})\s*[：:]\s*(.*)$", re.IGNORECASE)
_LINE = re.compile(r"^\s*([^：:\n]{1,24}?)\s*[：:]\s*(.+)$")
FIELDS: Final = (
    "place", "scene", "weather", "light", "cast", "props", "action", "shot", "camera", "style", "wish", "purpose",
    "frame", "avoid",
)  # fmt: skip
_OTHERS: Final = {
    **dict.fromkeys(
        ("人物", "角色", "人物设定", "角色设定", "设定图", "character", "character sheet", "turnaround"), "cast"
    ),
    **dict.fromkeys(("道具设定", "prop", "prop sheet", "props plate"), "props"),
    **dict.fromkeys(("场景设定", "空镜设定", "place plate", "location"), "place"),
}
"""Labels that other writers use for the same."""
_OPENERS, _CLOSERS = "（([", "）)]"


@dataclass(frozen=True, slots=True)
class Lines:
    """The prompt's labelled texts, its loose text, and what it says of each sent picture."""

    fields: dict[str, str]
    loose: str
    images: tuple[str, ...]
    heads: str  # the labels themselves

    def of(self, *names: str) -> str:
        return " ".join(filter(None, (self.fields.get(name, "") for name in names)))


def labels_of() -> dict[str, str]:
    """The labels of compiled prompts in all languages, in lower case, with the fields they stand for."""
    return {getattr(labels, field).casefold(): field for labels in LABELS.values() for field in FIELDS}


def lines_of(text: str) -> Lines:
    """Read ``text`` line by line; a label's second line is added to its first."""
    by_label = {**_OTHERS, **labels_of()}
    fields: dict[str, str] = {}
    loose: list[str] = []
    images: dict[int, str] = {}
    heads: list[str] = []
    for line in text.splitlines():
        if image := _IMAGE_LINE.match(line):
            images[int(image[1])] = image[2]
        elif (labelled := _LINE.match(line)) and (field := by_label.get(labelled[1].casefold())):
            heads.append(labelled[1])
            fields[field] = " ".join(filter(None, (fields.get(field), labelled[2].strip())))
        elif line.strip():
            loose.append(line.strip())
    ordered = tuple(images.get(index, "") for index in range(1, max(images, default=0) + 1))
    return Lines(fields, "\n".join(loose), ordered, " ".join(heads))


def entries_of(line: str) -> list[str]:
    """Split a line at its separators, but not inside brackets."""
    entries, depth, start = [], 0, 0
    separators = {labels.separator.strip() for labels in LABELS.values()} | {"、"}
    for index, sign in enumerate(line):
        depth += (sign in _OPENERS) - (sign in _CLOSERS)
        if depth <= 0 and sign in separators:
            entries.append(line[start:index])
            start, depth = index + 1, 0
    return [entry.strip() for entry in (*entries, line[start:]) if entry.strip()]


def head_of(entry: str) -> tuple[str, str]:
    """An entry's name and what its brackets say of it."""
    opened = min((at for sign in _OPENERS if (at := entry.find(sign)) >= 0), default=len(entry))
    name = re.split(r"[：:]", entry[:opened])[0].strip()
    if opened == len(entry) and (parts := re.split("[，,]", name, maxsplit=1))[1:]:
        return parts[0].strip()[:24], parts[1].strip()
    return name.strip("。.，,")[:24], entry[opened:].strip(_OPENERS + _CLOSERS)
