"""Hair, headgear and how they fall, before and behind a head."""

from __future__ import annotations

from pipeline.providers.offline.brief import Age, Hair, Person
from pipeline.providers.offline.colour import Colour, mix, times
from pipeline.providers.offline.head import RY, Head
from pipeline.providers.offline.look import Look
from pipeline.providers.offline.pen import Pen
from pipeline.providers.offline.pose import Pose
from pipeline.providers.offline.shapes import arc, ellipse
from pipeline.providers.offline.stage import Point

_FALLS: dict[Hair, tuple[Point, ...]] = {
    Hair.LONG: (
        (-1.00, 0.5), (-1.20, -0.5), (-1.26, -1.5), (-1.02, -2.25), (-0.5, -2.4), (0.5, -2.4), (1.02, -2.25),
        (1.26, -1.5), (1.20, -0.5), (1.00, 0.5), (0, 1.1),
    ),
    Hair.BOB: (
        (-1.04, 0.5), (-1.20, -0.4), (-1.10, -1.04), (-0.6, -1.12), (0.6, -1.12), (1.10, -1.04), (1.20, -0.4),
        (1.04, 0.5), (0, 1.1),
    ),
}  # fmt: skip

# Hairlines from the parting's temple to the other: a side parting, a fringe, curtains, off the forehead.
_LINES: tuple[tuple[Point, ...], ...] = (
    ((0.80, 0.16), (0.62, 0.46), (0.34, 0.70), (-0.10, 0.58), (-0.56, 0.44), (-0.80, 0.14)),
    ((0.84, 0.10), (0.66, 0.36), (0.28, 0.40), (-0.08, 0.46), (-0.52, 0.36), (-0.82, 0.12)),
    ((0.82, 0.06), (0.62, 0.34), (0.08, 0.76), (-0.04, 0.76), (-0.58, 0.36), (-0.82, 0.08)),
    ((0.82, 0.24), (0.70, 0.56), (0.36, 0.76), (-0.06, 0.74), (-0.62, 0.60), (-0.82, 0.24)),
)


def draw_hair_behind(pen: Pen, person: Person, pose: Pose, look: Look) -> None:
    """What falls behind the shoulders."""
    head = Head.of(pose, look.wide)
    dark = times(look.hair, 0.80)
    if fall := _FALLS.get(person.hair):
        pen.curve(head.all(*((x - head.turn * 0.5, y) for x, y in fall)), dark)
    sides = {Hair.TAIL: (-1.0 if head.turn >= 0 else 1.0,), Hair.TWIN: (-1.0, 1.0)}.get(person.hair, ())
    for side in sides:
        long = -1.9 if person.hair is Hair.TAIL else -1.5
        pen.curve(
            head.all(
                (side * 0.70, 0.72), (side * 1.34, 0.62), (side * 1.62, -0.3), (side * 1.42, long),
                (side * 1.16, long * 0.5), (side * 1.05, 0.0), (side * 0.8, 0.3),
            ),
            times(look.hair, 0.92),
        )  # fmt: skip
    if person.hair is Hair.BUN:
        pen.dot(head.at(-head.turn * 1.6, 1.14), 0.044 * head.build, 0.042 * head.build, times(look.hair, 0.92))


def draw_hair_before(pen: Pen, person: Person, head: Head, look: Look, light: int, *, back: bool = False) -> None:
    """Hair over forehead and temples, a hat, or from behind all of it."""
    if back:
        _from_behind(pen, person, head, look)
        return
    fine = pen.scale * RY * head.build > 40
    match person.hair:
        case Hair.BALD:
            if fine:
                pen.tint(ellipse(head.at(light * 0.36, 0.72), 0.020, 0.010), mix(look.skin, (255, 250, 240), 0.4))
        case Hair.HAT:
            _sides(pen, head, look, -0.25)
            _hat(pen, head, look)
        case Hair.LONG | Hair.BOB:
            _cap(pen, person, head, look, -0.1)
            _locks(pen, head, look, -1.9 if person.hair is Hair.LONG else -0.98)
            _shine(pen, head, look, light, fine=fine)
        case _:
            _cap(pen, person, head, look, 0.0 if person.hair is Hair.SHORT else 0.1)
            _shine(pen, head, look, light, fine=fine)


