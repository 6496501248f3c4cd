"""Which bibles a plan wants drawn: of whom or what, under which subject, and what is drawn from which of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, Literal

from pydantic import Field

from pipeline.images.picture import Role
from pipeline.plan.model import CastMember, Character, Panel, Plan

PREFIX: Final = "_bible/"
"""Opens the journal's subject of a drawn bible; no panel's id begins so."""

Kind = Literal["character", "outfit", "place", "prop"]


class Bible(Panel):
    """A bible as something to draw, with the cast, place or props of exactly what it shows; it needs no anchor."""

    kind: Kind = Field(description="what it is a bible of")

    @property
    def called(self) -> str:
        """Its name for people and in commands: ``lin``, ``lin.coat``."""
        return called(self.id)


def called(subject: str) -> str:
    """The name of a subject for people and in commands: a panel's id as it is, of a bible without its prefix."""
    return subject.removeprefix(PREFIX)


def is_bible(subject: str) -> bool:
    """Whether a subject of the journal is a drawn bible."""
    return subject.startswith(PREFIX)


def bibles(plan: Plan) -> tuple[Bible, ...]:
    """What is drawn because a drawn panel shows it: characters, each before its outfits, places, props."""
    used = {name for panel in plan.panels if panel.drawn for name, _ in shows(plan, panel)}
    return tuple(bible for bible in all_bibles(plan) if bible.id in used) if used else ()


def all_bibles(plan: Plan) -> Iterator[Bible]:
    """Every bible that the plan asks for, used or not."""
    for character in plan.characters:
        if character.draws:
            yield _bible("character", character.id, characters=(CastMember(character=character.id),))
        for name, outfit in character.outfits.items():
            if outfit.draws:
                wears = CastMember(character=character.id, outfit=name)
                yield _bible("outfit", _worn(character, name), characters=(wears,))
    yield from (_bible("place", place.id, place=place.id) for place in plan.places if place.draws)
    yield from (_bible("prop", prop.id, props=(prop.id,)) for prop in plan.props if prop.draws)


def shows(plan: Plan, panel: Panel) -> tuple[tuple[str, Role], ...]:
    """The drawn bibles that ``panel`` (or a bible) is drawn from, by subject, in the order in which they are sent."""
    return tuple(dict.fromkeys(one for one in _shows(plan, panel) if one[0] != panel.id))


def place_of(plan: Plan, bible: Bible) -> tuple[str | int, ...]:
    """Where in the plan the bible is asked for: ``("characters", 0, "image")``."""
    kind = {"place": "places", "prop": "props"}.get(bible.kind, "characters")
    named = bible.place or next(iter(bible.props), "") or bible.characters[0].character
    at = next(i for i, entry in enumerate(getattr(plan, kind)) if entry.id == named)
    outfit = bible.characters[0].outfit if bible.characters else None
    return (kind, at, "outfits", outfit, "image") if outfit else (kind, at, "image")


def _shows(plan: Plan, panel: Panel) -> Iterator[tuple[str, Role]]:
    characters = {character.id: character for character in plan.characters}
    for member in panel.characters:
        character = characters.get(member.character)
        if character is not None:
            yield from _of_member(character, member.outfit)
    yield from ((PREFIX + place.id, Role.PLACE) for place in plan.places if place.id == panel.place and place.draws)
    drawn = {prop.id for prop in plan.props if prop.draws}
    yield from ((PREFIX + word, Role.PROP) for word in panel.props if word in drawn)


def _of_member(character: Character, outfit: str | None) -> Iterator[tuple[str, Role]]:
    if character.draws:
        yield PREFIX + character.id, Role.IDENTITY
    if outfit is not None and outfit in character.outfits and character.outfits[outfit].draws:
        yield PREFIX + _worn(character, outfit), Role.OUTFIT


def _worn(character: Character, outfit: str) -> str:
    return f"{character.id}.{outfit}"


def _bible(
    kind: Kind,
    name: str,
    *,
    characters: tuple[CastMember, ...] = (),
    place: str | None = None,
    props: tuple[str, ...] = (),
) -> Bible:
    return Bible(id=PREFIX + name, kind=kind, anchor="none", characters=characters, place=place, props=props)
