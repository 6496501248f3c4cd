"""What stands in a room and hangs on its walls, by the kind of place."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from pipeline.providers.offline.brief import Light, Time
from pipeline.providers.offline.colour import Colour, mix, times
from pipeline.providers.offline.settings.scenery import Scenery
from pipeline.providers.offline.shapes import ellipse
from pipeline.providers.offline.stage import Fade, Shape


@dataclass(frozen=True, slots=True)
class Room:
    """A room's measures in metres: half its width, how far its end wall is from the camera, its height."""

    half: float
    depth: float
    high: float


def furnish(s: Scenery, room: Room) -> None:
    """Window and furniture; the window stands on the side that the key light comes from."""
    _FURNITURE.get(s.brief.place, _home)(s, room)


def _outside(s: Scenery) -> Fade:
    glow = (
        mix(s.mood.sky_low, s.mood.key, 0.35)
        if s.brief.time is not Time.NIGHT
        else mix(s.mood.sky_low, (96, 126, 176), 0.35)
    )
    return Fade(mix(s.mood.sky_top, glow, 0.4), glow)


def _window(
    s: Scenery,
    x0: float,
    x1: float,
    y0: float,
    y1: float,
    z: float,
    panes: tuple[int, int],
    frame: Colour,
    bar: float = 0.045,
) -> None:
    """A window in the far wall: its light, its bars, the pool it throws on the floor."""
    s.slab(x0 - 0.07, x1 + 0.07, y0 - 0.07, y1 + 0.07, z - 0.01, frame)
    s.slab(x0, x1, y0, y1, z - 0.02, _outside(s))
    bars = []
    for index in range(1, panes[0]):
        x = x0 + (x1 - x0) * index / panes[0]
        bars.append(
            [
                (x - bar / 2, y0, z - 0.03),
                (x - bar / 2, y1, z - 0.03),
                (x + bar / 2, y1, z - 0.03),
                (x + bar / 2, y0, z - 0.03),
            ]
        )
    for index in range(1, panes[1]):
        y = y0 + (y1 - y0) * index / panes[1]
        bars.append(
            [
                (x0, y - bar / 2, z - 0.03),
                (x0, y + bar / 2, z - 0.03),
                (x1, y + bar / 2, z - 0.03),
                (x1, y - bar / 2, z - 0.03),
            ]
        )
    s.quads(bars, frame)
    strength = 0.16 if s.brief.time is Time.NIGHT else 0.42
    s.lamp((x0 + x1) / 2, (y0 + y1) / 2, z, (y1 - y0) * 1.3, s.mood.key, strength)
    drift = -s.mood.side * 0.9
    s.quad(
        [
            (x0 + drift, 0.0, z - 0.5),
            (x1 + drift, 0.0, z - 0.5),
            (x1 + drift * 2.2, 0.0, z - 2.2),
            (x0 + drift * 2.2, 0.0, z - 2.2),
        ],
        s.mood.key,
        opacity=0.10 if s.brief.time is Time.NIGHT else 0.26,
        blur=s.stage.unit * 6,
    )


def _pendant(s: Scenery, x: float, y: float, high: float, z: float, shade: Colour, *, lit: bool) -> None:
    wire = Shape(s.flat([(x, high, z), (x, y + 0.2, z)]), max(1.0, 0.012 * s.view.scale(z)))
    s.stage.lay([wire], times(s.mood.shade, 1.2))
    s.quad([(x - 0.22, y, z), (x - 0.09, y + 0.22, z), (x + 0.09, y + 0.22, z), (x + 0.22, y, z)], shade)
    if lit:
        s.stage.lay(
            [Shape(ellipse(s.view.at(x, y, z), 0.16 * s.view.scale(z), 0.05 * s.view.scale(z)))],
            mix(s.mood.lamp, (255, 255, 255), 0.4),
        )
        s.lamp(x, y - 0.1, z, 1.5, s.mood.lamp, 0.7)


def _table(s: Scenery, x: float, z: float, wide: float, deep: float, tall: float, wood: Colour) -> None:
    tone = s.mood.far(wood, z)
    for leg in (x - wide / 2 + 0.06, x + wide / 2 - 0.06):
        s.slab(leg - 0.035, leg + 0.035, 0, tall, z, times(tone, 0.7))
    s.quad(
        [
            (x - wide / 2, tall, z - deep / 2),
            (x + wide / 2, tall, z - deep / 2),
            (x + wide / 2, tall, z + deep / 2),
            (x - wide / 2, tall, z + deep / 2),
        ],
        times(tone, 1.15),
    )
    s.slab(x - wide / 2, x + wide / 2, tall - 0.07, tall, z - deep / 2, Fade(tone, times(tone, 0.8)))


