"""Reads YAML text into a bounded tree of nodes that know their lines: no tags, no Python objects, no bombs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import yaml

from pipeline.plan.wording import told

MAX_DEPTH: Final = 50
MAX_NODES: Final = 100_000
# Control characters and half characters that only an escape in double quotes can bring in.
_ESCAPED: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_NULLS: Final = frozenset({"", "~", "null", "Null", "NULL"})
_PLAIN_TAGS: Final = frozenset({None, "!", *(f"tag:yaml.org,2002:{kind}" for kind in ("str", "seq", "map"))})
# libyaml's parser is fifteen times quicker; the events are the same.
LOADER: Final[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Source:
    """A file that was read: its name as people see it, and the folder its relative paths start from."""

    name: str
    folder: Path


@dataclass(frozen=True, slots=True)
class Spot:
    """A line (from 1) of a file."""

    source: Source
    line: int


@dataclass(frozen=True, slots=True)
class Scalar:
    """A text as it was typed; ``plain`` means without quotes."""

    text: str
    plain: bool
    spot: Spot

    @property
    def is_null(self) -> bool:
        return self.plain and self.text in _NULLS


@dataclass(frozen=True, slots=True)
class Items:
    """A list; ``numbers`` are the indices its items have in their own file, where those differ from their order."""

    items: tuple[Node, ...]
    spot: Spot
    numbers: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Pairs:
    """Keys and values, in the order typed; keys are unique."""

    pairs: tuple[tuple[Scalar, Node], ...]
    spot: Spot

    def get(self, key: str) -> Node | None:
        """Return the value of ``key``, None where it is absent."""
        return next((value for name, value in self.pairs if name.text == key), None)


@dataclass(frozen=True, slots=True)
class Gone:
    """A part that was taken out because it was wrong; what stands behind it keeps its index."""

    spot: Spot


Node = Scalar | Items | Pairs | Gone


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with the YAML itself."""

    spot: Spot
    message: str
    fix: str


@dataclass(frozen=True, slots=True)
class Tree:
    """What was read; ``root`` is None for a file without content."""

    root: Node | None
    faults: tuple[Fault, ...] = ()


class Refused(Exception):  # noqa: N818 - carries the fault that ends the reading of a file
    """The text goes beyond what a plan may be; reading stops at ``fault``."""

    def __init__(self, fault: Fault) -> None:
        self.fault = fault
        super().__init__(fault.message)


def compose(text: str, source: Source, loader: Any = LOADER) -> Tree:
    """Return the tree of one YAML document; raises yaml.YAMLError for broken syntax, Refused beyond the bounds."""
    reader = _Reader(yaml.parse(text, Loader=loader), source)
    root = reader.document()
    return Tree(root, tuple(reader.faults))


class _Reader:
    """Walks the parser's events; counts what aliases would unfold to."""

    def __init__(self, events: Iterator[Any], source: Source) -> None:
        self.events = events
        self.source = source
        self.faults: list[Fault] = []
        self.anchors: dict[str, tuple[Node, int] | None] = {}
        self.nodes = 0

    def document(self) -> Node | None:
        root: Node | None = None
        documents = 0
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise Refused(self.fault(event, "several-documents"))
                root = self.node(next(self.events), 1)
        return root

    def node(self, event: Any, depth: int) -> Node:
        if isinstance(event, yaml.AliasEvent):
            return self.alias(event)
        before = self.nodes
        self.count(event, 1)
        if depth > MAX_DEPTH:
            raise Refused(self.fault(event, "too-deep"))
        if event.tag not in _PLAIN_TAGS:
            self.faults.append(self.fault(event, "tag", tag=event.tag.replace("tag:yaml.org,2002:", "!!")))
        if event.anchor:
            self.anchors[event.anchor] = None
        node = self.content(event, depth)
        if event.anchor:
            self.anchors[event.anchor] = (node, self.nodes - before)
        return node

    def content(self, event: Any, depth: int) -> Node:
        if isinstance(event, yaml.ScalarEvent):
            if found := _ESCAPED.search(event.value):
                self.faults.append(self.fault(event, "unprintable", code=f"U+{ord(found[0]):04X}"))
            return Scalar(event.value, not event.style and event.tag is None, self.spot(event))
        if isinstance(event, yaml.SequenceStartEvent):
            return Items(tuple(self.items(depth)), self.spot(event))
        return Pairs(tuple(self.pairs(depth)), self.spot(event))

    def items(self, depth: int) -> Iterator[Node]:
        for event in self.events:
            if isinstance(event, yaml.SequenceEndEvent):
                return
            yield self.node(event, depth + 1)

    def pairs(self, depth: int) -> list[tuple[Scalar, Node]]:
        own: dict[str, tuple[Scalar, Node]] = {}
        merged: dict[str, tuple[Scalar, Node]] = {}
        for event in self.events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            key, value = self.node(event, depth + 1), self.node(next(self.events), depth + 1)
            if not isinstance(key, Scalar) or key.is_null:
                self.faults.append(self.fault(event, "odd-key"))
            elif key.text == "<<" and key.plain:
                self.merge(value, merged, event)
            elif key.text in own:
                first = own[key.text][0].spot.line
                self.faults.append(self.fault(event, "duplicate-key", key=key.text, first=first))
            else:
                own[key.text] = (key, value)
        return list((merged | own).values())

    def merge(self, value: Node, merged: dict[str, tuple[Scalar, Node]], event: Any) -> None:
        """``<<: *base`` lends its keys; of several bases the first that has a key wins."""
        for base in value.items if isinstance(value, Items) else (value,):
            if not isinstance(base, Pairs):
                self.faults.append(self.fault(event, "bad-merge"))
                return
            for key, lent in base.pairs:
                merged.setdefault(key.text, (key, lent))

    def alias(self, event: Any) -> Node:
        if event.anchor not in self.anchors:
            raise Refused(self.fault(event, "unknown-alias", name=event.anchor))
        known = self.anchors[event.anchor]
        if known is None:
            raise Refused(self.fault(event, "alias-of-itself", name=event.anchor))
        self.count(event, known[1])
        return known[0]

    def count(self, event: Any, nodes: int) -> None:
        self.nodes += nodes
        if self.nodes > MAX_NODES:
            raise Refused(self.fault(event, "too-much", nodes=MAX_NODES))

    def spot(self, event: Any) -> Spot:
        return Spot(self.source, event.start_mark.line + 1)

    def fault(self, event: Any, name: str, /, **values: object) -> Fault:
        return Fault(self.spot(event), *told(name, **values))
