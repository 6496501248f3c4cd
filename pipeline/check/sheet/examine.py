"""One call for a whole sheet: pages in, verdict, crops, overlays and report out."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from pipeline.check.sheet.byhand import hand_boxes
from pipeline.check.sheet.cut import Crop, cut, read_words
from pipeline.check.sheet.ids import IdReader, IdsNotRead, IdsRead, read_ids
from pipeline.check.sheet.model import Box, Expectation, Found, Reason, Refused
from pipeline.check.sheet.overlay import Words, draw_overlay
from pipeline.check.sheet.pages import find_on_pages
from pipeline.check.sheet.refine import Page
from pipeline.check.sheet.report import SCHEMA, report
from pipeline.check.sheet.skew import turn
from pipeline.pictures.pixels import encode, pixels


@dataclass(frozen=True, slots=True)
class Cut:
    """Where one panel's crop is: the page (from 0), the angle it is turned by first, the box kept then."""

    page: int
    angle: float
    box: Box


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked about a sheet: the panels on it in order, and what the plan says of their arrangement.

    ``boxes``: typed by a person, [x, y, width, height] in pixels or fractions, by panel id (one page only).
    ``files``: where each crop will be kept, relative to the sheet's folder, for the report.
    """

    panels: tuple[Words, ...]
    grid: tuple[int, int] | None = None
    aspect: float | None = None
    boxes: Mapping[str, Sequence[float]] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class Examined:
    """The verdict on a sheet.

    ``crops``: PNG bytes by panel id, none when refused. ``cuts``: how to cut them again, to the pixel.
    ``overlays``: PNG bytes, one a page. ``report``: the object of ``sheet/report.json``.
    ``order``: whether painted ids confirmed every place, or a person gave all boxes.
    """

    verdict: Literal["cut", "refuse"]
    reasons: tuple[Reason, ...]
    order: Literal["confirmed", "open"]
    crops: Mapping[str, bytes]
    cuts: Mapping[str, Cut]
    overlays: tuple[bytes, ...]
    report: Mapping[str, Any]


@dataclass(frozen=True, slots=True, eq=False)
class _PageResult:
    page: Page
    outcome: Found | Refused
    panels: tuple[Words, ...]
    read: IdsRead | IdsNotRead
    crops: tuple[Crop, ...]

    @property
    def reasons(self) -> tuple[Reason, ...]:
        if isinstance(self.outcome, Refused):
            return self.outcome.reasons
        return self.read.reasons if isinstance(self.read, IdsRead) else ()


def parse_grid(text: str | None) -> tuple[int, int] | None:
    """``3x5`` as (rows, columns); ``x``, ``×`` and ``*`` all work. None for anything else."""
    match = re.fullmatch(r"\s*(\d{1,2})\s*[xX×*]\s*(\d{1,2})\s*", text or "")
    return (int(match[1]), int(match[2])) if match else None


def examine(
    sheets: Sequence[bytes], question: Question, reader: IdReader | IdsNotRead, font: Path | None = None
) -> Examined:
    """Find, verify and cut the panels of a sheet's pages; a second or two per page, so call it in a thread.

    ``reader``: of :func:`pipeline.check.sheet.rapid.load_reader`. ``font``: a file with the plan's characters.
    Raises PictureError if a page is no picture.
    """
    pages = [pixels(data) for data in sheets]
    ids = [words.id for words in question.panels]
    typed = hand_boxes(question.boxes, ids, (pages[0].shape[1], pages[0].shape[0]))
    if isinstance(typed, tuple):
        outcomes: tuple[Found | Refused, ...] = tuple(Refused(typed, (p.shape[1], p.shape[0])) for p in pages)
        overall: tuple[Reason, ...] = ()
    else:
        want = Expectation(len(ids), question.grid, question.aspect, typed if len(pages) == 1 else {})
        found = find_on_pages(pages, want)
        outcomes, overall = found.pages, found.reasons
    results = []
    start = 0
    for page, outcome in zip(pages, outcomes, strict=True):
        count = len(outcome.panels) if isinstance(outcome, Found) else len(outcome.tried)
        # Where nothing was tried the overlay still says how many panels were looked for.
        panels = question.panels[start : start + count] if count else question.panels[start:]
        results.append(_finish(page, outcome, panels, reader))
        start += count
    return _gather(results, overall, question.files, font)


def cut_again(sheet: bytes, cut_of_panel: Cut) -> bytes:
    """The same crop as before, as PNG, from the page it was cut from; nothing is detected."""
    upright = turn(pixels(sheet), cut_of_panel.angle)
    box = cut_of_panel.box
    return encode(upright[box.top : box.bottom, box.left : box.right])


def _finish(
    page: Page, outcome: Found | Refused, panels: tuple[Words, ...], reader: IdReader | IdsNotRead
) -> _PageResult:
    if isinstance(outcome, Refused):
        nothing = IdsNotRead("") if not isinstance(reader, IdsNotRead) else reader
        return _PageResult(page, outcome, panels, nothing, ())
    if isinstance(reader, IdsNotRead):
        return _PageResult(page, outcome, panels, reader, cut(page, outcome))
    # A page of a split that doesn't add up may have more panels than are left: nothing is held against those.
    read = (
        read_ids(page, outcome, [words.id for words in panels], reader)
        if len(panels) == len(outcome.panels)
        else IdsNotRead("")
    )
    return _PageResult(page, outcome, panels, read, cut(page, outcome, read_words(page, outcome, reader)))


def _gather(
    results: Sequence[_PageResult], overall: tuple[Reason, ...], files: Mapping[str, str], font: Path | None
) -> Examined:
    reasons = overall + tuple(reason for result in results for reason in result.reasons)
    refused = bool(reasons)
    crops: dict[str, bytes] = {}
    cuts: dict[str, Cut] = {}
    if not refused:
        for number, result in enumerate(results):
            for words, crop in zip(result.panels, result.crops, strict=True):
                crops[words.id] = encode(crop.pixels)
                cuts[words.id] = Cut(number, result.outcome.angle, crop.box)
    return Examined(
        verdict="refuse" if refused else "cut",
        reasons=reasons,
        order="confirmed" if not refused and all(_certain(result) for result in results) else "open",
        crops=crops,
        cuts=cuts,
        overlays=tuple(encode(_overlay(result, font)) for result in results),
        report=_report(results, reasons, {} if refused else files),
    )


def _certain(result: _PageResult) -> bool:
    if isinstance(result.outcome, Found) and result.outcome.method == "by hand":
        return True
    return isinstance(result.read, IdsRead) and result.read.confirmed


def _overlay(result: _PageResult, font: Path | None) -> Page:
    panels = result.panels
    count = len(result.outcome.panels) if isinstance(result.outcome, Found) else 0
    panels += tuple(Words("?", "") for _ in range(count - len(panels)))
    return draw_overlay(result.page, result.outcome, panels, crops=result.crops, read=result.read, font=font)


def _report(results: Sequence[_PageResult], reasons: tuple[Reason, ...], files: Mapping[str, str]) -> dict[str, Any]:
    """One object for all pages; with several, every panel says its page (from 1)."""
    pages = [
        report(
            result.outcome,
            [words.id for words in result.panels],
            crops=result.crops,
            read=result.read,
            files=files,
        )
        for result in results
    ]
    if len(pages) == 1:
        return {**pages[0], "verdict": "refuse" if reasons else "cut", "reasons": [one.text for one in reasons]}
    return {
        "schema": SCHEMA,
        "verdict": "refuse" if reasons else "cut",
        "reasons": [one.text for one in reasons],
        "angle": [page["angle"] for page in pages],
        "confidence": min(page["confidence"] for page in pages),
        "ids": [page["ids"] for page in pages],
        "panels": [{**panel, "page": n} for n, page in enumerate(pages, 1) for panel in page["panels"]],
    }
