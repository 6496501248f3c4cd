"""Finds the paths in a plan's data and resolves each against the folder of the file it stands in."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any, Final

from pipeline.plan.model import DRAW
from pipeline.plan.values import Data, Loc

LIST: Final = "[]"  # every item of a list, or the one thing that stands for a list of one
KEYS: Final = "{}"  # every value of a block of keys

PLACES: Final[tuple[tuple[str, ...], ...]] = (
    ("library",),
    ("bible", LIST),
    ("anchor", "image"),
    ("sheet", "image", LIST),
    ("characters", LIST, "image", LIST),
    ("characters", LIST, "outfits", KEYS, "image", LIST),
    ("places", LIST, "image", LIST),
    ("props", LIST, "image", LIST),
    ("panels", LIST, "image"),
    ("panels", LIST, "sketch"),
    ("panels", LIST, "refs", LIST),
    ("panels", LIST, "refs", LIST, "image"),
)
"""Where a plan holds paths. ``none`` at a panel's sketch is a word, and so is ``draw`` at the image of a bible."""
_BIBLES: Final = ("characters", "places", "props")


@dataclass(frozen=True, slots=True)
class NamedPath:
    """A path as it was typed at ``loc``, and the file it means."""

    loc: Loc
    text: str
    path: Path

    @property
    def is_absolute(self) -> bool:
        return PurePosixPath(self.text).is_absolute() or PureWindowsPath(self.text).is_absolute()


def resolve_paths(data: Data) -> tuple[NamedPath, ...]:
    """Make every path in ``data`` absolute, in place, and return them as they were typed."""
    return tuple(named for place in PLACES for named in _under(data, data.value, (), place))


def _under(data: Data, value: Any, loc: Loc, place: tuple[str, ...]) -> Iterator[NamedPath]:
    if not place:
        if isinstance(value, str) and not _is_word(value, loc):
            named = NamedPath(loc, value, _meant(value, data.at(loc).spot.source.folder))
            _put(data.value, loc, str(named.path))
            yield named
        return
    head, rest = place[0], place[1:]
    items: Iterable[tuple[str | int, Any]]
    if head == LIST:
        items = enumerate(value) if isinstance(value, list) else ()
        if isinstance(value, str | dict):
            yield from _under(data, value, loc, rest)
    elif head == KEYS:
        items = list(value.items()) if isinstance(value, dict) else ()
    else:
        items = [(head, value[head])] if isinstance(value, dict) and head in value else ()
    for key, child in items:
        yield from _under(data, child, (*loc, key), rest)


def _is_word(text: str, loc: Loc) -> bool:
    return (text == "none" and loc[-1] == "sketch") or (text == DRAW and loc[0] in _BIBLES)


def _meant(text: str, folder: Path) -> Path:
    """Backslashes are slashes, so that a plan written on Windows works elsewhere; ``..`` goes up as it reads."""
    return Path(os.path.abspath(folder / text.replace("\\", "/")))  # noqa: PTH100 - resolve() would follow links


def _put(value: Any, loc: Loc, new: str) -> None:
    for part in loc[:-1]:
        value = value[part]
    value[loc[-1]] = new
