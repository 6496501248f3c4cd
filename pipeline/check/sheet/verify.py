"""Verifies a whole sheet: finds its panels, reads their ids, cuts them, and says cut or refuse, with an overlay."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from pipeline.check.sheet.byhand import hand_boxes
from pipeline.check.sheet.cut import Crop, cut, read_words
from pipeline.check.sheet.ids import IdReader, IdsNotRead, IdsRead, read_ids
from pipeline.check.sheet.model import Box, Expectation, Found, Reason, Refused
from pipeline.check.sheet.overlay import Words, draw_overlay
from pipeline.check.sheet.pages import find_on_pages
from pipeline.check.sheet.refine import Page
from pipeline.check.sheet.report import boxes_yaml, order_of, report
from pipeline.pictures.pixels import pixels


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the plan says of a sheet: ids and texts in reading order, grid, the panels' aspect, boxes by hand."""

    ids: tuple[str, ...]
    texts: tuple[str, ...]
    grid: tuple[int, int] | None = None
    aspect: float | None = None
    boxes: Mapping[str, Sequence[float]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CutPanel:
    """A verified panel: its page (from 0), its box (x, y, width, height there), its crop as PNG bytes, its order."""

    id: str
    page: int
    box: tuple[int, int, int, int]
    png: bytes
    order: str


@dataclass(frozen=True, slots=True)
class Verified:
    """``panels`` is empty where the sheet was refused; ``reasons`` are sentences.

    ``overlay`` is a PNG for eyes, ``report`` the JSON object of ``sheet/report.json``, ``yaml`` the found boxes.
    """

    panels: tuple[CutPanel, ...]
    reasons: tuple[str, ...]
    angles: tuple[float, ...]
    overlay: bytes
    report: Mapping[str, Any]
    yaml: str

    @property
    def confirmed(self) -> bool:
        """Whether every panel's place in the order was read or given by hand."""
        return bool(self.panels) and all(p.order in ("confirmed", "by hand") for p in self.panels)


def verify(
    pages: Sequence[bytes],
    wanted: Wanted,
    reader: IdReader | IdsNotRead,
    *,
    files: Mapping[str, str],
    font: Path | None = None,
) -> Verified:
    """Verify the sheet whose ``pages`` are picture bytes; PictureError where one can't be read.

    ``files`` are the crops' paths by id, for the report. Blocking: seconds for large pages; run it in a thread.
    """
    images = [pixels(page) for page in pages]
    outcomes, extra = _find(images, wanted)
    parts = _parts(outcomes, wanted)
    seen = [_one(image, outcome, part, reader) for image, outcome, part in zip(images, outcomes, parts, strict=True)]
    refusals = [r.text for page in seen for r in page.reasons] + [r.text for r in extra]
    reports = [report(page.outcome, page.part.ids, crops=page.crops, read=page.read, files=files) for page in seen]
    overlays = [
        draw_overlay(
            image,
            page.outcome,
            [Words(name, text) for name, text in zip(page.part.ids, page.part.texts, strict=True)],
            crops=page.crops,
            read=page.read,
            font=font,
        )
        for image, page in zip(images, seen, strict=True)
    ]
    panels = () if refusals else tuple(p for n, page in enumerate(seen) for p in page.panels(n))
    return Verified(
        panels=panels,
        reasons=tuple(dict.fromkeys(refusals)),
        angles=tuple(page.outcome.angle for page in seen),
        overlay=_png(np.vstack(_same_width(overlays))),
        report=_joined(reports, refusals),
        yaml="".join(boxes_yaml(page.part.ids, page.boxes) for page in seen),
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Seen:
    outcome: Found | Refused
    part: Wanted
    crops: tuple[Crop, ...]
    read: IdsRead | IdsNotRead | None

    @property
    def reasons(self) -> tuple[Reason, ...]:
        if isinstance(self.outcome, Refused):
            return self.outcome.reasons
        return self.read.reasons if isinstance(self.read, IdsRead) else ()

    @property
    def boxes(self) -> tuple[Box, ...]:
        return self.outcome.boxes if isinstance(self.outcome, Found) else self.outcome.tried

    def panels(self, page: int) -> list[CutPanel]:
        if isinstance(self.outcome, Refused):
            return []
        orders = order_of(self.outcome, self.read)
        return [
            CutPanel(name, page, box.xywh, _png(crop.pixels), str(order))
            for name, box, crop, order in zip(self.part.ids, self.boxes, self.crops, orders, strict=True)
        ]


def _find(images: Sequence[Page], wanted: Wanted) -> tuple[tuple[Found | Refused, ...], tuple[Reason, ...]]:
    by_hand: Mapping[int, Box] = {}
    if wanted.boxes:
        size = (images[0].shape[1], images[0].shape[0])
        typed = hand_boxes(wanted.boxes, wanted.ids, size)
        if not isinstance(typed, Mapping):
            return tuple(Refused(typed, (i.shape[1], i.shape[0])) for i in images), ()
        by_hand = typed
    found = find_on_pages(images, Expectation(len(wanted.ids), wanted.grid, wanted.aspect, by_hand))
    return found.pages, found.reasons


def _parts(outcomes: Sequence[Found | Refused], wanted: Wanted) -> list[Wanted]:
    """The ids and texts of each page; of a refused one whatever is left for it."""
    parts = []
    at = 0
    left = len(outcomes)
    for outcome in outcomes:
        rest = len(wanted.ids) - at
        count = len(outcome.panels) if isinstance(outcome, Found) else -(-rest // left)
        ids, texts = wanted.ids[at : at + count], wanted.texts[at : at + count]
        parts.append(Wanted(ids, texts, wanted.grid, wanted.aspect))
        at += count
        left -= 1
    return parts


def _one(image: Page, outcome: Found | Refused, part: Wanted, reader: IdReader | IdsNotRead) -> _Seen:
    if isinstance(outcome, Refused):
        return _Seen(outcome, part, (), None)
    if isinstance(reader, IdsNotRead):
        return _Seen(outcome, part, cut(image, outcome), reader)
    read = read_ids(image, outcome, part.ids, reader)
    return _Seen(outcome, part, cut(image, outcome, read_words(image, outcome, reader)), read)


def _joined(reports: Sequence[Mapping[str, Any]], refusals: Sequence[str]) -> dict[str, Any]:
    """One object for all pages; ``page`` (from 1) tells panels of several apart."""
    if len(reports) == 1:
        return dict(reports[0])
    panels = [{**p, "page": n} for n, page in enumerate(reports, 1) for p in page["panels"]]
    head = {**reports[0], "verdict": "refuse" if refusals else "cut", "reasons": list(refusals), "panels": panels}
    return {**head, "angles": [page["angle"] for page in reports]}


def _same_width(pictures: Sequence[Page]) -> list[Page]:
    width = max(p.shape[1] for p in pictures)
    return [np.pad(p, ((0, 0), (0, width - p.shape[1]), (0, 0)), constant_values=255) for p in pictures]


def _png(picture: Page) -> bytes:
    out = BytesIO()
    Image.fromarray(np.ascontiguousarray(picture)).save(out, "PNG", compress_level=4)
    return out.getvalue()
