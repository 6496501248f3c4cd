"""Which pictures a panel's request takes along, in which order and role, and whose keyframes it must wait for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from pipeline.compose.look import Look, Ref, Source
from pipeline.compose.said import clean
from pipeline.images.picture import Role
from pipeline.plan.bibles import PREFIX, Bible, bibles, is_bible, shows
from pipeline.plan.model import AnchorImage, CastMember, Character, Outfit, Panel, Place, Plan, Prop

NO_ANCHOR: Final = "none"


@dataclass(frozen=True, slots=True)
class Need:
    """The picture of ``panel_id`` is needed in ``role`` before a panel can be drawn.

    A panel's keyframe in the role followed, ended or anchor; a drawn bible in that of what it shows.
    """

    panel_id: str
    role: Role


def board_anchor(plan: Plan) -> str | Path | None:
    """The anchor of a board that remembers none: the plan's word, else the first drawn panel without one of its own.

    A panel's id, an outside picture's path, or None where nothing is drawn.
    """
    match plan.anchor:
        case AnchorImage(image=image):
            return image
        case str() as named:
            return named
    return next((panel.id for panel in plan.panels if panel.drawn and panel.anchor is None), None)


def needs(plan: Plan, panel: Panel, anchor: str | Path | None) -> tuple[Need, ...]:
    """What ``panel`` (or a bible) waits for: drawn bibles, then keyframes, as they are sent; ``anchor`` is the board's.

    What the anchor itself waits for never waits for the anchor: a remembered anchor may come to follow a panel.
    """
    if not panel.drawn:
        return ()
    found = [Need(name, role) for name, role in shows(plan, panel)]
    found += [Need(other, role) for role, other in ((Role.FOLLOWED, panel.follows), (Role.ENDED, panel.ends)) if other]
    style = _style_panel(plan, panel, anchor)
    if style is not None:
        found.append(Need(style, Role.ANCHOR))
    return tuple(need for need in found if need.panel_id != panel.id)


def _style_panel(plan: Plan, panel: Panel, anchor: str | Path | None) -> str | None:
    """Whose keyframe is the style anchor of ``panel``, if a panel's."""
    if panel.anchor == NO_ANCHOR:
        return None
    if panel.anchor is not None:
        return panel.anchor
    if not isinstance(anchor, str) or panel.id in _waited_for(plan, anchor):
        return None
    return anchor


def _waited_for(plan: Plan, panel_id: str) -> set[str]:
    """The panel and all it names by ``follows``, ``ends`` or ``anchor``, however far."""
    seen: set[str] = set()
    ahead = [panel_id]
    while ahead:
        here = ahead.pop()
        panel = next((panel for panel in plan.panels if panel.id == here), None)
        if panel is not None and here not in seen:
            seen.add(here)
            ahead += [other for other in (panel.follows, panel.ends, panel.anchor) if other]
    return seen


def references(plan: Plan, panel: Panel, look: Look) -> tuple[Ref, ...]:
    """What is sent with ``panel``: bibles of those on screen, place, props, the board's bible, ``refs``; crop or
    sketch; the keyframes it follows and ends; the anchor. A picture with several uses is sent once.

    Keyframes that do not stand yet are left out (:func:`foreseen` puts them in); KeyError for a picture of the
    plan that ``look`` does not know.
    """
    if not panel.drawn:
        return ()
    if isinstance(panel, Bible):  # what shows it is no reference of its own
        others = {name: source for name, source in look.keyframes.items() if name != panel.id}
        look = replace(look, keyframes=others)
    return _merged(
        (
            *(ref for member in panel.characters for ref in _cast(plan, member, look)),
            *_setting(plan, panel, look),
            *(Ref(Role.BIBLE, _source(path, look)) for path in plan.bible),
            *(Ref(Role.EXTRA, _source(extra.image, look), detail=clean(extra.for_)) for extra in panel.refs),
            *_composition(panel, look),
            *_keyframes(plan, panel, look),
        )
    )


