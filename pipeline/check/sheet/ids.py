"""The ids painted on a sheet: read at the corners of the found panels and held against the plan's."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal, Protocol

from pipeline.check.sheet.corners import PLACES, Place
from pipeline.check.sheet.labels import Label, parse_label
from pipeline.check.sheet.marks import marks_of
from pipeline.check.sheet.model import Box, Found, Reason
from pipeline.check.sheet.mosaic import Tiles, tiles_of
from pipeline.check.sheet.refine import Page
from pipeline.check.sheet.skew import box_in_turned, turn

Order = Literal["confirmed", "unread", "contradicted"]

_TILES: Final = ((100, 97), (175, 97), (70, 68))
"""Sizes the corners are read at, the second wider, for words; each only where nothing before has confirmed."""
_SURE: Final = 0.55
_RINGED: Final = re.compile("[\u2460-\u2473\u2776-\u277f\u24eb-\u24f4]")


@dataclass(frozen=True, slots=True)
class Word:
    """A piece of text in a picture, its place in pixels, and how sure the reader is (0..1)."""

    text: str
    box: Box
    score: float


@dataclass(frozen=True, slots=True)
class Line:
    """What a picture of one line says, and how sure the reader is (0..1)."""

    text: str
    score: float


class IdReader(Protocol):
    """Anything that finds text in a picture (height x width x 3, RGB), and reads a picture that is one line."""

    @property
    def name(self) -> str: ...

    def read(self, picture: Page) -> Sequence[Word]: ...

    def read_line(self, picture: Page) -> Line | None: ...


@dataclass(frozen=True, slots=True)
class IdsRead:
    """What was read: per panel its order, and all labels seen there."""

    orders: tuple[Order, ...]
    seen: tuple[tuple[str, ...], ...]
    reasons: tuple[Reason, ...] = ()

    @property
    def confirmed(self) -> bool:
        return all(order == "confirmed" for order in self.orders)

    @property
    def summary(self) -> str:
        return f"{sum(order == 'confirmed' for order in self.orders)} of {len(self.orders)} confirmed"


@dataclass(frozen=True, slots=True)
class IdsNotRead:
    """Nobody could read; ``reason`` says why and what to install."""

    reason: str


def read_ids(page: Page, found: Found, ids: Sequence[str], reader: IdReader) -> IdsRead:
    """Hold the painted labels against ``ids`` (the plan's, in reading order), or against the places 1, 2, 3 …

    One matching reading confirms a panel; the same wrong label in two readings contradicts it; all else is
    unread. A contradiction carries a reason to refuse. Where labels stand, at the upper or the lower corners, is
    one habit of the whole sheet: below a panel is above the next row's, and its label is not theirs.
    """
    upright = turn(page, found.angle)
    boxes = [box_in_turned(box, found.size, found.angle) for box in found.boxes]
    best: list[list[str]] = []
    for place in PLACES:
        readings = _readings(upright, boxes, ids, reader, place)
        if not best or _hits(ids, readings) > _hits(ids, best):
            best = readings
        if _hits(ids, best) == len(boxes):
            break
    return _judge(ids, best)


def _readings(page: Page, boxes: Sequence[Box], ids: Sequence[str], reader: IdReader, place: Place) -> list[list[str]]:
    """Per panel all that was read at its corners there; what is confirmed is not read again."""
    readings: list[list[str]] = [[] for _ in boxes]
    for k, texts in enumerate(_read_marks(page, boxes, reader, place)):
        readings[k].extend(_once(texts))
    for tile in _TILES:
        open_panels = _open(ids, readings)
        if not open_panels:
            break
        tiles = tiles_of(page, [boxes[k] for k in open_panels], tile, place)
        for k, texts in zip(open_panels, _read_tiles(tiles, reader), strict=True):
            readings[k].extend(_once(texts))
        if not any(readings):
            break
    return readings


def _open(ids: Sequence[str], readings: Sequence[Sequence[str]]) -> list[int]:
    scheme = _scheme(ids, readings)
    return [k for k, texts in enumerate(readings) if _order(scheme[k], texts) != "confirmed"]


def _hits(ids: Sequence[str], readings: Sequence[Sequence[str]]) -> int:
    return len(readings) - len(_open(ids, readings))


def _once(texts: Sequence[str]) -> list[str]:
    """What one reading says, each label once: two spots read alike are still one reading."""
    return list({label.number if (label := parse_label(text)) else text: text for text in texts}.values())


def _read_marks(page: Page, boxes: Sequence[Box], reader: IdReader, place: Place) -> list[list[str]]:
    texts: list[list[str]] = [[] for _ in boxes]
    for mark in marks_of(page, boxes, place):
        line = reader.read_line(mark.picture)
        if line is not None and line.score >= _SURE:
            texts[mark.panel].append(line.text)
    return texts


def _read_tiles(tiles: Tiles, reader: IdReader) -> list[list[str]]:
    """Per panel the words read in its corners."""
    texts: list[list[str]] = [[] for _ in range(tiles.panels)]
    for picture, first in tiles.pictures:
        for word in reader.read(picture):
            panel = tiles.panel_at(first, word.box)
            # Of a number that the tile cuts in two only the first digits are read.
            cut_off = parse_label(word.text, whole=True) is not None and not tiles.whole(word.box)
            if panel is not None and word.score >= _SURE and not cut_off:
                texts[panel].append(word.text)
    return texts


def _scheme(ids: Sequence[str], readings: Sequence[Sequence[str]]) -> list[Label]:
    """The labels to expect: the plan's ids, or places counted from 1, whichever more panels show."""
    places = [Label("", k) for k in range(1, len(ids) + 1)]
    own = [parse_label(name, whole=True) or place for name, place in zip(ids, places, strict=True)]

    def hits(scheme: Sequence[Label]) -> int:
        return sum(_order(label, texts) == "confirmed" for label, texts in zip(scheme, readings, strict=True))

    return places if hits(places) > hits(own) else own


def _labels(texts: Sequence[str]) -> list[Label]:
    return [label for text in texts if (label := parse_label(text)) is not None]


def _order(expected: Label, texts: Sequence[str]) -> Order:
    if any(label.same(expected) for label in _labels(texts)):
        return "confirmed"
    return "unread" if _wrong(expected, texts) is None else "contradicted"


def _wrong(expected: Label, texts: Sequence[str]) -> int | None:
    """The number that two readings say instead.

    A part of the expected one, 1 of 12, is half a reading; and readers take one ringed sign, ⑨, for another.
    """
    plain = [text for text in texts if not _RINGED.search(text)]
    numbers = [label.number for label in _labels(plain) if str(label.number) not in str(expected.number)]
    most = Counter(numbers).most_common(1)
    return most[0][0] if most and most[0][1] >= 2 else None


def _judge(ids: Sequence[str], readings: Sequence[Sequence[str]]) -> IdsRead:
    scheme = _scheme(ids, readings)
    orders: list[Order] = []
    reasons = []
    numbers = {label.number for label in scheme}
    for place, (label, texts) in enumerate(zip(scheme, readings, strict=True), 1):
        plausible = [text for text in texts if _plausible(text, numbers)]
        order = _order(label, plausible)
        orders.append(order)
        if order == "contradicted":
            number = _wrong(label, plausible)
            reasons.append(Reason.of("wrong-id", panels=(place,), place=place, id=ids[place - 1], seen=number))
    seen = tuple(tuple(dict.fromkeys(texts)) for texts in readings)
    return IdsRead(tuple(orders), seen, tuple(reasons))


def _plausible(text: str, numbers: set[int]) -> bool:
    """A number no panel could have says nothing about the order: a caption's year, a duration."""
    label = parse_label(text)
    return label is None or label.number in numbers or label.number <= len(numbers) + 20
