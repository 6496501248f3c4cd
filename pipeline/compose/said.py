"""What a panel says, resolved and normalised: the one source of its prompt's lines and of its inputs' digest."""

from __future__ import annotations

from dataclasses import dataclass
from unicodedata import normalize

from pipeline.plan.model import CastMember, Panel, Plan


def clean(text: str) -> str:
    """NFC, one line, single blanks: how often a text is wrapped never matters."""
    return " ".join(normalize("NFC", text).split())


@dataclass(frozen=True, slots=True)
class Thing:
    """A place or a prop: what it is called and how it looks; either may be empty."""

    name: str
    look: str


@dataclass(frozen=True, slots=True)
class Actor:
    """Someone on screen."""

    name: str
    look: str
    outfit: str
    state: str


@dataclass(frozen=True, slots=True)
class Said:
    """A panel's own words; ``light`` is the panel's, else the place's; ``avoid`` the plan's and the panel's.

    The style is the panel's, else the plan's: ``preset`` a preset's name or empty, ``style`` own words.
    """

    place: Thing | None
    scene: str
    weather: str
    light: str
    cast: tuple[Actor, ...]
    props: tuple[Thing, ...]
    action: str
    shot: str
    camera: str
    avoid: tuple[str, ...]
    preset: str
    style: str


def said(plan: Plan, panel: Panel) -> Said:
    """Resolve what ``panel`` says; KeyError for a character, outfit or place the plan lacks."""
    place = plan.place(panel.place) if panel.place is not None else None
    style = panel.style or plan.style
    return Said(
        place=Thing(clean(place.name or ("" if place.look else place.id)), clean(place.look)) if place else None,
        scene=clean(panel.scene),
        weather=clean(panel.weather),
        light=clean(panel.lighting) or clean(place.lighting if place else ""),
        cast=tuple(_actor(plan, member) for member in panel.characters),
        props=tuple(_prop(plan, word) for word in panel.props if clean(word)),
        action=clean(panel.action),
        shot=clean(panel.shot),
        camera=clean(panel.camera),
        avoid=tuple(dict.fromkeys(word for raw in (*plan.avoid, *panel.avoid) if (word := clean(raw)))),
        preset=style.preset or "",
        style=clean(style.text),
    )


def _actor(plan: Plan, member: CastMember) -> Actor:
    character = plan.character(member.character)
    outfit = character.outfits[member.outfit].look if member.outfit else ""
    return Actor(clean(character.called), clean(character.look), clean(outfit), clean(member.state))


def _prop(plan: Plan, word: str) -> Thing:
    prop = plan.prop(word)
    return Thing(clean(word), "") if prop is None else Thing(clean(prop.called), clean(prop.look))
