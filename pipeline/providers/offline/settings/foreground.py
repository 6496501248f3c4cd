"""What stands between camera and subject in far shots: dark near shapes at the edges, and life on the ground."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Final

from pipeline.providers.offline.brief import Shot, Weather
from pipeline.providers.offline.colour import Colour, mix, times
from pipeline.providers.offline.dice import Dice
from pipeline.providers.offline.settings.scenery import Scenery
from pipeline.providers.offline.shapes import arc, ellipse, smooth
from pipeline.providers.offline.stage import Point, Shape
from pipeline.providers.offline.words import says

_PIER: Final = "码头 栈桥 港口 渡口 pier harbor harbour dock jetty"


def foreground(s: Scenery) -> None:
    """Lay the place's near shapes over the setting; only far shots have room for them."""
    if s.brief.shot not in (Shot.EXTREME_WIDE, Shot.WIDE):
        return
    if s.brief.place == "sea" and says(_PIER, s.brief.seed_place + s.brief.action):
        return
    dice = Dice("near", s.brief.seed, s.brief.seed_place)
    side = dice.side()
    for layer in _LAYERS.get(s.brief.place, ()):
        layer(s, dice, side)


def ground_life(s: Scenery) -> None:
    """What is drawn on the ground before the people come: planks, puddles, tracks, ripples."""
    if s.brief.shot not in (Shot.EXTREME_WIDE, Shot.WIDE, Shot.FULL):
        return
    dice = Dice("ground", s.brief.seed, s.brief.seed_place)
    match s.brief.place:
        case "sea" if says(_PIER, s.brief.seed_place + s.brief.action):
            _pier(s)
        case "street" | "alley" | "courtyard" | "bridge" | "rooftop" if s.brief.weather is Weather.RAIN:
            _puddles(s, dice)
        case "field" | "mountain" | "forest" if s.brief.weather is Weather.SNOW:
            _tracks(s, dice)
        case "desert" | "sea" | "field" | "mountain":
            _ripples(s, dice)
        case _:
            pass


def _tone(s: Scenery, share: float = 0.2) -> Colour:
    return mix(times(s.mood.shade, 0.85), s.mood.ground, share)


def _pier(s: Scenery) -> None:
    """A wooden pier from under the camera to a little behind the subject, with its posts."""
    end, half = s.view.distance * 1.12, max(1.1, s.view.distance * 0.035)
    wood = mix((118, 92, 72), s.mood.ground, 0.4)
    wood = times(wood, 0.5) if s.mood.dark else wood
    middle = (s.view.width / 2 - s.view.centre) / s.view.scale(s.view.distance)
    near = max(0.6, s.view.eye * s.view.focal / max(1.0, s.view.height - s.view.horizon) * 0.9)
    s.quad([(middle - half, 0, end), (middle + half, 0, end), (middle + half, 0, near), (middle - half, 0, near)], wood)
    gaps: list[Shape] = []
    z = near
    while z < end and len(gaps) < 90:
        a, b = s.view.at(middle - half, 0, z), s.view.at(middle + half, 0, z)
        gaps.append(Shape((a, b), max(0.7, s.view.scale(z) * 0.02)))
        z += max(0.28, z * 0.05)
    s.stage.lay(gaps, times(wood, 0.55), opacity=0.7)
    for edge in (-1, 1):
        x = middle + edge * half
        s.quad([(x, 0, end), (x, -0.25, end), (x, -0.25, near), (x, 0, near)], times(wood, 0.5))
        z = near * 1.3
        while z < end:
            s.block(x - 0.09, x + 0.09, -0.2, 0.75, z, z + 0.18, times(wood, 0.62))
            z *= 1.5


def _puddles(s: Scenery, dice: Dice) -> None:
    unit, row = s.stage.unit, max(0.0, s.view.horizon)
    tone = mix(s.mood.sky_low, s.mood.key, 0.25)
    for _ in range(7):
        y = row + (s.view.height - row) * dice.between(0.12, 0.80)
        grown = (y - row) / max(1.0, s.view.height - row)
        x, rx = dice.between(0.02, 0.98) * s.view.width, dice.between(60, 190) * unit * (0.25 + grown)
        outline = smooth(
            [
                (x + rx * math.cos(a) * dice.between(0.7, 1.1), y + rx * 0.13 * math.sin(a) * dice.between(0.7, 1.2))
                for a in (index * math.tau / 9 for index in range(9))
            ]
        )
        s.stage.lay([Shape(outline)], tone, opacity=0.30)
        s.stage.lay([Shape(ellipse((x - rx * 0.2, y), rx * 0.3, rx * 0.03))], (236, 240, 246), opacity=0.22)


