"""Draws a head: planes of light, features, beard; less of it the farther it is away."""

from __future__ import annotations

from pipeline.providers.offline.brief import Age, Feeling, Person
from pipeline.providers.offline.colour import Colour, mix, times
from pipeline.providers.offline.hair import draw_hair_before
from pipeline.providers.offline.head import RY, Head
from pipeline.providers.offline.look import Look
from pipeline.providers.offline.pen import Pen
from pipeline.providers.offline.pose import Pose
from pipeline.providers.offline.shapes import arc, ellipse

_INK: Colour = (36, 26, 30)


def draw_head(pen: Pen, person: Person, pose: Pose, look: Look, light: int) -> None:
    """Face and hair, or the back of the head; ``light`` is the side (-1, 1) of the key light."""
    head = Head.of(pose, look.wide)
    if pose.back:
        _ears(pen, head, look, (-1, 1))
        draw_hair_before(pen, person, head, look, light, back=True)
        return
    _ears(pen, head, look, (-1 if head.turn > 0 else 1,))
    _skull(pen, person, head, look)
    size = pen.scale * RY * 2 * head.build
    if size > 30:
        _planes(pen, head, look, light)
        _features(pen, person, head, look, fine=size > 150)
    if person.beard:
        _beard(pen, person, head, look)
    draw_hair_before(pen, person, head, look, light)
    if size > 30 and person.glasses:
        _glasses(pen, head)


def _ears(pen: Pen, head: Head, look: Look, sides: tuple[int, ...]) -> None:
    t = head.turn
    for side in sides:
        pen.curve(
            head.all(
                (side * 0.86 - t * 0.4, 0.10), (side * 1.03 - t * 0.4, 0.10), (side * 1.05 - t * 0.4, -0.06),
                (side * 0.96 - t * 0.4, -0.30), (side * 0.84 - t * 0.4, -0.28),
            ),
            times(look.skin, 0.85),
        )  # fmt: skip


def _skull(pen: Pen, person: Person, head: Head, look: Look) -> None:
    t, jaw = head.turn, look.jaw - (0.10 if person.female else 0.0)
    if person.age is Age.CHILD:
        jaw = 0.78
    pen.curve(
        head.all(
            (-0.92, 0.35), (-0.90, -0.12), (-jaw + t * 0.35, -0.58), (-0.28 + t * 0.85, -0.95), (0.02 + t, -1.0),
            (0.30 + t * 0.85, -0.95), (jaw + t * 0.35, -0.58), (0.90, -0.12), (0.92, 0.35), (0.64, 0.86), (0, 1.0),
            (-0.64, 0.86),
        ),
        look.skin,
    )  # fmt: skip


def _planes(pen: Pen, head: Head, look: Look, light: int) -> None:
    """The side away from the key light as one graphic shadow, with the nose's own."""
    t, s = head.turn, -light
    shade = mix(times(look.skin, 0.80), (92, 62, 84), 0.16)
    side = [
        (s * 1.0, 0.66), (s * 0.60 + t * 0.5, 0.60), (s * 0.56 + t * 0.7, 0.22), (s * 0.34 + t * 0.8, 0.08),
        (s * 0.46 + t * 0.7, -0.18), (s * 0.52 + t * 0.7, -0.40), (s * 0.30 + t * 0.85, -0.66),
        (s * 0.20 + t * 0.95, -1.02), (s * 0.8 + t * 0.4, -0.74), (s * 0.98, -0.1),
    ]  # fmt: skip
    pen.tint(arc(head.all(*side)), shade)
    nose = [
        (t * 0.95 + s * 0.05, 0.14), (t * 1.12 + s * 0.03, -0.16), (t * 1.28 - s * 0.02, -0.34),
        (t * 1.10 + s * 0.10, -0.42), (t * 1.0 + s * 0.19, -0.36), (t * 0.95 + s * 0.15, -0.05),
    ]  # fmt: skip
    pen.tint(arc(head.all(*nose)), mix(look.skin, shade, 0.85))
    # The lower lip's shadow and the eye sockets tie the features to the planes.
    for eye in (-1, 1):
        cx = eye * 0.39 * (1 - abs(t) * 0.3) + t * 0.8
        pen.tint(ellipse(head.at(cx, 0.06), 0.020 * head.build, 0.013 * head.build), mix(look.skin, shade, 0.42))


