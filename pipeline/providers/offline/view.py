"""The camera: a pinhole that stands somewhere in a world of metres, and where it puts people in the frame."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from pipeline.images.size import Size
from pipeline.providers.offline.brief import Age, Angle, FrameBrief, Gesture, Person, Posture, Shot, Weather
from pipeline.providers.offline.dice import Dice
from pipeline.providers.offline.pose import BED, lies_to
from pipeline.providers.offline.stage import Point

HEAD: Final = 0.225  # metres, crown to chin
TALL: Final = 1.70
EYES: Final = 1.59


@dataclass(frozen=True, slots=True)
class View:
    """A world point (x right, y up from the ground, z away, in metres) falls on a pixel of the frame."""

    width: int
    height: int
    focal: float  # pixels
    horizon: float  # the row of what is as high as the camera
    centre: float  # the column of the vanishing point
    eye: float  # the camera's height, metres
    distance: float  # to the subject, metres

    def at(self, x: float, y: float, z: float) -> Point:
        z = max(z, 0.12)
        return (self.centre + self.focal * x / z, self.horizon - self.focal * (y - self.eye) / z)

    def scale(self, z: float) -> float:
        """Pixels per metre at ``z``."""
        return self.focal / max(z, 0.12)


@dataclass(frozen=True, slots=True)
class Framing:
    """A shot as numbers: the heads that fit into the frame's height, the share left free above, the usual lens."""

    heads: float
    above: float
    lens: int


FRAMINGS: Final[dict[Shot, Framing]] = {
    Shot.EXTREME_WIDE: Framing(62, 0.60, 24),
    Shot.WIDE: Framing(20, 0.36, 28),
    Shot.FULL: Framing(9.6, 0.10, 35),
    Shot.MEDIUM_WIDE: Framing(6.4, 0.10, 38),
    Shot.MEDIUM: Framing(5.0, 0.11, 42),
    Shot.MEDIUM_CLOSE: Framing(3.9, 0.12, 50),
    Shot.BUST: Framing(3.1, 0.13, 55),
    Shot.CLOSE: Framing(2.15, 0.12, 70),
    Shot.EXTREME_CLOSE: Framing(1.12, -0.10, 85),
}
_CANOPY: Final = 0.40  # metres of an open umbrella above the head
_CLOSE: Final = frozenset((Shot.MEDIUM_CLOSE, Shot.BUST, Shot.CLOSE, Shot.EXTREME_CLOSE))


def view_of(brief: FrameBrief, size: Size) -> View:
    """Put the camera where the shot, the angle and the lens want it."""
    framing = FRAMINGS[brief.shot]
    lens = min(200, max(14, brief.lens or framing.lens))
    focal = lens / 36 * max(size.width, size.height)
    heads = (
        framing.heads * _crowd(brief, size)
        + _uneven(brief)
        + sheltered(brief) * (_CANOPY / HEAD if brief.shot not in _CLOSE else 0.6)
    )
    scale = size.height / (heads * HEAD * _build(brief))
    crown = _crown(brief)
    top = _CANOPY * scale * sheltered(brief) + (framing.above + 0.26 * (1 - framing.heads / heads)) * size.height
    eyes = top + (crown - crown / TALL * EYES) * scale
    level = crown / TALL * EYES
    up, row = level, eyes
    rise = {Angle.EYE: 0.0, Angle.LOW: -0.30, Angle.HIGH: 0.26, Angle.OVERHEAD: 0.6}[brief.angle]
    if rise:
        metres = rise * size.height / scale
        metres = min(max(metres, 0.32 - level), 9.0)
        if brief.aerial and metres > 0:
            metres *= 1.6
        up, row = level + metres, eyes - metres * scale
    if brief.shot is Shot.EXTREME_WIDE and brief.angle is Angle.HIGH:
        row = min(row, size.height * 0.2)
    drift = Dice("pan", brief.seed).between(-0.12, 0.12)
    return View(size.width, size.height, focal, row, size.width * (0.5 + drift), up, focal / scale)


def sheltered(brief: FrameBrief) -> bool:
    """Whether somebody is under an open umbrella, for which the frame leaves room above."""
    held = any(person.gesture is Gesture.UMBRELLA or person.holds == "umbrella" for person in brief.cast)
    wet = not brief.indoors and brief.weather in (Weather.RAIN, Weather.SNOW)
    near = brief.shot in _CLOSE
    return not near and (held or (wet and bool(brief.cast) and any(thing.kind == "umbrella" for thing in brief.things)))