def _cap(pen: Pen, person: Person, head: Head, look: Look, low: float) -> None:
    """The scalp's hair with its line over the forehead: parted, a fringe, swept back or cropped by who it is."""
    t, p = head.turn, look.part
    style = look.fringe
    if person.age is Age.OLD and not person.female:
        style = 3
    line = [(p * x, y) for x, y in _LINES[style]]
    high = 1.20 if person.age is not Age.OLD else 1.10
    outer = (
        (-p * 0.95, low), (-p * 1.04, 0.42), (-p * 0.84, 0.92), (-p * 0.34, high - 0.03), (p * 0.20, high),
        (p * 0.76, 0.98), (p * 1.04, 0.45), (p * 0.95, low),
    )  # fmt: skip
    inner = [(x + t * (0.2 + 0.5 * max(0.0, 1 - abs(x))), y) for x, y in line]
    pen.curve(head.all(*outer, *inner), look.hair)


def _locks(pen: Pen, head: Head, look: Look, long: float) -> None:
    """Strands at the temples, the nearer side's in front of the shoulder."""
    t = head.turn
    for side in (-1, 1):
        end = long if side * t <= 0 else long * 0.62
        pen.curve(
            head.all(
                (side * 0.86, 0.55), (side * 1.05, 0.35), (side * 1.14, -0.5), (side * 1.10, end * 0.8),
                (side * 0.92, end), (side * 0.90, end * 0.55), (side * 0.84 + t * 0.15, -0.25),
                (side * 0.78 + t * 0.2, 0.20),
            ),
            look.hair,
        )  # fmt: skip


def _shine(pen: Pen, head: Head, look: Look, light: int, *, fine: bool) -> None:
    if not fine:
        return
    glint = mix(look.hair, (255, 236, 210), 0.16)
    for reach, y in ((0.0, 0.0), (0.30, -0.13)):
        pen.tint(
            arc(
                head.all(
                    (light * (0.10 + reach), 1.02 + y), (light * (0.44 + reach), 0.90 + y * 1.4),
                    (light * (0.58 + reach * 0.9), 0.70 + y), (light * (0.42 + reach), 0.82 + y * 1.2),
                )
            ),
            glint,
        )  # fmt: skip


def _sides(pen: Pen, head: Head, look: Look, low: float) -> None:
    for side in (-1, 1):
        pen.curve(
            head.all(
                (side * 0.94, 0.5), (side * 1.02, 0.1), (side * 0.93, low), (side * 0.82, 0.05), (side * 0.80, 0.5)
            ),
            look.hair,
        )


def _hat(pen: Pen, head: Head, look: Look) -> None:
    felt: Colour = times(mix(look.cloth, (70, 60, 56), 0.4), 0.62)
    t = head.turn
    pen.curve(
        head.all((-0.98, 0.46), (-0.94, 0.95), (-0.56, 1.40), (0.06, 1.32), (0.60, 1.40), (0.94, 0.95), (0.98, 0.46)),
        felt,
    )
    pen.tint(head.all((-0.97, 0.58), (0.97, 0.58), (0.95, 0.74), (-0.95, 0.74)), times(felt, 0.6))
    pen.curve(
        head.all(
            (-1.62 + t * 0.4, 0.44),
            (-0.8, 0.60),
            (0.8, 0.60),
            (1.62 + t * 0.4, 0.44),
            (0.6 + t, 0.34),
            (-0.6 + t, 0.34),
        ),
        times(felt, 0.85),
    )


def _from_behind(pen: Pen, person: Person, head: Head, look: Look) -> None:
    low = -0.95 if person.hair in (Hair.LONG, Hair.BOB) else -0.55
    pen.curve(
        head.all(
            (-0.98, 0.3), (-0.92, -0.35), (-0.6, low), (0.6, low), (0.92, -0.35), (0.98, 0.3), (0.68, 0.94),
            (0, 1.12), (-0.68, 0.94),
        ),
        look.skin if person.hair is Hair.BALD else look.hair,
    )  # fmt: skip
    if fall := _FALLS.get(person.hair):
        pen.curve(head.all(*fall), look.hair)
    if person.hair is Hair.TAIL:
        pen.curve(
            head.all((-0.2, 0.5), (0.2, 0.5), (0.32, -0.9), (0.12, -2.2), (-0.12, -2.2), (-0.30, -0.9)),
            times(look.hair, 0.86),
        )
    if person.hair is Hair.BUN:
        pen.dot(head.at(0.0, 0.55), 0.050, 0.046, times(look.hair, 0.86))
    if person.hair is Hair.HAT:
        _hat(pen, head, look)
    if person.hair is not Hair.BALD and pen.scale * RY > 60:
        strand = mix(look.hair, (255, 240, 220), 0.10)
        for x in (-0.5, -0.15, 0.22, 0.55):
            pen.stroke(arc(head.all((x * 0.5, 0.95), (x, 0.3), (x * 0.95, low + 0.1))), 0.004, strand)