def _lit(s: Scenery) -> bool:
    return s.brief.time in (Time.NIGHT, Time.DUSK) or Light.WARM_LAMP in s.brief.lights


def _teahouse(s: Scenery, room: Room) -> None:
    half, depth, high = room.half, room.depth, room.high
    wood = mix((88, 50, 34), s.mood.wall, 0.25)
    wood = times(wood, 0.75 if s.mood.dark else 1.0)
    side = s.mood.side
    for x in (-half * 0.98, -half * 0.02, half * 0.98):
        s.slab(x - 0.11, x + 0.11, 0, high, depth - 0.15, Fade(wood, times(wood, 0.75)))
    s.slab(-half, half, high - 0.42, high - 0.18, depth - 0.16, wood)
    _window(s, *_span(side, half, 0.16, 0.84), 0.95, 2.55, depth, (6, 6), wood)
    _lattice(s, *_span(-side, half, 0.16, 0.84), 0.3, 2.55, depth, wood)
    _table(s, -side * half * 0.52, depth - 1.3, 1.2, 0.8, 0.76, wood)
    s.stage.lay(
        [
            Shape(
                ellipse(
                    s.view.at(-side * half * 0.52, 0.86, depth - 1.4),
                    0.11 * s.view.scale(depth),
                    0.09 * s.view.scale(depth),
                )
            )
        ],
        mix(wood, (196, 190, 176), 0.55),
    )
    for x in (-half * 0.5, half * 0.5):
        _lantern(s, x, high - 0.62, depth - 0.6)


def _span(side: int, half: float, near: float, far: float) -> tuple[float, float]:
    """An interval of the far wall on one side, from and to shares of its half width."""
    low, high = sorted((side * half * near, side * half * far))
    return (low, high)


def _lattice(s: Scenery, x0: float, x1: float, y0: float, y1: float, z: float, wood: Colour) -> None:
    s.slab(x0, x1, y0, y1, z - 0.02, times(wood, 1.05))
    s.slab(
        x0 + 0.08, x1 - 0.08, y0 + 0.7, y1 - 0.08, z - 0.025, mix(s.mood.wall, s.mood.lamp, 0.35 if _lit(s) else 0.1)
    )
    step = (x1 - x0 - 0.16) / 6
    bars = []
    for index in range(1, 6):
        x = x0 + 0.08 + step * index
        bars.append(
            [
                (x - 0.014, y0 + 0.7, z - 0.03),
                (x - 0.014, y1 - 0.08, z - 0.03),
                (x + 0.014, y1 - 0.08, z - 0.03),
                (x + 0.014, y0 + 0.7, z - 0.03),
            ]
        )
    rows = 8
    for index in range(1, rows):
        y = y0 + 0.7 + (y1 - y0 - 0.78) * index / rows
        bars.append(
            [
                (x0 + 0.08, y - 0.012, z - 0.03),
                (x0 + 0.08, y + 0.012, z - 0.03),
                (x1 - 0.08, y + 0.012, z - 0.03),
                (x1 - 0.08, y - 0.012, z - 0.03),
            ]
        )
    s.quads(bars, times(wood, 0.8))


def _lantern(s: Scenery, x: float, y: float, z: float) -> None:
    scale = s.view.scale(z)
    centre = s.view.at(x, y, z)
    red: Colour = (176, 52, 40) if _lit(s) else (132, 46, 40)
    s.stage.lay(
        [Shape((centre, (centre[0], centre[1] - 0.6 * scale)), max(1.0, 0.012 * scale))], times(s.mood.shade, 1.1)
    )
    s.stage.lay([Shape(ellipse(centre, 0.17 * scale, 0.21 * scale))], Fade(mix(red, s.mood.lamp, 0.25), red))
    s.stage.lay([Shape(ellipse(centre, 0.06 * scale, 0.20 * scale))], mix(red, s.mood.lamp, 0.5), opacity=0.7)
    if _lit(s):
        s.lamp(x, y, z, 1.5, (255, 150, 84), 0.75)


