"""Finds in an answer what it says about why there is no picture: status, codes, message, how long to wait."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Final

from pipeline.providers.classify import Signals

_LONGEST_MESSAGE: Final = 400
_LONGEST_CODE: Final = 80
_HELD: Final = re.compile(r"\x00held:\d+")
"""What stands for base64 that was left on disk (``body``), where a service quotes some in its words."""
_TAG: Final = re.compile(r"<(script|style)\b.*?</\1>|<[^>]{0,2000}>", re.DOTALL | re.IGNORECASE)
_TITLE: Final = re.compile(r"<title[^>]*>(.{1,300}?)</title>", re.DOTALL | re.IGNORECASE)
_AGAIN: Final = re.compile(
    r"(?:try again|retry|wait)\D{0,20}?(?:(\d{1,4})\s*m(?:in(?:ute)?s?)?\s*)?(\d{1,6}(?:\.\d{1,6})?)\s*(ms|s\b|sec)",
    re.IGNORECASE,
)


def signals_of(status: int, document: Mapping[str, Any] | None, text: str) -> Signals:
    """Read an error of any known shape: ``error``, ``code`` + ``message``, ``base_resp``, HTML, text, nothing."""
    if document is None:
        return Signals(status, text=plain(_without_markup(text)))
    base = document.get("base_resp")
    if isinstance(base, Mapping) and _number(base.get("status_code")):
        number = _number(base.get("status_code"))
        within = number if 400 <= number <= 599 and status < 400 else status
        return Signals(within, number=number, text=plain(base.get("status_msg")))
    error = document.get("error")
    if isinstance(error, Mapping):
        return _of_error(status, error)
    if isinstance(error, str):
        return _of_error(status, {**document, "message": document.get("message") or error})
    return _of_error(status, document)


def says_error(document: Mapping[str, Any]) -> bool:
    """Tell whether a JSON answer speaks of an error, whatever its status."""
    base = document.get("base_resp")
    if document.get("error") or (isinstance(base, Mapping) and _number(base.get("status_code"))):
        return True
    return "code" in document and "message" in document and "data" not in document


def wait_of(headers: Mapping[str, str], text: str) -> float | None:
    """Return the seconds a service asks to wait: ``retry-after-ms``, ``retry-after``, or in its message."""
    milliseconds = _float(headers.get("retry-after-ms"))
    if milliseconds is not None:
        return milliseconds / 1000
    after = headers.get("retry-after", "")
    seconds = _float(after)
    if seconds is None and after:
        seconds = _until(after, headers.get("date", ""))
    if seconds is not None:
        return seconds
    found = _AGAIN.search(text)
    if not found:
        return None
    amount = float(found[2]) / (1000 if found[3].lower() == "ms" else 1)
    return amount + 60 * int(found[1] or 0)


def plain(value: object) -> str:
    """Return a service's words as one bounded line, without control and direction characters."""
    if not isinstance(value, str):
        return ""
    kept = "".join(
        " " if char in "\t\r\n" else char
        for char in _HELD.sub("…", value[: 4 * _LONGEST_MESSAGE])
        if char in "\t\r\n" or unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Co", "Cn"}
    )
    line = " ".join(kept.split())
    return line if len(line) <= _LONGEST_MESSAGE else f"{line[:_LONGEST_MESSAGE]}…"


def _of_error(status: int, error: Mapping[str, Any]) -> Signals:
    code, kind = error.get("code"), error.get("type")
    number = _number(code)
    if status < 400 and 400 <= number <= 599:
        status = number
    codes = tuple(text for value in (code, kind) if (text := plain(value)[:_LONGEST_CODE].lower()))
    return Signals(
        status,
        codes,
        number if number >= 1000 else None,
        plain(error.get("message") or error.get("msg") or error.get("detail")),
        plain(error.get("param"))[:_LONGEST_CODE],
    )


def _number(value: object) -> int:
    """Return a code as a number, 0 where it is none; services write them as numbers or as text."""
    if isinstance(value, bool):
        return 0
    if isinstance(value, str) and re.fullmatch(r"\d{1,9}", value):
        return int(value)
    return value if isinstance(value, int) else 0


def _float(text: object) -> float | None:
    if not isinstance(text, str) or not re.fullmatch(r"\s*\d{1,9}(\.\d{1,9})?\s*", text):
        return None
    return float(text)


def _until(text: str, now: str) -> float | None:
    """Return the seconds from a ``Date`` header to an HTTP date; this machine's clock is not asked."""
    try:
        then, start = parsedate_to_datetime(text), parsedate_to_datetime(now)
    except (ValueError, TypeError):
        return None
    return max(0.0, (_utc(then) - _utc(start)).total_seconds())


def _utc(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _without_markup(text: str) -> str:
    """Return a page's title, else its words; a page is never shown whole."""
    text = text[:20_000]
    title = _TITLE.search(text)
    return title[1] if title else _TAG.sub(" ", text)
