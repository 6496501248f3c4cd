"""Draws a head: hair behind, face with its feeling, hair in front; less of it the farther it is away."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.providers.offline.brief import Age, Feeling, Hair, Person
from pipeline.providers.offline.colour import Colour, mix, times
from pipeline.providers.offline.look import Look
from pipeline.providers.offline.pen import Pen
from pipeline.providers.offline.pose import Pose
from pipeline.providers.offline.shapes import arc, ellipse
from pipeline.providers.offline.stage import Point

RX, RY = 0.082, 0.113  # half a head, metres


@dataclass(frozen=True, slots=True)
class _Head:
    """A head's own axes: (0, 0) its middle, 1 its half width and half height; ``turn`` shifts the features."""

    centre: Point
    axis: Point  # towards the crown
    build: float
    turn: float

    def at(self, x: float, y: float) -> Point:
        ux, uy = self.axis
        px, py = x * RX * self.build, y * RY * self.build
        return (self.centre[0] + px * uy + py * ux, self.centre[1] - px * ux + py * uy)

    def all(self, *points: Point) -> list[Point]:
        return [self.at(x, y) for x, y in points]


def _head(pose: Pose) -> _Head:
    dx, dy = pose.head[0] - pose.neck[0], pose.head[1] - pose.neck[1]
    far = max(1e-6, (dx * dx + dy * dy) ** 0.5)
    build = min(1.0, pose.build * 1.22)
    return _Head(pose.head, (dx / far, dy / far), build, pose.way * 0.30)


def draw_hair_behind(pen: Pen, person: Person, pose: Pose, look: Look) -> None:
    """The hair that falls behind the shoulders."""
    head = _head(pose)
    away = -head.turn * 0.5
    match person.hair:
        case Hair.LONG:
            pen.curve(
                head.all(
                    (-1.05 + away, 0.5),
                    (-1.28 + away, -0.6),
                    (-1.34 + away, -1.9),
                    (-0.7 + away, -2.35),
                    (0.7 + away, -2.35),
                    (1.34 + away, -1.9),
                    (1.28 + away, -0.6),
                    (1.05 + away, 0.5),
                    (0, 1.1),
                ),
                times(look.hair, 0.85),
            )
        case Hair.BOB:
            pen.curve(
                head.all(
                    (-1.08 + away, 0.5),
                    (-1.26 + away, -0.4),
                    (-1.12 + away, -1.05),
                    (1.12 + away, -1.05),
                    (1.26 + away, -0.4),
                    (1.08 + away, 0.5),
                    (0, 1.1),
                ),
                times(look.hair, 0.85),
            )
        case Hair.TAIL:
            side = -1.0 if head.turn >= 0 else 1.0
            pen.curve(
                head.all(
                    (side * 0.7, 0.75),
                    (side * 1.55, 0.5),
                    (side * 1.75, -0.8),
                    (side * 1.45, -1.8),
                    (side * 1.25, -0.7),
                    (side * 0.8, 0.2),
                ),
                times(look.hair, 0.9),
            )
        case Hair.BUN:
            side = -0.55 if head.turn >= 0 else 0.55
            pen.dot(head.at(side, 1.02), 0.052 * head.build, 0.05 * head.build, times(look.hair, 0.92))
        case _:
            pass


def draw_head(pen: Pen, person: Person, pose: Pose, look: Look) -> None:
    """Face and hair, or the back of the head."""
    head = _head(pose)
    if pose.back:
        _from_behind(pen, person, head, look)
        return
    t = head.turn
    ear = -1 if t > 0 else 1
    pen.curve(
        head.all(
            (ear * 0.90 - t * 0.4, 0.12),
            (ear * 1.08 - t * 0.4, 0.10),
            (ear * 1.02 - t * 0.4, -0.22),
            (ear * 0.88 - t * 0.4, -0.25),
        ),
        times(look.skin, 0.86),
    )
    pen.curve(
        head.all(
            (-0.92, 0.35),
            (-0.90, -0.10),
            (-0.74 + t * 0.35, -0.58),
            (-0.34 + t * 0.8, -0.93),
            (0.0 + t, -1.0),
            (0.34 + t * 0.8, -0.93),
            (0.74 + t * 0.35, -0.58),
            (0.90, -0.10),
            (0.92, 0.35),
            (0.62, 0.86),
            (0, 1.0),
            (-0.62, 0.86),
        ),
        look.skin,
    )
    size = pen.scale * RY * 2 * head.build
    if size > 34:
        _features(pen, person, head, look, detailed=size > 220)
    _hair(pen, person, head, look)


