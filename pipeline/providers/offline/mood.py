"""The colours of a frame: sky, haze, ground, walls and lights, from the hour, the weather and the lamps."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from pipeline.providers.offline.brief import FrameBrief, Light, Time, Weather
from pipeline.providers.offline.colour import Colour, luma, mix, times, turned
from pipeline.providers.offline.dice import Dice


@dataclass(frozen=True, slots=True)
class Mood:
    """A limited palette. ``ambient`` multiplies what figures wear; ``side`` is where the key light stands (-1, 1)."""

    sky_top: Colour
    sky_low: Colour
    haze: Colour
    ground: Colour
    wall: Colour
    key: Colour
    lamp: Colour
    ambient: Colour
    shade: Colour
    side: int = 1
    depth: float = 60.0  # metres after which haze has taken two thirds of a colour
    lit: float = 0.5  # share of windows with a lamp behind them
    back: bool = False

    def far(self, colour: Colour, metres: float) -> Colour:
        """``colour`` as the air shows it from ``metres`` away."""
        return mix(colour, self.haze, 1.0 - 2.718 ** (-max(0.0, metres) / self.depth))

    @property
    def dark(self) -> bool:
        return luma(self.haze) < 90


_HOURS: Final[dict[Time, Mood]] = {
    Time.DAY: Mood(
        sky_top=(112, 158, 196), sky_low=(214, 224, 222), haze=(202, 213, 214), ground=(148, 143, 130),
        wall=(196, 188, 172), key=(255, 244, 220), lamp=(255, 226, 168), ambient=(232, 230, 228),
        shade=(58, 66, 86), lit=0.06, depth=90,
    ),
    Time.DAWN: Mood(
        sky_top=(106, 128, 168), sky_low=(244, 206, 176), haze=(214, 194, 186), ground=(126, 116, 112),
        wall=(176, 160, 150), key=(255, 220, 178), lamp=(255, 208, 150), ambient=(214, 204, 206),
        shade=(58, 58, 86), lit=0.22, depth=48,
    ),
    Time.DUSK: Mood(
        sky_top=(62, 64, 110), sky_low=(246, 158, 92), haze=(196, 128, 102), ground=(98, 78, 76),
        wall=(150, 116, 98), key=(255, 186, 112), lamp=(255, 196, 120), ambient=(206, 176, 164),
        shade=(44, 36, 66), lit=0.42, depth=55,
    ),
    Time.NIGHT: Mood(
        sky_top=(12, 18, 38), sky_low=(46, 62, 92), haze=(42, 56, 84), ground=(34, 40, 56),
        wall=(66, 70, 88), key=(150, 182, 232), lamp=(255, 194, 116), ambient=(136, 148, 180),
        shade=(10, 14, 30), lit=0.5, depth=42,
    ),
}  # fmt: skip


def mood_of(brief: FrameBrief) -> Mood:
    """The palette for ``brief``; panels of one place lean to one hue."""
    mood = _weathered(_HOURS[brief.time], brief.weather)
    for light in brief.lights:
        mood = _lit(mood, light, brief.indoors)
    if brief.indoors:
        mood = replace(mood, haze=mix(mood.wall, mood.shade, 0.35), depth=34.0)
    place = Dice("hue", brief.seed_place)
    lean = place.between(-0.045, 0.045)
    side = Dice("side", brief.seed_place).side()
    return replace(
        mood,
        wall=turned(mood.wall, lean),
        ground=turned(mood.ground, lean),
        haze=turned(mood.haze, lean / 2),
        sky_low=turned(mood.sky_low, lean / 3),
        side=side,
    )


def _weathered(mood: Mood, weather: Weather) -> Mood:
    grey: Colour = (150, 160, 168)
    air = times(grey, 0.35 + 0.65 * luma(mood.sky_low) / 215)
    match weather:
        case Weather.RAIN:
            return _veiled(mood, mix(air, (110, 134, 156), 0.3), 0.55, 30)
        case Weather.SNOW:
            white = mix(air, (226, 232, 240), 0.45)
            return replace(
                _veiled(mood, white, 0.55, 28), ground=mix(mood.ground, (232, 236, 242), 0.72 if not mood.dark else 0.5)
            )
        case Weather.FOG:
            return _veiled(mood, mix(air, (208, 212, 212), 0.25), 0.75, 13)
        case Weather.DUST:
            return _veiled(mood, times((206, 168, 116), 0.35 + 0.65 * luma(mood.sky_low) / 215), 0.7, 16)
        case _:
            return mood


def _veiled(mood: Mood, air: Colour, share: float, depth: float) -> Mood:
    return replace(
        mood,
        sky_top=mix(mood.sky_top, air, share * 0.8),
        sky_low=mix(mood.sky_low, air, share),
        haze=mix(mood.haze, air, share),
        key=mix(mood.key, air, share * 0.4),
        depth=depth,
    )


def _lit(mood: Mood, light: Light, indoors: bool) -> Mood:
    match light:
        case Light.WARM_LAMP:
            share = 0.5 if indoors else 0.18
            return replace(
                mood,
                wall=mix(mood.wall, (168, 110, 62), share),
                key=mix(mood.key, (255, 190, 110), 0.75 if indoors else 0.4),
                ambient=mix(mood.ambient, (226, 178, 134), share),
                ground=mix(mood.ground, (96, 62, 42), share),
                lit=max(mood.lit, 0.5),
            )
        case Light.NEON:
            return replace(
                mood,
                key=(255, 92, 168),
                lamp=(86, 220, 232),
                haze=mix(mood.haze, (96, 52, 122), 0.5),
                sky_low=mix(mood.sky_low, (112, 56, 130), 0.5),
                wall=mix(mood.wall, (70, 54, 96), 0.5),
                ambient=mix(mood.ambient, (164, 140, 206), 0.5),
                lit=0.6,
            )
        case Light.MOON | Light.LIGHTNING:
            return replace(mood, key=(186, 210, 250), sky_low=mix(mood.sky_low, (92, 118, 160), 0.3))
        case Light.COLD:
            return replace(
                mood,
                key=mix(mood.key, (206, 228, 246), 0.8),
                wall=mix(mood.wall, (138, 160, 172) if not mood.dark else (58, 76, 94), 0.55),
                ambient=mix(mood.ambient, (182, 206, 224), 0.4),
                ground=mix(mood.ground, (104, 122, 132) if not mood.dark else (34, 46, 60), 0.4),
            )
        case Light.GOLDEN:
            return replace(mood, key=(255, 206, 132), sky_low=mix(mood.sky_low, (255, 196, 120), 0.35))
        case Light.BACK:
            return replace(mood, ambient=times(mood.ambient, 0.62), back=True)
        case Light.DIM:
            return replace(
                mood, wall=times(mood.wall, 0.62), ambient=times(mood.ambient, 0.8), ground=times(mood.ground, 0.7)
            )
