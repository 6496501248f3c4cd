"""Composes a whole frame from a brief: setting, figures, things, air, grade, words."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace

from PIL import Image

from pipeline.images.picture import Role
from pipeline.images.size import Size
from pipeline.providers.offline.air import mirror, weather
from pipeline.providers.offline.body import draw_figure
from pipeline.providers.offline.brief import Facing, FrameBrief, Gesture, Shot, Thing, Weather
from pipeline.providers.offline.colour import Colour
from pipeline.providers.offline.dice import Dice
from pipeline.providers.offline.gear import around, held_by, in_hand, over, over_head, steering, table, under
from pipeline.providers.offline.grade import bloom, drain, finish, take_palette
from pipeline.providers.offline.insert import draw_insert, is_insert
from pipeline.providers.offline.look import look_of
from pipeline.providers.offline.mood import Mood, mood_of
from pipeline.providers.offline.settings import SETTINGS
from pipeline.providers.offline.settings.foreground import foreground, ground_life
from pipeline.providers.offline.settings.scenery import Scenery
from pipeline.providers.offline.slate import legend, slate, tag
from pipeline.providers.offline.stage import Point, Stage
from pipeline.providers.offline.trace import composed_alike, follow
from pipeline.providers.offline.view import Place, View, crown_of, places_of, view_of
from pipeline.providers.offline.words import DRIVES, says

Tag = tuple[Point, str, Colour]  # where, what, and its owner's colour
_SKETCHES = frozenset((Role.CROP, Role.SKETCH))


def compose(
    brief: FrameBrief, size: Size, images: Sequence[Image.Image], quality: str = "low", *, words: bool = True
) -> Image.Image:
    """The frame (RGB, exactly ``size``); ``words`` puts names and the slate on it."""
    stage = Stage(size.width, size.height)
    tags: list[Tag] = []
    mood = mood_of(brief)
    view = view_of(brief, size)
    sketch = _sent(brief, images, _SKETCHES)
    _setting(stage, brief, view, mood)
    bare = stage.image.copy()
    if is_insert(brief):
        tags = [(at, name, mood.lamp) for at, name in draw_insert(stage, brief, mood)]
    else:
        tags = _people(stage, brief, view, mood)
        foreground(Scenery(stage, view, mood, Dice("near", brief.seed_place), brief))
    if sketch is not None and not composed_alike(stage.image, sketch):
        stage.image, tags = bare, []
        follow(stage, sketch, mood)
    weather(stage, brief, mood)
    bloom(stage)
    anchor = _sent(brief, images, frozenset((Role.ANCHOR,)))
    if anchor is None and images and not brief.roles:
        anchor = images[-1]
    if anchor is not None:
        take_palette(stage, anchor)
    if brief.monochrome:
        drain(stage)
    if brief.tilted:
        _tilt(stage, brief)
    finish(stage, _seed(brief, quality))
    if words:
        _words(stage, brief, mood, tags)
    return stage.image


def _sent(brief: FrameBrief, images: Sequence[Image.Image], roles: frozenset[Role]) -> Image.Image | None:
    return next((image for image, role in zip(images, brief.roles, strict=False) if role in roles), None)


def _seed(brief: FrameBrief, quality: str) -> int:
    return int.from_bytes(hashlib.sha256(f"{brief!r}{quality}".encode()).digest()[:8], "big")


def _setting(stage: Stage, brief: FrameBrief, view: View, mood: Mood) -> None:
    dice = Dice("setting", brief.seed_place)
    scenery = Scenery(stage, view, mood, dice, brief)
    SETTINGS[brief.place](scenery)
    wet = brief.weather is Weather.RAIN and not brief.indoors and brief.place not in ("sea", "forest", "limbo")
    if wet:
        mirror(stage, view.horizon, mood)
    ground_life(scenery)
    blur = {Shot.MEDIUM: 2.0, Shot.MEDIUM_CLOSE: 4.0, Shot.BUST: 6.0, Shot.CLOSE: 10.0, Shot.EXTREME_CLOSE: 16.0}
    if brief.cast or is_insert(brief):
        stage.soften(blur.get(brief.shot, 0.0) * stage.unit)


def _people(stage: Stage, brief: FrameBrief, view: View, mood: Mood) -> list[Tag]:
    """Draw the cast; returns where each name tag goes."""
    places = places_of(brief, view)
    tags: list[Tag] = []
    held: list[Thing] = []
    for index, place in enumerate(sorted(places, key=lambda place: brief.cast.index(place.person))):
        thing = held_by(place.person, brief, index)
        held += [thing] if thing is not None else []
    loose = [thing for thing in brief.things if thing.kind not in {one.kind for one in held}]
    laid = any(place.person.at_table for place in places)
    if not laid:
        around(stage, view, mood, places, brief, loose)
    for place in places:
        under(stage, view, mood, place, brief)
        thing = held_by(place.person, brief, brief.cast.index(place.person))
        opened = over_head(place.person, thing, brief)
        person = place.person
        if thing is not None and person.gesture is Gesture.NONE and (opened or thing.kind != "umbrella"):
            person = replace(person, gesture=Gesture.UMBRELLA if opened else Gesture.HOLD)
        pose = draw_figure(stage, view, mood, replace(place, person=person), _way(place, places, brief))
        if thing is not None:
            in_hand(stage, view, mood, place, pose, thing, opened=opened)
        over(stage, view, mood, place)
        if place.person.name:
            tags.append((_tag_at(place, view, stage), place.person.name, look_of(place.person).mark))
    table(stage, view, mood, places, loose)
    if brief.place == "car" and places and says(DRIVES, brief.action):
        steering(stage, view, mood, places[-1])
    return tags


def _way(place: Place, places: tuple[Place, ...], brief: FrameBrief) -> float:
    """Where a person looks: as told, else to the others, else a little into the frame's open side."""
    match place.person.facing:
        case Facing.LEFT:
            return -1.0
        case Facing.RIGHT:
            return 1.0
        case Facing.FRONT:
            return 0.0
        case _:
            pass
    others = [other.x for other in places if other is not place]
    dice = Dice("way", place.person.name, brief.seed)
    if others:
        return 0.75 if sum(others) / len(others) > place.x else -0.75
    return dice.between(0.25, 0.8) * (-1 if place.x > 0 else 1)


def _tag_at(place: Place, view: View, stage: Stage) -> Point:
    top = view.at(place.x, crown_of(place.person) + 0.16, place.z)
    if top[1] < stage.height * 0.04:
        shoulder = view.at(place.x, crown_of(place.person) * 0.80 - 0.03, place.z)
        return (shoulder[0], min(shoulder[1], stage.height * 0.76))
    return (top[0], top[1])


def _tilt(stage: Stage, brief: FrameBrief) -> None:
    angle = 7.0 * Dice("tilt", brief.seed).side()
    grown = stage.image.resize((round(stage.width * 1.2), round(stage.height * 1.2)), Image.Resampling.BILINEAR)
    grown = grown.rotate(angle, Image.Resampling.BILINEAR)
    left, top = (grown.width - stage.width) // 2, (grown.height - stage.height) // 2
    stage.image = grown.crop((left, top, left + stage.width, top + stage.height))


def _words(stage: Stage, brief: FrameBrief, mood: Mood, tags: list[Tag]) -> None:
    if brief.cast and not tags and not is_insert(brief):
        names = [(person.name, look_of(person).mark) for person in brief.cast if person.name]
        legend(stage, names, (0.0, stage.height * 0.03))
    for at, name, mark in tags:
        tag(stage, at, name, mark)
    slate(stage, brief, mood)
