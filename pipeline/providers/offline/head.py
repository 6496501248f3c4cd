"""A head's own axes, in which face and hair are drawn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Self

from pipeline.providers.offline.pose import Pose
from pipeline.providers.offline.stage import Point

RX: Final = 0.080
RY: Final = 0.113
"""Half a head's width and height, metres."""


@dataclass(frozen=True, slots=True)
class Head:
    """(0, 0) is the middle, 1 half the width and half the height; ``turn`` shifts the features sideways."""

    centre: Point
    axis: Point  # towards the crown
    build: float
    turn: float
    wide: float

    @classmethod
    def of(cls, pose: Pose, wide: float) -> Self:
        dx, dy = pose.head[0] - pose.neck[0], pose.head[1] - pose.neck[1]
        far = max(1e-6, (dx * dx + dy * dy) ** 0.5)
        return cls(pose.head, (dx / far, dy / far), min(1.0, pose.build * 1.22), pose.way * 0.30, wide)

    def at(self, x: float, y: float) -> Point:
        ux, uy = self.axis
        px, py = x * RX * self.wide * self.build, y * RY * self.build
        return (self.centre[0] + px * uy + py * ux, self.centre[1] - px * ux + py * uy)

    def all(self, *points: Point) -> list[Point]:
        return [self.at(x, y) for x, y in points]