def _tracks(s: Scenery, dice: Dice) -> None:
    """Footprints from the near edge to the subject."""
    x = dice.between(-0.5, 0.5)
    z = s.view.distance * 0.42
    prints = []
    step = 0
    while z < s.view.distance * 0.985 and step < 70:
        at = s.view.at(x + (0.12 if step % 2 else -0.12), 0, z)
        r = s.view.scale(z) * 0.075
        prints.append(Shape(ellipse(at, r, max(0.7, r * 0.30))))
        z += max(0.5, z * 0.02)
        step += 1
    s.stage.lay(prints, mix(s.mood.shade, s.mood.ground, 0.5), opacity=0.5)


def _ripples(s: Scenery, dice: Dice) -> None:
    row = max(0.0, s.view.horizon)
    deep = s.view.height - row
    lines = []
    for index in range(16):
        y = row + deep * (0.22 + 0.74 * (index / 15) ** 1.3)
        x, long = dice.between(-0.1, 0.9) * s.view.width, dice.between(0.12, 0.38) * s.view.width
        lift = deep * 0.006 * (1 + index / 8)
        lines.append(
            Shape(
                arc([(x, y), (x + long * 0.35, y - lift), (x + long * 0.7, y + lift * 0.6), (x + long, y)]),
                max(0.8, s.stage.unit * (0.8 + index * 0.12)),
            )
        )
    s.stage.lay(lines, times(s.mood.ground, 0.7), opacity=0.35)


def _mound(s: Scenery, dice: Dice, side: int) -> None:
    """Dark ground that rises in a lower corner, with grass on it."""
    w, h, unit = s.view.width, s.view.height, s.stage.unit
    edge = w * (0.5 - 0.5 * side) - side * 8 * unit
    tall, long = h * dice.between(0.15, 0.22), w * dice.between(0.40, 0.62)
    crest = arc(
        [
            (edge, h - tall),
            (edge + side * long * 0.3, h - tall * 0.86),
            (edge + side * long * 0.68, h - tall * 0.42),
            (edge + side * long, h + 4),
        ]
    )
    blades = []
    for _ in range(34):
        share = dice.unit()
        x = edge + side * long * share
        y = h - tall * (1 - share**1.5) + 6 * unit
        lean, up = dice.between(-14, 14) * unit, dice.between(16, 52) * unit
        blades.append(Shape(((x - 2.5 * unit, y), (x + lean, y - up), (x + 2.5 * unit, y))))
    tone = _tone(s)
    s.stage.lay([Shape((*crest, (edge, h + 4.0))), *blades], tone, blur=1.6 * unit)


def _branch(s: Scenery, dice: Dice, side: int) -> None:
    """Leaves that hang into an upper corner."""
    w, unit = s.view.width, s.stage.unit
    edge = w * (0.5 + 0.5 * side)
    leaves: list[Shape] = []
    for _ in range(4):
        x, y = edge + side * 10 * unit, dice.between(-60, 70) * unit
        reach = dice.between(0.20, 0.44) * w
        bow: list[Point] = [
            (x, y),
            (x - side * reach * 0.5, y + 40 * unit),
            (x - side * reach, y + dice.between(80, 170) * unit),
        ]
        line = arc(bow)
        leaves.append(Shape(line, 4 * unit))
        for px, py in line[1:]:
            for _ in range(4):
                angle, off = dice.between(0, math.pi), dice.between(4, 34) * unit
                long = dice.between(11, 24) * unit
                at = (px + math.cos(angle * 2) * off, py + math.sin(angle * 2) * off)
                leaves.append(Shape(ellipse(at, long, long * 0.36, angle)))
    s.stage.lay(leaves, _tone(s, 0.30), blur=1.8 * unit)


def _rocks(s: Scenery, dice: Dice, side: int) -> None:
    w, h, unit = s.view.width, s.view.height, s.stage.unit
    edge = w * (0.5 - 0.5 * side)
    for share, tone in ((0.0, 0.50), (0.22, 0.34)):
        x, size = edge + side * w * share * 1.1, dice.between(120, 190) * unit * (1 - share)
        outline = [
            (x - side * size * 0.6, h + 5),
            (x - side * size * 0.4, h - size * 0.72),
            (x + side * size * 0.15, h - size * 0.95),
            (x + side * size * 0.55, h - size * 0.62),
            (x + side * size * 0.95, h - size * 0.20),
            (x + side * size * 1.2, h + 5),
        ]
        s.stage.lay([Shape(arc(outline))], _tone(s, tone), blur=1.6 * unit)


