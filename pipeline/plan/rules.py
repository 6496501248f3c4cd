"""The rules a plan must keep, each a small pure function; ``RULES`` is all of them, advice included."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Final

from pipeline.plan.advice import ADVICE
from pipeline.plan.bibles import Bible, all_bibles, place_of
from pipeline.plan.found import BadPicture, Facts, Found, Rule, error, warning
from pipeline.plan.graph import cycles, default_anchor
from pipeline.plan.model import Character, Outfit, Panel, Place, Plan, Prop, Style
from pipeline.plan.names import folded, slug
from pipeline.plan.pictures import is_used
from pipeline.plan.sheet_rules import SHEET_RULES
from pipeline.plan.undefined import QUOTES, undefined
from pipeline.plan.values import Loc

_MOST: Final = 100
RESERVED: Final = frozenset({"sheet", "none"})
_LISTS: Final = ("characters", "places", "props", "panels")


def check(facts: Facts) -> tuple[Found, ...]:
    """Return what the rules find, errors and warnings, in their order; of one rule no more than people can read."""
    return tuple(found for rule in RULES for found in islice(rule(facts), _MOST))


# ── names ─────────────────────────────────────────────────────────────────────────────────────────────


def _entries(plan: Plan, kind: str) -> tuple[Character | Place | Prop | Panel, ...]:
    return tuple(getattr(plan, kind))


def one_id_each(facts: Facts) -> Iterator[Found]:
    """No id stands twice in one list; an outfit is a key and so is unique already."""
    for kind in _LISTS:
        first: dict[str, int] = {}
        for i, entry in enumerate(_entries(facts.plan, kind)):
            if entry.id in first:
                yield error((kind, i, "id"), "same-id", id=entry.id, first=f"{kind}[{first[entry.id]}]")
            first.setdefault(entry.id, i)


def one_file_each(facts: Facts) -> Iterator[Found]:
    """Two ids that differ only in case or composition would be one file on many disks."""
    first: dict[str, str] = {}
    for i, panel in enumerate(facts.plan.panels):
        other = first.setdefault(folded(panel.id), panel.id)
        if other != panel.id:
            yield error(("panels", i, "id"), "same-file", id=panel.id, other=other, file=slug(panel.id))


def free_ids(facts: Facts) -> Iterator[Found]:
    """A panel is a subject of the journal: its id is nothing else's."""
    taken: dict[str, str] = {}
    for character in facts.plan.characters:
        taken |= dict.fromkeys(character.outfits, "outfit")
    taken |= {c.id: "character" for c in facts.plan.characters}
    taken |= {p.id: "place" for p in facts.plan.places} | {p.id: "prop" for p in facts.plan.props}
    taken |= {b.called: b.kind for b in all_bibles(facts.plan) if b.called not in taken}
    for i, panel in enumerate(facts.plan.panels):
        loc = ("panels", i, "id")
        if panel.id in RESERVED or panel.id.startswith("_"):
            yield error(loc, "reserved-id", id=panel.id)
        elif panel.id in taken:
            yield error(loc, "taken-id", id=panel.id, kind=taken[panel.id])


def one_subject_each(facts: Facts) -> Iterator[Found]:
    """Drawn bibles are subjects of the journal, by the ids of whom or what they show: a folder and a name each."""
    plan = facts.plan
    first: dict[str, Bible] = {}
    for bible in all_bibles(plan):
        other = first.setdefault(folded(bible.called), bible)
        if (other.id, other.kind) != (bible.id, bible.kind):
            two = (f"{other.kind} `{other.called}`", f"{bible.kind} `{bible.called}`")
            yield error(place_of(plan, bible), "same-bible", other=two[0], one=two[1])


def bibles_say_something(facts: Facts) -> Iterator[Found]:
    """A bible is drawn from words, or from pictures that stand beside the word ``draw``."""
    plan = facts.plan
    for bible in all_bibles(plan):
        entry = _entry_of(plan, bible)
        if not entry.look.strip() and not entry.image:
            yield error(place_of(plan, bible), "nothing-to-bible", id=bible.called)


def _entry_of(plan: Plan, bible: Bible) -> Character | Outfit | Place | Prop:
    match bible:
        case Bible(place=str() as place):
            return plan.place(place)
        case Bible(props=(name,)):
            return next(prop for prop in plan.props if prop.id == name)
    (member,) = bible.characters
    character = plan.character(member.character)
    return character.outfits[member.outfit] if member.outfit else character