def _hospital(s: Scenery, room: Room) -> None:
    half, depth, high = room.half, room.depth, room.high
    side = s.mood.side
    frame = mix(s.mood.wall, (236, 240, 242), 0.4)
    s.slab(-half, half, 0, 1.15, depth - 0.005, mix(s.mood.wall, (94, 140, 142), 0.35))
    _window(s, *_span(side, half, 0.12, 0.88), 1.0, 2.3, depth, (3, 1), frame)
    _curtain(
        s, -side * half * 0.25, -side * half * 0.98, 0.25, 2.35, depth - 0.6, mix(s.mood.wall, (150, 190, 190), 0.5)
    )
    x = -side * half * 0.1
    white = mix(s.mood.wall, (238, 240, 242), 0.5)
    s.block(x - 0.5, x + 0.9, 0.35, 0.62, depth - 1.5, depth - 0.5, white)
    s.slab(x - 0.55, x - 0.48, 0.2, 1.05, depth - 1.0, times(frame, 0.7))
    s.quads(
        [
            [
                (half * 0.3 * -side, high, z),
                (half * -0.3 * -side, high, z),
                (half * -0.3 * -side, high, z + 0.3),
                (half * 0.3 * -side, high, z + 0.3),
            ]
            for z in (depth - 2.2, depth - 0.9)
        ],
        mix(s.mood.key, (255, 255, 255), 0.5),
    )
    pole = -side * half * 0.42
    s.slab(pole, pole + 0.03, 0, 1.9, depth - 0.9, times(frame, 0.75))
    s.slab(pole - 0.02, pole + 0.14, 1.55, 1.85, depth - 0.9, mix(s.mood.key, (226, 236, 238), 0.6), opacity=0.85)


def _curtain(s: Scenery, x0: float, x1: float, y0: float, y1: float, z: float, cloth: Colour) -> None:
    low, high = sorted((x0, x1))
    count = max(3, int((high - low) / 0.16))
    step = (high - low) / count
    s.slab(low, high, y0, y1, z, Fade(cloth, times(cloth, 0.82)))
    folds = [
        [
            (low + step * i, y0, z),
            (low + step * i, y1, z),
            (low + step * (i + 0.45), y1, z),
            (low + step * (i + 0.45), y0, z),
        ]
        for i in range(count)
    ]
    s.quads(folds, times(cloth, 0.86))


def _office(s: Scenery, room: Room) -> None:
    half, depth = room.half, room.depth
    side = s.mood.side
    frame = times(mix(s.mood.wall, s.mood.shade, 0.5), 0.9)
    _window(s, -half * 0.92, half * 0.92, 0.7, 2.6, depth, (5, 1), frame)
    _skyline(s, -half * 0.92, half * 0.92, 0.7, depth)
    blinds = [
        [
            (-half * 0.92, y, depth - 0.04),
            (-half * 0.92, y + 0.022, depth - 0.04),
            (half * 0.92, y + 0.022, depth - 0.04),
            (half * 0.92, y, depth - 0.04),
        ]
        for y in (2.58 - 0.085 * i for i in range(9))
    ]
    s.quads(blinds, times(frame, 1.25))
    desk = mix((96, 82, 72), s.mood.wall, 0.3)
    x = -side * half * 0.45
    _table(s, x, depth - 1.1, 1.7, 0.8, 0.74, desk)
    s.slab(x - 0.3, x + 0.3, 0.86, 1.24, depth - 1.0, times(s.mood.shade, 1.2))
    s.slab(x - 0.27, x + 0.27, 0.89, 1.21, depth - 1.01, mix(s.mood.key, (120, 170, 210), 0.5))
    s.block(
        side * half * 0.62,
        side * half * 0.62 + 0.5 * side if side > 0 else side * half * 0.62,
        0,
        1.6,
        depth - 0.6,
        depth - 0.1,
        times(desk, 0.8),
    ) if side > 0 else None


def _skyline(s: Scenery, x0: float, x1: float, y: float, z: float) -> None:
    towers, windows = [], []
    x = x0
    while x < x1 - 0.1:
        wide, tall = s.dice.between(0.16, 0.42), s.dice.between(0.25, 1.25)
        right = min(x + wide, x1)
        towers.append(
            [(x, y, z - 0.021), (x, y + tall, z - 0.021), (right, y + tall, z - 0.021), (right, y, z - 0.021)]
        )
        for _ in range(6):
            wx, wy = s.dice.between(x, right - 0.03), y + s.dice.between(0.05, tall)
            if s.dice.chance(s.mood.lit):
                windows.append(
                    [
                        (wx, wy, z - 0.022),
                        (wx, wy + 0.035, z - 0.022),
                        (wx + 0.025, wy + 0.035, z - 0.022),
                        (wx + 0.025, wy, z - 0.022),
                    ]
                )
        x = right + 0.01
    s.quads(towers, mix(s.mood.sky_low, s.mood.shade, 0.45), opacity=0.85)
    s.quads(windows, s.mood.lamp, opacity=0.9)