def _post(s: Scenery, dice: Dice, side: int) -> None:
    """A lamp post at the frame's edge with its arm, and the wires it carries."""
    w, h, unit = s.view.width, s.view.height, s.stage.unit
    x = w * (0.5 - 0.43 * side)
    top = h * dice.between(0.05, 0.14)
    thick = 13 * unit
    tone = _tone(s, 0.1)
    pole = Shape(((x - thick, h + 4.0), (x - thick * 0.6, top), (x + thick * 0.6, top), (x + thick, h + 4.0)))
    arm = Shape(
        arc([(x, top + 40 * unit), (x + side * 50 * unit, top + 4 * unit), (x + side * 130 * unit, top)]), 8 * unit
    )
    head = Shape(ellipse((x + side * 140 * unit, top + 6 * unit), 34 * unit, 11 * unit))
    base = Shape(
        (
            (x - thick * 2.2, h + 4.0),
            (x - thick * 1.8, h * 0.86),
            (x + thick * 1.8, h * 0.86),
            (x + thick * 2.2, h + 4.0),
        )
    )
    s.stage.lay([pole, arm, head, base], tone, blur=1.2 * unit)
    if s.mood.lit > 0.3:
        s.stage.glow((x + side * 140 * unit, top + 16 * unit), 240 * unit, s.mood.lamp, 0.7)


def _rail(s: Scenery, dice: Dice, side: int) -> None:
    """A railing across the foot of the frame, a little tilted."""
    w, h, unit = s.view.width, s.view.height, s.stage.unit
    y0, y1 = h * 0.84, h * (0.84 + 0.035 * side)
    tone = _tone(s, 0.12)

    def at(share: float) -> float:
        return y0 + (y1 - y0) * share

    bars = [Shape(((w * k / 14, at(k / 14)), (w * k / 14, h + 4.0)), 6 * unit) for k in range(15)]
    s.stage.lay([*bars, Shape(((-5.0, y0), (w + 5.0, y1)), 16 * unit)], tone, blur=1.6 * unit)
    del dice


def _plant(s: Scenery, dice: Dice, side: int) -> None:
    """A potted plant in a lower corner, out of focus."""
    w, h, unit = s.view.width, s.view.height, s.stage.unit
    x = w * (0.5 - 0.47 * side)
    leaves = []
    for index in range(9):
        angle = math.pi * (0.10 + 0.80 * index / 8)
        long = dice.between(150, 270) * unit
        tip = (x + math.cos(angle) * long * 0.8, h * 0.95 - math.sin(angle) * long * 1.25)
        bow = ((x + tip[0]) / 2 - (tip[0] - x) * 0.1, (h * 0.95 + tip[1]) / 2 - 26 * unit)
        leaves.append(
            Shape(
                (
                    *arc([(x - 7 * unit, h * 0.97), (bow[0] - 16 * unit, bow[1]), tip]),
                    *arc([tip, (bow[0] + 16 * unit, bow[1] + 12 * unit), (x + 7 * unit, h * 0.97)]),
                )
            )
        )
    s.stage.lay(leaves, _tone(s, 0.18), blur=3.2 * unit)


def _chair(s: Scenery, dice: Dice, side: int) -> None:
    """The back of an empty chair at the near edge."""
    w, h, unit = s.view.width, s.view.height, s.stage.unit
    x, wide, top = w * (0.5 - 0.32 * side), 120 * unit, h * dice.between(0.76, 0.80)
    tone = _tone(s, 0.22)
    legs = [Shape(((x + k * wide * 0.92, h + 5.0), (x + k * wide, top)), 15 * unit) for k in (-1, 1)]
    slats = [
        Shape(((x - wide, y), (x + wide, y)), t * unit)
        for y, t in ((top + 8 * unit, 26), (top + 62 * unit, 12), (top + 100 * unit, 12))
    ]
    s.stage.lay([*legs, *slats], tone, blur=2.6 * unit)


Layer = Callable[[Scenery, Dice, int], None]
_LAYERS: Final[Mapping[str, tuple[Layer, ...]]] = {
    "forest": (_branch, _mound), "mountain": (_rocks, _mound), "field": (_mound,), "courtyard": (_branch,),
    "sea": (_rocks,), "desert": (), "street": (_post,), "alley": (_post,), "bridge": (_rail,),
    "rooftop": (_rail,), "room": (_plant,), "teahouse": (_chair,), "office": (_plant,), "bar": (_chair,),
    "classroom": (_chair,), "hospital": (_plant,), "bedroom": (_plant,), "kitchen": (_chair,),
}  # fmt: skip