def sheet_references(plan: Plan, panels: Iterable[Panel], look: Look) -> tuple[Ref, ...]:
    """What is sent with a sheet of ``panels``: everybody's identity and outfits, the places, the board's bible."""
    drawn = tuple(panels)
    return _merged(
        (
            *(ref for panel in drawn for member in panel.characters for ref in _cast(plan, member, look)),
            *(ref for panel in drawn for ref in _setting(plan, panel, look) if ref.role is Role.PLACE),
            *(Ref(Role.BIBLE, _source(path, look)) for path in plan.bible),
        )
    )


def foreseen(plan: Plan, look: Look) -> Look:
    """``look`` as if every keyframe stood, for what is shown before anything is drawn; its anchor is the board's.

    A keyframe that does not stand has the path ``<id>`` and the sha256 ``awaited:<id>``.
    """
    stand = {panel.id: _keyframe(panel, look) for panel in (*bibles(plan), *plan.panels)}
    keyframes = {name: source or Source(Path(name), f"awaited:{name}") for name, source in stand.items()}
    return replace(look, keyframes=keyframes)


def _source(path: Path, look: Look) -> Source:
    return Source(path, look.pictures[path])


def _cast(plan: Plan, member: CastMember, look: Look) -> Iterator[Ref]:
    character = plan.character(member.character)
    who = clean(character.called)
    yield from (Ref(Role.IDENTITY, source, who) for source in _pictures(character, character.id, look))
    outfit = character.outfits[member.outfit] if member.outfit else None
    if outfit is not None:
        name = f"{character.id}.{member.outfit}"
        yield from (Ref(Role.OUTFIT, source, who, clean(outfit.look)) for source in _pictures(outfit, name, look))


def _setting(plan: Plan, panel: Panel, look: Look) -> Iterator[Ref]:
    if panel.place is not None:
        place = plan.place(panel.place)
        yield from (Ref(Role.PLACE, source, clean(place.name)) for source in _pictures(place, place.id, look))
    for word in panel.props:
        prop = plan.prop(word)
        if prop is not None:
            yield from (Ref(Role.PROP, source, clean(prop.called)) for source in _pictures(prop, prop.id, look))


def _pictures(entry: Character | Outfit | Place | Prop, name: str, look: Look) -> Iterator[Source]:
    """The given pictures, then the drawn one where it stands."""
    yield from (_source(path, look) for path in entry.image)
    if entry.draws and PREFIX + name in look.keyframes:
        yield look.keyframes[PREFIX + name]


def _composition(panel: Panel, look: Look) -> Iterator[Ref]:
    if isinstance(panel.sketch, Path):
        yield Ref(Role.SKETCH, _source(panel.sketch, look))
    elif panel.sketch is None and panel.id in look.crops:
        yield Ref(Role.CROP, look.crops[panel.id])


def _keyframes(plan: Plan, panel: Panel, look: Look) -> Iterator[Ref]:
    for need in needs(plan, panel, look.anchor):
        if is_bible(need.panel_id):
            continue
        source = _keyframe(plan.panel(need.panel_id), look)
        if source is not None:
            yield Ref(need.role, source)
    if isinstance(look.anchor, Path) and panel.anchor is None:
        yield Ref(Role.ANCHOR, _source(look.anchor, look))


def _keyframe(panel: Panel, look: Look) -> Source | None:
    stands = look.keyframes.get(panel.id)
    if stands is None and panel.image is not None and panel.image in look.pictures:
        return _source(panel.image, look)
    return stands


def _merged(refs: Iterable[Ref]) -> tuple[Ref, ...]:
    """Send the same bytes once: the first use leads, the others are named in its words."""
    kept: dict[str, Ref] = {}
    for ref in refs:
        first = kept.setdefault(ref.source.sha256, ref)
        if not any((use.role, use.who, use.detail) == (ref.role, ref.who, ref.detail) for use in first.uses):
            kept[ref.source.sha256] = replace(first, also=(*first.also, ref))
    return tuple(kept.values())
