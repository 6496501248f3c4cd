"""Turns the bytes of a plan file into text, or says what kind of file it is instead."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pipeline.errors import PictureError
from pipeline.messages import say
from pipeline.pictures.files import read_regular
from pipeline.pictures.formats import sniff
from pipeline.plan.wording import told

MAX_BYTES: Final = 2 * 1024 * 1024
# What YAML forbids, and the byte order mark in mid-text; tabs and line ends are fine.
_UNPRINTABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x84\x86-\x9f\ufeff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Why a file is no text: at ``line`` (from 1) where there is one."""

    line: int | None
    message: str
    fix: str


def read_text(path: Path) -> str | Unreadable:
    """Return a plan file's text without its byte order mark."""
    try:
        data = read_regular(path, MAX_BYTES)
    except PictureError as error:
        return _no_file(path, error)
    return decoded(data)


def decoded(data: bytes) -> str | Unreadable:
    """Return the text of UTF-8 bytes, with or without a byte order mark."""
    if sniff(data) not in {"unknown", "svg", "bmp"}:  # those two begin with letters that a text may begin with
        return _refusal(None, "is-picture", format=sniff(data).upper())
    if data[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return _refusal(1, "encoding", encoding="UTF-16")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return _refusal(data.count(b"\n", 0, error.start) + 1, "encoding", encoding=_guess(data))
    found = _UNPRINTABLE.search(text)
    if found is None:
        return text
    line = text.count("\n", 0, found.start()) + 1
    if found[0] == "\0":
        return _refusal(line, "nul")
    return _refusal(line, "unprintable", code=f"U+{ord(found[0]):04X}")


def _no_file(path: Path, error: PictureError) -> Unreadable:
    if os.path.isdir(path):  # noqa: PTH112 - Path's own raises for a name that is too long
        return _refusal(None, "is-folder")
    if not os.path.lexists(path):
        return _refusal(None, "no-file")
    if os.path.isfile(path) and os.path.getsize(path) > MAX_BYTES:  # noqa: PTH113, PTH202
        return _refusal(None, "too-big", cap=MAX_BYTES // 2**20)
    return _refusal(None, "no-text", reason=str(error))


def _guess(data: bytes) -> str:
    try:
        data.decode("gb18030")
    except UnicodeDecodeError:
        return say("plan.another-encoding")
    return "GBK"


def _refusal(line: int | None, key: str, **values: object) -> Unreadable:
    return Unreadable(line, *told(key, **values))
