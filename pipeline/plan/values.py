"""Turns nodes into plain data: every text as it was typed, YAML 1.2 core where a value only passes through."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from pipeline.plan.nodes import Gone, Items, Node, Pairs, Scalar, Spot
from pipeline.plan.wording import shortened

Loc = tuple[str | int, ...]

_INT: Final = re.compile(r"[-+]?[0-9]{1,300}")
_BASED: Final = re.compile(r"0o[0-7]{1,300}|0x[0-9a-fA-F]{1,300}")
_FLOAT: Final = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_WORDS: Final[Mapping[str, bool]] = {
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_PASSING: Final = frozenset({"motion", "sound", "title", "remarks"})
_NONE_WORDS: Final = frozenset({"anchor", "sketch"})


@dataclass(frozen=True, slots=True)
class Where:
    """Where a value stands: its line, its place in the tree that was read, and its place in its own file."""

    spot: Spot
    loc: Loc
    own: Loc

    @property
    def path(self) -> str:
        return shown(self.own)


@dataclass(slots=True)
class Data:
    """Plain data of a tree and where each part of it stands, by its place in the data."""

    value: Any = None
    where: dict[Loc, Where] = field(default_factory=dict)

    def at(self, loc: Loc) -> Where:
        """Where ``loc`` stands, or the nearest thing that holds it."""
        for end in range(len(loc), 0, -1):
            if loc[:end] in self.where:
                return self.where[loc[:end]]
        return self.where[()]


def data_of(root: Node) -> Data:
    """Return the plain data of a tree."""
    data = Data(where={(): Where(root.spot, (), ())})
    data.value = _plain(root, (), data.where[()], data.where)
    return data


def shown(loc: Loc) -> str:
    """Write a place as people read it: ``panels[3].characters[0]``."""
    parts = (f"[{part}]" if isinstance(part, int) else f".{shortened(part, 40)}" for part in loc)
    return "".join(parts).removeprefix(".")


def core(text: str) -> Any:
    """Return what YAML 1.2's core schema makes of a plain scalar; what JSON can't hold stays text."""
    if text in _WORDS:
        return _WORDS[text]
    if _INT.fullmatch(text):
        return int(text)
    if _BASED.fullmatch(text):
        return int(text, 0)
    if _FLOAT.fullmatch(text) and math.isfinite(number := float(text)):
        return number
    return text


def _plain(node: Node, loc: Loc, at: Where, where: dict[Loc, Where]) -> Any:
    if isinstance(node, Scalar):
        return None if node.is_null else node.text
    if isinstance(node, Items):
        return _listed(node, loc, at, where)
    return _keyed(node, loc, at, where) if isinstance(node, Pairs) else None


def _listed(node: Items, loc: Loc, at: Where, where: dict[Loc, Where]) -> list[Any]:
    values: list[Any] = []
    for index, item in enumerate(node.items):
        if isinstance(item, Gone):
            continue
        here = (*loc, len(values))
        number = node.numbers[index] if node.numbers else index
        where[here] = Where(item.spot, (*at.loc, index), (*at.own, number))
        values.append(_plain(item, here, where[here], where))
    return values


def _keyed(node: Pairs, loc: Loc, at: Where, where: dict[Loc, Where]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for key, child in node.pairs:
        if isinstance(child, Gone):
            continue
        here = (*loc, key.text)
        where[here] = Where(key.spot, (*at.loc, key.text), (*at.own, key.text))
        value = _passed(key.text, child) if _passes(key.text, loc) else _plain(child, here, where[here], where)
        if value is None and _says_none(key.text, child, loc):
            value = "none"
        values[key.text] = value
    return values


def _passes(key: str, loc: Loc) -> bool:
    return key.startswith("x-") or (key in _PASSING and len(loc) in {0, 2})


def _says_none(key: str, node: Node, loc: Loc) -> bool:
    """``anchor: null`` on a panel is somebody who wants no anchor; ``anchor:`` with nothing behind it is not."""
    in_panel = len(loc) == 2 and loc[0] == "panels"
    return in_panel and key in _NONE_WORDS and isinstance(node, Scalar) and node.text != ""


def _passed(key: str, node: Node) -> Any:
    """The named texts stay as typed (a title ``007`` is no number); everything else is resolved."""
    if isinstance(node, Scalar) and not key.startswith("x-"):
        return None if node.is_null else node.text
    return _resolved(node)


def _resolved(node: Node) -> Any:
    if isinstance(node, Scalar):
        return None if node.is_null else core(node.text) if node.plain else node.text
    if isinstance(node, Items):
        return [_resolved(item) for item in node.items]
    return {key.text: _resolved(value) for key, value in node.pairs} if isinstance(node, Pairs) else None
