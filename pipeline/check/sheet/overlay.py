"""The picture a person looks at: the page with its boxes, and every crop beside its panel's own words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

import numpy as np
from PIL import Image as Pictures
from PIL import ImageDraw, ImageFont

from pipeline.check.sheet.cut import Crop
from pipeline.check.sheet.ids import IdsNotRead, IdsRead, Order
from pipeline.check.sheet.lettering import fit, wrap
from pipeline.check.sheet.model import Box, Found, Reason, Refused
from pipeline.check.sheet.refine import Page
from pipeline.check.sheet.report import order_of
from pipeline.check.sheet.skew import turn
from pipeline.messages import say

Font = ImageFont.FreeTypeFont | ImageFont.ImageFont
Colour = tuple[int, int, int]

_WIDTH: Final = 1568
_PAGE_HEIGHT: Final = 880
_MOST_REASONS: Final = 7
_MOST_LINES: Final = 5
_PAD: Final = 16
_INK: Final = (24, 24, 28)
_PAPER: Final = (246, 246, 244)
_COLOURS: Final[dict[str, Colour]] = {
    "confirmed": (0, 130, 70),
    "unread": (176, 106, 0),
    "contradicted": (200, 20, 30),
    "by hand": (20, 90, 200),
    "refused": (200, 20, 30),
}


@dataclass(frozen=True, slots=True)
class Words:
    """What stands beside a crop: the panel's id and its text from the plan."""

    id: str
    text: str


@dataclass(frozen=True, slots=True, eq=False)
class _Card:
    words: Words
    box: Box
    state: Order | Literal["by hand", "refused"]
    line: str
    crop: Crop | None


