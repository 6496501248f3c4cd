"""Objects as simple elegant shapes on a pen, in metres, standing on or held at its origin; one function per kind."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from pipeline.providers.offline.brief import Thing
from pipeline.providers.offline.colour import Colour, mix, times
from pipeline.providers.offline.pen import Pen
from pipeline.providers.offline.shapes import arc, ellipse
from pipeline.providers.offline.stage import Point
from pipeline.providers.offline.words import TINTS

Paint = Callable[["Easel", Colour], None]
_DARK: Final[Colour] = (46, 44, 52)
_BRASS: Final[Colour] = (196, 158, 88)
_PAPER: Final[Colour] = (230, 220, 198)


@dataclass(frozen=True, slots=True)
class Easel:
    """Draws in the object's own axes: turned by ``turn`` (radians) and enlarged around the pen's ``at``."""

    pen: Pen
    at: Point = (0.0, 0.0)
    turn: float = 0.0
    large: float = 1.0

    def point(self, x: float, y: float) -> Point:
        c, s = math.cos(self.turn) * self.large, math.sin(self.turn) * self.large
        return (self.at[0] + x * c - y * s, self.at[1] + x * s + y * c)

    def points(self, *points: Point) -> list[Point]:
        return [self.point(x, y) for x, y in points]

    def fill(self, colour: Colour, *points: Point) -> None:
        self.pen.fill(self.points(*points), colour)

    def curve(self, colour: Colour, *points: Point) -> None:
        self.pen.curve(self.points(*points), colour)

    def box(self, colour: Colour, x0: float, y0: float, x1: float, y1: float) -> None:
        self.fill(colour, (x0, y0), (x1, y0), (x1, y1), (x0, y1))

    def oval(self, colour: Colour, x: float, y: float, rx: float, ry: float) -> None:
        self.fill(colour, *ellipse((x, y), rx, ry))

    def line(self, colour: Colour, width: float, *points: Point) -> None:
        """Within what is drawn already."""
        self.pen.stroke(self.points(*points), width * self.large, colour)

    def rod(self, colour: Colour, width: float, *points: Point) -> None:
        self.pen.rod(self.points(*points), width * self.large, colour)


def _letter(e: Easel, tint: Colour) -> None:
    e.box(tint, -0.11, 0, 0.11, 0.15)
    e.fill(times(tint, 0.90), (-0.11, 0.15), (0.0, 0.065), (0.11, 0.15))
    for side in (-1, 1):
        e.line(times(tint, 0.80), 0.0022, (side * 0.11, 0.0), (side * 0.022, 0.082))
    e.line(times(tint, 0.72), 0.0026, (-0.11, 0.15), (0, 0.065), (0.11, 0.15))
    e.oval((150, 44, 40), 0, 0.070, 0.017, 0.017)
    e.oval((182, 70, 60), -0.003, 0.073, 0.009, 0.009)


def _paper(e: Easel, tint: Colour) -> None:
    e.fill(times(tint, 0.86), (-0.095, 0.01), (0.115, 0.0), (0.120, 0.262), (-0.088, 0.272))
    e.box(tint, -0.105, 0, 0.105, 0.27)
    e.box(times(tint, 0.55), -0.082, 0.232, 0.0, 0.242)
    for row in range(9):
        e.box(times(tint, 0.78), -0.082, 0.208 - row * 0.021, 0.082 if row % 4 != 3 else 0.02, 0.213 - row * 0.021)


def _phone(e: Easel, tint: Colour) -> None:
    del tint
    e.curve(_DARK, (-0.037, 0.002), (-0.033, -0.002), (0.033, -0.002), (0.037, 0.002), (0.039, 0.078), (0.037, 0.154),
            (0.033, 0.158), (-0.033, 0.158), (-0.037, 0.154), (-0.039, 0.078))  # fmt: skip
    e.box((196, 220, 238), -0.0335, 0.006, 0.0335, 0.150)
    e.fill((160, 196, 224), (-0.0335, 0.006), (0.0335, 0.006), (0.0335, 0.05), (-0.0335, 0.085))
    e.box((236, 244, 250), -0.024, 0.088, 0.024, 0.108)
    e.box((120, 156, 190), -0.020, 0.099, 0.010, 0.102)
    e.box((120, 156, 190), -0.020, 0.093, 0.018, 0.096)
    e.box(_DARK, -0.009, 0.143, 0.009, 0.147)


def _photo(e: Easel, tint: Colour) -> None:
    e.box(times(tint, 1.04), -0.075, 0, 0.075, 0.105)
    e.box((128, 112, 96), -0.066, 0.018, 0.066, 0.097)
    e.box((164, 148, 126), -0.066, 0.045, 0.066, 0.097)
    for x, tall, cloth in ((-0.022, 0.046, (84, 70, 64)), (0.020, 0.040, (206, 192, 168))):
        e.curve(cloth, (x - 0.024, 0.018), (x - 0.019, tall), (x, tall + 0.008), (x + 0.019, tall), (x + 0.024, 0.018))
        e.oval((206, 180, 150), x, tall + 0.018, 0.0095, 0.012)
        e.fill((62, 52, 48), *ellipse((x, tall + 0.021), 0.0105, 0.012, 0.0, 0, 180))


def _book(e: Easel, tint: Colour) -> None:
    e.fill(times(tint, 0.6), (-0.155, 0), (0.155, 0), (0.150, 0.205), (-0.150, 0.205))
    for side in (-1, 1):
        e.curve(_PAPER if side < 0 else times(_PAPER, 0.92), (0, 0.012), (side * 0.07, 0.022), (side * 0.146, 0.008),
                (side * 0.142, 0.2), (side * 0.07, 0.212), (0, 0.198))  # fmt: skip
        for row in range(8):
            e.line(
                times(_PAPER, 0.72), 0.0022, (side * 0.022, 0.172 - row * 0.019), (side * 0.125, 0.170 - row * 0.019)
            )
    e.line(times(_PAPER, 0.55), 0.004, (0, 0.012), (0, 0.2))


def _key(e: Easel, tint: Colour) -> None:
    e.oval(tint, 0, 0.030, 0.026, 0.028)
    e.oval(times(tint, 0.38), 0, 0.030, 0.013, 0.014)
    e.box(tint, -0.0055, 0.054, 0.0055, 0.150)
    e.box(times(tint, 1.15), -0.0085, 0.060, 0.0085, 0.067)
    for low, long in ((0.122, 0.026), (0.138, 0.020)):
        e.box(tint, 0.0, low, long, low + 0.010)


def _cup(e: Easel, tint: Colour) -> None:
    e.oval(times(tint, 0.82), 0, 0.004, 0.085, 0.014)
    e.oval(tint, 0, 0.009, 0.085, 0.014)
    e.rod(times(tint, 0.92), 0.010, *ellipse((0.052, 0.050), 0.026, 0.022, 0.0, -80, 80))
    e.curve(tint, (-0.030, 0.010), (0.030, 0.010), (0.044, 0.045), (0.050, 0.088), (-0.050, 0.088), (-0.044, 0.045))
    e.oval(times(tint, 0.86), 0, 0.088, 0.050, 0.013)
    e.oval((112, 74, 44), 0, 0.086, 0.043, 0.0095)
    e.line(times(tint, 0.80), 0.004, (-0.047, 0.066), (0.0, 0.060), (0.047, 0.066))


def _bottle(e: Easel, tint: Colour) -> None:
    e.curve(
        tint,
        (-0.036, 0.0),
        (0.036, 0.0),
        (0.038, 0.02),
        (0.038, 0.15),
        (0.030, 0.182),
        (0.014, 0.205),
        (0.013, 0.27),
        (-0.013, 0.27),
        (-0.014, 0.205),
        (-0.030, 0.182),
        (-0.038, 0.15),
        (-0.038, 0.02),
    )
    e.box(_PAPER, -0.037, 0.045, 0.037, 0.115)
    e.box(times(_PAPER, 0.6), -0.022, 0.086, 0.022, 0.092)
    e.box(times(_PAPER, 0.74), -0.026, 0.068, 0.026, 0.072)
    e.box(times(_BRASS, 0.8), -0.015, 0.262, 0.015, 0.29)
    e.line(mix(tint, (255, 255, 255), 0.4), 0.004, (-0.026, 0.125), (-0.026, 0.16), (-0.016, 0.19))


def _flower(e: Easel, tint: Colour) -> None:
    leaf: Colour = (78, 108, 74)
    heads = ((0.0, 0.34), (-0.055, 0.305), (0.058, 0.30), (-0.026, 0.268), (0.03, 0.262))
    for x, y in heads:
        e.rod(leaf, 0.007, (0, 0.03), (x * 0.6, y * 0.6), (x, y))
    for side in (-1, 1):
        e.curve(leaf, (0, 0.12), (side * 0.05, 0.16), (side * 0.085, 0.21), (side * 0.03, 0.18))
    for x, y in heads:
        e.oval(times(tint, 0.80), x, y, 0.033, 0.030)
        e.oval(tint, x - 0.004, y + 0.007, 0.024, 0.021)
        e.oval(times(tint, 0.72), x, y + 0.004, 0.011, 0.009)
    e.fill(_PAPER, (-0.012, -0.01), (0.012, -0.01), (0.07, 0.215), (0.02, 0.20), (-0.03, 0.21), (-0.07, 0.215))
    e.fill(times(_PAPER, 0.86), (0.0, -0.01), (0.012, -0.01), (0.07, 0.215), (0.02, 0.20))


def _blade(e: Easel, tint: Colour) -> None:
    steel: Colour = (206, 212, 218)
    e.fill(steel, (-0.012, 0.11), (0.012, 0.11), (0.012, 0.60), (0.0, 0.66), (-0.012, 0.60))
    e.fill(times(steel, 0.72), (0.0, 0.11), (0.012, 0.11), (0.012, 0.60), (0.0, 0.66))
    e.box(_BRASS, -0.045, 0.10, 0.045, 0.116)
    e.curve(tint, (-0.012, 0.0), (0.012, 0.0), (0.014, 0.05), (0.011, 0.10), (-0.011, 0.10), (-0.014, 0.05))
    e.oval(_BRASS, 0, -0.006, 0.016, 0.014)


def _gun(e: Easel, tint: Colour) -> None:
    e.fill(times(tint, 0.8), (-0.03, 0.0), (0.025, -0.006), (0.042, 0.085), (-0.012, 0.09))
    e.box(tint, -0.02, 0.082, 0.175, 0.122)
    e.box(times(tint, 0.7), 0.06, 0.070, 0.165, 0.084)
    e.rod(tint, 0.006, *ellipse((0.062, 0.066), 0.026, 0.022, 0.0, 180, 360))
    e.line(times(tint, 1.5), 0.003, (-0.01, 0.116), (0.165, 0.116))


def _lamp(e: Easel, tint: Colour) -> None:
    metal = times(_BRASS, 0.62)
    e.curve(metal, (-0.07, 0.0), (0.07, 0.0), (0.055, 0.05), (0.03, 0.075), (-0.03, 0.075), (-0.055, 0.05))
    e.curve(
        mix(tint, (255, 244, 214), 0.6),
        (-0.034, 0.075),
        (0.034, 0.075),
        (0.052, 0.13),
        (0.024, 0.20),
        (0.020, 0.25),
        (-0.020, 0.25),
        (-0.024, 0.20),
        (-0.052, 0.13),
    )
    e.curve((255, 214, 128), (-0.012, 0.082), (0.012, 0.082), (0.017, 0.11), (0.0, 0.165), (-0.017, 0.11))
    e.curve((255, 250, 230), (-0.006, 0.085), (0.006, 0.085), (0.008, 0.10), (0.0, 0.128), (-0.008, 0.10))
    e.box(metal, -0.024, 0.246, 0.024, 0.262)
    e.rod(metal, 0.005, *ellipse((0.0, 0.20), 0.075, 0.13, 0.0, 0, 180))


def _ring(e: Easel, tint: Colour) -> None:
    e.rod(tint, 0.010, *ellipse((0, 0.04), 0.035, 0.038))
    e.fill((206, 230, 240), (-0.016, 0.085), (0.0, 0.072), (0.016, 0.085), (0.010, 0.098), (-0.010, 0.098))
    e.fill((246, 252, 255), (-0.006, 0.088), (0.0, 0.078), (0.006, 0.088), (0.004, 0.096), (-0.004, 0.096))


def _clock(e: Easel, tint: Colour) -> None:
    e.oval(tint, 0, 0.06, 0.06, 0.06)
    e.oval(_PAPER, 0, 0.06, 0.050, 0.050)
    for hour in range(12):
        a = hour * math.pi / 6
        x, y = math.sin(a), math.cos(a)
        e.line(_DARK, 0.0025, (x * 0.040, 0.06 + y * 0.040), (x * 0.046, 0.06 + y * 0.046))
    e.line(_DARK, 0.004, (0, 0.06), (-0.018, 0.08))
    e.line(_DARK, 0.003, (0, 0.06), (0.012, 0.096))
    e.rod(tint, 0.006, *ellipse((0, 0.128), 0.011, 0.011))


def _bag(e: Easel, tint: Colour) -> None:
    e.rod(times(tint, 0.7), 0.016, *arc([(-0.08, 0.26), (-0.06, 0.34), (0.06, 0.34), (0.08, 0.26)]))
    e.curve(tint, (-0.20, 0.0), (0.20, 0.0), (0.215, 0.03), (0.205, 0.24), (0.18, 0.27), (-0.18, 0.27), (-0.205, 0.24),
            (-0.215, 0.03))  # fmt: skip
    e.fill(times(tint, 0.86), (-0.208, 0.25), (0.208, 0.25), (0.206, 0.17), (0.0, 0.145), (-0.206, 0.17))
    e.box(_BRASS, -0.02, 0.135, 0.02, 0.165)


def _box(e: Easel, tint: Colour) -> None:
    e.box(tint, -0.12, 0, 0.12, 0.15)
    e.fill(times(tint, 1.14), (-0.12, 0.15), (-0.085, 0.185), (0.15, 0.185), (0.12, 0.15))
    e.fill(times(tint, 0.72), (0.12, 0), (0.15, 0.035), (0.15, 0.185), (0.12, 0.15))
    ribbon = mix((172, 58, 54), tint, 0.15)
    e.box(ribbon, -0.016, 0, 0.016, 0.15)
    e.fill(times(ribbon, 1.1), (-0.016, 0.15), (0.018, 0.185), (0.050, 0.185), (0.016, 0.15))
    for side in (-1, 1):
        e.curve(ribbon, (0.016, 0.172), (0.016 + side * 0.03, 0.21), (0.016 + side * 0.062, 0.205),
                (0.016 + side * 0.052, 0.180))  # fmt: skip


def _object(e: Easel, tint: Colour) -> None:
    e.box(tint, -0.12, 0, 0.12, 0.17)
    e.fill(times(tint, 1.12), (-0.12, 0.17), (-0.09, 0.20), (0.15, 0.20), (0.12, 0.17))
    e.fill(times(tint, 0.74), (0.12, 0), (0.15, 0.03), (0.15, 0.20), (0.12, 0.17))
    e.line(times(tint, 0.86), 0.004, (-0.12, 0.085), (0.12, 0.085))


def _car(e: Easel, tint: Colour) -> None:
    for x in (-1.3, 1.35):
        e.oval((30, 30, 34), x, 0.32, 0.33, 0.33)
    e.curve(tint, (-2.2, 0.35), (2.2, 0.35), (2.28, 0.62), (2.1, 0.82), (1.25, 0.95), (0.7, 1.38), (0.1, 1.46),
            (-0.8, 1.42), (-1.45, 1.0), (-2.15, 0.9), (-2.25, 0.6))  # fmt: skip
    glass: Colour = (120, 142, 160)
    e.fill(glass, (-1.25, 1.0), (-0.78, 1.33), (-0.16, 1.37), (-0.16, 0.98))
    e.fill(glass, (-0.04, 0.98), (-0.04, 1.37), (0.62, 1.29), (1.08, 0.96))
    for x in (-1.3, 1.35):
        e.oval((36, 36, 40), x, 0.32, 0.31, 0.31)
        e.oval((150, 152, 158), x, 0.32, 0.17, 0.17)
    e.oval((255, 240, 200), 2.14, 0.66, 0.09, 0.07)
    e.oval((200, 50, 44), -2.17, 0.72, 0.06, 0.07)
    e.line(times(tint, 0.7), 0.02, (-2.2, 0.62), (2.2, 0.58))


def _fire(e: Easel, tint: Colour) -> None:
    for x0, x1 in ((-0.34, 0.30), (0.34, -0.30), (-0.12, 0.26)):
        e.rod((74, 52, 42), 0.085, (x0, 0.03), (x1, 0.16))
    for share, colour in ((1.0, times(tint, 0.92)), (0.68, mix(tint, (255, 206, 110), 0.6)), (0.36, (255, 240, 200))):
        w, h = 0.27 * share, 0.66 * share
        e.curve(
            colour,
            (-w, 0.12),
            (-w * 0.9, 0.12 + h * 0.3),
            (-w * 0.45, 0.12 + h * 0.48),
            (-w * 0.5, 0.12 + h * 0.75),
            (0.0, 0.12 + h),
            (w * 0.28, 0.12 + h * 0.62),
            (w * 0.75, 0.12 + h * 0.72),
            (w * 0.95, 0.12 + h * 0.25),
            (w * 0.8, 0.10),
            (0.0, 0.06),
        )


def _shut_umbrella(e: Easel, tint: Colour) -> None:
    e.curve(tint, (0.0, -0.72), (0.028, -0.3), (0.035, -0.12), (0.012, -0.06), (-0.012, -0.06), (-0.035, -0.12),
            (-0.028, -0.3))  # fmt: skip
    e.line(times(tint, 0.7), 0.006, (0.005, -0.70), (0.012, -0.1))
    e.rod(times((120, 82, 54), 0.9), 0.016, (0, -0.08), (0, 0.08), *ellipse((-0.03, 0.08), 0.03, 0.04, 0.0, 0, 170))


def open_umbrella(e: Easel, tint: Colour) -> None:
    """Held at its grip: a shaft and a canopy of eight panels over the head."""
    e.rod((88, 70, 58), 0.014, (0, -0.27), (0, 0.54))
    rim = [(-0.56, 0.32), (-0.335, 0.355), (-0.11, 0.37), (0.11, 0.37), (0.335, 0.355), (0.56, 0.32)]
    e.fill(times(tint, 0.62), *rim, *ellipse((0, 0.32), 0.56, 0.09, 0.0, 0, 180))
    dome = ellipse((0, 0.32), 0.56, 0.30, 0.0, 180, 0)
    scallop: list[Point] = []
    for (x0, y0), (x1, y1) in zip(reversed(rim), list(reversed(rim))[1:], strict=False):
        scallop += [(x0, y0), ((x0 + x1) / 2, max(y0, y1) + 0.035)]
    e.fill(tint, *dome, *scallop, rim[0])
    for x, y in rim[1:-1]:
        e.line(times(tint, 0.76), 0.008, (x, y), (x * 0.72, 0.51), (0, 0.62))
    e.fill(times(tint, 1.16), (-0.56, 0.32), (-0.50, 0.45), (-0.34, 0.555), (0.0, 0.62), (-0.22, 0.51), (-0.335, 0.355))
    e.rod((88, 70, 58), 0.014, (0, 0.61), (0, 0.66))


def phone_back(e: Easel, tint: Colour) -> None:
    """A telephone at somebody's ear."""
    e.box(times(tint, 1.1), -0.020, 0.0, 0.020, 0.150)
    e.oval(times(tint, 0.6), 0.006, 0.130, 0.008, 0.010)


