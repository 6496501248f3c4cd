"""Draws a figure: limbs and clothes over a pose, hair and head, lit and laid on the stage."""

from __future__ import annotations

import math
from collections.abc import Callable

from pipeline.providers.offline.brief import Facing, Garment, Gesture, Person, Posture
from pipeline.providers.offline.colour import Colour, mix, times
from pipeline.providers.offline.dice import Dice
from pipeline.providers.offline.face import draw_head
from pipeline.providers.offline.hair import draw_hair_behind
from pipeline.providers.offline.look import Look, look_of
from pipeline.providers.offline.mood import Mood
from pipeline.providers.offline.pen import Pen
from pipeline.providers.offline.pose import Limb, Pose, pose_of
from pipeline.providers.offline.shapes import arc, ellipse
from pipeline.providers.offline.stage import Point, Shape, Stage
from pipeline.providers.offline.view import Place, View

Off = Callable[[Point, float, float], Point]

_WIDE_SLEEVES = frozenset((Garment.ROBE,))


def draw_figure(stage: Stage, view: View, mood: Mood, place: Place, way: float) -> Pose:
    """Draw one person where ``place`` says, looking to ``way``; returns the pose for what hands hold."""
    person = place.person
    back = place.foreground or person.facing is Facing.BACK
    pose = pose_of(person, way, back)
    scale = view.scale(place.z)
    origin = view.at(place.x, 0.0, place.z)
    _shadow(stage, pose, origin, scale, mood)
    pen = Pen(stage, origin, scale, (-1.35, -0.08, 1.35, 2.2))
    if not pen.visible:
        return pose
    _figure(pen, person, pose, look_of(person), mood.side)
    blur = stage.unit * 9 if place.foreground else 0.0
    pen.put(mood, depth=place.z * 0.6, blur=blur, rounding=0.036 * pose.build)
    return pose


def _shadow(stage: Stage, pose: Pose, origin: Point, scale: float, mood: Mood) -> None:
    """A soft contact shadow, longer away from the key light."""
    reach = (0.95 if pose.lying else 0.42) * scale
    centre = (origin[0] - mood.side * reach * 0.35, origin[1])
    shape = Shape(ellipse(centre, reach * 1.15, max(1.5, reach * 0.16)))
    stage.lay([shape], mix(mood.shade, mood.ground, 0.15), blur=max(1.0, reach * 0.10), opacity=0.62)


def _figure(pen: Pen, person: Person, pose: Pose, look: Look, light: int) -> None:
    far = times(look.cloth, 0.78)
    draw_hair_behind(pen, person, pose, look)
    arms_in_front = not pose.back
    _arm(pen, pose.arms[0], look, far, person.garment, pose.build)
    if not arms_in_front:
        _arm(pen, pose.arms[1], look, times(look.cloth, 0.9), person.garment, pose.build)
    _legs(pen, person, pose, look)
    _neck(pen, pose, look)
    _torso(pen, person, pose, look)
    if arms_in_front and not _frontal_behind(person):
        _arm(pen, pose.arms[1], look, mix(look.cloth, (255, 255, 255), 0.035), person.garment, pose.build)
    draw_head(pen, person, pose, look, light)


def _frontal_behind(person: Person) -> bool:
    return person.gesture is Gesture.NONE and person.posture is Posture.LIE


def _arm(pen: Pen, arm: Limb, look: Look, colour: Colour, garment: Garment, build: float) -> None:
    """A sleeve of two tapering parts, a crease of shade around it where it lies over the body."""
    wide = 1.9 if garment in _WIDE_SLEEVES else 1.0
    _hand(pen, arm, look, build)
    crease = times(colour, 0.80)
    start = _between(arm.root, arm.joint, 0.45)
    pen.limb(arm.joint, arm.end, 0.046 * build, 0.036 * build * wide, crease)
    pen.limb(start, arm.joint, 0.048 * build, 0.047 * build, crease)
    pen.limb(arm.joint, arm.end, 0.040 * build, 0.031 * build * wide, colour)
    pen.limb(arm.root, arm.joint, 0.049 * build, 0.041 * build, colour)
    cuff = _between(arm.joint, arm.end, 0.93)
    pen.limb(cuff, arm.end, 0.0325 * build * wide, 0.032 * build * wide, times(colour, 0.88))


