"""Rooms, corridors and vehicles: walls in one-point perspective, furnished by the kind of place."""

from __future__ import annotations

from pipeline.providers.offline.brief import Light, Time
from pipeline.providers.offline.colour import Colour, mix, times
from pipeline.providers.offline.settings.furniture import Room, furnish
from pipeline.providers.offline.settings.scenery import NEAR, Scenery
from pipeline.providers.offline.stage import Fade


def limbo(s: Scenery) -> None:
    """A seamless studio ground with a pool of light, where no place is named."""
    mood = s.mood
    light, deep = mix(mood.wall, mood.key, 0.22), mix(mood.wall, mood.shade, 0.45)
    row = min(max(s.view.horizon + s.view.height * 0.18, s.view.height * 0.3), s.view.height * 1.2)
    s.stage.wash(
        [(0, deep), (row * 0.75, light), (row, mix(light, deep, 0.12)), (s.view.height * 1.1, times(deep, 0.9))]
    )
    s.stage.glow((s.view.width * (0.5 + 0.22 * mood.side), s.view.height * 0.3), 900 * s.stage.unit, mood.key, 0.28)


def shell(s: Scenery, half: float, depth: float, high: float) -> None:
    """Ceiling, floor, side walls and the far wall of a room that is ``2·half`` wide."""
    mood = s.mood
    wall = mood.wall
    floor, ceiling = mood.ground, mix(wall, mood.shade, 0.25)
    s.stage.wash([(0, ceiling), (s.view.height, floor)])
    far = mood.far(wall, depth)
    s.quad(
        [(-half, high, NEAR), (half, high, NEAR), (half, high, depth), (-half, high, depth)],
        Fade(times(ceiling, 0.82), mood.far(ceiling, depth)),
    )
    s.quad(
        [(-half, 0, depth), (half, 0, depth), (half * 1.5, 0, NEAR), (-half * 1.5, 0, NEAR)],
        Fade(mood.far(floor, depth), times(floor, 0.78)),
    )
    s.lines_on_floor(0.6, 1.2, depth, times(floor, 0.7), opacity=0.35)
    for side in (-1, 1):
        lit = 0.92 if side != mood.side else 0.70
        s.quad(
            [(side * half, 0, NEAR), (side * half, high, NEAR), (side * half, high, depth), (side * half, 0, depth)],
            Fade(times(wall, lit), times(wall, lit * 0.86)),
        )
    s.slab(-half, half, 0, high, depth, Fade(far, times(far, 0.86)))
    s.quads(
        [
            [(-half, 0, depth), (-half, 0.14, depth), (half, 0.14, depth), (half, 0, depth)],
            *(
                [(x * half, 0, NEAR), (x * half, 0.14, NEAR), (x * half, 0.14, depth), (x * half, 0, depth)]
                for x in (-1, 1)
            ),
        ],
        times(wall, 0.62),
    )


def room(s: Scenery) -> None:
    """A furnished room with a window; what stands in it goes by the kind of place."""
    depth = s.view.distance + s.dice.between(3.0, 4.4)
    half = max(2.3, min(3.6, 1.3 + s.view.width / s.view.scale(depth) * 0.42))
    high = 2.9 if s.brief.place != "teahouse" else 3.4
    shell(s, half, depth, high)
    furnish(s, Room(half, depth, high))
    _light(s, half, depth, high)


def _light(s: Scenery, half: float, depth: float, high: float) -> None:
    lamps = s.brief.time is Time.NIGHT or Light.WARM_LAMP in s.brief.lights
    if lamps and Light.MOON not in s.brief.lights:
        tone: Colour = s.mood.key if Light.COLD in s.brief.lights else s.mood.lamp
        s.lamp(-0.35 * half * s.mood.side, high * 0.72, depth * 0.9, 2.6, tone, 0.55)


