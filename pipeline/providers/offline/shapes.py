"""Outlines: ellipses, capsules, smooth curves, boxes, as points in whatever unit they are given in."""

from __future__ import annotations

import math
from collections.abc import Sequence

from pipeline.providers.offline.stage import Point


def ellipse(
    centre: Point, rx: float, ry: float, turn: float = 0.0, start: float = 0.0, stop: float = 360.0
) -> tuple[Point, ...]:
    """An ellipse or, between two angles in degrees, a part of one."""
    steps = max(8, int(abs(stop - start) / 9))
    ct, st = math.cos(turn), math.sin(turn)
    points = []
    for step in range(steps + 1):
        angle = math.radians(start + (stop - start) * step / steps)
        x, y = rx * math.cos(angle), ry * math.sin(angle)
        points.append((centre[0] + x * ct - y * st, centre[1] + x * st + y * ct))
    return tuple(points)


def capsule(a: Point, b: Point, ra: float, rb: float) -> tuple[Point, ...]:
    """A limb: two circles of radius ``ra`` and ``rb`` with what is between them."""
    angle = math.atan2(b[1] - a[1], b[0] - a[0])
    points = []
    for step in range(11):
        turn = angle + math.pi / 2 + math.pi * step / 10
        points.append((a[0] + ra * math.cos(turn), a[1] + ra * math.sin(turn)))
    for step in range(11):
        turn = angle - math.pi / 2 + math.pi * step / 10
        points.append((b[0] + rb * math.cos(turn), b[1] + rb * math.sin(turn)))
    return tuple(points)


def smooth(points: Sequence[Point], steps: int = 6) -> tuple[Point, ...]:
    """A closed curve through ``points`` (Catmull-Rom)."""
    count = len(points)
    out = []
    for index in range(count):
        p0, p1, p2, p3 = (points[(index + shift) % count] for shift in (-1, 0, 1, 2))
        for step in range(steps):
            t = step / steps
            out.append((_spline(p0[0], p1[0], p2[0], p3[0], t), _spline(p0[1], p1[1], p2[1], p3[1], t)))
    return tuple(out)


def arc(points: Sequence[Point], steps: int = 6) -> tuple[Point, ...]:
    """An open curve through ``points``."""
    ends = [points[0], *points, points[-1]]
    out = []
    for p0, p1, p2, p3 in zip(ends, ends[1:], ends[2:], ends[3:], strict=False):
        for step in range(steps):
            t = step / steps
            out.append((_spline(p0[0], p1[0], p2[0], p3[0], t), _spline(p0[1], p1[1], p2[1], p3[1], t)))
    return (*out, points[-1])


def _spline(a: float, b: float, c: float, d: float, t: float) -> float:
    return 0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3)


def box(left: float, top: float, right: float, bottom: float) -> tuple[Point, ...]:
    return ((left, top), (right, top), (right, bottom), (left, bottom))


def bend(a: Point, b: Point, first: float, second: float, way: float) -> Point:
    """Where the joint is between ``a`` and ``b`` when the bones are so long and it bends to ``way`` (-1, 1)."""
    dx, dy = b[0] - a[0], b[1] - a[1]
    far = min(max(math.hypot(dx, dy), 1e-6), (first + second) * 0.999)
    along = (first**2 - second**2 + far**2) / (2 * far)
    off = math.sqrt(max(0.0, first**2 - along**2)) * way
    ux, uy = dx / math.hypot(dx, dy) if (dx or dy) else 0.0, dy / math.hypot(dx, dy) if (dx or dy) else 1.0
    return (a[0] + ux * along - uy * off, a[1] + uy * along + ux * off)