def _classroom(s: Scenery, room: Room) -> None:
    half, depth, high = room.half, room.depth, room.high
    wood = mix((126, 92, 62), s.mood.wall, 0.3)
    side = s.mood.side
    s.slab(*_span(-side, half, 0.05, 0.95), 0.0, 2.4, depth - 0.02, times(wood, 0.8))
    x0, x1 = _span(-side, half, 0.05, 0.95)
    for row in range(5):
        y = 0.12 + row * 0.46
        s.slab(x0 + 0.06, x1 - 0.06, y, y + 0.38, depth - 0.025, times(wood, 0.45))
        x = x0 + 0.08
        while x < x1 - 0.14:
            wide = s.dice.between(0.035, 0.075)
            tone = mix(
                s.dice.pick(((132, 60, 52), (64, 86, 104), (150, 126, 84), (74, 92, 70), (168, 156, 136))),
                s.mood.wall,
                0.35,
            )
            s.slab(x, x + wide - 0.006, y, y + s.dice.between(0.24, 0.35), depth - 0.03, tone)
            x += wide
    _window(s, *_span(side, half, 0.12, 0.86), 0.95, 2.45, depth, (2, 3), times(wood, 0.9))
    _table(s, side * half * 0.42, depth - 1.2, 1.4, 0.7, 0.75, wood)
    _pendant(s, side * half * 0.42, 1.75, high, depth - 1.2, times(wood, 0.5), lit=_lit(s))


def _bar(s: Scenery, room: Room) -> None:
    half, depth, high = room.half, room.depth, room.high
    wood = mix((84, 54, 42), s.mood.wall, 0.25)
    s.slab(-half, half, 0, 1.05, depth - 0.02, times(wood, 0.85))
    side = s.mood.side
    x0, x1 = _span(-side, half, 0.02, 0.95)
    for row in range(3):
        y = 1.25 + row * 0.48
        s.slab(x0, x1, y - 0.04, y, depth - 0.1, times(wood, 1.2))
        x = x0 + 0.08
        while x < x1 - 0.08:
            tone = mix(
                s.dice.pick(((92, 128, 88), (156, 96, 54), (120, 56, 62), (196, 186, 160), (66, 92, 110))),
                s.mood.wall,
                0.3,
            )
            tall = s.dice.between(0.2, 0.32)
            s.slab(x, x + 0.06, y, y + tall * 0.7, depth - 0.11, tone)
            s.slab(x + 0.018, x + 0.042, y, y + tall, depth - 0.11, tone)
            x += s.dice.between(0.09, 0.17)
    s.lamp((x0 + x1) / 2, 1.9, depth - 0.1, 1.6, s.mood.lamp, 0.4)
    _window(s, *_span(side, half, 0.15, 0.9), 0.8, 2.4, depth, (2, 2), times(wood, 0.7))
    for x in (-half * 0.55, 0.0, half * 0.55):
        _pendant(s, x, 1.95, high, depth - 0.9, times(wood, 0.6), lit=True)
    s.block(-half * 0.95, half * 0.4 * side if side > 0 else half * 0.3, 0, 1.05, depth - 1.2, depth - 0.7, wood)


def _kitchen(s: Scenery, room: Room) -> None:
    half, depth, high = room.half, room.depth, room.high
    tile = mix(s.mood.wall, (226, 224, 214), 0.4)
    s.slab(-half, half, 0.9, 1.5, depth - 0.01, tile)
    cabinet = mix(s.mood.wall, (104, 128, 122), 0.45)
    s.block(-half, half, 0, 0.9, depth - 0.6, depth, cabinet)
    s.slab(-half, half, 0.88, 0.94, depth - 0.62, mix(cabinet, (240, 236, 226), 0.6))
    side = s.mood.side
    _window(s, *_span(side, half, 0.1, 0.7), 1.2, 2.3, depth, (2, 2), mix(tile, (255, 255, 255), 0.3))
    x0, x1 = _span(-side, half, 0.1, 0.98)
    s.block(x0, x1, 1.55, 2.3, depth - 0.35, depth, times(cabinet, 1.1))
    s.quads(
        [
            [
                (x, 0.06, depth - 0.605),
                (x, 0.84, depth - 0.605),
                (x + 0.012, 0.84, depth - 0.605),
                (x + 0.012, 0.06, depth - 0.605),
            ]
            for x in (-half + 0.6 * i for i in range(int(half / 0.3)))
        ],
        times(cabinet, 0.7),
    )
    _pendant(s, 0.0, 1.9, high, depth - 1.0, times(cabinet, 0.6), lit=_lit(s))


