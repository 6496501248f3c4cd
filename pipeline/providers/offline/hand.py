"""A large hand that holds something: the part behind the object and the part over it."""

from __future__ import annotations

from itertools import pairwise

from pipeline.providers.offline.colour import Colour, mix, times
from pipeline.providers.offline.pen import Pen
from pipeline.providers.offline.shapes import capsule
from pipeline.providers.offline.stage import Point


def _finger(pen: Pen, colour: Colour, radius: float, *joints: Point) -> None:
    """Phalanges from knuckle to tip, a darker rim under each so that neighbours part."""
    for spare, tone in ((0.0022, times(colour, 0.70)), (0.0, colour)):
        for index, (a, b) in enumerate(pairwise(joints)):
            taper = 1 - 0.12 * index
            pen.fill(capsule(a, b, radius * taper + spare, radius * (taper - 0.12) + spare), tone)
    tip, before = joints[-1], joints[-2]
    dx, dy = tip[0] - before[0], tip[1] - before[1]
    far = max(1e-6, (dx * dx + dy * dy) ** 0.5)
    nail = (tip[0] + dx / far * radius * 0.25, tip[1] + dy / far * radius * 0.25)
    pen.tint(
        capsule(
            nail, (nail[0] + dx / far * radius * 0.25, nail[1] + dy / far * radius * 0.25), radius * 0.42, radius * 0.38
        ),
        mix(colour, (244, 214, 204), 0.45),
    )


def _arm(pen: Pen, skin: Colour, sleeve: Colour, wrist: Point, end: Point) -> None:
    """Forearm and cuff to where the frame ends."""
    cuff = (wrist[0] + (end[0] - wrist[0]) * 0.22, wrist[1] + (end[1] - wrist[1]) * 0.22)
    pen.fill(capsule(wrist, cuff, 0.029, 0.031), times(skin, 0.92))
    pen.fill(capsule(cuff, end, 0.047, 0.066), sleeve)
    edge = (cuff[0] + (end[0] - cuff[0]) * 0.05, cuff[1] + (end[1] - cuff[1]) * 0.05)
    pen.fill(capsule(cuff, edge, 0.050, 0.050), times(sleeve, 0.82))


def pinch_behind(pen: Pen, skin: Colour, sleeve: Colour, s: int) -> None:
    """Palm and fingers behind a flat thing whose lower corner is at the origin, the arm coming from side ``s``."""
    _arm(pen, skin, sleeve, (s * 0.085, -0.105), (s * 0.30, -0.46))
    pen.curve(
        [(s * 0.020, -0.012), (s * 0.062, -0.004), (s * 0.098, -0.044), (s * 0.104, -0.098), (s * 0.070, -0.122),
         (s * 0.038, -0.088), (s * 0.018, -0.048)],
        times(skin, 0.88),
    )  # fmt: skip
    for index, reach in enumerate((0.062, 0.070, 0.064, 0.046)):
        x = 0.058 - 0.0205 * index
        _finger(
            pen,
            times(skin, 0.84 - 0.02 * index),
            0.0118,
            (s * (x + 0.018), -0.035),
            (s * x, reach * 0.35),
            (s * (x - 0.012), reach),
        )


def pinch_before(pen: Pen, skin: Colour, s: int) -> None:
    """The thumb over the flat thing and the ball of the hand below it."""
    pen.curve(
        [(s * 0.100, -0.058), (s * 0.086, -0.020), (s * 0.058, 0.002), (s * 0.030, -0.012), (s * 0.044, -0.052),
         (s * 0.074, -0.098)],
        skin,
    )  # fmt: skip
    _finger(pen, skin, 0.0165, (s * 0.064, -0.030), (s * 0.030, 0.012), (s * -0.006, 0.034))


def fist_behind(pen: Pen, skin: Colour, sleeve: Colour, s: int) -> None:
    """Palm and arm behind a rod or a round thing that is gripped at the origin."""
    _arm(pen, skin, sleeve, (s * 0.098, -0.052), (s * 0.42, -0.36))
    pen.curve(
        [(s * 0.006, 0.044), (s * 0.052, 0.052), (s * 0.096, 0.012), (s * 0.118, -0.040), (s * 0.090, -0.078),
         (s * 0.048, -0.062), (s * 0.010, -0.044)],
        times(skin, 0.92),
    )  # fmt: skip


def fist_before(pen: Pen, skin: Colour, s: int, round_: float) -> None:
    """Four fingers and the thumb around it; ``round_`` is how far they reach around, metres."""
    for index in range(4):
        y = 0.034 - 0.0235 * index
        tip = -round_ - 0.006 + 0.004 * index
        _finger(
            pen,
            times(skin, 1.0 - 0.03 * index),
            0.0125,
            (s * 0.060, y - 0.004),
            (s * 0.030, y + 0.003),
            (s * tip, y - 0.002),
        )
    _finger(pen, times(skin, 1.02), 0.0150, (s * 0.070, 0.012), (s * 0.040, 0.048), (s * (0.004 - round_ * 0.4), 0.056))


def resting(pen: Pen, skin: Colour, sleeve: Colour, s: int) -> None:
    """A hand that lies on a table, the fingers towards the middle."""
    _arm(pen, skin, sleeve, (s * 0.070, -0.012), (s * 0.46, -0.15))
    pen.curve(
        [(s * 0.088, 0.028), (s * 0.030, 0.042), (s * -0.020, 0.034), (s * -0.030, 0.0), (s * -0.010, -0.030),
         (s * 0.050, -0.044), (s * 0.092, -0.034)],
        skin,
    )  # fmt: skip
    for index, reach in enumerate((0.088, 0.100, 0.096, 0.076)):
        y = 0.026 - 0.0205 * index
        _finger(
            pen,
            times(skin, 1.0 - 0.03 * index),
            0.0118,
            (s * -0.010, y),
            (s * -reach * 0.62, y + 0.010),
            (s * -reach, y - 0.004),
        )
    _finger(pen, times(skin, 0.95), 0.0135, (s * 0.048, -0.040), (s * 0.0, -0.058), (s * -0.036, -0.056))
