"""The rubric as data: which points are asked of which take, and which fault a failed one is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from pipeline.compose.look import Ref
from pipeline.compose.prompt import Key
from pipeline.compose.said import Actor, Said
from pipeline.compose.stress import Stress
from pipeline.images.picture import Role

Of = Literal["panel", "person"]


@dataclass(frozen=True, slots=True)
class Point:
    """One point. ``says``: asked only where the panel says one of these; ``shown``: only beside one of these pictures.

    ``fault`` is what a redo aims at if it fails; with ``cured_by`` only where such a picture is shown, since the
    redo's words speak of it.
    """

    name: str
    of: Of = "panel"
    says: frozenset[Key] = frozenset()
    shown: frozenset[Role] = frozenset()
    fault: Stress | None = None
    cured_by: frozenset[Role] = frozenset()


@dataclass(frozen=True, slots=True)
class Asked:
    """A point as it is asked: ``key`` names it in the answer, ``person`` counts those on screen from 1 (0: none)."""

    key: str
    point: Point
    person: int = 0
    who: str = ""
    fault: Stress | None = None


_ANCHOR: Final = frozenset({Role.ANCHOR})
_SKETCHES: Final = frozenset({Role.CROP, Role.SKETCH})

TAKE: Final = (
    Point("cast", says=frozenset({"cast"})),
    Point("identity", of="person"),
    Point("outfit", of="person"),
    Point("action", says=frozenset({"action"})),
    Point("framing", says=frozenset({"shot", "camera"})),
    Point("place", says=frozenset({"place", "scene", "weather", "light"})),
    Point("props", says=frozenset({"props"})),
    Point("composition", shown=_SKETCHES, fault=Stress.SOURCE),
    Point("continuity", shown=frozenset({Role.FOLLOWED, Role.ENDED})),
    Point("style", fault=Stress.STYLE, cured_by=_ANCHOR),
    Point("sketch", fault=Stress.STYLE, cured_by=_ANCHOR),
    Point("lettering", fault=Stress.TEXT),
    Point("people", fault=Stress.PEOPLE),
    Point("bodies"),
    Point("frame", fault=Stress.FRAME),
)
AVOID: Final = Point("avoid")
WISH: Final = Point("wish")

CROP: Final = (
    Point("subject", says=frozenset({"cast"})),
    Point("action", says=frozenset({"action"})),
    Point("framing", says=frozenset({"shot", "camera"})),
    Point("whole"),
)


def asked_of_take(what: Said, said: frozenset[Key], refs: Sequence[Ref], note: str) -> tuple[Asked, ...]:
    """The points that apply to a take, in the rubric's order; ``refs`` are the pictures that are shown."""
    roles = frozenset(use.role for ref in refs for use in ref.uses)
    points = [point for point in TAKE if _applies(point, what, said, roles)]
    points += [point for point, wanted in ((AVOID, what.avoid), (WISH, note)) if wanted]
    return tuple(asked for point in points for asked in _asked(point, what, refs, roles))


def asked_of_crop(said: frozenset[Key]) -> tuple[Asked, ...]:
    """The points that apply to a crop."""
    return tuple(Asked(point.name, point) for point in CROP if not point.says or point.says & said)


def _applies(point: Point, what: Said, said: frozenset[Key], roles: frozenset[Role]) -> bool:
    if point.name == "cast" and not what.cast:
        return False  # the panel says that nobody is on screen: that is the point "people"
    return (not point.says or bool(point.says & said)) and (not point.shown or bool(point.shown & roles))


def _asked(point: Point, what: Said, refs: Sequence[Ref], roles: frozenset[Role]) -> Iterator[Asked]:
    if point.of == "person":
        for number, actor in enumerate(what.cast, start=1):
            if _told(point, actor, refs):
                yield Asked(f"{point.name}-{number}", point, number, actor.name)
        return
    cured = not point.cured_by or bool(point.cured_by & roles)
    yield Asked(point.name, point, fault=point.fault if cured else None)


def _told(point: Point, actor: Actor, refs: Sequence[Ref]) -> bool:
    """Whether the plan says or shows what this person looks like, or wears."""
    role = Role.IDENTITY if point.name == "identity" else Role.OUTFIT
    words = actor.look if role is Role.IDENTITY else actor.outfit or actor.state
    return bool(words) or any(use.role is role and use.who == actor.name for ref in refs for use in ref.uses)
