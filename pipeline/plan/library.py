"""Puts the entries of a library under those of a plan: the plan wins by id."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from pipeline.plan.nodes import Fault, Items, Node, Pairs, Scalar
from pipeline.plan.wording import told

SHARED: Final = ("characters", "places", "props")
KEYS: Final = frozenset({*SHARED, "style", "version", "title", "remarks"})


def merged(plan: Pairs, library: Pairs) -> Pairs:
    """Return the plan's tree with the library's entries of other ids, and its style where the plan has none."""
    lent = {key.text: (key, value) for key, value in library.pairs if key.text in {*SHARED, "style"}}
    pairs = [(key, _joined(value, lent[key.text][1]) if key.text in lent else value) for key, value in plan.pairs]
    own = {key.text for key, _ in plan.pairs}
    return Pairs((*pairs, *(pair for name, pair in lent.items() if name not in own)), plan.spot)


def unknown_keys(library: Pairs) -> Iterator[Fault]:
    """Yield a fault for every key that a library can't hold."""
    for key, _ in library.pairs:
        if key.text not in KEYS and not key.text.startswith("x-"):
            yield Fault(key.spot, *told("library-key", key=key.text))


def id_of(entry: Node) -> str | None:
    """The id of an entry as it was typed."""
    found = entry.get("id") if isinstance(entry, Pairs) else None
    return found.text.strip() if isinstance(found, Scalar) else None


def _joined(own: Node, lent: Node) -> Node:
    """Entries of the plan, then those of the library that it does not define itself; wrong shapes stay as they are."""
    if isinstance(own, Scalar) and own.is_null:
        return lent
    if not (isinstance(own, Items) and isinstance(lent, Items)):
        return own
    ids = {id_of(entry) for entry in own.items} - {None}
    added = [(n, entry) for n, entry in enumerate(lent.items) if id_of(entry) not in ids]
    numbers = (*range(len(own.items)), *(n for n, _ in added))
    return Items((*own.items, *(entry for _, entry in added)), own.spot, numbers)
