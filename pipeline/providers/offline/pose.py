"""Bodies as joints: where head, hands, hips and feet are for a posture and a gesture, in metres from the ground."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from pipeline.providers.offline.brief import Age, Gesture, Person, Posture
from pipeline.providers.offline.dice import Dice
from pipeline.providers.offline.shapes import bend
from pipeline.providers.offline.stage import Point

Move = Callable[[Point], Point]

THIGH, SHIN, UPPER, FORE = 0.43, 0.435, 0.28, 0.25

BED = 0.52
"""How high one lies in a bed, metres."""


@dataclass(frozen=True, slots=True)
class Limb:
    """Root, joint and end of an arm or a leg."""

    root: Point
    joint: Point
    end: Point


@dataclass(frozen=True, slots=True)
class Pose:
    """A body that looks to ``way`` (-1 left, 0 at us, 1 right); ``back`` shows it from behind."""

    head: Point
    neck: Point
    left_shoulder: Point
    right_shoulder: Point
    left_hip: Point
    right_hip: Point
    arms: tuple[Limb, Limb]  # the far one, the near one
    legs: tuple[Limb, Limb]
    way: float
    back: bool
    build: float  # 1 for an adult; scales everything
    lying: bool = False

    @property
    def near_hand(self) -> Point:
        return self.arms[1].end


@dataclass(frozen=True, slots=True)
class _Stance:
    """Half-made pose: hip height, forward lean in radians, feet and hands as offsets."""

    hip: float
    lean: float
    feet: tuple[Point, Point]
    knees: float = 1.0  # which way the knees bend, along ``way``
    hands: tuple[Point, Point] = ((-0.035, -0.50), (0.055, -0.50))  # from the shoulders, x along ``way``


_STANCES: Final[dict[Posture, _Stance]] = {
    Posture.STAND: _Stance(0.90, 0.0, ((-0.10, 0.05), (0.11, 0.05))),
    Posture.WALK: _Stance(0.88, 0.05, ((-0.30, 0.10), (0.26, 0.05)), hands=((0.20, -0.46), (-0.18, -0.47))),
    Posture.RUN: _Stance(0.84, 0.30, ((-0.52, 0.30), (0.34, 0.10)), hands=((0.30, -0.18), (-0.26, -0.26))),
    Posture.SIT: _Stance(0.50, 0.03, ((0.36, 0.05), (0.46, 0.05)), hands=((0.28, -0.40), (0.32, -0.38))),
    Posture.KNEEL: _Stance(0.50, 0.06, ((-0.32, 0.06), (-0.22, 0.06)), hands=((0.16, -0.44), (0.20, -0.43))),
    Posture.CROUCH: _Stance(0.30, 0.42, ((0.06, 0.05), (0.16, 0.05)), hands=((0.26, -0.30), (0.30, -0.32))),
    Posture.LIE: _Stance(0.90, 0.0, ((-0.09, 0.05), (0.09, 0.05)), hands=((-0.06, -0.50), (0.16, -0.38))),
    Posture.LEAN: _Stance(0.89, -0.10, ((0.02, 0.05), (0.30, 0.05))),
    Posture.BOW: _Stance(0.90, 0.55, ((-0.09, 0.05), (0.10, 0.05)), hands=((0.10, -0.48), (0.14, -0.47))),
}
# Hands from their shoulders, x along the way the person looks.
_HANDS: Final[dict[Gesture, tuple[Point | None, Point | None]]] = {
    Gesture.WAVE: (None, (0.22, 0.42)),
    Gesture.HOLD: ((0.20, -0.23), (0.10, -0.20)),
    Gesture.OFFER: (None, (0.50, -0.14)),
    Gesture.RAISE: (None, (0.20, 0.46)),
    Gesture.EMBRACE: ((0.42, -0.04), (0.40, -0.14)),
    Gesture.POINT: (None, (0.54, 0.02)),
    Gesture.PHONE: (None, (0.06, 0.16)),
    Gesture.TOUCH_FACE: (None, (0.10, 0.12)),
    Gesture.FOLD: ((0.20, -0.22), (0.06, -0.23)),
    Gesture.REACH: (None, (0.48, -0.06)),
    Gesture.SUPPORT: (None, (0.46, 0.10)),
    Gesture.UMBRELLA: (None, (0.24, -0.10)),
}


def pose_of(person: Person, way: float, back: bool) -> Pose:
    """Place the joints of ``person``; the same person and way give the same pose."""
    stance = _STANCES[person.posture]
    dice = Dice("pose", person.name, str(person.posture), str(person.gesture))
    side = way if abs(way) > 0.2 else (0.4 * dice.side())
    flat = abs(side) if person.posture not in (Posture.RUN, Posture.WALK) else max(abs(side), 0.75)
    hand = math.copysign(1.0, side)
    half = (0.134 if person.female else 0.160) * (1 - 0.26 * min(1.0, abs(way)))
    hips = (0.090 if person.female else 0.084) * (1 - 0.3 * min(1.0, abs(way)))
    waist: Point = (0.0, stance.hip)
    turned = _turner(waist, stance.lean * hand)
    left, right = turned((-half, stance.hip + 0.462)), turned((half, stance.hip + 0.462))
    near_right = hand > 0
    far_s, near_s = (left, right) if near_right else (right, left)
    given = _HANDS.get(person.gesture, (None, None))
    hands = [given[index] or stance.hands[index] for index in (0, 1)]
    if person.posture in (Posture.STAND, Posture.LEAN) and abs(way) < 0.3:
        hands = [given[0] or (-0.035, -0.515), given[1] or (0.045, -0.515)]
    if person.gesture is Gesture.SUPPORT or person.posture is Posture.LEAN:
        hands[1] = given[1] or (0.40, 0.05)
    if person.at_table and person.gesture is Gesture.NONE:
        hands = [(0.20, -0.30), (0.22, -0.31)]
    if person.at_table and person.gesture is Gesture.HOLD:
        hands = [(0.10, -0.20), (0.0, -0.10)]
    arms = (_arm(far_s, hands[0], hand), _arm(near_s, hands[1], hand))
    feet = [
        (foot[0] * flat * hand if person.posture is not Posture.STAND else foot[0], foot[1]) for foot in stance.feet
    ]
    if person.posture is Posture.STAND:
        feet = [(-0.10, 0.05), (0.10, 0.05)]
    roots = ((-hips, stance.hip), (hips, stance.hip))
    if not near_right:
        roots = (roots[1], roots[0])
        feet = feet if person.posture is not Posture.STAND else [feet[1], feet[0]]
    legs = (
        _leg(roots[0], feet[0], stance.knees * hand, person.posture),
        _leg(roots[1], feet[1], stance.knees * hand, person.posture),
    )
    drop = {Age.OLD: 0.05}.get(person.age, 0.0)
    neck = turned((0.02 * hand * drop * 10, stance.hip + 0.515))
    nod = 0.05 if person.posture is Posture.BOW else 0.0
    head = turned((hand * (0.012 + drop * 0.6) + way * 0.015, stance.hip + 0.685 - drop * 0.4 - nod))
    pose = Pose(head, neck, left, right, roots[0], roots[1], arms, legs, way, back, 1.0)
    if person.posture is Posture.LIE:
        pose = _laid(pose, lies_to(person))
    pose = pose if person.age is not Age.CHILD else _small(pose)
    if person.in_bed:
        pose = _moved(pose, lambda at: (at[0], at[1] + BED))
    return pose


def _turner(pivot: Point, angle: float) -> Move:
    cos, sin = math.cos(angle), math.sin(angle)

    def turn(point: Point) -> Point:
        dx, dy = point[0] - pivot[0], point[1] - pivot[1]
        return (pivot[0] + dx * cos + dy * sin, pivot[1] - dx * sin + dy * cos)

    return turn


def _arm(shoulder: Point, offset: Point, hand: float) -> Limb:
    end = (shoulder[0] + offset[0] * hand, shoulder[1] + offset[1])
    far = math.hypot(end[0] - shoulder[0], end[1] - shoulder[1])
    if far > UPPER + FORE:
        share = (UPPER + FORE) * 0.99 / far
        end = (shoulder[0] + (end[0] - shoulder[0]) * share, shoulder[1] + (end[1] - shoulder[1]) * share)
    # Elbows hang: of both ways to bend, the lower joint is the natural one.
    joints = [bend(shoulder, end, UPPER, FORE, way) for way in (-1.0, 1.0)]
    level = abs(joints[0][1] - joints[1][1]) < 0.06
    joint = min(joints, key=lambda at: at[0] * hand if level else at[1])
    return Limb(shoulder, joint, end)


def _leg(hip: Point, foot: Point, hand: float, posture: Posture) -> Limb:
    if posture is Posture.KNEEL:
        return Limb(hip, (hip[0] + hand * 0.14, 0.07), (foot[0] + hip[0], foot[1]))
    joints = [bend(hip, foot, THIGH, SHIN, way) for way in (-1.0, 1.0)]
    joint = max(joints, key=lambda at: at[0] * hand)
    return Limb(hip, joint, foot)


def _moved(pose: Pose, move: Move) -> Pose:
    def limb(part: Limb) -> Limb:
        return Limb(move(part.root), move(part.joint), move(part.end))

    return replace(
        pose,
        head=move(pose.head), neck=move(pose.neck),
        left_shoulder=move(pose.left_shoulder), right_shoulder=move(pose.right_shoulder),
        left_hip=move(pose.left_hip), right_hip=move(pose.right_hip),
        arms=(limb(pose.arms[0]), limb(pose.arms[1])), legs=(limb(pose.legs[0]), limb(pose.legs[1])),
    )  # fmt: skip


def _laid(pose: Pose, hand: float) -> Pose:
    """Turn a standing pose onto its back along the ground."""
    return replace(_moved(pose, lambda at: ((at[1] - 0.85) * hand, 0.14 - at[0] * hand * 0.45)), lying=True)


def lies_to(person: Person) -> int:
    """The side (-1, 1) on which the head of one who lies is."""
    return Dice("lie", person.key or person.name).side()


def _small(pose: Pose) -> Pose:
    """A child: shorter all over, the head not as much."""
    return replace(_moved(pose, lambda at: (at[0] * 0.70, at[1] * 0.70)), build=0.70)
