"""One call for a whole sheet: pages in, verdict, crops, overlays and report out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from pipeline.check.sheet.byhand import all_by_hand, hand_boxes, some_by_hand
from pipeline.check.sheet.cut import Crop, cut, read_words
from pipeline.check.sheet.find import LONGEST_SIDE, MOST_PANELS, SMALLEST_PAGE, find_panels
from pipeline.check.sheet.ids import IdReader, IdsNotRead, IdsRead, read_ids
from pipeline.check.sheet.model import Box, Expectation, Found, Reason, Refused
from pipeline.check.sheet.overlay import Words, draw_overlay
from pipeline.check.sheet.pages import Pages, find_on_pages
from pipeline.check.sheet.refine import Page
from pipeline.check.sheet.report import SCHEMA, report
from pipeline.check.sheet.seen import panels_seen
from pipeline.check.sheet.skew import turn
from pipeline.messages import say
from pipeline.pictures.pixels import encode, pixels
from pipeline.plan.model import HandBox


@dataclass(frozen=True, slots=True)
class Cut:
    """Where one panel's crop is: the page (from 0), the angle it is turned by first, the box kept then."""

    page: int
    angle: float
    box: Box


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked about a sheet: the panels on it in order, and what the plan says of their arrangement.

    ``boxes``: typed by a person, by panel id. ``split``: how many panels are on each page and in which grid, where
    that is known, as of pages that were drawn so.
    ``files``: where each crop will be kept, relative to the sheet's folder, for the report.
    """

    panels: tuple[Words, ...]
    grid: tuple[int, int] | None = None
    aspect: float | None = None
    boxes: Mapping[str, HandBox] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)
    split: Sequence[tuple[int, tuple[int, int]]] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Examined:
    """The verdict on a sheet.

    ``crops``: PNG bytes by panel id, none when refused. ``cuts``: how to cut them again, to the pixel.
    ``overlays``: PNG bytes, one a page. ``report``: the object of ``sheet/report.json``.
    ``order``: whether painted ids confirmed every place, or a person gave all boxes. ``seen``: about how many panels
    the pages of a refused sheet have, None where nobody can tell.
    """

    verdict: Literal["cut", "refuse"]
    reasons: tuple[Reason, ...]
    order: Literal["confirmed", "open"]
    crops: Mapping[str, bytes]
    cuts: Mapping[str, Cut]
    overlays: tuple[bytes, ...]
    report: Mapping[str, Any]
    seen: int | None = None


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


def examine(
    sheets: Sequence[bytes], question: Question, reader: IdReader | IdsNotRead, font: Path | None = None
) -> Examined:
    """Find, verify and cut the panels of a sheet's pages; a second or two per page, so call it in a thread.

    ``reader``: of :func:`pipeline.check.sheet.rapid.load_reader`. ``font``: a file with the plan's characters.
    Raises PictureError if a page is no picture.
    """
    pages = [pixels(data) for data in sheets]
    found, by_page = _found(pages, question)
    results = [_finish(*page, reader) for page in zip(pages, found.pages, by_page, strict=True)]
    return _gather(results, found.reasons, question, font)


def _found(pages: Sequence[Page], question: Question) -> tuple[Pages, Sequence[tuple[Words, ...]]]:
    """Every page's outcome, and which panels are on it."""
    sizes = [(page.shape[1], page.shape[0]) for page in pages]
    ids = [words.id for words in question.panels]
    typed = hand_boxes(question.boxes, ids, sizes)
    if isinstance(typed, tuple):
        refused = Pages(tuple(Refused(typed if k == 0 else (), size) for k, size in enumerate(sizes)))
        return refused, [question.panels] * len(pages)
    on = {k: question.boxes[name].page for k, name in enumerate(ids) if name in question.boxes}
    if typed and len(typed) == len(ids):
        by_page = [tuple(p for k, p in enumerate(question.panels) if on[k] == n) for n in range(1, len(pages) + 1)]
        return Pages(all_by_hand(typed, list(on.values()), sizes)), by_page
    if question.split:
        each = [Expectation(count, grid, question.aspect) for count, grid in question.split]
        alone = Pages(tuple(find_panels(page, want) for page, want in zip(pages, each, strict=True)))
        return alone, list(_dealt(question.panels, [want.count for want in each]))
    several = len(pages) > 1
    found = find_on_pages(pages, Expectation(len(ids), question.grid, question.aspect, {} if several else typed))
    if several and typed:
        found = some_by_hand(found, typed, on, len(ids))
    return found, list(_shared_out(question.panels, found))


