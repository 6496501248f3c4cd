"""Reads a spooled body without holding its pictures: long base64 strings stay on disk until they are wanted."""

from __future__ import annotations

import base64
import binascii
import json
import mmap
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from pipeline.providers.sse import ServerEvent, events_in

_LONG_BASE64: Final = re.compile(rb'"((?:data:[A-Za-z0-9/+.;=-]{1,100},)?[A-Za-z0-9+/=_\\-]{2048,})"')
_DATA_URI: Final = re.compile(r"data:[^,]{0,200},", re.IGNORECASE)
_HELD: Final = re.compile(r"\x00held:(\d+)")
_MAX_SKELETON: Final = 4 * 1024 * 1024
_MAX_OBJECTS: Final = 10_000

Buffer = mmap.mmap | bytes


@dataclass(frozen=True, slots=True)
class Body:
    """What a body is once its pictures are taken out: ``text``, and where in the file each picture stands."""

    text: str
    _buffer: Buffer
    _spans: tuple[tuple[int, int], ...] = ()

    def document(self) -> dict[str, Any] | None:
        """Return the JSON object that the body is, blanks and comments before it skipped; None where it is none."""
        for start in self._beginnings():
            value = _parsed(self.text[start:])
            if value is not None:
                return value
        return None

    def events(self) -> Iterator[ServerEvent]:
        """Yield the server-sent events that the body holds."""
        return events_in(self.text)

    def picture(self, text: object) -> bytes | None:
        """Decode base64, bare or as a data: URI, held on disk or short; None for what is none."""
        if not isinstance(text, str) or not text:
            return None
        held = _HELD.fullmatch(text)
        if held and int(held[1]) < len(self._spans):
            start, end = self._spans[int(held[1])]
            return _decoded(self._buffer, start, end)
        raw = text.encode("ascii", "ignore")
        return _decoded(raw, 0, len(raw)) if len(raw) == len(text) else None

    def is_data(self, text: object) -> bool:
        """Tell whether a string is a picture itself rather than an address."""
        return isinstance(text, str) and bool(_HELD.fullmatch(text) or _DATA_URI.match(text))

    def _beginnings(self) -> Iterator[int]:
        """Yield where an object may begin: at the first character, else at a line that starts with a brace."""
        first = len(self.text) - len(self.text.lstrip("\ufeff \t\r\n"))
        if self.text.startswith("{", first):
            yield first
        elif self.text.startswith(":", first):
            at = self.text.find("\n{", first)
            if at >= 0:
                yield at + 1


@contextmanager
def opened_body(path: Path) -> Iterator[Body]:
    """Map a spooled body; the Body is valid inside the ``with`` only. An empty file is an empty body."""
    with path.open("rb") as file:
        if not path.stat().st_size:
            yield Body("", b"")
            return
        with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as buffer:
            yield _skeleton(buffer)


def _skeleton(buffer: Buffer) -> Body:
    """Replace each long base64 string by a short name for it; what remains is bounded."""
    pieces: list[bytes] = []
    spans: list[tuple[int, int]] = []
    position = size = 0
    for found in _LONG_BASE64.finditer(buffer):
        pieces += [bytes(buffer[position : found.start(1)][: _MAX_SKELETON - size]), b"\\u0000held:%d" % len(spans)]
        size += len(pieces[-2]) + len(pieces[-1])
        spans.append(found.span(1))
        position = found.end(1)
        if size >= _MAX_SKELETON or len(spans) > _MAX_OBJECTS:
            break
    pieces.append(bytes(buffer[position : position + max(0, _MAX_SKELETON - size)]))
    return Body(b"".join(pieces).decode("utf-8", "replace"), buffer, tuple(spans))


def _parsed(text: str) -> dict[str, Any] | None:
    """Parse one JSON object; what comes behind it is ignored. Nesting beyond all reason is no object."""
    try:
        value, _ = json.JSONDecoder(strict=False).raw_decode(text)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def _decoded(buffer: Buffer, start: int, end: int) -> bytes | None:
    head = bytes(buffer[start : min(end, start + 204)])
    if head[:5].lower() == b"data:":
        comma = head.find(b",")
        if comma < 0:
            return None
        start += comma + 1
    plain = all(buffer.find(mark, start, end) < 0 for mark in (b"\\", b"-", b"_"))
    try:
        if plain and not (end - start) % 4:
            with memoryview(buffer) as whole, whole[start:end] as part:
                return binascii.a2b_base64(part) or None
        return _decoded_slowly(bytes(buffer[start:end]))
    except (binascii.Error, ValueError):
        return None


def _decoded_slowly(text: bytes) -> bytes | None:
    """Decode base64 with JSON escapes, in the URL alphabet, or without its padding."""
    if b"\\" in text:
        text = json.loads(b'"' + text + b'"').encode("ascii", "ignore")
    text = b"".join(text.split()).replace(b"-", b"+").replace(b"_", b"/").rstrip(b"=")
    return base64.b64decode(text + b"=" * (-len(text) % 4), validate=True) or None
