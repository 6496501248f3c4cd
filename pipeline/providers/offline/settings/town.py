"""Streets, alleys, roofs, courtyards and bridges: built places under a sky."""

from __future__ import annotations

from pipeline.providers.offline.brief import Light, Time
from pipeline.providers.offline.colour import Colour, mix, times
from pipeline.providers.offline.settings.scenery import NEAR, Scenery, World
from pipeline.providers.offline.shapes import ellipse
from pipeline.providers.offline.stage import Fade, Shape

_NEON: tuple[Colour, ...] = ((255, 72, 150), (70, 220, 236), (255, 184, 66), (168, 104, 255))


def _houses(s: Scenery, half: float, end: float, tall: tuple[float, float]) -> None:
    """Two rows of fronts that run to the vanishing point, far ones first."""
    rows = []
    for side in (-1, 1):
        z = max(NEAR, s.view.distance * 0.3)
        while z < end:
            long = s.dice.between(5.0, 9.0)
            rows.append((z, min(z + long, end + 9), side, s.dice.between(*tall), s.dice.between(-0.05, 0.05)))
            z += long
    for z0, z1, side, high, tone in sorted(rows, key=lambda row: -row[0]):
        _front(s, side * half, z0, z1, high, tone)


def _front(s: Scenery, x: float, z0: float, z1: float, high: float, tone: float) -> None:
    mood = s.mood
    base = mix(mood.wall, mood.shade, 0.30 + tone * 4 + (0.12 if (x > 0) == (mood.side > 0) else 0.0))
    near = mood.far(base, (z0 + z1) / 2)
    s.quad([(x, 0, z0), (x, high, z0), (x, high, z1), (x, 0, z1)], Fade(near, times(near, 0.82)))
    far_x = x * 1.6
    s.quad([(x, 0, z0), (x, high, z0), (far_x, high, z0), (far_x, 0, z0)], Fade(times(near, 0.8), times(near, 0.6)))
    lit: list[list[World]] = []
    unlit: list[list[World]] = []
    floors, bays = int(high / 3.0), max(2, int((z1 - z0) / 2.2))
    for floor in range(1, floors):
        for bay in range(bays):
            w0 = z0 + (bay + 0.28) * (z1 - z0) / bays
            w1 = z0 + (bay + 0.72) * (z1 - z0) / bays
            y = floor * 3.0 + 0.5
            face = [(x, y, w0), (x, y + 1.6, w0), (x, y + 1.6, w1), (x, y, w1)]
            (lit if s.dice.chance(mood.lit) else unlit).append(face)
    glass = mix(near, mood.sky_low if not mood.dark else mood.shade, 0.45)
    s.quads(unlit, glass)
    s.quads(lit, mood.far(mix(mood.lamp, near, 0.2), z0 * 0.7))
    shop = mix(mood.lamp, near, 0.62 if mood.dark else 0.72)
    s.quad(
        [(x, 0.3, z0 + 0.5), (x, 2.5, z0 + 0.5), (x, 2.5, z1 - 0.5), (x, 0.3, z1 - 0.5)], mood.far(times(shop, 0.9), z0)
    )
    s.quad(
        [(x, 2.5, z0 + 0.3), (x * 0.90, 2.35, z0 + 0.3), (x * 0.90, 2.35, z1 - 0.3), (x, 2.75, z1 - 0.3)],
        mood.far(mix(base, s.dice.pick(((150, 60, 54), (70, 100, 92), (92, 80, 116))), 0.4), z0),
    )
    if mood.dark:
        s.lamp(x * 0.95, 1.5, (z0 + z1) / 2, 2.6, mood.lamp, 0.30)
    if Light.NEON in s.brief.lights or (s.brief.time is Time.NIGHT and s.dice.chance(0.35)):
        _sign(s, x * 0.92, s.dice.between(3.2, 5.5), z0 + 1.0)