def _crown(brief: FrameBrief) -> float:
    """How high the highest head of the cast is, metres."""
    if not brief.cast:
        return TALL
    if brief.shot in _CLOSE and brief.cast[0].posture is Posture.LIE:
        return 0.26 + (BED if brief.cast[0].in_bed else 0.0)
    return max(crown_of(person) for person in brief.cast)


def _uneven(brief: FrameBrief) -> float:
    """How many heads more the frame needs where some sit and others stand."""
    if brief.over_shoulder or len(brief.cast) < 2 or brief.shot in (Shot.EXTREME_WIDE, Shot.WIDE, Shot.FULL):
        return 0.0
    crowns = [crown_of(person) for person in brief.cast if person.posture is not Posture.LIE]
    return 0.7 * (max(crowns, default=0.0) - min(crowns, default=0.0)) / HEAD


def _build(brief: FrameBrief) -> float:
    """How large heads are, against an adult's: smaller where only children are on screen."""
    return 0.86 if brief.cast and all(person.age is Age.CHILD for person in brief.cast) else 1.0


def crown_of(person: Person) -> float:
    tall = {Age.CHILD: 1.22, Age.ADULT: TALL, Age.OLD: 1.62}[person.age]
    share = {Posture.SIT: 0.76, Posture.KNEEL: 0.74, Posture.CROUCH: 0.62, Posture.LIE: 0.3, Posture.BOW: 0.92}
    if person.in_bed:
        return 1.05
    return tall * share.get(person.posture, 1.0)


def _crowd(brief: FrameBrief, size: Size) -> float:
    """Step back as far as needed for all who are on screen to fit side by side."""
    heads = FRAMINGS[brief.shot].heads
    count = max(1, len(brief.cast))
    if brief.over_shoulder or brief.shot is Shot.EXTREME_CLOSE:
        count = min(count, 1)
    lying = any(person.posture is Posture.LIE for person in brief.cast)
    need = (1.5 + 1.75 * (count - 1)) if brief.shot in _CLOSE else (2.1 + 2.7 * (count - 1))
    if lying and brief.shot not in _CLOSE:
        need = max(need, 7.5)
    have = size.width / size.height * heads
    return max(1.0, need / have)


@dataclass(frozen=True, slots=True)
class Place:
    """Where one person stands: x and z in metres, and whether it is the blurred shoulder in front."""

    person: Person
    x: float
    z: float
    foreground: bool = False


def places_of(brief: FrameBrief, view: View) -> tuple[Place, ...]:
    """Spread the cast over the frame, farthest first; the ones who act stand nearest."""
    if not brief.cast:
        return ()
    dice = Dice("places", brief.seed)
    span = view.width / view.scale(view.distance)  # metres across the frame at the subject
    middle = (view.width / 2 - view.centre) / view.scale(view.distance)
    cast = brief.cast
    if brief.shot is Shot.EXTREME_CLOSE and cast[0].posture is not Posture.LIE:
        return (Place(cast[0], middle + dice.between(-0.04, 0.04) * span, view.distance),)
    if brief.over_shoulder and len(cast) > 1:
        side = dice.side()
        far = Place(cast[0], middle - side * 0.10 * span, view.distance)
        near = Place(cast[1], middle + side * 0.24 * span * 0.62, view.distance * 0.62, foreground=True)
        return (far, near)
    if len(cast) == 1:
        if cast[0].posture is Posture.LIE and brief.shot in _CLOSE:
            return (
                Place(cast[0], middle - (0.51 if cast[0].age is Age.CHILD else 0.73) * lies_to(cast[0]), view.distance),
            )
        third = dice.pick((-0.13, -0.08, 0.08, 0.13)) if brief.shot is not Shot.CLOSE else dice.between(-0.06, 0.06)
        return (Place(cast[0], middle + third * span, view.distance),)
    step = min(span / len(cast), 0.78 if brief.shot in _CLOSE else 1.25)
    step = min(step, 0.50) if brief.together else step
    order = dice.side()
    spread = [
        Place(
            person,
            middle + order * (index - (len(cast) - 1) / 2) * step,
            view.distance * (1.0 + 0.07 * ((index + (order > 0)) % 2) + 0.03 * index),
        )
        for index, person in enumerate(cast)
    ]
    if any(person.posture is Posture.LIE for person in cast):
        # Who lies goes across the front, the others stand or sit behind.
        spread = [
            replace(place, x=middle, z=view.distance * 0.94)
            if place.person.posture is Posture.LIE
            else replace(place, z=view.distance * 1.0 + 0.45)
            for place in spread
        ]
    return tuple(sorted(spread, key=lambda place: -place.z))