def _hand(pen: Pen, arm: Limb, look: Look, build: float) -> None:
    """A palm with the fingers a little bent and the thumb off it."""
    dx, dy = arm.end[0] - arm.joint[0], arm.end[1] - arm.joint[1]
    far = max(1e-6, math.hypot(dx, dy))
    ux, uy = dx / far * build, dy / far * build

    def at(along: float, across: float) -> Point:
        return (arm.end[0] + ux * along - uy * across, arm.end[1] + uy * along + ux * across)

    pen.limb(at(0.0, 0.0), at(0.060, 0.0), 0.022 * build, 0.026 * build, look.skin)
    for across in (-0.016, -0.005, 0.006, 0.017):
        pen.limb(
            at(0.060, across),
            at(0.118 - abs(across), across * 0.9 + 0.008),
            0.0085 * build,
            0.0062 * build,
            times(look.skin, 0.97 - across * 3),
        )
    pen.limb(at(0.020, 0.018), at(0.078, 0.038), 0.0105 * build, 0.0075 * build, times(look.skin, 0.92))


def _legs(pen: Pen, person: Person, pose: Pose, look: Look) -> None:
    bare = person.garment is Garment.DRESS
    b = pose.build
    for index, leg in enumerate(pose.legs):
        colour = look.skin if bare else look.trousers
        colour = times(colour, 0.82 if index == 0 else 1.0)
        pen.limb(leg.root, leg.joint, 0.078 * b, 0.055 * b, colour)
        pen.limb(leg.joint, leg.end, 0.054 * b, 0.036 * b, colour)
        toe = 0.11 * (pose.way if abs(pose.way) > 0.2 else (0.25 if leg.end[0] > 0 else -0.25)) * b
        if pose.lying:
            pen.limb(leg.end, (leg.end[0], leg.end[1] + 0.10 * b), 0.045 * b, 0.03 * b, look.shoes)
        else:
            pen.limb(
                (leg.end[0] - toe * 0.2, leg.end[1] - 0.012),
                (leg.end[0] + toe, leg.end[1] - 0.028),
                0.038 * b,
                0.026 * b,
                look.shoes,
            )


def _neck(pen: Pen, pose: Pose, look: Look) -> None:
    pen.limb(pose.neck, pose.head, 0.047 * pose.build, 0.043 * pose.build, times(look.skin, 0.78))


def _between(a: Point, b: Point, share: float) -> Point:
    return (a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share)


def _torso(pen: Pen, person: Person, pose: Pose, look: Look) -> None:
    """Shoulders to hips as one smooth outline, then what the garment adds."""
    b = pose.build
    left, right = pose.left_shoulder, pose.right_shoulder
    hip_l, hip_r = sorted((pose.left_hip, pose.right_hip)) if not pose.lying else (pose.left_hip, pose.right_hip)
    waist_l, waist_r = _between(left, hip_l, 0.62), _between(right, hip_r, 0.62)
    mid_s, mid_h = _between(left, right, 0.5), _between(hip_l, hip_r, 0.5)
    up = (mid_s[0] - mid_h[0], mid_s[1] - mid_h[1])
    length = max(1e-6, (up[0] ** 2 + up[1] ** 2) ** 0.5)
    up = (up[0] / length, up[1] / length)
    out = (up[1], -up[0])

    def off(point: Point, along: float, across: float) -> Point:
        return (point[0] + up[0] * along * b + out[0] * across * b, point[1] + up[1] * along * b + out[1] * across * b)

    slim = {Garment.DRESS: 0.030, Garment.ROBE: -0.008}.get(person.garment, 0.018 if person.female else 0.0)
    pen.curve(
        [
            off(pose.neck, 0.052, -0.050), off(pose.neck, 0.018, -0.076), off(left, 0.050, 0.016),
            off(left, 0.026, -0.036), off(left, -0.05, -0.042), off(left, -0.15, -0.016),
            off(waist_l, 0, -0.020 + slim), off(hip_l, 0.02, -0.056), off(hip_l, -0.06, -0.058),
            off(hip_r, -0.06, 0.058), off(hip_r, 0.02, 0.056), off(waist_r, 0, 0.020 - slim), off(right, -0.15, 0.016),
            off(right, -0.05, 0.042), off(right, 0.026, 0.036), off(right, 0.050, -0.016),
            off(pose.neck, 0.018, 0.076), off(pose.neck, 0.052, 0.050),
        ],
        look.cloth,
    )  # fmt: skip
    if person.garment in (Garment.COAT, Garment.ROBE, Garment.DRESS):
        _skirt(pen, person, pose, look)
    if not pose.back:
        _front(pen, person, pose, look, off, mid_h)


