"""The journal's lines: one event, one JSON object; what is written once can be read for ever."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from functools import cache
from typing import Any, Final

from pydantic import TypeAdapter, ValidationError

from pipeline.decide.events import EVENTS, Event
from pipeline.errors import BoardError
from pipeline.messages import say
from pipeline.store.layout import relative

VERSION: Final = 1
"""The journal's schema. Fields may be added to an event within a version: an older reader ignores them."""

_NAMES: Final[Mapping[type[Any], str]] = {kind: name for name, kind in EVENTS.items()}


class BrokenLine(BoardError):  # noqa: N818 - reads as what it is
    """A line that is no event."""


class NewerLine(BoardError):  # noqa: N818
    """A line that only a newer version can read."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """An event as the journal has it: ``seq`` is its line's number from 1, ``at`` is UTC to the millisecond."""

    seq: int
    at: datetime
    event: Event


def name_of(event: Event) -> str:
    """The event's name in the journal."""
    return _NAMES[type(event)]


def body(event: Event, at: datetime) -> bytes:
    """Everything of the line but its number: a bug in the event (NaN, a path, a set) shows here, before it is queued.

    Raises TypeError or ValueError where a value is not JSON, BoardError where ``file`` leaves the board.
    """
    values = {field.name: getattr(event, field.name) for field in fields(event)}
    if "file" in values:
        relative(values["file"])
    stamp = at.astimezone(UTC).isoformat(timespec="milliseconds").removesuffix("+00:00") + "Z"
    text = json.dumps(
        {"at": stamp, "event": name_of(event), **values}, ensure_ascii=False, allow_nan=False, separators=(",", ":")
    )
    # A service's message or a file name may hold lone surrogates; no file could: they become question marks.
    return text.encode("utf-8", errors="replace")


def line(seq: int, prepared: bytes) -> bytes:
    """The whole line, with its newline."""
    return b'{"v":%d,"seq":%d,%s\n' % (VERSION, seq, prepared[1:])


def encode(event: Event, *, seq: int, at: datetime) -> bytes:
    """One line of the journal, UTF-8, ending in a newline."""
    return line(seq, body(event, at))


def decode(data: bytes, where: str) -> Recorded:
    """Read one line (with or without its newline); ``where`` is said in the error, "journal.jsonl:12".

    Raises BrokenLine, or NewerLine where the schema or the event is not known to this version.
    """
    try:
        head = json.loads(data)
        version, name = head["v"], str(head["event"])
        seq, at = _whole(head["seq"]), _time(head["at"])
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise BrokenLine(say("board.line-broken", where=where, reason=_reason(error))) from error
    if version != VERSION:
        raise NewerLine(say("board.line-newer", where=where, what=f"journal version {version}"))
    if name not in EVENTS:
        raise NewerLine(say("board.line-newer", where=where, what=f"the event {name!r}"))
    try:
        event = _reader(name).validate_json(data, strict=True)
        if hasattr(event, "file"):
            relative(event.file)
    except (ValidationError, BoardError) as error:
        raise BrokenLine(say("board.line-broken", where=where, reason=_reason(error))) from error
    return Recorded(seq, at, event)


def _whole(value: object) -> int:
    if type(value) is not int:
        raise ValueError(f"seq is {value!r}, not a whole number")
    return value


def _time(value: str) -> datetime:
    at = datetime.fromisoformat(value)
    if at.tzinfo is None:
        raise ValueError(f"at is {value!r}, without its zone")
    return at


@cache
def _reader(name: str) -> TypeAdapter[Any]:
    return TypeAdapter(EVENTS[name])


def _reason(error: Exception) -> str:
    match error:
        case ValidationError():
            first = error.errors(include_url=False)[0]
            return f"{'.'.join(map(str, first['loc']))}: {first['msg']}"
        case KeyError():
            return f"no {error}"
        case _:
            return str(error).splitlines()[0] if str(error) else type(error).__name__
