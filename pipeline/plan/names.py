"""Turns a panel's id into a file name that Linux, macOS and Windows all take and keep apart."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from typing import Final

MAX_BYTES: Final = 80
_CUT: Final = 60  # what of a long id stays readable before its hash
_FORBIDDEN: Final = re.compile(r'[<>:"/\\|?*]')
# Windows takes these for devices, with any extension behind them.
_DEVICES: Final = re.compile(
    r"(?:con|prn|aux|nul|conin\$|conout\$|clock\$|(?:com|lpt)[0-9¹²³])(?:\..*)?", re.IGNORECASE
)
_FIRST: Final = ("_", ".", "-", " ", "~")
_LAST: Final = (".", " ")


def slug(name: str) -> str:
    """Return ``name`` in NFC where that is a portable file name, else a readable part of it, ``-`` and 6 hex digits.

    The digits are the first of the sha256 of the id in NFC. The answer has no extension.
    """
    whole = unicodedata.normalize("NFC", name)
    if _portable(whole):
        return whole
    kept = "".join(c if _kept(c) else "-" for c in whole)
    stem = _shortened(re.sub(r"-{2,}", "-", kept).strip("-_.~ "))
    return f"{stem or 'panel'}-{hashlib.sha256(whole.encode('utf-8', 'surrogatepass')).hexdigest()[:6]}"


def folded(name: str) -> str:
    """Return what two file names must not share on a disk that ignores case and composition."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", slug(name)).casefold())


def _portable(name: str) -> bool:
    return (
        0 < len(name.encode("utf-8", "surrogatepass")) <= MAX_BYTES
        and all(_kept(c) for c in name)
        and not name.startswith(_FIRST)
        and not name.endswith(_LAST)
        and not _DEVICES.fullmatch(name)
    )


def _kept(character: str) -> bool:
    """Letters, digits, marks, symbols and the plain space: nothing invisible, nothing a file system refuses."""
    category = unicodedata.category(character)
    return not _FORBIDDEN.match(character) and category[0] != "C" and (category[0] != "Z" or character == " ")


def _shortened(stem: str) -> str:
    return stem.encode("utf-8", "surrogatepass")[:_CUT].decode("utf-8", "ignore").strip("-_.~ ")
