"""What all settings are built with: world-space quads, sky, ground, windows and lamps on one stage."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.providers.offline.brief import FrameBrief, Time, Weather
from pipeline.providers.offline.colour import Colour, mix, times
from pipeline.providers.offline.dice import Dice
from pipeline.providers.offline.mood import Mood
from pipeline.providers.offline.shapes import ellipse
from pipeline.providers.offline.stage import Fade, Fill, Point, Shape, Stage
from pipeline.providers.offline.view import View

World = tuple[float, float, float]
NEAR = 0.35


@dataclass(frozen=True, slots=True)
class Scenery:
    """Stage, camera and colours for one setting; ``dice`` is the place's own, the same in all of its panels."""

    stage: Stage
    view: View
    mood: Mood
    dice: Dice
    brief: FrameBrief

    @property
    def left(self) -> float:
        return -self.view.centre

    def flat(self, points: Sequence[World]) -> tuple[Point, ...]:
        return tuple(self.view.at(*point) for point in points)

    def quad(self, points: Sequence[World], fill: Fill, *, opacity: float = 1.0, blur: float = 0.0) -> None:
        """One face in the world; the part behind the camera is cut off by clamping its depth."""
        shape = Shape(self.flat([(x, y, max(z, NEAR)) for x, y, z in points]))
        self.stage.lay([shape], fill, opacity=opacity, blur=blur)

    def quads(self, faces: Sequence[Sequence[World]], fill: Fill, *, opacity: float = 1.0, blur: float = 0.0) -> None:
        """Many faces of one colour as one layer."""
        shapes = [Shape(self.flat([(x, y, max(z, NEAR)) for x, y, z in face])) for face in faces]
        self.stage.lay(shapes, fill, opacity=opacity, blur=blur)

    def slab(self, x0: float, x1: float, y0: float, y1: float, z: float, fill: Fill, *, opacity: float = 1.0) -> None:
        """A face that looks at the camera."""
        self.quad([(x0, y0, z), (x0, y1, z), (x1, y1, z), (x1, y0, z)], fill, opacity=opacity)

    def block(self, x0: float, x1: float, y0: float, y1: float, z0: float, z1: float, colour: Colour) -> None:
        """A box: front, the side that shows, and its top where the camera is above it."""
        side_x = x1 if x1 < 0 else x0
        near, lit = self.mood.far(colour, z0), self.mood.side
        if x1 < 0 or x0 > 0:
            bright = 0.86 if (x1 < 0) == (lit > 0) else 0.66
            self.quad([(side_x, y0, z0), (side_x, y1, z0), (side_x, y1, z1), (side_x, y0, z1)], times(near, bright))
        if self.view.eye > y1:
            self.quad([(x0, y1, z0), (x0, y1, z1), (x1, y1, z1), (x1, y1, z0)], times(near, 1.14))
        self.slab(x0, x1, y0, y1, z0, Fade(near, times(near, 0.84)))

    def reach(self, z: float) -> tuple[float, float]:
        """The x that the frame's left and right edges show at ``z``."""
        return (-self.view.centre / self.view.scale(z), (self.view.width - self.view.centre) / self.view.scale(z))

    def sky(self) -> None:
        """The sky down to the horizon, the haze below it, sun or moon and stars."""
        mood, row = self.mood, self.view.horizon
        self.stage.wash(
            [(min(row - 1.1 * self.view.height, -1), mood.sky_top), (row, mood.sky_low), (row + 1, mood.haze)]
        )
        unit = self.stage.unit
        clear = self.brief.weather in (Weather.CLEAR, Weather.PETALS, Weather.LEAVES)
        if not clear:
            return
        x = self.view.width * (0.5 + 0.30 * mood.side)
        if self.brief.time is Time.NIGHT:
            self._stars()
            centre = (x, min(max(row - 560 * unit, 120 * unit), self.view.height * 0.2))
            self.stage.glow(centre, 260 * unit, mood.key, 0.5)
            self.stage.lay([Shape(ellipse(centre, 34 * unit, 34 * unit))], (232, 238, 246))
        elif self.brief.time in (Time.DUSK, Time.DAWN):
            centre = (x, row - 90 * unit)
            self.stage.glow(centre, 620 * unit, mood.key, 0.85)
            self.stage.lay([Shape(ellipse(centre, 46 * unit, 46 * unit))], mix(mood.key, (255, 250, 236), 0.6))
        else:
            self.stage.glow((x, row - 700 * unit), 700 * unit, mood.key, 0.4)
            self._clouds()

    def _stars(self) -> None:
        unit, dice = self.stage.unit, Dice("stars", self.brief.seed_place)
        stars = [
            Shape(ellipse((dice.between(0, self.view.width), dice.between(0, max(8.0, self.view.horizon))), size, size))
            for size in (dice.between(0.6, 1.7) * unit for _ in range(90))
        ]
        self.stage.lay(stars, (222, 230, 246), opacity=0.7)

    def _clouds(self) -> None:
        unit, dice = self.stage.unit, Dice("clouds", self.brief.seed_place)
        for _ in range(4):
            x, y = dice.between(-0.1, 1.1) * self.view.width, self.view.horizon - dice.between(160, 720) * unit
            puffs = [
                Shape(
                    ellipse(
                        (x + dice.between(-1, 1) * 190 * unit, y + dice.between(-0.4, 0.3) * 46 * unit),
                        dice.between(60, 150) * unit,
                        dice.between(16, 40) * unit,
                    )
                )
                for _ in range(7)
            ]
            self.stage.lay(puffs, mix(self.mood.sky_low, (255, 255, 255), 0.6), blur=16 * unit, opacity=0.6)

    def ground(self, colour: Colour | None = None) -> None:
        """The plain from the horizon to the camera's feet."""
        tone = colour or self.mood.ground
        row = self.view.horizon
        if row >= self.view.height:
            return
        edge = ((0.0, row), (self.view.width, row), (self.view.width, self.view.height), (0.0, self.view.height))
        top = self.mood.far(tone, 60)
        stops = [self.view.horizon - 1, self.view.horizon, row + (self.view.height - row) * 0.25, self.view.height]
        self.stage.lay([Shape(edge)], Fade(top, times(tone, 0.82)))
        del stops

    def lamp(
        self, x: float, y: float, z: float, size: float, colour: Colour | None = None, strength: float = 0.9
    ) -> None:
        """A light in the world with its halo; ``size`` is the halo's radius in metres."""
        tone = colour or self.mood.lamp
        centre = self.view.at(x, y, z)
        self.stage.glow(centre, size * self.view.scale(z), tone, strength)

    def lines_on_floor(self, step: float, z0: float, z1: float, colour: Colour, *, opacity: float = 0.4) -> None:
        """Boards or tiles that run to the vanishing point, and a few across."""
        low, high = self.reach(z1)
        width = max(0.6, self.stage.unit * 1.2)
        along = [
            Shape(self.flat([(x * step, 0, NEAR), (x * step, 0, z1)]), width)
            for x in range(int(low / step) - 6, int(high / step) + 7)
        ]
        across = [Shape(self.flat([(low * 3, 0, z), (high * 3, 0, z)]), width) for z in _steps(z0, z1, step * 2)]
        self.stage.lay(along + across, colour, opacity=opacity)


def _steps(start: float, stop: float, step: float) -> list[float]:
    count = int((stop - start) / step)
    return [start + step * index for index in range(min(count, 40))]