def _dealt(panels: tuple[Words, ...], counts: Sequence[int]) -> Iterator[tuple[Words, ...]]:
    start = 0
    for count in counts:
        yield panels[start : start + count]
        start += count


def _shared_out(panels: tuple[Words, ...], found: Pages) -> Iterator[tuple[Words, ...]]:
    start = 0
    for outcome in found.pages:
        count = len(outcome.panels) if isinstance(outcome, Found) else len(outcome.tried)
        # Where nothing was tried the overlay still says how many panels were looked for.
        yield panels[start : start + count] if count else panels[start:]
        start += count


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
    results: Sequence[_PageResult], overall: tuple[Reason, ...], question: Question, font: Path | None
) -> Examined:
    reasons = overall + tuple(reason for result in results for reason in result.reasons)
    refused = bool(reasons)
    seen = None
    if refused and not any(reason.code.startswith("hand-") for reason in reasons):
        each = [_seen(result) for result in results]
        seen = sum(n or 0 for n in each) if all(each) else None
        reasons = _with_counts(reasons, len(question.panels), seen)
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
        overlays=tuple(
            encode(_overlay(result, reasons, font, (n, len(results)))) for n, result in enumerate(results, 1)
        ),
        report={
            **_report(results, reasons, {} if refused else question.files),
            "planned": len(question.panels),
            "seen": seen if refused else len(question.panels),
        },
        seen=seen,
    )


def _seen(result: _PageResult) -> int | None:
    """About how many panels a page has."""
    outcome = result.outcome
    if isinstance(outcome, Found):
        return len(outcome.panels)
    most = max(result.page.shape[:2])
    if min(result.page.shape[:2]) < SMALLEST_PAGE or most > LONGEST_SIDE:
        return None
    seen = panels_seen(turn(result.page, outcome.angle), max(1, min(MOST_PANELS, len(result.panels))))
    return seen if seen and seen > 1 else next((count for count in outcome.seen if count > 1), seen)


def _with_counts(reasons: tuple[Reason, ...], planned: int, seen: int | None) -> tuple[Reason, ...]:
    """Both counts first; what one look took the page for gives way to them."""
    if seen is None:
        return (Reason.of("counts-unseen", planned=planned), *reasons)
    if seen == planned:
        return (Reason.of("counts-same", planned=planned), *reasons)
    rest = (reason for reason in reasons if reason.code != "looks-like")
    return (Reason.of("counts", planned=planned, seen=seen), *rest)


def _certain(result: _PageResult) -> bool:
    if isinstance(result.outcome, Found) and result.outcome.method == "by hand":
        return True
    return isinstance(result.read, IdsRead) and result.read.confirmed


def _overlay(result: _PageResult, reasons: tuple[Reason, ...], font: Path | None, number: tuple[int, int]) -> Page:
    panels = result.panels
    page, pages = number
    count = len(result.outcome.panels) if isinstance(result.outcome, Found) else 0
    found = say("sheet.head-page-found", count=count) if count else say("sheet.head-page-refused")
    place = say("sheet.head-page", page=page, pages=pages, found=found) if pages > 1 else ""
    panels += tuple(Words("?", say("sheet.card-nobody")) for _ in range(count - len(panels)))
    return draw_overlay(
        result.page,
        result.outcome,
        panels,
        crops=result.crops,
        read=result.read,
        reasons=reasons,
        place=place,
        font=font,
    )


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