def plain_character_ids(facts: Facts) -> Iterator[Found]:
    """``lin/coat`` is split at the slash."""
    for i, character in enumerate(facts.plan.characters):
        if "/" in character.id:
            yield error(("characters", i, "id"), "slash-in-id", id=character.id)
        for outfit in character.outfits:
            if "/" in outfit:
                yield error(("characters", i, "outfits", outfit), "slash-in-id", id=outfit)


# ── what names must lead to ───────────────────────────────────────────────────────────────────────────


def known_cast(facts: Facts) -> Iterator[Found]:
    plan = facts.plan
    characters = {c.id: c for c in plan.characters}
    called = {c.name: c.id for c in plan.characters if c.name}
    for i, panel in enumerate(plan.panels):
        for j, member in enumerate(panel.characters):
            loc = ("panels", i, "characters", j)
            character = characters.get(member.character)
            if character is None and "characters" not in facts.lost:
                yield undefined(loc, "character", member.character, characters, called)
            if character and member.outfit and member.outfit not in character.outfits:
                yield undefined(loc, "outfit", member.outfit, character.outfits, owner=character.id)


def known_places(facts: Facts) -> Iterator[Found]:
    places = {p.id: p for p in facts.plan.places}
    called = {p.name: p.id for p in facts.plan.places if p.name}
    for i, panel in enumerate(facts.plan.panels):
        if panel.place and panel.place not in places and "places" not in facts.lost:
            yield undefined(("panels", i, "place"), "place", panel.place, places, called)


def known_panels(facts: Facts) -> Iterator[Found]:
    plan = facts.plan
    ids = [p.id for p in plan.panels]
    if "panels" in facts.lost:
        return
    if isinstance(plan.anchor, str) and plan.anchor not in ids:
        yield undefined(("anchor",), "panel", plan.anchor, ids)
    for i, panel in enumerate(plan.panels):
        for key in ("follows", "ends", "anchor"):
            named = getattr(panel, key)
            if named is not None and named not in ids and (key, named) != ("anchor", "none"):
                yield undefined(("panels", i, key), "panel", named, ids)


# ── panels ────────────────────────────────────────────────────────────────────────────────────────────


def something_to_draw(facts: Facts) -> Iterator[Found]:
    for i, panel in enumerate(facts.plan.panels):
        if panel.drawn and not panel.action.strip():
            yield error(("panels", i), "nothing-to-draw", id=panel.id)


def no_cycles(facts: Facts) -> Iterator[Found]:
    """No panel waits for itself: through what it follows, what it ends, or the anchor of either."""
    at = {p.id: i for i, p in enumerate(facts.plan.panels)}
    anchor = default_anchor(facts.plan)
    own = tuple(cycles(facts.plan, None))
    for cycle in own or cycles(facts.plan, anchor):
        way = " → ".join((*cycle, cycle[0]))
        yield error(("panels", at[cycle[0]]), "cycle" if own else "anchor-cycle", way=way, anchor=anchor)


def styles_say_something(facts: Facts) -> Iterator[Found]:
    styles: list[tuple[Loc, Style]] = [(("style",), facts.plan.style)]
    styles += [(("panels", i, "style"), p.style) for i, p in enumerate(facts.plan.panels) if p.style]
    for loc, style in styles:
        if not style.preset and not style.text.strip():
            yield error(loc, "empty-style")


def provider_by_name(facts: Facts) -> Iterator[Found]:
    """A plan is untrusted: it can't name a profile's file."""
    for i, name in enumerate(facts.plan.provider or ()):
        if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}", name) or name.endswith((".yaml", ".yml")):
            yield error(("provider", i), "provider-path", name=name)


# ── pictures ──────────────────────────────────────────────────────────────────────────────────────────


def good_pictures(facts: Facts) -> Iterator[Found]:
    """Every picture can be opened; of what no panel uses, a bad one is only said."""
    for named in facts.named:
        if bad := facts.bad_pictures.get(named.path):
            found = error if is_used(facts.plan, named.loc) else warning
            key = _picture_key(named.text, bad)
            yield found(named.loc, key, why=bad.why, text=named.text, near=bad.near)


def _picture_key(text: str, bad: BadPicture) -> str:
    if re.match(r"(?i)https?:|data:", text):
        return "picture-url"
    if QUOTES.search(text):
        return "picture-quotes"
    if bad.missing:
        return "picture-near" if bad.near else "no-picture"
    return "bad-picture"


RULES: Final[tuple[Rule, ...]] = (
    one_id_each,
    one_file_each,
    free_ids,
    one_subject_each,
    plain_character_ids,
    known_cast,
    known_places,
    known_panels,
    something_to_draw,
    bibles_say_something,
    no_cycles,
    styles_say_something,
    provider_by_name,
    *SHEET_RULES,
    good_pictures,
    *ADVICE,
)
