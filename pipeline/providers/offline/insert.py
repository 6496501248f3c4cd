"""Insert shots: one object or a hand, large, on a table's edge before a room out of focus."""

from __future__ import annotations

from typing import Final

from pipeline.providers.offline.brief import Angle, FrameBrief, Person, Shot, Thing
from pipeline.providers.offline.colour import Colour, mix, times
from pipeline.providers.offline.dice import Dice
from pipeline.providers.offline.hand import fist_before, fist_behind, pinch_before, pinch_behind, resting
from pipeline.providers.offline.look import look_of
from pipeline.providers.offline.mood import Mood
from pipeline.providers.offline.pen import Pen
from pipeline.providers.offline.shapes import ellipse
from pipeline.providers.offline.stage import Fade, Point, Shape, Stage
from pipeline.providers.offline.things import Easel, kind_of, tint_of

_NEAR: Final = frozenset((Shot.BUST, Shot.CLOSE, Shot.EXTREME_CLOSE))
_TINY: Final = frozenset(("ring", "key"))


def is_insert(brief: FrameBrief) -> bool:
    """Whether the frame is about an object or a hand rather than about a face."""
    if brief.shot not in _NEAR:
        return False
    if brief.hands:
        return True
    return bool(brief.things) and not brief.cast


def draw_insert(stage: Stage, brief: FrameBrief, mood: Mood) -> list[tuple[Point, str]]:
    """Draw the first thing large, the others small behind it, and the hand if the words name one.

    Returns where a name belongs: under what has no drawing of its own.
    """
    dice = Dice("insert", brief.seed)
    side = dice.side()
    things = brief.things[:3]
    tall = stage.height * (0.50 if brief.angle in (Angle.HIGH, Angle.OVERHEAD) else 0.66)
    lifted = brief.hands and bool(things)
    _table(stage, mood, tall)
    names: list[tuple[Point, str]] = []
    for index, thing in enumerate(things[1:]):
        foot = (stage.width * (0.5 - side * (0.27 + 0.12 * index)), tall + stage.height * 0.05)
        stand(stage, mood, thing, foot, stage.height * 0.085, blur=5 * stage.unit)
        names += _named(thing, (foot[0], foot[1] + 34 * stage.unit))
    middle = (stage.width * (0.5 + 0.03 * side), stage.height * (0.44 if lifted else 0.50))
    if not things:
        _bare_hand(stage, mood, brief, (stage.width * 0.47, tall + stage.height * 0.10), side)
    elif lifted:
        _held(stage, mood, brief, things[0], middle, side)
    else:
        reach = min(stage.width * 0.36, stage.height * 0.27) * (0.66 if things[0].kind in _TINY else 1.0)
        stand(stage, mood, things[0], (middle[0], tall + stage.height * 0.12), reach)
    if things:
        names += _named(things[0], (middle[0], tall + stage.height * 0.15))
    return names


def _named(thing: Thing, at: Point) -> list[tuple[Point, str]]:
    return [(at, thing.name)] if thing.kind == "object" and thing.name else []


def _table(stage: Stage, mood: Mood, top: float) -> None:
    """A plane in the foreground with the key light's pool on it."""
    wood = mix(mix(mood.ground, (112, 76, 52), 0.45), mood.shade, 0.15)
    edge = ((0.0, top), (stage.width, top), (stage.width, stage.height), (0.0, stage.height))
    stage.lay([Shape(edge)], Fade(mix(wood, mood.key, 0.20), times(wood, 0.62)), blur=5 * stage.unit)
    stage.glow(
        (stage.width * (0.5 + 0.24 * mood.side), top + stage.height * 0.10), stage.width * 0.62, mood.key, 0.30, 0.36
    )
    grain = [
        Shape(((0.0, y), (stage.width, y + stage.height * 0.006)), max(0.7, stage.unit * 1.2))
        for y in (top + (stage.height - top) * share for share in (0.12, 0.3, 0.56, 0.85))
    ]
    stage.lay(grain, times(wood, 0.6), opacity=0.30, blur=stage.unit)