def _sign(s: Scenery, x: float, y: float, z: float) -> None:
    tone = s.dice.pick(_NEON)
    tall = s.dice.between(1.2, 2.4)
    s.slab(min(x, x * 0.78), max(x, x * 0.78), y, y + tall, z, times(tone, 0.28))
    width = max(1.2, 0.07 * s.view.scale(z))
    low, high = sorted((x * 0.97, x * 0.81))
    s.stage.lay(
        [
            Shape(
                (
                    *s.flat(
                        [
                            (low, y + 0.1, z),
                            (high, y + 0.1, z),
                            (high, y + tall - 0.1, z),
                            (low, y + tall - 0.1, z),
                            (low, y + 0.1, z),
                        ]
                    ),
                ),
                width,
            )
        ],
        mix(tone, (255, 255, 255), 0.35),
    )
    marks = [
        Shape(s.flat([(low + 0.1, y + tall * share, z), (high - 0.1, y + tall * share, z)]), width)
        for share in (0.3, 0.5, 0.7)
    ]
    s.stage.lay(marks, mix(tone, (255, 255, 255), 0.5))
    s.lamp(x * 0.88, y + tall / 2, z, 2.8, tone, 0.75)


def _lamps(s: Scenery, x: float, start: float, step: float, count: int) -> None:
    for index in reversed(range(count)):
        z = start + step * index
        tone = s.mood.far(times(s.mood.shade, 1.1), z)
        width = max(1.0, 0.08 * s.view.scale(z))
        s.stage.lay([Shape(s.flat([(x, 0, z), (x, 5.2, z), (x * 0.75, 5.5, z)]), width)], tone)
        if s.mood.dark or s.brief.time is Time.DUSK:
            s.lamp(x * 0.75, 5.4, z, 3.6, s.mood.lamp, 0.85)
            centre = s.view.at(x * 0.75, 0, z)
            s.stage.glow(centre, 2.6 * s.view.scale(z), s.mood.lamp, 0.28, 0.22)


def street(s: Scenery) -> None:
    """A street seen along its length."""
    s.sky()
    half = max(3.4, min(7.0, s.view.width / s.view.scale(s.view.distance + 6) * 0.42))
    _towers(s, 60)
    s.ground()
    _houses(s, half, s.view.distance + 40, (6.5, 16))
    walk = mix(s.mood.ground, s.mood.wall, 0.25)
    for side in (-1, 1):
        s.quad(
            [
                (side * half, 0.02, NEAR),
                (side * half * 0.68, 0.02, NEAR),
                (side * half * 0.68, 0.02, 60),
                (side * half, 0.02, 60),
            ],
            Fade(s.mood.far(walk, 60), times(walk, 0.9)),
        )
    marks = [
        [(-0.07, 0, z), (0.07, 0, z), (0.07, 0, z + 1.6), (-0.07, 0, z + 1.6)]
        for z in (0.8 + 3.4 * i for i in range(14))
    ]
    s.quads(marks, s.mood.far(mix(s.mood.ground, (232, 226, 206), 0.5), 8), opacity=0.55)
    _lamps(s, half * 0.72 * s.mood.side, s.view.distance + 2.2, 9.0, 4)
    _wires(s, half)


def _towers(s: Scenery, z: float) -> None:
    low, high = s.reach(z)
    faces, x = [], low
    while x < high:
        wide = s.dice.between(5, 11)
        tall = s.dice.between(12, 34)
        faces.append([(x, 0, z), (x, tall, z), (x + wide, tall, z), (x + wide, 0, z)])
        x += wide * s.dice.between(0.8, 1.4)
    s.quads(faces, mix(s.mood.haze, s.mood.shade, 0.16))


def _wires(s: Scenery, half: float) -> None:
    z = s.view.distance + 5
    lines = []
    for index in range(3):
        y = 6.4 + index * 0.5
        a, b = s.view.at(-half, y, z + index * 2), s.view.at(half, y + 0.8, z + index * 2)
        sag = (b[0] - a[0]) * 0.06
        lines.append(
            Shape(
                tuple(
                    (a[0] + (b[0] - a[0]) * t / 12, a[1] + (b[1] - a[1]) * t / 12 + sag * 4 * (t / 12) * (1 - t / 12))
                    for t in range(13)
                ),
                max(0.8, s.stage.unit * 1.4),
            )
        )
    s.stage.lay(lines, mix(s.mood.shade, s.mood.haze, 0.25), opacity=0.8)


