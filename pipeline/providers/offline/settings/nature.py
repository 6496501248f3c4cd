"""Sea, mountains, woods, sand and fields."""

from __future__ import annotations

from itertools import pairwise

from pipeline.providers.offline.brief import Time
from pipeline.providers.offline.colour import Colour, mix, times
from pipeline.providers.offline.settings.scenery import NEAR, Scenery
from pipeline.providers.offline.shapes import ellipse
from pipeline.providers.offline.stage import Fade, Point, Shape


def _ridge(s: Scenery, row: float, height: float, jag: float, colour: Colour, low: Colour) -> None:
    """A mountain line across the frame by midpoint displacement, ``height`` pixels above ``row``."""
    heights = [s.dice.between(0.2, 1.0), s.dice.between(0.3, 1.0), s.dice.between(0.2, 1.0), s.dice.between(0.2, 1.0)]
    rough = jag
    for _ in range(5):
        between = [(a + b) / 2 + s.dice.between(-rough, rough) for a, b in pairwise(heights)]
        heights = [value for pair in zip(heights, [*between, 0.0], strict=False) for value in pair][:-1]
        rough *= 0.52
    step = s.view.width * 1.3 / (len(heights) - 1)
    line: list[Point] = [
        (-0.15 * s.view.width + index * step, row - height * value) for index, value in enumerate(heights)
    ]
    s.stage.lay(
        [Shape(((line[0][0], s.view.height + 2.0), *line, (line[-1][0], s.view.height + 2.0)))], Fade(colour, low)
    )


def mountain(s: Scenery) -> None:
    """Ridges one behind the other, paler with distance, and a near slope."""
    s.sky()
    mood, row = s.mood, s.view.horizon
    rock = mix((86, 102, 108), mood.shade, 0.35)
    if mood.dark:
        rock = times(rock, 0.5)
    for index in range(5):
        share = index / 4
        tone = mix(mix(mood.sky_low, mood.haze, 0.5), rock, 0.18 + 0.62 * share)
        height = s.view.height * (0.34 - 0.055 * index)
        _ridge(s, row + s.view.height * 0.035 * index, height, 0.34 - 0.05 * index, tone, mix(tone, mood.haze, 0.75))
    turf = mix((96, 104, 76), mood.ground, 0.5)
    s.ground(times(turf, 0.5) if mood.dark else turf)
    _tufts(s, times(turf, 0.4 if mood.dark else 0.75), 40)


def sea(s: Scenery) -> None:
    """Water to the horizon, its glitter under sun or moon, sand or planks in front."""
    s.sky()
    mood, row = s.mood, s.view.horizon
    deep = mix(mix((38, 82, 104), mood.sky_low, 0.35), mood.shade, 0.25 if not mood.dark else 0.6)
    s.stage.lay(
        [Shape(((0, row), (s.view.width, row), (s.view.width, s.view.height), (0, s.view.height)))],
        Fade(mix(mood.sky_low, deep, 0.45), deep),
    )
    x = s.view.width * (0.5 + 0.30 * mood.side)
    glitter, waves = [], []
    for index in range(70):
        share = (index / 70) ** 1.6
        y = row + 3 + share * (s.view.height - row) * 0.8
        wide = (8 + 190 * share) * s.stage.unit
        at = x + s.dice.between(-1, 1) * (20 + 190 * share) * s.stage.unit
        glitter.append(Shape(ellipse((at, y), wide * 0.5, max(0.7, 2.4 * share * s.stage.unit + 0.6))))
        wx = s.dice.between(0, s.view.width)
        waves.append(Shape(ellipse((wx, y), wide * 1.2, max(0.6, 3 * share * s.stage.unit))))
    s.stage.lay(waves, mix(deep, mood.sky_low, 0.4), opacity=0.35)
    bright = s.brief.time in (Time.NIGHT, Time.DUSK, Time.DAWN)
    s.stage.lay(glitter, mix(mood.key, (255, 255, 255), 0.25), opacity=0.6 if bright else 0.3)
    shore = s.view.distance + 2.2
    sand = mix((186, 164, 128), mood.ground, 0.4)
    sand = times(sand, 0.42) if mood.dark else sand
    low, high = s.reach(shore)
    edge = [(low + (high - low) * i / 12, 0.0, shore + s.dice.between(-0.35, 0.35)) for i in range(13)]
    s.quad(
        [(low * 3, 0, NEAR), (low * 2, 0, shore), *edge, (high * 2, 0, shore), (high * 3, 0, NEAR)],
        Fade(sand, times(sand, 0.8)),
    )
    foam = Shape(s.flat([(x, y, z + 0.12) for x, y, z in edge]), max(1.5, 0.09 * s.view.scale(shore)))
    s.stage.lay([foam], mix(mood.sky_low, (255, 255, 255), 0.5), blur=s.stage.unit * 2, opacity=0.7)


