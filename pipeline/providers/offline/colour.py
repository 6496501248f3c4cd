"""Arithmetic on colours: (r, g, b), each 0 to 255."""

from __future__ import annotations

import colorsys

Colour = tuple[float, float, float]


def rgb(colour: Colour) -> tuple[int, int, int]:
    """The nearest colour that a picture can hold."""
    r, g, b = (min(255, max(0, round(part))) for part in colour)
    return r, g, b


def mix(one: Colour, other: Colour, share: float) -> Colour:
    """``one`` with ``share`` (0 to 1) of ``other``."""
    return (
        one[0] + (other[0] - one[0]) * share,
        one[1] + (other[1] - one[1]) * share,
        one[2] + (other[2] - one[2]) * share,
    )


def times(colour: Colour, factor: float) -> Colour:
    return (colour[0] * factor, colour[1] * factor, colour[2] * factor)


def under(colour: Colour, light: Colour) -> Colour:
    """``colour`` as it looks under ``light``, where (255, 255, 255) changes nothing."""
    return (colour[0] * light[0] / 255, colour[1] * light[1] / 255, colour[2] * light[2] / 255)


def hued(hue: float, saturation: float, value: float) -> Colour:
    """From a hue, saturation and value of 0 to 1 each."""
    r, g, b = colorsys.hsv_to_rgb(hue % 1.0, saturation, value)
    return (r * 255, g * 255, b * 255)


def turned(colour: Colour, by: float) -> Colour:
    """``colour`` with its hue turned by a share of the circle."""
    h, s, v = colorsys.rgb_to_hsv(*(min(1.0, max(0.0, part / 255)) for part in colour))
    return hued(h + by, s, v)


def luma(colour: Colour) -> float:
    """Perceived brightness, 0 to 255."""
    return 0.299 * colour[0] + 0.587 * colour[1] + 0.114 * colour[2]
