"""Boxes that a person typed: pixels or fractions of the page, checked against it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pipeline.check.sheet.model import Box, Reason

_SMALLEST = 16


def hand_box(name: str, values: Sequence[float], size: tuple[int, int]) -> Box | Reason:
    """[x, y, width, height] as a box of a page of ``size``; all four at most 1 means fractions of the page."""
    x, y, width, height = values
    if max(values) <= 1:
        x, width = x * size[0], width * size[0]
        y, height = y * size[1], height * size[1]
    box = Box(round(x), round(y), round(x + width), round(y + height))
    if box.width < _SMALLEST or box.height < _SMALLEST:
        return Reason.of("hand-box-too-small", id=name, width=box.width, height=box.height)
    if box.left < 0 or box.top < 0 or box.right > size[0] or box.bottom > size[1]:
        return Reason.of("hand-box-outside", id=name, box=list(box.xywh), width=size[0], height=size[1])
    return box


def hand_boxes(
    typed: Mapping[str, Sequence[float]], ids: Sequence[str], size: tuple[int, int]
) -> Mapping[int, Box] | tuple[Reason, ...]:
    """The plan's ``boxes`` by position in ``ids``, or everything that is wrong with them."""
    boxes: dict[int, Box] = {}
    wrong = [Reason.of("hand-box-unknown", id=name) for name in typed if name not in ids]
    for position, name in enumerate(ids):
        if name in typed:
            match hand_box(name, typed[name], size):
                case Box() as box:
                    boxes[position] = box
                case Reason() as reason:
                    wrong.append(reason)
    return tuple(wrong) or boxes