def corridor(s: Scenery) -> None:
    """A long passage with doors and a row of ceiling lights."""
    depth, half, high = s.view.distance + 16, 1.35, 2.7
    shell(s, half, depth, high)
    mood = s.mood
    door = mix(mood.wall, mood.shade, 0.4)
    for index in range(5):
        z = s.view.distance + 0.6 + index * 3.0
        for side in (-1, 1):
            tone = mood.far(door, z)
            s.quad(
                [(side * half, 0, z), (side * half, 2.1, z), (side * half, 2.1, z + 0.95), (side * half, 0, z + 0.95)],
                Fade(tone, times(tone, 0.8)),
            )
    panel = mix(mood.key, (255, 255, 255), 0.3)
    lights = [
        [(-0.28, high, z), (0.28, high, z), (0.28, high, z + 1.1), (-0.28, high, z + 1.1)]
        for z in (s.view.distance - 1.6 + 2.4 * index for index in range(8))
        if z > NEAR
    ]
    s.quads(lights, panel, opacity=0.9)
    for index in range(4):
        s.lamp(0, high - 0.1, s.view.distance + 0.8 + 2.4 * index, 1.9, panel, 0.38)
    s.slab(-0.7, 0.7, 0, 2.2, depth, mix(panel, mood.wall, 0.35))
    s.lamp(0, 1.2, depth, 5.0, panel, 0.6)


def ride(s: Scenery) -> None:
    """Inside a car or a train: windows on the passing world, seat backs, a dark frame."""
    mood = s.mood
    s.sky()
    ground = mood.far(mood.ground, 30)
    s.ground(ground)
    behind = s.view.distance + 1.2
    for index in range(9):
        x = -9 + index * 2.2 + s.dice.between(-0.5, 0.5)
        tall = s.dice.between(2.5, 8)
        tone = mood.far(mix(mood.ground, mood.shade, 0.4), 26)
        s.slab(x * 2.2, x * 2.2 + s.dice.between(2, 4), 0, tall, 18, tone, opacity=0.85)
        if s.dice.chance(mood.lit):
            s.lamp(x * 2.2 + 1, s.dice.between(0.8, 3), 16, 1.6, s.mood.lamp, 0.55)
    s.stage.soften(s.stage.unit * 7)
    low, high = s.reach(behind)
    body = mix(mood.shade, mood.wall, 0.30)
    wide = 2.3 if s.brief.place == "train" else 1.5
    top, sill = (2.15, 0.95) if s.brief.place == "train" else (1.72, 1.12)
    s.slab(low * 2, high * 2, top, top + 3, behind, Fade(times(body, 0.7), body))
    s.slab(low * 2, high * 2, -2, sill, behind, Fade(times(body, 1.2), times(body, 0.7)))
    start = -int(abs(low) / wide + 2) * wide
    posts = [start + index * wide for index in range(int((high - low) / wide) + 6)]
    s.quads(
        [
            [(x - 0.09, sill, behind), (x - 0.09, top, behind), (x + 0.09, top, behind), (x + 0.09, sill, behind)]
            for x in posts
        ],
        body,
    )
    seat = mix(mood.shade, (98, 66, 54) if s.brief.place == "car" else (64, 92, 116), 0.5)
    for x in posts[::1]:
        s.quad(
            [
                (x + 0.25, -1, behind - 0.25),
                (x + 0.28, sill + 0.12, behind - 0.25),
                (x + wide - 0.28, sill + 0.12, behind - 0.25),
                (x + wide - 0.25, -1, behind - 0.25),
            ],
            Fade(times(seat, 1.15), times(seat, 0.7)),
        )
    if s.brief.place == "train":
        s.quads(
            [
                [
                    (low * 2, top + 0.12, behind - 0.4),
                    (low * 2, top + 0.16, behind - 0.4),
                    (high * 2, top + 0.16, behind - 0.4),
                    (high * 2, top + 0.12, behind - 0.4),
                ]
            ],
            mix(body, mood.key, 0.5),
        )