@dataclass(frozen=True, slots=True)
class Kind:
    """How a kind of object is drawn: its usual colour, its middle height and half its largest extent in metres."""

    paint: Paint
    tint: Colour
    middle: float
    half: float
    rod: bool = False  # gripped in a fist rather than between thumb and fingers
    floor: bool = False  # stands on the ground rather than on a table


KINDS: Final[Mapping[str, Kind]] = {
    "letter": Kind(_letter, _PAPER, 0.075, 0.115),
    "paper": Kind(_paper, (236, 232, 222), 0.135, 0.15),
    "phone": Kind(_phone, _DARK, 0.078, 0.085),
    "photo": Kind(_photo, (236, 228, 210), 0.052, 0.08),
    "book": Kind(_book, (112, 60, 52), 0.10, 0.16),
    "key": Kind(_key, _BRASS, 0.075, 0.085, rod=True),
    "cup": Kind(_cup, (220, 218, 208), 0.05, 0.085, rod=True),
    "bottle": Kind(_bottle, (74, 98, 78), 0.14, 0.15, rod=True),
    "flower": Kind(_flower, (196, 70, 78), 0.18, 0.19, rod=True),
    "blade": Kind(_blade, (82, 56, 46), 0.32, 0.34, rod=True),
    "gun": Kind(_gun, (62, 62, 70), 0.06, 0.11, rod=True),
    "lamp": Kind(_lamp, (255, 226, 168), 0.16, 0.18),
    "ring": Kind(_ring, (216, 184, 112), 0.05, 0.055),
    "clock": Kind(_clock, _BRASS, 0.065, 0.075),
    "bag": Kind(_bag, (108, 74, 54), 0.16, 0.23, floor=True),
    "object": Kind(_object, (150, 148, 146), 0.10, 0.16),
    "box": Kind(_box, (176, 146, 108), 0.09, 0.16),
    "car": Kind(_car, (66, 72, 88), 0.7, 2.3, floor=True),
    "fire": Kind(_fire, (240, 132, 52), 0.35, 0.40, floor=True),
    "umbrella": Kind(_shut_umbrella, (48, 50, 60), -0.3, 0.45, rod=True),
}


def kind_of(thing: Thing) -> Kind:
    return KINDS.get(thing.kind, KINDS["object"])


def tint_of(thing: Thing) -> Colour:
    """The colour that its words say, else its kind's usual one."""
    return TINTS.get(thing.tint, kind_of(thing).tint)