def draw_overlay(
    page: Page,
    outcome: Found | Refused,
    panels: Sequence[Words],
    *,
    crops: Sequence[Crop] = (),
    read: IdsRead | IdsNotRead | None = None,
    reasons: Sequence[Reason] = (),
    place: str = "",
    font: Path | None = None,
) -> Page:
    """Draw one page's overlay, 1568 pixels wide. ``font``: a file that has the plan's characters.

    ``reasons``: why the whole sheet is refused, be it for this page or another one. ``place``: which page of several
    it is.
    """
    title, body = _font(font, 26), _font(font, 21)
    cards = _cards(outcome, panels, crops, read)
    upright = turn(page, outcome.angle)
    why = reasons or _own_reasons(outcome, read)
    head = _refusal(why, read) if why else _head(outcome, read)
    head = [*head[:1], place, *head[1:]] if place else head
    banner = [part for line in head for part in wrap(line, title, _WIDTH - 2 * _PAD)]
    picture = _page_picture(upright, outcome, cards, body)
    columns = 4 if len(cards) <= 12 else 5
    drawn = [_card_picture(card, upright, (_WIDTH - _PAD) // columns - _PAD, body) for card in cards]
    return _assemble(banner, picture, drawn, columns, title, refused=bool(why))


def _font(path: Path | None, size: int) -> Font:
    return ImageFont.truetype(str(path), size) if path is not None else ImageFont.load_default(size)


def _own_reasons(outcome: Found | Refused, read: IdsRead | IdsNotRead | None) -> Sequence[Reason]:
    if isinstance(outcome, Refused):
        return outcome.reasons
    return read.reasons if isinstance(read, IdsRead) else ()


def _refusal(reasons: Sequence[Reason], read: IdsRead | IdsNotRead | None) -> list[str]:
    lines = [say("sheet.head-refused"), *(f"- {reason.text}" for reason in reasons[:_MOST_REASONS])]
    if len(reasons) > _MOST_REASONS:
        lines.append(say("sheet.head-more", count=len(reasons) - _MOST_REASONS))
    return [*lines, say("sheet.head-ids", summary=read.summary)] if isinstance(read, IdsRead) else lines


def _head(outcome: Found | Refused, read: IdsRead | IdsNotRead | None) -> list[str]:
    count = len(outcome.panels) if isinstance(outcome, Found) else 0
    confidence = outcome.confidence if isinstance(outcome, Found) else 0.0
    lines = [say("sheet.head-cut", count=count, percent=round(confidence * 100))]
    match read:
        case IdsRead():
            lines.append(say("sheet.head-ids", summary=read.summary))
        case IdsNotRead(reason=reason):
            lines.append(say("sheet.head-ids-not-read", reason=reason))
        case None:
            lines.append(say("sheet.head-order-open"))
    return lines


def _cards(
    outcome: Found | Refused, panels: Sequence[Words], crops: Sequence[Crop], read: IdsRead | IdsNotRead | None
) -> list[_Card]:
    if isinstance(outcome, Refused):
        return [_Card(words, box, "refused", say("sheet.card-tried"), None)
                for words, box in zip(panels, outcome.tried, strict=False)]  # fmt: skip
    cards = []
    for k, (words, panel, order) in enumerate(zip(panels, outcome.panels, order_of(outcome, read), strict=True)):
        crop = crops[k] if k < len(crops) else None
        line = say(f"sheet.card-{order.replace(' ', '-')}", percent=round(panel.support * 100))
        cards.append(_Card(words, panel.box, order, line + _about_crop(crop), crop))
    return cards


def _about_crop(crop: Crop | None) -> str:
    if crop is None:
        return ""
    _, top, _, bottom = crop.cut_off
    text = say("sheet.card-strips", top=top, bottom=bottom) if max(top, bottom) > 16 else ""
    left = crop.text_after or 0
    return text + (say("sheet.card-text", percent=round(left * 100)) if left >= 0.01 else "")


def _page_picture(upright: Page, outcome: Found | Refused, cards: Sequence[_Card], font: Font) -> Pictures.Image:
    height, width = upright.shape[:2]
    scale = min((_WIDTH - 2 * _PAD) / width, _PAGE_HEIGHT / height)
    picture = Pictures.fromarray(upright).resize((round(width * scale), round(height * scale)))
    shade = Pictures.new("RGBA", picture.size)
    pen = ImageDraw.Draw(shade)
    for card in cards:
        box = _scaled(card.box if not outcome.angle or card.crop is None else _grown(card.crop), scale)
        colour = _COLOURS[card.state]
        if card.crop is not None:
            _hatch(pen, box, _scaled(card.crop.box, scale))
        pen.rectangle(box, outline=(*colour, 255), width=3)
        label = f" {card.words.id} "
        # At the bottom: the ids painted on sheets are at the top.
        pen.rectangle((box[0], box[3] - 28, box[0] + font.getlength(label), box[3]), fill=(*colour, 235))
        pen.text((box[0], box[3] - 28), label, font=font, fill=(255, 255, 255, 255))
    return Pictures.alpha_composite(picture.convert("RGBA"), shade).convert("RGB")


def _grown(crop: Crop) -> Box:
    """The found box in the upright page: what was kept and what was cut off."""
    left, top, right, bottom = crop.cut_off
    return Box(crop.box.left - left, crop.box.top - top, crop.box.right + right, crop.box.bottom + bottom)


def _scaled(box: Box, scale: float) -> tuple[int, int, int, int]:
    return (
        round(box.left * scale),
        round(box.top * scale),
        round(box.right * scale) - 1,
        round(box.bottom * scale) - 1,
    )


def _hatch(pen: ImageDraw.ImageDraw, box: tuple[int, int, int, int], kept: tuple[int, int, int, int]) -> None:
    """Tint the strips that were cut off at the top and bottom."""
    for strip in ((box[0], box[1], box[2], kept[1]), (box[0], kept[3], box[2], box[3])):
        if strip[3] - strip[1] > 4:
            pen.rectangle(strip, fill=(220, 30, 40, 110))


def _card_picture(card: _Card, upright: Page, width: int, font: Font) -> Pictures.Image:
    crop = card.crop.pixels if card.crop is not None else _part(upright, card.box)
    picture = Pictures.fromarray(np.ascontiguousarray(crop))
    picture.thumbnail((width - 8, 220))
    lines = wrap(card.words.text, font, width - 8)
    if len(lines) > _MOST_LINES:
        lines = [*lines[: _MOST_LINES - 1], fit(lines[_MOST_LINES - 1] + "……", font, width - 8)]
    step = 27
    height = 34 + picture.height + 8 + step * (len(wrap(card.line, font, width - 8)) + len(lines)) + 12
    out = Pictures.new("RGB", (width, height), (255, 255, 255))
    pen = ImageDraw.Draw(out)
    colour = _COLOURS[card.state]
    pen.rectangle((0, 0, width, 32), fill=colour)
    pen.text((6, 3), fit(card.words.id, font, width - 12), font=font, fill=(255, 255, 255))
    out.paste(picture, (4, 38))
    y = 38 + picture.height + 4
    for line in wrap(card.line, font, width - 8):
        pen.text((4, y), line, font=font, fill=colour)
        y += step
    for line in lines:
        pen.text((4, y), line, font=font, fill=_INK)
        y += step
    return out


def _part(page: Page, box: Box) -> Page:
    part = page[max(0, box.top) : max(0, box.bottom), max(0, box.left) : max(0, box.right)]
    return part if part.size else np.full((8, 8, 3), 255, np.uint8)


def _assemble(
    banner: Sequence[str],
    page: Pictures.Image,
    cards: Sequence[Pictures.Image],
    columns: int,
    font: Font,
    *,
    refused: bool,
) -> Page:
    rows = [cards[k : k + columns] for k in range(0, len(cards), columns)]
    heights = [max(card.height for card in row) for row in rows]
    head = len(banner) * 36 + _PAD
    total = head + page.height + 2 * _PAD + sum(height + _PAD for height in heights)
    out = Pictures.new("RGB", (_WIDTH, total), _PAPER)
    pen = ImageDraw.Draw(out)
    pen.rectangle((0, 0, _WIDTH, head - 4), fill=(253, 226, 224) if refused else (226, 240, 230))
    for k, line in enumerate(banner):
        pen.text((_PAD, 6 + 36 * k), line, font=font, fill=_INK)
    out.paste(page, ((_WIDTH - page.width) // 2, head + _PAD // 2))
    y = head + page.height + 2 * _PAD
    for row, height in zip(rows, heights, strict=True):
        for k, card in enumerate(row):
            out.paste(card, (_PAD + k * ((_WIDTH - _PAD) // columns), y))
        y += height + _PAD
    return np.asarray(out)