def stand(stage: Stage, mood: Mood, thing: Thing, foot: Point, reach: float, blur: float = 0.0) -> None:
    """An object on the table, ``reach`` pixels from its middle to its farthest point."""
    kind = kind_of(thing)
    scale = reach / kind.half
    shadow = Shape(ellipse((foot[0] - mood.side * reach * 0.30, foot[1]), reach * 0.95, max(2.0, reach * 0.15)))
    stage.lay([shadow], mood.shade, blur=max(2.0, reach * 0.10), opacity=0.55)
    low = max(0.0, kind.half - kind.middle) if kind.middle < 0 else 0.0
    wide = kind.half * 1.5
    pen = Pen(stage, (foot[0], foot[1] - low * scale), scale, (-wide, -kind.half * 1.7, wide, kind.half * 2.6))
    easel = Easel(pen, turn=0.07 * mood.side)
    kind.paint(easel, tint_of(thing))
    pen.put(mood, blur=blur, rounding=kind.half * 0.10, strength=0.8)
    _shine(stage, mood, thing, (foot[0], foot[1] - kind.middle * scale), reach)


def _shine(stage: Stage, mood: Mood, thing: Thing, centre: Point, reach: float) -> None:
    match thing.kind:
        case "lamp":
            stage.glow(centre, reach * 3.2, mood.lamp if not mood.dark else (255, 194, 116), 0.75)
        case "phone":
            stage.glow(centre, reach * 1.9, (150, 190, 230), 0.42 if mood.dark else 0.18)
        case _:
            pass


def _held(stage: Stage, mood: Mood, brief: FrameBrief, thing: Thing, middle: Point, side: int) -> None:
    """Hand, object, and the fingers over it, each lit on a patch of its own."""
    kind = kind_of(thing)
    skin, sleeve = _colours(brief)
    small = min(stage.width, stage.height * 0.72)
    hand = small * (0.46 if kind.half < 0.2 else 0.34) / 0.19  # pixels per metre of hand
    large = max(0.85, min(1.35, 0.115 / kind.half))
    turn = -side * 0.16
    origin = (middle[0] + side * stage.width * 0.05, middle[1] + stage.height * 0.10)
    behind = Pen(stage, origin, hand, (-0.15, -0.6, 0.55, 0.12) if side > 0 else (-0.55, -0.6, 0.15, 0.12))
    (fist_behind if kind.rod else pinch_behind)(behind, skin, sleeve, side)
    behind.put(mood, rounding=0.016, strength=0.9)
    far = kind.half * large * 2.2 + 0.1
    patch = Pen(stage, origin, hand, (-far, -far, far, far))
    if kind.rod:
        grip = {"cup": -0.048, "bottle": -0.10, "umbrella": 0.0}.get(thing.kind, -0.045)
        kind.paint(Easel(patch, (0.0, grip * large), turn * 0.4, large), tint_of(thing))
    else:
        at = (-side * kind.half * 0.62 * large, -0.030 * large)
        kind.paint(Easel(patch, at, turn, large), tint_of(thing))
    patch.put(mood, rounding=kind.half * 0.07, strength=0.7)
    before = Pen(stage, origin, hand, (-0.16, -0.16, 0.16, 0.16))
    if kind.rod:
        fist_before(before, skin, side, {"cup": 0.040, "bottle": 0.036, "umbrella": 0.012}.get(thing.kind, 0.012))
    else:
        pinch_before(before, skin, side)
    before.put(mood, rounding=0.014, strength=0.9)
    _shine(stage, mood, thing, middle, kind.half * hand)


def _bare_hand(stage: Stage, mood: Mood, brief: FrameBrief, at: Point, side: int) -> None:
    skin, sleeve = _colours(brief)
    scale = min(stage.width, stage.height * 0.8) * 0.60 / 0.24
    stage.lay(
        [Shape(ellipse((at[0], at[1] + 0.05 * scale), 0.16 * scale, 0.025 * scale))],
        mood.shade,
        blur=0.02 * scale,
        opacity=0.5,
    )
    pen = Pen(stage, at, scale, (-0.6, -0.3, 0.6, 0.15))
    resting(pen, skin, sleeve, side)
    pen.put(mood, rounding=0.016)


def _colours(brief: FrameBrief) -> tuple[Colour, Colour]:
    """Skin and sleeve of whose hand it is."""
    look = look_of(brief.cast[0] if brief.cast else Person("", key=brief.seed_place))
    return look.skin, look.cloth if brief.cast else mix(look.cloth, (58, 60, 72), 0.6)