def alley(s: Scenery) -> None:
    """A narrow lane between walls."""
    s.sky()
    s.ground()
    _houses(s, 1.9, s.view.distance + 22, (5.5, 10))
    s.lines_on_floor(0.5, 1.0, s.view.distance + 12, times(s.mood.ground, 0.7))
    for index in range(3):
        z = s.view.distance + 2.5 + index * 5
        s.lamp(1.7 * s.mood.side, 2.9, z, 1.9, s.mood.lamp, 0.8 if s.mood.dark else 0.25)
    s.lamp(0, 2.2, s.view.distance + 22, 7.0, s.mood.haze if not s.mood.dark else s.mood.key, 0.45)


def rooftop(s: Scenery) -> None:
    """A roof's edge and the city beyond."""
    s.sky()
    mood = s.mood
    s.stage.lay(
        [
            Shape(
                ((0, s.view.horizon), (s.view.width, s.view.horizon), (s.view.width, s.view.height), (0, s.view.height))
            )
        ],
        mood.haze,
    )
    for z, drop in ((110, 26), (62, 22), (34, 17)):
        low, high = s.reach(z)
        x, faces, lights = low - 4, [], []
        while x < high:
            wide, top = s.dice.between(0.06, 0.14) * z, s.dice.between(-0.10, 0.22) * z
            faces.append([(x, -drop * 2, z), (x, top, z), (x + wide, top, z), (x + wide, -drop * 2, z)])
            for _ in range(14):
                wx, wy = x + s.dice.between(0.08, 0.88) * wide, top - s.dice.between(0.03, 0.4) * z
                if s.dice.chance(mood.lit):
                    side = 0.006 * z
                    lights.append(
                        [(wx, wy, z), (wx, wy + side * 1.4, z), (wx + side, wy + side * 1.4, z), (wx + side, wy, z)]
                    )
            x += wide * s.dice.between(0.95, 1.5)
        tone = mood.far(mix(mood.wall, mood.shade, 0.6), z * 0.8)
        s.quads(faces, Fade(tone, mix(tone, mood.haze, 0.5)))
        s.quads(lights, mood.far(mood.lamp, z * 0.3), opacity=0.9)
    edge = s.view.distance + 2.6
    floor = mix(mood.ground, mood.shade, 0.15)
    s.quad(
        [(-60, 0, edge), (60, 0, edge), (60, 0, NEAR), (-60, 0, NEAR)], Fade(mood.far(floor, edge), times(floor, 0.8))
    )
    s.lines_on_floor(1.2, 1.0, edge, times(floor, 0.72))
    low, high = s.reach(edge)
    s.block(low * 2, high * 2, 0, 0.55, edge, edge + 0.3, mix(mood.wall, mood.shade, 0.35))
    rail = max(1.2, 0.035 * s.view.scale(edge))
    posts = [
        Shape(s.flat([(low * 1.4 + 1.4 * i, 0.55, edge), (low * 1.4 + 1.4 * i, 1.1, edge)]), rail)
        for i in range(int((high - low) * 1.4 / 1.4) + 2)
    ]
    bars = [Shape(s.flat([(low * 1.5, y, edge), (high * 1.5, y, edge)]), rail) for y in (0.82, 1.1)]
    s.stage.lay([*posts, *bars], times(mood.shade, 1.3))


def _roof(s: Scenery, x0: float, x1: float, y: float, z: float, tone: Colour) -> None:
    """A roof with lifted eaves, as it looks from the front."""
    mid, rise = (x0 + x1) / 2, (x1 - x0) * 0.16
    wide = (x1 - x0) * 0.12
    points = [
        (x0 - wide, y + rise * 0.22, z),
        (x0 - wide * 0.3, y, z),
        (mid, y - rise * 0.05, z),
        (x1 + wide * 0.3, y, z),
        (x1 + wide, y + rise * 0.22, z),
        (x1 - wide * 1.2, y + rise, z),
        (mid, y + rise * 0.92, z),
        (x0 + wide * 1.2, y + rise, z),
    ]
    s.quad(points, Fade(times(tone, 1.2), times(tone, 0.8)))
    ribs = [
        Shape(
            s.flat(
                [(x0 + (x1 - x0) * i / 14, y, z), (mid + ((x0 + (x1 - x0) * i / 14) - mid) * 0.78, y + rise * 0.92, z)]
            ),
            max(0.8, 0.05 * s.view.scale(z)),
        )
        for i in range(15)
    ]
    s.stage.lay(ribs, times(tone, 0.72), opacity=0.7)


