"""Which inputs differ between what a take was made for and what the plan asks at present."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from pipeline.images.picture import Role
from pipeline.messages import say

_KINDS: Final[Mapping[str, str]] = {
    "lineage": "lineage",
    "language": "language",
    "aspect": "size",
    "size": "size",
    "quality": "quality",
    "format": "format",
    "moderation": "moderation",
    "style": "style",
    "place": "place",
    "scene": "scene",
    "weather": "weather",
    "light": "light",
    "props": "props",
    "action": "action",
    "shot": "shot",
    "camera": "camera",
    "avoid": "avoid",
}
_ROLE_KINDS: Final[Mapping[str, str]] = {
    Role.CROP: "sketch",
    Role.SKETCH: "sketch",
    Role.FOLLOWED: "followed",
    Role.ENDED: "ended",
    Role.ANCHOR: "anchor",
}


@dataclass(frozen=True, slots=True)
class Change:
    """One input that changed.

    ``kind`` is lineage, language, size, quality, format, moderation, style, place, scene, weather, light, cast,
    character, outfit, state, props, action, shot, camera, avoid, picture, order, sketch, followed, ended, anchor or
    other; ``of`` names the person, or a picture's role and whom or what it shows, where there is one.
    """

    kind: str
    of: str = ""

    @property
    def words(self) -> str:
        """The change in words: ``style changed``."""
        return say(f"compose.change-{self.kind}", of=self.of)


def changes(old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[Change, ...]:
    """What differs between two ``asked``, each change once; empty exactly where they are equal."""
    found = dict.fromkeys((*_fields(old, new), *_cast(old, new), *_references(old, new)))
    if not found and old != new:
        return (Change("other"),)
    return tuple(found)


def _fields(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Change]:
    yield from (Change(kind) for key, kind in _KINDS.items() if old.get(key) != new.get(key))


def _cast(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Change]:
    before, after = old.get("cast", []), new.get("cast", [])
    if [actor.get("name") for actor in before] != [actor.get("name") for actor in after]:
        yield Change("cast")
        return
    for was, now in zip(before, after, strict=True):
        for key, kind in (("look", "character"), ("outfit", "outfit"), ("state", "state")):
            if was.get(key) != now.get(key):
                yield Change(kind, str(now.get("name", "")))


def _references(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Change]:
    before, after = old.get("references", []), new.get("references", [])
    roles = dict.fromkeys(str(ref.get("role")) for ref in (*before, *after))
    differ = [role for role in roles if _of_role(before, role) != _of_role(after, role)]
    for role in differ:
        kind = _ROLE_KINDS.get(role, "picture")
        yield Change(kind, _whose(role, before, after) if kind == "picture" else "")
    if not differ and before != after:
        yield Change("order")


def _whose(role: str, before: list[Mapping[str, Any]], after: list[Mapping[str, Any]]) -> str:
    """The role, and of whom or what the pictures are that differ: ``identity 林晚``."""
    was, now = _of_role(before, role), _of_role(after, role)
    names = dict.fromkeys(str(ref.get("of", "")) for ref in (*was, *now) if (ref in was) != (ref in now))
    return " ".join((role, ", ".join(name for name in names if name))).strip()


def _of_role(refs: list[Mapping[str, Any]], role: str) -> list[Mapping[str, Any]]:
    return [ref for ref in refs if ref.get("role") == role]