def _features(pen: Pen, person: Person, head: Head, look: Look, *, fine: bool) -> None:
    t = head.turn
    for eye in (-1, 1):
        squeeze = 1.0 - 0.9 * max(0.0, eye * t)
        cx = eye * 0.39 * (1 - abs(t) * 0.3) + t * 0.8
        _brow(pen, person, head, look, cx, eye, squeeze)
        _eye(pen, person, head, look, cx, squeeze, fine=fine)
    _mouth(pen, person, head, look, fine=fine)
    if person.age is Age.OLD:
        crease = times(look.skin, 0.74)
        for eye in (-1, 1):
            pen.stroke(
                arc(head.all((eye * 0.26 + t, -0.34), (eye * 0.38 + t * 0.9, -0.50), (eye * 0.40 + t * 0.9, -0.62))),
                0.0028,
                crease,
            )
            pen.stroke(arc(head.all((eye * 0.28 + t * 0.8, -0.10), (eye * 0.46 + t * 0.7, -0.13))), 0.0022, crease)
        for y in (0.42, 0.54):
            pen.stroke(arc(head.all((-0.3 + t * 0.7, y), (0 + t * 0.8, y + 0.03), (0.32 + t * 0.7, y))), 0.002, crease)
    elif fine and (person.female or person.age is Age.CHILD):
        for eye in (-1, 1):
            pen.tint(
                ellipse(head.at(eye * 0.46 + t * 0.7, -0.30), 0.015 * head.build, 0.010 * head.build),
                mix(look.skin, (222, 120, 108), 0.16),
            )


def _brow(pen: Pen, person: Person, head: Head, look: Look, cx: float, eye: int, squeeze: float) -> None:
    tilt = {Feeling.ANGRY: 0.09, Feeling.SAD: -0.08}.get(person.feeling, 0.0)
    y = 0.27 + {Feeling.SURPRISED: 0.09, Feeling.ANGRY: -0.04}.get(person.feeling, 0.0)
    thick = 0.035 if person.female or person.age is Age.CHILD else 0.060
    inner, outer = cx - eye * 0.19 * squeeze, cx + eye * 0.24 * squeeze
    colour = mix(look.hair, _INK, 0.35) if person.age is not Age.OLD else times(look.hair, 0.82)
    pen.tint(
        arc(
            head.all(
                (inner, y - tilt - 0.01), (cx + eye * 0.04, y + 0.05 - tilt * 0.2), (outer, y - 0.03 + tilt * 0.4),
                (cx + eye * 0.04, y + 0.05 - thick - tilt * 0.2), (inner, y - thick - tilt - 0.01),
            )
        ),
        colour,
    )  # fmt: skip


def _eye(pen: Pen, person: Person, head: Head, look: Look, cx: float, squeeze: float, *, fine: bool) -> None:
    wide, y = (0.175 if person.age is not Age.CHILD else 0.19) * squeeze, 0.035
    if person.feeling is Feeling.EYES_SHUT:
        pen.stroke(arc(head.all((cx - wide, y), (cx, y - 0.06), (cx + wide, y))), 0.0050, _INK)
        return
    tall = {Feeling.SMILE: 0.040, Feeling.SURPRISED: 0.095, Feeling.ANGRY: 0.045}.get(person.feeling, 0.062)
    tall += 0.02 * (person.age is Age.CHILD) + 0.008 * person.female
    gaze = cx + head.turn * 0.14
    if not fine:
        pen.tint(ellipse(head.at(gaze, y), 0.0085 * squeeze * head.build, 0.0075 * head.build), _INK)
        pen.stroke(arc(head.all((cx - wide, y + 0.01), (cx, y + tall + 0.01), (cx + wide, y + 0.01))), 0.0036, _INK)
        return
    opening = arc(
        head.all(
            (cx - wide, y), (cx - wide * 0.35, y + tall), (cx + wide * 0.4, y + tall), (cx + wide, y + 0.01),
            (cx + wide * 0.35, y - tall * 0.62), (cx - wide * 0.4, y - tall * 0.58), (cx - wide, y),
        )
    )  # fmt: skip
    pen.tint(opening, mix(look.skin, (236, 230, 226), 0.62))
    r = 0.0098 * head.build
    iris = head.at(gaze, y + tall * 0.22)
    pen.tint(ellipse(iris, r * squeeze, min(r, tall * RY * 0.86)), (44, 32, 32))
    pen.tint(ellipse((iris[0] + r * 0.35, iris[1] + r * 0.30), r * 0.20, r * 0.20), (240, 240, 240))
    pen.stroke(
        arc(head.all((cx - wide * 1.03, y - 0.005), (cx - wide * 0.35, y + tall + 0.012),
                     (cx + wide * 0.4, y + tall + 0.012), (cx + wide * 1.05, y + 0.01))),
        0.0050 if person.female else 0.0040,
        _INK,
    )  # fmt: skip
    pen.stroke(
        arc(head.all((cx - wide * 0.7, y + tall + 0.07), (cx, y + tall + 0.085), (cx + wide * 0.8, y + tall + 0.055))),
        0.0018,
        times(look.skin, 0.72),
    )
    if person.feeling is Feeling.SAD:
        pen.tint(ellipse(head.at(cx + 0.03, y - 0.26), 0.0036, 0.010), (226, 240, 250))