def _skirt(pen: Pen, person: Person, pose: Pose, look: Look) -> None:
    """What hangs from the waist: it follows the knees and flares a little."""
    b = pose.build
    share = {Garment.COAT: 0.25, Garment.DRESS: 0.45, Garment.ROBE: 0.9}[person.garment]
    flare = {Garment.COAT: 0.085, Garment.DRESS: 0.12, Garment.ROBE: 0.09}[person.garment] * b
    hips = sorted((pose.left_hip, pose.right_hip))
    hems = sorted(_between(leg.joint, leg.end, share) for leg in pose.legs)
    knees = sorted(leg.joint for leg in pose.legs)
    if pose.lying:
        tops, lows = [pose.left_hip, pose.right_hip], [_between(leg.joint, leg.end, share) for leg in pose.legs]
        pen.limb(
            _between(tops[0], tops[1], 0.5),
            _between(lows[0], lows[1], 0.5),
            0.16 * b,
            0.17 * b,
            times(look.cloth, 0.94),
        )
        return
    tops = [(hip[0] + side * 0.045 * b, hip[1] + 0.12 * b) for side, hip in zip((-1, 1), hips, strict=True)]
    wide = [(hip[0] + side * 0.07 * b, hip[1] - 0.02 * b) for side, hip in zip((-1, 1), hips, strict=True)]
    lows = [(hem[0] + side * flare, hem[1]) for side, hem in zip((-1, 1), hems, strict=True)]
    out = [
        (side * max(side * (wide[i][0] + (lows[i][0] - wide[i][0]) * 0.5), side * knees[i][0] + 0.065 * b), knees[i][1])
        for i, side in enumerate((-1, 1))
    ]
    left = arc([tops[0], wide[0], out[0], lows[0]])
    hem = arc([lows[0], ((lows[0][0] + lows[1][0]) / 2, min(lows[0][1], lows[1][1]) - 0.025 * b), lows[1]])
    right = arc([lows[1], out[1], wide[1], tops[1]])
    pen.fill((*left, *hem, *right), times(look.cloth, 0.96))
    folds = Dice("folds", person.name)
    for _ in range(3):
        t = folds.between(0.2, 0.8)
        top, low = _between(wide[0], wide[1], 0.3 + t * 0.4), _between(lows[0], lows[1], t)
        pen.stroke([_between(top, low, 0.25), _between(top, low, 0.96)], 0.007 * b, times(look.cloth, 0.84))


def _front(pen: Pen, person: Person, pose: Pose, look: Look, off: Off, mid_hip: Point) -> None:
    shift = pose.way * 0.05
    chest = off(pose.neck, -0.24, shift)
    match person.garment:
        case Garment.SUIT | Garment.COAT:
            pen.tint(
                [off(pose.neck, 0.0, -0.05 + shift * 0.4), chest, off(pose.neck, 0.0, 0.05 + shift * 0.4)], look.inner
            )
            if person.garment is Garment.SUIT:
                pen.stroke([off(pose.neck, -0.02, shift * 0.5), chest], 0.022 * pose.build, times(look.mark, 0.55))
            for side in (-1, 1):
                pen.stroke(
                    [off(pose.neck, 0.01, side * 0.055 + shift * 0.4), chest],
                    0.016 * pose.build,
                    times(look.cloth, 0.78),
                )
            pen.stroke([chest, off(mid_hip, -0.10, shift)], 0.008 * pose.build, times(look.cloth, 0.66))
            if person.garment is Garment.COAT:
                pen.stroke(
                    [off(mid_hip, 0.10, -0.15), off(mid_hip, 0.10, 0.15)], 0.03 * pose.build, times(look.cloth, 0.76)
                )
        case Garment.ROBE:
            pen.stroke(
                [off(pose.neck, 0.0, 0.06), off(mid_hip, 0.16, -0.08)], 0.026 * pose.build, times(look.inner, 1.15)
            )
            pen.stroke(
                [off(pose.neck, 0.0, -0.06), off(pose.neck, -0.2, 0.03)], 0.026 * pose.build, times(look.inner, 1.15)
            )
        case Garment.DRESS:
            pen.tint(
                [off(pose.neck, 0.01, -0.06), off(pose.neck, -0.07, shift), off(pose.neck, 0.01, 0.06)],
                times(look.skin, 0.93),
            )
            pen.stroke(
                [off(mid_hip, 0.16, -0.11), off(mid_hip, 0.16, 0.11)], 0.02 * pose.build, times(look.cloth, 0.82)
            )
        case Garment.SHIRT:
            pen.tint(
                [off(pose.neck, 0.012, -0.05), off(pose.neck, -0.05, shift), off(pose.neck, 0.012, 0.05)],
                times(look.skin, 0.86),
            )
            pen.stroke(
                [off(pose.neck, -0.05, shift), off(mid_hip, 0.0, shift)], 0.006 * pose.build, times(look.cloth, 0.84)
            )