def _bedroom(s: Scenery, room: Room) -> None:
    half, depth = room.half, room.depth
    side = s.mood.side
    frame = mix(s.mood.wall, (232, 226, 214), 0.4)
    _window(s, *_span(side, half, 0.2, 0.8), 0.8, 2.4, depth, (2, 2), frame)
    cloth = mix(s.mood.wall, (176, 132, 118), 0.4)
    for x in (0.1, 0.74):
        _curtain(s, *_span(side, half, x, x + 0.2), 0.25, 2.55, depth - 0.1, cloth)
    sheet = mix(s.mood.wall, (222, 214, 206), 0.5)
    x0, x1 = _span(-side, half, 0.05, 0.85)
    s.block(x0, x1, 0.0, 1.05, depth - 0.15, depth, times(cloth, 0.75))
    s.block(x0, x1, 0.0, 0.5, depth - 1.7, depth - 0.15, sheet)
    s.block(x0 + 0.15, (x0 + x1) / 2 - 0.05, 0.5, 0.68, depth - 0.55, depth - 0.2, mix(sheet, (255, 255, 255), 0.4))
    _lampstand(s, -side * half * 0.93, depth - 0.5)


def _lampstand(s: Scenery, x: float, z: float) -> None:
    s.slab(x - 0.015, x + 0.015, 0, 1.25, z, times(s.mood.shade, 1.3))
    shade = mix(s.mood.wall, s.mood.lamp, 0.75 if _lit(s) else 0.2)
    s.quad([(x - 0.2, 1.2, z), (x - 0.13, 1.5, z), (x + 0.13, 1.5, z), (x + 0.2, 1.2, z)], shade)
    if _lit(s):
        s.lamp(x, 1.3, z, 1.8, s.mood.lamp, 0.75)


def _home(s: Scenery, room: Room) -> None:
    half, depth = room.half, room.depth
    side = s.mood.side
    frame = mix(s.mood.wall, (236, 230, 220), 0.4)
    _window(s, *_span(side, half, 0.18, 0.82), 0.75, 2.4, depth, (2, 3), frame)
    cloth = mix(s.mood.wall, (112, 126, 140), 0.45)
    for x in (0.08, 0.76):
        _curtain(s, *_span(side, half, x, x + 0.18), 0.2, 2.55, depth - 0.1, cloth)
    x0, x1 = _span(-side, half, 0.02, 0.9)
    sofa = mix(s.mood.wall, s.dice.pick(((120, 78, 66), (74, 92, 104), (96, 104, 80))), 0.55)
    s.block(x0, x1, 0.12, 0.95, depth - 0.5, depth - 0.1, times(sofa, 0.9))
    s.block(x0, x1, 0.12, 0.46, depth - 1.1, depth - 0.5, sofa)
    for x in (x0, x1 - 0.16):
        s.block(x, x + 0.16, 0.12, 0.66, depth - 1.12, depth - 0.4, times(sofa, 1.08))
    mid = (x0 + x1) / 2
    s.slab(mid - 0.42, mid + 0.32, 1.45, 2.05, depth - 0.02, times(s.mood.shade, 1.5))
    s.slab(
        mid - 0.37,
        mid + 0.27,
        1.50,
        2.00,
        depth - 0.025,
        Fade(mix(s.mood.sky_low, sofa, 0.4), mix(s.mood.ground, sofa, 0.4)),
    )
    _lampstand(s, -side * half * 0.96, depth - 0.5)


_FURNITURE: Final[Mapping[str, Callable[[Scenery, Room], None]]] = {
    "teahouse": _teahouse,
    "hospital": _hospital,
    "office": _office,
    "classroom": _classroom,
    "bar": _bar,
    "kitchen": _kitchen,
    "bedroom": _bedroom,
}
