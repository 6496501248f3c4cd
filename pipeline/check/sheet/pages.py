"""Several pages: how many of the panels are on each, decided by what the pages show."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product
from math import prod
from typing import Final

from pipeline.check.sheet.find import MOST_PANELS, find_panels
from pipeline.check.sheet.model import Expectation, Found, Reason, Refused
from pipeline.check.sheet.refine import Page

_MOST_TRIES: Final = 4
"""Counts tried per page; each costs a full search."""


@dataclass(frozen=True, slots=True)
class Pages:
    """The outcome per page, in the order given; the panels go on from page to page."""

    pages: tuple[Found | Refused, ...]
    reasons: tuple[Reason, ...] = ()

    @property
    def found(self) -> tuple[Found, ...] | None:
        """All pages, if every one was cut and the split is certain."""
        cut = tuple(page for page in self.pages if isinstance(page, Found))
        return cut if len(cut) == len(self.pages) and not self.reasons else None


def find_on_pages(pages: Sequence[Page], want: Expectation) -> Pages:
    """Find ``want.count`` panels on all pages together; ``want.grid`` is the grid of every full page.

    Boxes by hand are for a single page. Refused when a page is not sure, when no split of the panels over
    the pages fits, or when more than one does.
    """
    if len(pages) == 1:
        return Pages((find_panels(pages[0], want),))
    tried: list[dict[int, Found | Refused]] = [{} for _ in pages]
    planned = _planned_counts(len(pages), want)
    for page, count, known in zip(pages, planned, tried, strict=True):
        _try(page, count, want, known)
    if not all(isinstance(known[count], Found) for known, count in zip(tried, planned, strict=True)):
        _follow_hints(pages, want, tried)
    return _decide(tried, planned, want.count)


def _planned_counts(pages: int, want: Expectation) -> tuple[int, ...]:
    """Full pages first where the grid is known, else as even as can be with the rest on the last page."""
    full = prod(want.grid) if want.grid else -(-want.count // pages)
    counts = [max(1, min(full, want.count - full * k)) for k in range(pages - 1)]
    return (*counts, max(1, want.count - sum(counts)))


def _try(page: Page, count: int, want: Expectation, known: dict[int, Found | Refused]) -> None:
    if count in known or len(known) >= _MOST_TRIES or not 1 <= count <= MOST_PANELS:
        return
    grid = want.grid
    if grid is not None and not grid[1] * (grid[0] - 1) < count <= prod(grid):
        rows = -(-count // grid[1])
        grid = (rows, grid[1])
    known[count] = find_panels(page, replace(want, count=count, grid=grid, boxes_by_hand={}))


def _follow_hints(pages: Sequence[Page], want: Expectation, tried: list[dict[int, Found | Refused]]) -> None:
    """Try the counts that refused pages look like, and what remains for one page when the others are cut."""
    for page, known in zip(pages, tried, strict=True):
        hints = [seen for outcome in known.values() if isinstance(outcome, Refused) for seen in outcome.seen]
        for count in hints[:2]:
            _try(page, count, want, known)
    cut = [_cut_counts(known) for known in tried]
    for k, page in enumerate(pages):
        others = [counts for j, counts in enumerate(cut) if j != k]
        if all(others):
            for split in product(*others):
                _try(page, want.count - sum(split), want, tried[k])


def _cut_counts(known: dict[int, Found | Refused]) -> list[int]:
    return [count for count, outcome in known.items() if isinstance(outcome, Found)]


def _decide(tried: list[dict[int, Found | Refused]], planned: tuple[int, ...], count: int) -> Pages:
    splits = list(_splits(tried, count))
    if len(splits) == 1:
        return Pages(tuple(known[n] for known, n in zip(tried, splits[0], strict=True)))
    shown = tuple(next((o for o in known.values() if isinstance(o, Found)), known[n])
                  for known, n in zip(tried, planned, strict=True))  # fmt: skip
    if splits:
        texts = " / ".join("+".join(map(str, split)) for split in splits)
        return Pages(shown, (Reason.of("pages-ambiguous", splits=texts),))
    return Pages(shown, (Reason.of("pages-no-split", count=count, pages=len(tried)),))


def _splits(tried: list[dict[int, Found | Refused]], count: int) -> Iterator[tuple[int, ...]]:
    for split in product(*(_cut_counts(known) for known in tried)):
        if sum(split) == count:
            yield split
