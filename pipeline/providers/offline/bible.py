"""Draws reference pictures: a character from several sides, a place with nobody in it, objects on plain ground."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np
from PIL import Image, ImageDraw

from pipeline.images.size import Size
from pipeline.providers.offline.body import draw_figure
from pipeline.providers.offline.brief import Angle, Facing, Feeling, FrameBrief, Gesture, Person, Posture, Shot, Thing
from pipeline.providers.offline.colour import Colour, mix, rgb, times
from pipeline.providers.offline.frame import compose
from pipeline.providers.offline.grade import finish
from pipeline.providers.offline.insert import stand
from pipeline.providers.offline.look import look_of
from pipeline.providers.offline.mood import Mood, mood_of
from pipeline.providers.offline.slate import font
from pipeline.providers.offline.stage import Stage
from pipeline.providers.offline.view import TALL, Place, View, crown_of

Box = tuple[float, float, float, float]
_GROUND: Final[Colour] = (216, 213, 206)
_TURNS: Final[tuple[tuple[str, str, float, bool], ...]] = (
    ("正面", "front", 0.0, False),
    ("左转", "turned left", -0.95, False),
    ("右转", "turned right", 0.95, False),
    ("背面", "back", 0.0, True),
)


def draw_plate(brief: FrameBrief, size: Size, quality: str) -> Image.Image:
    """The place alone, from where all of it is seen, without any words on it."""
    bare = replace(brief, cast=(), things=(), hands=False, shot=Shot.WIDE, angle=Angle.EYE, tilted=False)
    return compose(bare, size, (), quality, words=False)


def draw_objects(brief: FrameBrief, size: Size, quality: str) -> Image.Image:
    """Each object by itself on plain ground, in a row or a column as the picture is lying or standing."""
    mood = _studio()
    things = brief.things or (Thing(brief.action[:12], "object"),)
    stage = _plain(size)
    upright = size.height > size.width
    for index, thing in enumerate(things):
        share = (index + 0.5) / len(things)
        slot = (size.height if upright else size.width) / len(things)
        reach = min(slot * 0.30, size.width * 0.30, size.height * 0.26)
        middle = (size.width / 2, share * size.height) if upright else (share * size.width, size.height * 0.50)
        stand(stage, mood, thing, (middle[0], middle[1] + reach * 0.9), reach)
        _caption(stage, thing.name, (middle[0], middle[1] + reach * 1.35))
    finish(stage, len(quality))
    return stage.image


def draw_turnaround(brief: FrameBrief, size: Size, quality: str) -> Image.Image:
    """One person in full from the front, turned both ways and from behind, the face large, the colours below."""
    person = brief.cast[0] if brief.cast else Person("", key=brief.action)
    person = replace(person, posture=Posture.STAND, gesture=Gesture.NONE, facing=None, feeling=Feeling.CALM, holds="")
    person = replace(person, in_bed=False, at_table=False)
    stage = _plain(size)
    if size.width >= size.height:
        tall = min(size.height * 0.84, size.width * 0.32)
        face = (0.0, size.height * 0.06, size.width * 0.30, size.height * 0.06 + tall)
        row = (size.width * 0.30, size.height * 0.04, float(size.width), size.height * 0.94)
        faces: tuple[Box, ...] = (face,)
        turns = _TURNS
    else:
        half = size.width / 2
        faces = ((0.0, 0.0, half, size.height * 0.38), (half, 0.0, float(size.width), size.height * 0.38))
        row = (0.0, size.height * 0.42, float(size.width), size.height * 0.94)
        turns = (_TURNS[0], _TURNS[1], _TURNS[3]) if size.width < size.height * 0.62 else _TURNS
    for index, box in enumerate(faces):
        _bust(stage, person, box, (0.35, 0.9)[index])
    _row(stage, person, row, turns, brief.language)
    _swatches(stage, person)
    finish(stage, len(quality))
    return stage.image


def _studio() -> Mood:
    return replace(mood_of(FrameBrief()), side=1, depth=400.0)


def _plain(size: Size) -> Stage:
    stage = Stage(size.width, size.height)
    stage.wash([(0, mix(_GROUND, (255, 255, 255), 0.25)), (size.height, times(_GROUND, 0.95))])
    return stage


def _flat(stage: Stage, scale: float, x: float, ground: float) -> View:
    """A camera so far away that nothing is foreshortened: ``ground`` is the row of the feet."""
    return View(stage.width, stage.height, scale * 2.0, ground, x, 0.0, 2.0)


def _bust(stage: Stage, person: Person, box: Box, way: float) -> None:
    """Head and shoulders."""
    x0, y0, x1, y1 = (round(edge) for edge in box)
    part = Stage(x1 - x0, y1 - y0)
    part.image = stage.image.crop((x0, y0, x1, y1))
    scale = min(part.width / 0.62, part.height / 0.58)
    crown = crown_of(person)
    view = _flat(part, scale, part.width * 0.5, part.height * 0.16 + crown * scale)
    draw_figure(part, view, _studio(), Place(person, 0.0, 2.0), way)
    # The lower edge melts into the ground instead of being cut.
    fade = np.clip((1.0 - np.linspace(0, 1, part.height, dtype=np.float32)) * 5.0, 0, 1) * 255
    mask = Image.fromarray(fade.astype(np.uint8)[:, None]).resize(part.image.size, Image.Resampling.NEAREST)
    stage.image.paste(part.image, (x0, y0), mask)


def _row(
    stage: Stage,
    person: Person,
    box: Box,
    turns: tuple[tuple[str, str, float, bool], ...],
    language: str,
) -> None:
    slot = (box[2] - box[0]) / len(turns)
    scale = min(slot / 0.66, (box[3] - box[1]) * 0.90 / TALL)
    ground = box[3] - (box[3] - box[1]) * 0.06
    for index, (chinese, english, way, back) in enumerate(turns):
        x = box[0] + slot * (index + 0.5)
        shown = replace(person, facing=Facing.BACK) if back else person
        draw_figure(stage, _flat(stage, scale, x, ground), _studio(), Place(shown, 0.0, 2.0), way)
        _caption(stage, chinese if language == "zh" else english, (x, ground + 30 * stage.unit))


def _caption(stage: Stage, text: str, at: tuple[float, float]) -> None:
    face = font(round(max(10.0, 20 * stage.unit)))
    ImageDraw.Draw(stage.image).text(at, text, font=face, fill=(86, 82, 80), anchor="mm")


def _swatches(stage: Stage, person: Person) -> None:
    look = look_of(person)
    r = 17 * stage.unit
    draw = ImageDraw.Draw(stage.image)
    for index, colour in enumerate((look.skin, look.hair, look.cloth, look.inner, look.trousers)):
        x, y = stage.width * 0.04 + index * r * 2.5, stage.height * 0.972
        draw.ellipse((x - r, y - r, x + r, y + r), fill=rgb(colour), outline=(150, 146, 140))
    _name(stage, person.name)


def _name(stage: Stage, name: str) -> None:
    face = font(round(max(12.0, 30 * stage.unit)))
    at = (stage.width * 0.03, stage.height * 0.045)
    ImageDraw.Draw(stage.image).text(at, name, font=face, fill=(58, 54, 54), anchor="lm")
