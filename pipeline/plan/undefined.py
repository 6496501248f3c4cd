"""Says that a name leads nowhere, and what was probably meant."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from typing import Final

from pipeline.plan.faults import full_width
from pipeline.plan.found import Found, error
from pipeline.plan.values import Loc

_JOINTS: Final = re.compile(r"[，、,;；]")
"""Marks by which people join several ids in one text."""
QUOTES: Final = re.compile(r"[“”‘’「」]")
"""Quotes that are none in YAML."""


def undefined(
    loc: Loc, kind: str, name: str, known: Iterable[str], called: dict[str, str] | None = None, owner: str = ""
) -> Found:
    """Say what is undefined, and the likeliest of what was meant."""
    known = list(known)
    key = f"undefined-{kind}"
    if name in (called or {}):
        return error(loc, "name-for-id", kind=kind, name=name, id=(called or {})[name])
    if (mark := full_width(name)) and mark[0] not in "“”":
        return error(loc, "full-width", found=mark[0], plain=mark[1])
    bare = QUOTES.sub("", name)
    if bare != name and bare in known:
        return error(loc, "quoted-id", name=name, id=bare)
    if _JOINTS.search(name) and all(part.strip() in known for part in _JOINTS.split(name)):
        return error(loc, "joined-ids", name=name, ids=", ".join(part.strip() for part in _JOINTS.split(name)))
    near = next((k for k in known if k.casefold() == name.casefold()), None)
    near = near or next(iter(difflib.get_close_matches(name, known, n=1, cutoff=0.6)), None)
    found = error(loc, key, name=name, owner=owner)
    return Found("error", loc, found.message, error(loc, "nearest", nearest=near).message) if near else found
