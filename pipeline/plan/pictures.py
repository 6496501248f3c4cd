"""Which of a plan's picture files its panels use."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pipeline.plan.model import AnchorImage, Panel, Plan
from pipeline.plan.values import Loc


def used_pictures(plan: Plan) -> tuple[Path, ...]:
    """Return every picture file that a run of this plan may send or take as a keyframe, each once, in order."""
    return tuple(dict.fromkeys((*_of_plan(plan), *(path for p in plan.panels for path in panel_pictures(plan, p)))))


def panel_pictures(plan: Plan, panel: Panel) -> tuple[Path, ...]:
    """Return the picture files that a panel's own words lead to: cast, outfits, place, props, refs, sketch, image."""
    return tuple(dict.fromkeys(_of_panel(plan, panel)))


def is_used(plan: Plan, loc: Loc) -> bool:
    """Whether a picture named at ``loc`` can be sent: no panel may have that character, outfit, place or prop."""
    match loc:
        case ("characters", int(i), "outfits", outfit, *_):
            who = plan.characters[i].id
            return any((m.character, m.outfit) == (who, outfit) for p in plan.panels for m in p.characters)
        case ("characters", int(i), *_):
            return any(m.character == plan.characters[i].id for p in plan.panels for m in p.characters)
        case ("places", int(i), *_):
            return any(p.place == plan.places[i].id for p in plan.panels)
        case ("props", int(i), *_):
            return any(plan.props[i].id in p.props for p in plan.panels)
        case _:
            return True


def _of_plan(plan: Plan) -> Iterator[Path]:
    if isinstance(plan.anchor, AnchorImage):
        yield plan.anchor.image
    if plan.sheet:
        yield from plan.sheet.image
    yield from plan.bible


def _of_panel(plan: Plan, panel: Panel) -> Iterator[Path]:
    characters = {c.id: c for c in plan.characters}
    for member in panel.characters:
        if character := characters.get(member.character):
            yield from character.image
            if outfit := character.outfits.get(member.outfit or ""):
                yield from outfit.image
    yield from (path for place in plan.places if place.id == panel.place for path in place.image)
    yield from (path for prop in plan.props if prop.id in panel.props for path in prop.image)
    yield from (ref.image for ref in panel.refs)
    if isinstance(panel.sketch, Path):
        yield panel.sketch
    if panel.image:
        yield panel.image
