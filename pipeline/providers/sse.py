"""Splits a text into server-sent events."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

_FIELD: Final = re.compile(r"(event|data):[ ]?(.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class ServerEvent:
    """One event: its name (``event:``, else the ``type`` in its data) and its data as a JSON object."""

    name: str
    data: dict[str, Any]


def events_in(text: str) -> Iterator[ServerEvent]:
    """Yield all events with JSON data; comments, ``[DONE]`` and what can't be parsed are left out.

    The last one counts even where the blank line behind it was cut off: it is whole if its JSON is.
    """
    name = ""
    data: list[str] = []
    for line in [*re.split(r"\r\n|\n|\r", text.lstrip("\ufeff")), ""]:
        if not line.strip():
            yield from _event(name, data)
            name, data = "", []
        elif found := _FIELD.fullmatch(line):
            if found[1] == "event":
                name = found[2].strip()
            else:
                data.append(found[2])


def _event(name: str, data: list[str]) -> Iterator[ServerEvent]:
    try:
        value = json.loads("\n".join(data), strict=False) if data else None
    except (ValueError, RecursionError):
        return
    if isinstance(value, dict):
        kind = value.get("type")
        yield ServerEvent(name or (kind if isinstance(kind, str) else ""), value)
