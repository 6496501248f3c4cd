"""What is in the air between scene and camera: rain, snow, fog, dust, petals, leaves, lightning."""

from __future__ import annotations

import math

import numpy as np
from PIL import Image, ImageFilter

from pipeline.providers.offline.brief import FrameBrief, Light, Weather
from pipeline.providers.offline.colour import Colour, mix, rgb
from pipeline.providers.offline.dice import Dice
from pipeline.providers.offline.mood import Mood
from pipeline.providers.offline.shapes import ellipse
from pipeline.providers.offline.stage import Shape, Stage


def mirror(stage: Stage, horizon: float, mood: Mood) -> None:
    """Wet ground: what stands above the horizon shows in it, dim and stretched."""
    row = round(horizon)
    deep = stage.height - row
    if row < stage.height * 0.08 or deep < stage.height * 0.06:
        return
    above = stage.image.crop((0, max(0, row - deep), stage.width, row)).transpose(Image.Transpose.FLIP_TOP_BOTTOM)
    small = above.resize((max(1, stage.width // 4), max(1, deep // 16))).filter(ImageFilter.BoxBlur(1))
    picture = small.resize((stage.width, deep), Image.Resampling.BILINEAR)
    fade = np.linspace(120, 46, deep).astype(np.uint8)[:, None]
    mask = Image.fromarray(fade).resize((stage.width, deep), Image.Resampling.NEAREST)
    stage.image.paste(picture, (0, row), mask)
    del mood


def weather(stage: Stage, brief: FrameBrief, mood: Mood) -> None:
    """Lay the brief's weather over the picture; indoors it stays outside."""
    if Light.LIGHTNING in brief.lights and not brief.indoors:
        _lightning(stage, brief)
    if brief.indoors and brief.weather is not Weather.FOG:
        return
    dice = Dice("air", brief.seed)
    match brief.weather:
        case Weather.RAIN:
            _rain(stage, mood, dice)
        case Weather.SNOW:
            _flakes(stage, dice, (246, 248, 252), 1.0, 150)
        case Weather.FOG:
            _fog(stage, mood, dice, 0.42 if not brief.indoors else 0.25)
        case Weather.DUST:
            _fog(stage, mood, dice, 0.45)
        case Weather.PETALS:
            _flakes(stage, dice, (242, 182, 196), 1.4, 60)
        case Weather.LEAVES:
            _flakes(stage, dice, (204, 124, 58), 1.7, 40)
        case Weather.CLEAR:
            return


def _rain(stage: Stage, mood: Mood, dice: Dice) -> None:
    slope = dice.between(-0.16, 0.16)
    tone = mix((214, 226, 240), mood.haze, 0.25)
    unit = stage.unit
    for count, length, width, opacity in ((190, 46, 0.9, 0.22), (90, 86, 1.3, 0.30), (26, 170, 2.2, 0.22)):
        drops = []
        for _ in range(count):
            x, y = dice.between(-0.1, 1.1) * stage.width, dice.between(-0.1, 1.0) * stage.height
            long = length * unit * dice.between(0.6, 1.3)
            drops.append(Shape(((x, y), (x + slope * long, y + long)), max(0.6, width * unit)))
        stage.lay(drops, tone, opacity=opacity)
    _fog(stage, mood, dice, 0.12)


def _flakes(stage: Stage, dice: Dice, colour: Colour, size: float, count: int) -> None:
    unit = stage.unit
    for share, radius, blur, opacity in ((1.0, 2.0, 0.0, 0.75), (0.4, 4.2, 1.2, 0.7), (0.10, 11.0, 5.0, 0.45)):
        flakes = []
        for _ in range(round(count * share)):
            centre = (dice.unit() * stage.width, dice.unit() * stage.height)
            r = radius * size * unit * dice.between(0.6, 1.4)
            flat = 1.0 if size == 1.0 else dice.between(0.35, 0.75)
            flakes.append(Shape(ellipse(centre, r, r * flat, dice.between(0, math.pi))))
        stage.lay(flakes, colour, blur=blur * unit, opacity=opacity)


def _fog(stage: Stage, mood: Mood, dice: Dice, strength: float) -> None:
    """Banks of haze: soft noise, denser towards the horizon's band."""
    noise = np.array([[dice.unit() for _ in range(5)] for _ in range(14)], np.float32)
    cloud = Image.fromarray((noise * 255).astype(np.uint8)).resize(stage.image.size, Image.Resampling.BICUBIC)
    mask = cloud.point([round(strength * (70 + level * 0.72)) for level in range(256)])
    stage.image.paste(rgb(mix(mood.haze, mood.sky_low, 0.3)), (0, 0), mask)


def _lightning(stage: Stage, brief: FrameBrief) -> None:
    dice = Dice("bolt", brief.seed)
    x, y = stage.width * dice.between(0.2, 0.8), 0.0
    points = [(x, y)]
    while y < stage.height * 0.36:
        x += dice.between(-42, 42) * stage.unit
        y += dice.between(24, 60) * stage.unit
        points.append((x, y))
    stage.glow(points[len(points) // 2], 700 * stage.unit, (160, 180, 230), 0.7)
    stage.lay([Shape(tuple(points), 3.4 * stage.unit)], (240, 244, 255))