def courtyard(s: Scenery) -> None:
    """An old yard: a hall with lifted eaves, wings at both sides, stone slabs."""
    s.sky()
    mood = s.mood
    _ridge(s, 140, 0.10)
    s.ground()
    s.lines_on_floor(1.0, 1.0, s.view.distance + 12, times(mood.ground, 0.72), opacity=0.5)
    z = s.view.distance + 9
    wood, tile = mix((112, 54, 42), mood.wall, 0.35), mix((70, 76, 84), mood.shade, 0.3)
    if mood.dark:
        wood, tile = times(wood, 0.6), times(tile, 0.6)
    for side in (-1, 1):
        s.quad(
            [(side * 4.6, 0, NEAR + 1), (side * 4.6, 2.7, NEAR + 1), (side * 4.6, 2.7, z), (side * 4.6, 0, z)],
            Fade(mood.far(mood.wall, 5), times(mood.far(mood.wall, 5), 0.8)),
        )
        s.quad(
            [(side * 4.1, 2.6, NEAR + 1), (side * 5.6, 3.7, NEAR + 1), (side * 5.6, 3.7, z), (side * 4.1, 2.6, z)],
            mood.far(tile, 5),
        )
    tone = mood.far(wood, z)
    s.slab(-4.6, 4.6, 0, 3.6, z, Fade(tone, times(tone, 0.75)))
    s.slab(-1.1, 1.1, 0.3, 2.8, z - 0.05, mix(mood.lamp if mood.dark else mood.shade, tone, 0.35))
    for x in (-4.3, -2.9, -1.3, 1.3, 2.9, 4.3):
        s.slab(x - 0.16, x + 0.16, 0, 3.6, z - 0.6, times(tone, 0.82))
    s.slab(-5.2, 5.2, 0, 0.3, z - 0.9, mood.far(mix(mood.ground, mood.wall, 0.4), z))
    _roof(s, -5.0, 5.0, 3.4, z - 0.8, mood.far(tile, z))
    for x in (-2.1, 2.1):
        centre, scale = s.view.at(x, 2.7, z - 0.9), s.view.scale(z)
        s.stage.lay([Shape(ellipse(centre, 0.26 * scale, 0.32 * scale))], mood.far((178, 54, 42), z * 0.6))
        if mood.dark or s.brief.time is Time.DUSK:
            s.lamp(x, 2.7, z - 0.9, 2.2, (255, 150, 84), 0.8)


def _ridge(s: Scenery, z: float, rise: float) -> None:
    low, high = s.reach(z)
    points = [(low + (high - low) * i / 14, (s.dice.between(0.3, 1.0) * rise) * z, z) for i in range(15)]
    s.quad([(low, -1, z), *points, (high, -1, z)], mix(s.mood.haze, s.mood.shade, 0.18))


def bridge(s: Scenery) -> None:
    """A bridge's deck with railings over water."""
    s.sky()
    _ridge(s, 120, 0.08)
    _towers(s, 90)
    water = mix(s.mood.sky_low, s.mood.shade, 0.35)
    s.ground(water)
    deck = s.mood.ground
    s.quad(
        [(-2.6, 0, NEAR), (2.6, 0, NEAR), (2.6, 0.6, 60), (-2.6, 0.6, 60)],
        Fade(s.mood.far(deck, 50), times(deck, 0.85)),
    )
    for side in (-1, 1):
        rail = Fade(
            s.mood.far(mix(s.mood.wall, s.mood.shade, 0.4), 8), s.mood.far(mix(s.mood.wall, s.mood.shade, 0.55), 8)
        )
        s.quad(
            [(side * 2.6, 0.85, NEAR), (side * 2.6, 1.05, NEAR), (side * 2.6, 1.6, 60), (side * 2.6, 1.45, 60)], rail
        )
        posts = [
            [
                (side * 2.6, z * 0.01, z),
                (side * 2.6, 0.95 + z * 0.01, z),
                (side * 2.6, 0.95 + z * 0.01, z + 0.25),
                (side * 2.6, z * 0.01, z + 0.25),
            ]
            for z in (1.0 + 1.3 * i for i in range(18))
        ]
        s.quads(posts, rail)
    _lamps(s, 2.5 * s.mood.side, s.view.distance + 3, 8, 4)