def _mouth(pen: Pen, person: Person, head: Head, look: Look, *, fine: bool) -> None:
    t = head.turn
    lip = mix(look.skin, (168, 66, 66), 0.50 if person.female else 0.26)
    line = mix(times(lip, 0.6), (60, 20, 26), 0.4)
    cx, y, wide = t * 0.95, -0.60, 0.21 if not person.female else 0.19
    if person.feeling is Feeling.SURPRISED:
        pen.tint(ellipse(head.at(cx, y - 0.02), 0.0095 * head.build, 0.0105 * head.build), (84, 32, 36))
        return
    corner, dip = {
        Feeling.SMILE: (0.05, -0.045), Feeling.SAD: (-0.045, 0.01), Feeling.ANGRY: (-0.035, 0.02),
    }.get(person.feeling, (0.0, -0.012))  # fmt: skip
    if fine:
        outline = (
            (cx - wide, y + corner), (cx - 0.06, y + 0.045), (cx, y + 0.03), (cx + 0.06, y + 0.045),
            (cx + wide, y + corner), (cx + 0.09, y - 0.085), (cx - 0.09, y - 0.085), (cx - wide, y + corner),
        )  # fmt: skip
        pen.tint(arc(head.all(*outline)), lip)
        pen.tint(
            arc(head.all((cx - 0.12, y - 0.13), (cx, y - 0.12), (cx + 0.12, y - 0.13), (cx, y - 0.17))),
            times(look.skin, 0.86),
        )
    pen.stroke(arc(head.all((cx - wide, y + corner), (cx, y + dip), (cx + wide, y + corner))), 0.0036, line)


def _beard(pen: Pen, person: Person, head: Head, look: Look) -> None:
    t = head.turn
    long = -1.42 if person.age is Age.OLD else -1.10
    hair = times(look.hair, 0.94)
    pen.curve(
        head.all(
            (-0.90, 0.02), (-0.80 + t * 0.3, -0.66), (-0.36 + t * 0.8, -1.06), (0.0 + t * 0.95, long),
            (0.36 + t * 0.8, -1.06), (0.80 + t * 0.3, -0.66), (0.90, 0.02), (0.74 + t * 0.3, -0.34),
            (0.30 + t * 0.9, -0.47), (0.0 + t, -0.43), (-0.30 + t * 0.9, -0.47), (-0.74 + t * 0.3, -0.34),
        ),
        hair,
    )  # fmt: skip
    y, cx = -0.60, t * 0.95
    pen.tint(
        arc(head.all((cx - 0.19, y - 0.01), (cx, y + 0.035), (cx + 0.19, y - 0.01), (cx, y - 0.075), (cx - 0.19, y))),
        mix(look.skin, (150, 70, 66), 0.45),
    )


def _glasses(pen: Pen, head: Head) -> None:
    t = head.turn
    frame: Colour = (44, 42, 48)
    for eye in (-1, 1):
        squeeze = 1.0 - 0.7 * max(0.0, eye * t)
        cx = eye * 0.39 * (1 - abs(t) * 0.3) + t * 0.8
        pen.stroke(ellipse(head.at(cx, 0.01), 0.0265 * squeeze * head.build, 0.0215 * head.build), 0.0034, frame)
        pen.stroke(head.all((cx + eye * 0.32 * squeeze, 0.05), (eye * 0.93, 0.10)), 0.0030, frame)
    pen.stroke(arc(head.all((-0.09 + t * 0.8, 0.06), (t * 0.8, 0.09), (0.09 + t * 0.8, 0.06))), 0.0034, frame)