def _from_behind(pen: Pen, person: Person, head: _Head, look: Look) -> None:
    colour = look.skin if person.hair is Hair.BALD else look.hair
    for side in (-1, 1):
        pen.dot(head.at(side * 0.97, -0.08), 0.014, 0.028, times(look.skin, 0.8))
    low = -0.95 if person.hair in (Hair.LONG, Hair.BOB) else -0.62
    pen.curve(
        head.all(
            (-0.98, 0.3),
            (-0.92, -0.35),
            (-0.6, low),
            (0.6, low),
            (0.92, -0.35),
            (0.98, 0.3),
            (0.66, 0.92),
            (0, 1.08),
            (-0.66, 0.92),
        ),
        colour,
    )
    if person.hair is Hair.LONG:
        pen.curve(
            head.all(
                (-1.05, 0.3), (-1.25, -1.0), (-1.1, -2.2), (0, -2.45), (1.1, -2.2), (1.25, -1.0), (1.05, 0.3), (0, 1.0)
            ),
            look.hair,
        )
    if person.hair is Hair.HAT:
        _hat(pen, head, look, 0.0)
    if person.hair is not Hair.BALD and pen.scale * RY > 60:
        for x in (-0.5, -0.15, 0.22, 0.55):
            pen.stroke(
                arc(head.all((x * 0.5, 0.95), (x, 0.3), (x * 0.95, -0.5))), 0.004, mix(look.hair, (255, 240, 220), 0.14)
            )


def _hair(pen: Pen, person: Person, head: _Head, look: Look) -> None:
    t = head.turn
    part = 0.30 if t >= 0 else -0.30
    top: Colour = look.hair
    match person.hair:
        case Hair.BALD:
            pen.tint(ellipse(head.at(part * -1.2, 0.62), 0.022, 0.012), mix(look.skin, (255, 255, 255), 0.35))
            return
        case Hair.HAT:
            _hat(pen, head, look, t)
            return
        case Hair.SHORT:
            low, fringe = 0.02, 0.50
        case Hair.BOB | Hair.LONG:
            low, fringe = -0.75, 0.46
        case _:
            low, fringe = 0.0, 0.56
    near, far = (-1, 1) if t >= 0 else (1, -1)
    # The side away from the face's turn shows more hair.
    pen.curve(
        head.all(
            (near * 1.0, low),
            (near * 1.07, 0.45),
            (near * 0.74, 1.0),
            (0, 1.17),
            (far * 0.74, 1.0),
            (far * 1.04, 0.45),
            (far * 0.97, low * 0.8),
            (far * 0.84 + t * 0.1, 0.22),
            (far * 0.70 + t * 0.2, fringe),
            (part + t * 0.5, fringe + 0.18),
            (near * 0.45 + t * 0.6, fringe - 0.02),
            (near * 0.72 + t * 0.4, 0.20),
            (near * 0.82 + t * 0.25, low),
        ),
        top,
    )
    if pen.scale * RY > 45:
        shine = mix(look.hair, (255, 238, 214), 0.22)
        for x in (-0.42, -0.08, 0.3):
            pen.stroke(
                arc(head.all((x * 0.5 + t * 0.2, 1.05), (x + t * 0.3, 0.86), (x * 1.35 + t * 0.4, 0.62))), 0.004, shine
            )


def _hat(pen: Pen, head: _Head, look: Look, t: float) -> None:
    felt = times(look.cloth, 0.55)
    pen.curve(
        head.all((-0.95, 0.42), (-0.92, 0.95), (-0.5, 1.38), (0.1, 1.32), (0.6, 1.36), (0.92, 0.92), (0.95, 0.42)), felt
    )
    pen.curve(
        head.all((-1.55 + t * 0.3, 0.42), (-0.6, 0.62), (0.6, 0.62), (1.55 + t * 0.3, 0.42), (0.5, 0.34), (-0.5, 0.34)),
        times(felt, 0.85),
    )
    pen.tint(head.all((-0.94, 0.56), (0.94, 0.56), (0.93, 0.72), (-0.93, 0.72)), times(felt, 0.6))


def _features(pen: Pen, person: Person, head: _Head, look: Look, *, detailed: bool) -> None:
    t = head.turn
    ink = mix(look.hair, (30, 20, 24), 0.5)
    shade = times(look.skin, 0.82)
    # The planes of the face: cheek and jaw turn from the light.
    side = -1 if t > 0 else 1
    pen.tint(
        head.all(
            (side * 0.93, 0.3),
            (side * 0.62 + t * 0.3, 0.1),
            (side * 0.55 + t * 0.5, -0.45),
            (side * 0.2 + t, -0.97),
            (side * 0.5 + t * 0.6, -0.8),
            (side * 0.86, -0.2),
        ),
        mix(look.skin, shade, 0.55),
    )
    gaze = t * 0.16
    angry = 0.10 if person.feeling is Feeling.ANGRY else (-0.09 if person.feeling is Feeling.SAD else 0.0)
    raise_ = 0.07 if person.feeling is Feeling.SURPRISED else 0.0
    for eye in (-1, 1):
        squeeze = 1.0 - 0.28 * max(0.0, eye * t / 0.3)
        cx = eye * 0.40 * (1 - abs(t) * 0.25) + t * 0.75
        _brow(pen, head, cx, eye, squeeze, angry, raise_, ink)
        _eye(pen, person, head, look, cx, eye, squeeze, gaze, detailed=detailed)
        if person.glasses:
            pen.stroke(ellipse(head.at(cx, 0.06), 0.029 * squeeze, 0.025), 0.005, (40, 40, 46))
    if person.glasses:
        pen.stroke(head.all((-0.10 + t * 0.75, 0.08), (0.10 + t * 0.75, 0.08)), 0.004, (40, 40, 46))
    nose = side * -0.10
    pen.stroke(
        arc(head.all((t * 0.95 + nose * 0.2, 0.02), (t * 1.15 + nose, -0.26), (t * 1.0 + nose * 0.3, -0.33))),
        0.0045,
        shade,
    )
    if detailed:
        pen.tint(
            head.all((t * 0.9 - nose * 0.5, -0.30), (t * 1.15 + nose, -0.26), (t + nose * 0.9, -0.36)),
            times(look.skin, 0.74),
        )
    _mouth(pen, person, head, look)
    if person.age is Age.OLD:
        for eye in (-1, 1):
            pen.stroke(arc(head.all((eye * 0.34 + t * 0.9, -0.3), (eye * 0.46 + t * 0.8, -0.55))), 0.003, shade)