def forest(s: Scenery) -> None:
    """Trunks in depth with light between them."""
    mood = s.mood
    leaf = mix((74, 96, 66), mood.shade, 0.3)
    if mood.dark:
        leaf = times(leaf, 0.5)
    glow = mix(mood.haze, mood.key, 0.35)
    s.stage.wash([(0, mix(leaf, mood.haze, 0.4)), (s.view.horizon, glow), (s.view.horizon + 2, mood.far(leaf, 30))])
    s.stage.glow(
        (s.view.width * (0.5 + 0.25 * mood.side), s.view.horizon - 260 * s.stage.unit),
        800 * s.stage.unit,
        mood.key,
        0.5,
    )
    s.ground(mix(leaf, mood.ground, 0.4))
    bamboo = "竹" in s.brief.seed_place or "bamboo" in s.brief.seed_place.casefold()
    for beyond in (30.0, 20.0, 13.0, 8.5, 5.5):
        z = beyond + s.view.distance
        low, high = s.reach(z)
        count = max(3, int((high - low) / (z * 0.05 + 0.5)))
        bark = mood.far(mix((70, 56, 46) if not bamboo else (84, 116, 66), mood.shade, 0.45), z * 1.3)
        trunks, crowns = [], []
        for index in range(count):
            x = low + (high - low) * (index + s.dice.between(0.1, 0.9)) / count
            thick = s.dice.between(0.10, 0.26) if not bamboo else 0.07
            lean = s.dice.between(-0.4, 0.4)
            trunks.append(
                Shape(
                    s.flat(
                        [
                            (x - thick, 0, z),
                            (x - thick * 0.6 + lean, 14, z),
                            (x + thick * 0.6 + lean, 14, z),
                            (x + thick, 0, z),
                        ]
                    )
                )
            )
            crowns.append(
                Shape(
                    ellipse(
                        s.view.at(x + lean, s.dice.between(4.5, 9), z),
                        s.dice.between(1.0, 2.4) * s.view.scale(z),
                        s.dice.between(0.6, 1.5) * s.view.scale(z),
                    )
                )
            )
        s.stage.lay(trunks, Fade(bark, times(bark, 0.8)))
        s.stage.lay(crowns, mood.far(leaf, z * 1.1), opacity=0.55, blur=s.stage.unit * 5)
        s.stage.lay(
            [
                Shape(
                    (
                        (0, s.view.at(0, 0, z)[1] - 40 * s.stage.unit),
                        (s.view.width, s.view.at(0, 0, z)[1] - 40 * s.stage.unit),
                        (s.view.width, s.view.at(0, 0, z)[1] + 30 * s.stage.unit),
                        (0, s.view.at(0, 0, z)[1] + 30 * s.stage.unit),
                    )
                )
            ],
            glow,
            opacity=0.16,
            blur=24 * s.stage.unit,
        )
    rays = [
        Shape(
            (
                (x, -10.0),
                (x + 60 * s.stage.unit, -10.0),
                (x - mood.side * 320 * s.stage.unit + 170 * s.stage.unit, s.view.height * 1.0),
                (x - mood.side * 320 * s.stage.unit, s.view.height * 1.0),
            )
        )
        for x in (s.view.width * s.dice.between(0.1, 0.9) for _ in range(4))
    ]
    s.stage.lay(rays, mood.key, opacity=0.10, blur=14 * s.stage.unit)
    _tufts(s, times(leaf, 0.7), 60)


def _tufts(s: Scenery, colour: Colour, count: int) -> None:
    blades = []
    for _ in range(count):
        z = s.dice.between(0.6, 1.0) ** 2 * (s.view.distance + 5)
        low, high = s.reach(z)
        x = s.dice.between(low, high)
        for _blade in range(4):
            tip = s.dice.between(-0.1, 0.1)
            blades.append(Shape(s.flat([(x - 0.02, 0, z), (x + tip, s.dice.between(0.08, 0.26), z), (x + 0.02, 0, z)])))
    s.stage.lay(blades, colour, opacity=0.8)


def desert(s: Scenery) -> None:
    """Dunes with one lit and one shaded side."""
    s.sky()
    mood = s.mood
    sand = mix((206, 160, 104), mood.ground, 0.25)
    sand = times(sand, 0.45) if mood.dark else sand
    s.ground(sand)
    for index, share in enumerate((0.0, 0.10, 0.24, 0.46)):
        row = s.view.horizon + (s.view.height - s.view.horizon) * share
        tone = mix(mood.haze, sand, 0.35 + 0.2 * index)
        _ridge(
            s,
            row + 12 * s.stage.unit,
            (50 + 34 * index) * s.stage.unit,
            0.05,
            mix(tone, mood.key, 0.2),
            times(tone, 0.9),
        )
    s.lamp(0, 0, 90, 40, mood.key, 0.2)


def field(s: Scenery) -> None:
    """Open grass or snow, a line of trees, a path."""
    s.sky()
    mood = s.mood
    grass = mix((136, 138, 80), mood.ground, 0.45)
    grass = times(grass, 0.45) if mood.dark else grass
    _ridge(s, s.view.horizon + 8, s.view.height * 0.07, 0.2, mix(mood.haze, mood.shade, 0.2), mood.haze)
    s.ground(grass)
    low, high = s.reach(70)
    crowns = [
        Shape(
            ellipse(
                s.view.at(low + (high - low) * s.dice.unit(), s.dice.between(1.0, 2.5), 70),
                s.dice.between(1.6, 4.2) * s.view.scale(70),
                s.dice.between(1.4, 3.0) * s.view.scale(70),
            )
        )
        for _ in range(26)
    ]
    s.stage.lay(crowns, mix(mood.haze, times(grass, 0.5), 0.55))
    path = mix(grass, (206, 190, 150), 0.4)
    s.quad(
        [(-0.9, 0, NEAR), (0.9, 0, NEAR), (2.4, 0, 20), (4.4, 0, 60), (3.4, 0, 60), (0.9, 0, 20)],
        Fade(mood.far(path, 40), path),
        opacity=0.8,
        blur=s.stage.unit * 2,
    )
    _tufts(s, times(grass, 0.72), 110)
