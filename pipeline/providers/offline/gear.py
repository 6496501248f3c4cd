"""What goes with figures: seats, beds and tables under them, things in their hands and beside them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from pipeline.providers.offline.brief import FrameBrief, Gesture, Person, Posture, Shot, Thing, Weather
from pipeline.providers.offline.colour import Colour, mix, times
from pipeline.providers.offline.dice import Dice
from pipeline.providers.offline.mood import Mood
from pipeline.providers.offline.pen import Pen
from pipeline.providers.offline.pose import BED, Pose, lies_to
from pipeline.providers.offline.shapes import box, ellipse
from pipeline.providers.offline.stage import Shape, Stage
from pipeline.providers.offline.things import Easel, kind_of, open_umbrella, phone_back, tint_of
from pipeline.providers.offline.view import Place, View, crown_of

TABLE_TOP: Final = 0.74
_TABLE_NEAR: Final = 0.52  # metres between a seated person and the table's middle


def held_by(person: Person, brief: FrameBrief, place_index: int) -> Thing | None:
    """What ``person`` has in hand: what the words say, else the first loose small thing for the first idle hands."""
    if person.holds:
        return next((thing for thing in brief.things if thing.kind == person.holds), Thing("", person.holds))
    if person.gesture is Gesture.UMBRELLA:
        return next((thing for thing in brief.things if thing.kind == "umbrella"), Thing("", "umbrella"))
    if (
        place_index
        or (person.at_table and person.gesture is Gesture.NONE)
        or person.posture in (Posture.LIE, Posture.RUN)
    ):
        return None
    taken = {other.holds for other in brief.cast}
    seated = person.posture in (Posture.SIT, Posture.KNEEL, Posture.CROUCH)
    free = [
        thing
        for thing in brief.things
        if thing.kind not in taken and thing.kind not in ("object", "box", "car", "fire")
    ]
    free = [thing for thing in free if not (seated and kind_of(thing).floor)]
    return free[0] if free and person.gesture in (Gesture.NONE, Gesture.HOLD, Gesture.OFFER, Gesture.RAISE) else None


def over_head(person: Person, thing: Thing | None, brief: FrameBrief) -> bool:
    """Whether an umbrella is open: in rain or snow, or where the words say so."""
    if thing is None or thing.kind != "umbrella" or person.posture is Posture.LIE:
        return False
    outside = not brief.indoors and brief.weather in (Weather.RAIN, Weather.SNOW)
    return outside or person.gesture is Gesture.UMBRELLA


def under(stage: Stage, view: View, mood: Mood, place: Place, brief: FrameBrief) -> None:
    """Draw the bed or the seat before its person is drawn."""
    person = place.person
    origin = view.at(place.x, 0.0, place.z)
    scale = view.scale(place.z)
    wood = mix(mix(mood.ground, (104, 72, 52), 0.55), mood.shade, 0.25)
    if person.in_bed:
        pen = Pen(stage, origin, scale, (-1.25, -0.05, 1.25, 1.2))
        linen: Colour = (214, 216, 218)
        for x, tall in ((-1.08, 0.95), (1.08, 0.72)):
            pen.fill(box(x - 0.04, 0, x + 0.04, tall), wood)
        pen.fill([(-1.06, 0.12), (1.06, 0.12), (1.06, 0.36), (-1.06, 0.36)], times(wood, 0.8))
        pen.curve(
            [(-1.04, 0.34), (1.04, 0.34), (1.06, 0.50), (1.0, BED + 0.02), (-1.0, BED + 0.02), (-1.06, 0.50)], linen
        )
        side = lies_to(person)
        pen.curve(
            [(side * 0.52, BED), (side * 0.56, BED + 0.10), (side * 0.78, BED + 0.13), (side * 0.98, BED + 0.10),
             (side * 1.02, BED), (side * 0.78, BED - 0.03)],
            (232, 232, 230),
        )  # fmt: skip
        pen.put(mood, depth=place.z * 0.6)
    elif person.posture is Posture.SIT and brief.place not in ("car", "train") and not place.foreground:
        pen = Pen(stage, origin, scale, (-0.6, -0.05, 0.6, 1.1))
        high = 0.45
        if brief.indoors:
            for x in (-0.20, 0.20):
                pen.fill([(x - 0.018, 0), (x + 0.018, 0), (x + 0.022, high), (x - 0.022, high)], times(wood, 0.8))
                pen.fill([(x - 0.018, high), (x + 0.018, high), (x + 0.014, 0.92), (x - 0.014, 0.92)], times(wood, 0.9))
            pen.curve([(-0.21, 0.78), (0.21, 0.78), (0.21, 0.94), (0, 0.96), (-0.21, 0.94)], times(wood, 0.95))
            pen.curve(
                [
                    (-0.25, high - 0.05),
                    (0.25, high - 0.05),
                    (0.26, high),
                    (0.24, high + 0.02),
                    (-0.24, high + 0.02),
                    (-0.26, high),
                ],
                wood,
            )
        else:
            pen.curve(
                [(-0.42, 0), (0.42, 0), (0.46, 0.2), (0.34, high), (-0.30, high + 0.01), (-0.45, 0.24)],
                times(wood, 0.9),
            )
        pen.put(mood, depth=place.z * 0.6)


def over(stage: Stage, view: View, mood: Mood, place: Place) -> None:
    """Draw the blanket over one who lies in bed."""
    if not place.person.in_bed:
        return
    pen = Pen(stage, view.at(place.x, 0.0, place.z), view.scale(place.z), (-1.25, -0.05, 1.25, 1.2))
    dice = Dice("blanket", place.person.key or place.person.name)
    cloth = dice.pick(((150, 172, 190), (186, 178, 160), (164, 140, 140)))
    from_, to = (0.30, -1.05) if lies_to(place.person) > 0 else (-0.30, 1.05)
    pen.curve(
        [
            (from_, BED - 0.02),
            (from_, BED + 0.27),
            (from_ + (to - from_) * 0.3, BED + 0.25),
            (from_ + (to - from_) * 0.7, BED + 0.15),
            (to, BED + 0.10),
            (to, BED - 0.20),
            (from_ + (to - from_) * 0.5, BED - 0.26),
            (from_, BED - 0.20),
        ],
        cloth,
    )
    pen.stroke(
        [(from_ + (to - from_) * 0.06, BED + 0.26), (from_ + (to - from_) * 0.06, BED - 0.2)], 0.05, (224, 226, 228)
    )
    pen.put(mood, depth=place.z * 0.6)


def in_hand(stage: Stage, view: View, mood: Mood, place: Place, pose: Pose, thing: Thing, *, opened: bool) -> None:
    """Draw ``thing`` at the near hand of a figure that is drawn already."""
    kind = kind_of(thing)
    hand = pose.near_hand
    side = 1 if hand[0] >= 0 else -1
    joint = pose.arms[1].joint
    reach = (hand[0] - joint[0], hand[1] - joint[1])
    far = max(1e-6, (reach[0] ** 2 + reach[1] ** 2) ** 0.5)
    grip = (hand[0] + reach[0] / far * 0.055, hand[1] + reach[1] / far * 0.055)
    origin, scale = view.at(place.x, 0.0, place.z), view.scale(place.z)
    pen = Pen(stage, origin, scale, (-1.5, -0.1, 1.5, 2.7))
    if place.person.gesture is Gesture.PHONE and thing.kind == "phone":
        phone_back(Easel(pen, (grip[0], grip[1] - 0.05), 0.12 * side), tint_of(thing))
        pen.put(mood, depth=place.z * 0.6, rounding=0.01, strength=0.8)
        return
    if opened:
        lean = max(-0.20, min(0.20, 0.6 * (grip[0] - pose.head[0])))
        easel = Easel(pen, (grip[0], grip[1] + 0.15), lean)
        open_umbrella(easel, tint_of(thing))
    elif kind.rod:
        base = {"cup": -0.045, "bottle": -0.10}.get(thing.kind, -0.045)
        turn = 0.0 if thing.kind in ("cup", "bottle") else -0.5 * side * (hand[1] > joint[1]) + (0.2 * side)
        if thing.kind == "blade" and hand[1] <= joint[1]:
            turn = 2.6 * side
        easel = Easel(pen, (grip[0], grip[1] + base), turn)
        kind.paint(easel, tint_of(thing))
    else:
        drop = -0.30 if kind.floor else (-0.19 if thing.kind == "lamp" else -0.02)
        low = hand[1] < joint[1] - 0.1 and not kind.floor and thing.kind != "lamp"
        at = (grip[0], grip[1] + (-kind.middle * 2 + 0.03 if low else drop))
        large = (1.0 if kind.half > 0.1 else 1.15) * (0.8 if pose.build < 1 else 1.0)
        kind.paint(Easel(pen, at, 0.10 * side, large), tint_of(thing))
    pen.put(mood, depth=place.z * 0.6, rounding=0.02, strength=0.8)
    if thing.kind == "lamp":
        stage.glow(view.at(place.x + grip[0], grip[1] - 0.08, place.z), 1.1 * scale, mood.lamp, 0.7)
    if thing.kind == "phone":
        stage.glow(view.at(place.x + grip[0], grip[1] + 0.06, place.z), 0.30 * scale, (150, 190, 230), 0.5)


def table(stage: Stage, view: View, mood: Mood, places: Sequence[Place], things: Sequence[Thing]) -> None:
    """One table before all who sit at one, with the things that nobody holds on it."""
    seated = [place for place in places if place.person.at_table and not place.foreground]
    if not seated:
        return
    z = min(place.z for place in seated) - _TABLE_NEAR
    z = max(z, view.distance * 0.45)
    low, high = min(place.x for place in seated) - 0.75, max(place.x for place in seated) + 0.75
    wood = mix(mix(mood.ground, (116, 76, 52), 0.6), mood.shade, 0.12)
    back, front = z + 0.28, max(0.4, z - 0.24)
    board = [
        view.at(low, TABLE_TOP, back),
        view.at(high, TABLE_TOP, back),
        view.at(high, TABLE_TOP, front),
        view.at(low, TABLE_TOP, front),
    ]
    stage.lay([Shape(tuple(board))], mix(wood, mood.key, 0.16))
    edge = [
        view.at(low, TABLE_TOP, front),
        view.at(high, TABLE_TOP, front),
        view.at(high, TABLE_TOP - 0.06, front),
        view.at(low, TABLE_TOP - 0.06, front),
    ]
    skirt = [
        view.at(low + 0.06, TABLE_TOP - 0.06, front),
        view.at(high - 0.06, TABLE_TOP - 0.06, front),
        view.at(high - 0.06, TABLE_TOP - 0.17, front),
        view.at(low + 0.06, TABLE_TOP - 0.17, front),
    ]
    foot = box(-0.035, 0.0, 0.035, TABLE_TOP - 0.06)
    legs = [Shape(tuple(view.at(x + dx, y, front) for dx, y in foot)) for x in (low + 0.08, high - 0.08)]
    stage.lay([Shape(tuple(skirt)), *legs], times(wood, 0.62))
    stage.lay([Shape(tuple(edge))], times(wood, 0.82))
    span = high - low
    for index, thing in enumerate(things[:3]):
        _set_down(stage, view, mood, thing, low + span * (0.30 + 0.2 * index), TABLE_TOP, z - 0.08)


def _set_down(stage: Stage, view: View, mood: Mood, thing: Thing, x: float, y: float, z: float) -> None:
    kind = kind_of(thing)
    foot, scale = view.at(x, y, z), view.scale(z)
    shade = Shape(ellipse(foot, kind.half * 0.9 * scale, max(1.0, kind.half * 0.14 * scale)))
    stage.lay([shade], mood.shade, blur=max(1.0, kind.half * 0.1 * scale), opacity=0.5)
    wide = kind.half * 1.6
    pen = Pen(stage, foot, scale, (-wide, -0.02 if kind.middle > 0 else -1, wide, kind.half * 2.8))
    if thing.kind == "fire":
        stage.glow((foot[0], foot[1] - 0.5 * scale), 2.4 * scale, (255, 164, 84), 0.75)
    if not pen.visible:
        return
    lift = 0.74 if kind.middle < 0 else 0.0
    kind.paint(Easel(pen, (0.0, lift), 0.05), tint_of(thing))
    pen.put(mood, depth=z * 0.6, rounding=kind.half * 0.12, strength=0.8)
    if thing.kind == "lamp":
        stage.glow((foot[0], foot[1] - kind.middle * scale), 1.0 * scale, mood.lamp, 0.7)


def around(
    stage: Stage, view: View, mood: Mood, places: Sequence[Place], brief: FrameBrief, things: Sequence[Thing]
) -> None:
    """Put what nobody holds and no table bears on the ground, beside or a little before the people."""
    for thing in (one for one in things if one.kind == "fire"):
        middle = sum(place.x for place in places) / max(1, len(places))
        _set_down(stage, view, mood, thing, middle, 0.0, view.distance * 0.80)
    if brief.shot not in (Shot.EXTREME_WIDE, Shot.WIDE, Shot.FULL, Shot.MEDIUM_WIDE):
        return
    things = [thing for thing in things if thing.kind != "fire"]
    dice = Dice("around", brief.seed)
    side = dice.side()
    far = max((place.x * side for place in places), default=0.0)
    for index, thing in enumerate(things[:3]):
        kind = kind_of(thing)
        if not kind.floor and kind.half < 0.15 and brief.shot in (Shot.EXTREME_WIDE, Shot.WIDE):
            continue
        x = (far + 0.55 + kind.half + index * 0.5) * side
        _set_down(stage, view, mood, thing, x, 0.0, view.distance * (0.97 if kind.half < 1 else 1.25))


def steering(stage: Stage, view: View, mood: Mood, place: Place) -> None:
    """The wheel before one who drives."""
    centre = view.at(place.x, crown_of(place.person) - 0.62, place.z - 0.30)
    scale = view.scale(place.z - 0.30)
    ring = ellipse(centre, 0.21 * scale, 0.15 * scale)
    tone = mix(mood.shade, (30, 30, 34), 0.5)
    spokes = [
        Shape((centre, (centre[0] + dx * scale, centre[1] + dy * scale)), 0.035 * scale)
        for dx, dy in ((-0.20, 0.0), (0.20, 0.0), (0.0, 0.15))
    ]
    stage.lay([Shape(ring, 0.032 * scale), *spokes, Shape(ellipse(centre, 0.055 * scale, 0.045 * scale))], tone)
    glint = ellipse(centre, 0.21 * scale, 0.15 * scale, 0.0, 200, 300)
    stage.lay([Shape(glint, 0.008 * scale)], mood.key, opacity=0.5)