def _brow(pen: Pen, head: _Head, cx: float, eye: int, squeeze: float, angry: float, raise_: float, ink: Colour) -> None:
    inner, outer = cx - eye * 0.19 * squeeze, cx + eye * 0.22 * squeeze
    y = 0.27 + raise_
    pen.tint(
        head.all(
            (inner, y - angry),
            (cx, y + 0.07 - angry * 0.3),
            (outer, y + 0.0 + angry * 0.3),
            (cx, y + 0.025 - angry * 0.3),
            (inner, y - 0.05 - angry),
        ),
        ink,
    )


def _eye(
    pen: Pen,
    person: Person,
    head: _Head,
    look: Look,
    cx: float,
    eye: int,
    squeeze: float,
    gaze: float,
    *,
    detailed: bool,
) -> None:
    ink = (34, 24, 28)
    wide = 0.20 * squeeze
    y = 0.06
    if person.feeling is Feeling.EYES_SHUT:
        pen.stroke(arc(head.all((cx - wide, y), (cx, y - 0.07), (cx + wide, y + 0.01))), 0.007, ink)
        return
    smiling = person.feeling is Feeling.SMILE
    tall = 0.085 if not smiling else 0.055
    tall += 0.035 if person.feeling is Feeling.SURPRISED else 0.0
    if detailed:
        pen.tint(
            arc(
                head.all(
                    (cx - wide, y - 0.01),
                    (cx - wide * 0.3, y + tall),
                    (cx + wide * 0.5, y + tall * 0.85),
                    (cx + wide, y),
                    (cx + wide * 0.3, y - tall * 0.72),
                    (cx - wide * 0.5, y - tall * 0.6),
                )
            ),
            (238, 232, 226),
        )
        iris = head.at(cx + gaze, y + 0.005)
        r = 0.0125 * head.build
        pen.tint(ellipse(iris, r * squeeze, r), mix(look.hair, (92, 62, 42), 0.6))
        pen.tint(ellipse(iris, r * 0.52 * squeeze, r * 0.52), (18, 14, 18))
        pen.tint(ellipse((iris[0] + r * 0.35, iris[1] + r * 0.4), r * 0.22, r * 0.22), (255, 255, 255))
    else:
        pen.tint(ellipse(head.at(cx + gaze * 0.6, y), 0.0095 * squeeze, 0.0085 + (tall - 0.085) * 0.05), ink)
    lid = arc(
        head.all(
            (cx - wide * 1.05, y - 0.01 if eye > 0 else y + 0.01),
            (cx - wide * 0.3, y + tall + 0.012),
            (cx + wide * 0.5, y + tall * 0.85 + 0.012),
            (cx + wide * 1.05, y + 0.01 if eye > 0 else y - 0.01),
        )
    )
    pen.stroke(lid, 0.0048 if detailed else 0.0036, ink)
    if person.feeling is Feeling.SAD:
        pen.tint(ellipse(head.at(cx + 0.03, y - 0.24), 0.004, 0.011), (226, 240, 250))


def _mouth(pen: Pen, person: Person, head: _Head, look: Look) -> None:
    t = head.turn
    lip = mix(look.skin, (164, 62, 66), 0.55)
    line = mix(lip, (60, 20, 26), 0.5)
    cx, y, wide = t * 0.92, -0.55, 0.25
    match person.feeling:
        case Feeling.SMILE:
            corner, dip = 0.05, -0.05
        case Feeling.SAD | Feeling.ANGRY:
            corner, dip = -0.05, 0.02
        case Feeling.SURPRISED:
            pen.tint(ellipse(head.at(cx, y - 0.03), 0.0125, 0.014), (84, 32, 36))
            return
        case _:
            corner, dip = 0.0, -0.01
    pen.tint(
        arc(
            head.all(
                (cx - wide, y + corner),
                (cx - 0.07, y + 0.055),
                (cx, y + 0.035),
                (cx + 0.07, y + 0.055),
                (cx + wide, y + corner),
                (cx + 0.1, y - 0.09),
                (cx - 0.1, y - 0.09),
            )
        ),
        lip,
    )
    pen.stroke(arc(head.all((cx - wide, y + corner), (cx, y + dip), (cx + wide, y + corner))), 0.004, line)
