"""The storyboard sheet's request: one page drawn from the very same panel texts as the keyframes."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from pipeline.compose.canonical import digest
from pipeline.compose.inputs import Inputs
from pipeline.compose.look import Look, Ref
from pipeline.compose.prompt import TextLine, panel_text, role_lines
from pipeline.compose.references import sheet_references
from pipeline.compose.request import RequestSpec
from pipeline.compose.sizes import SizeChoice, choose
from pipeline.compose.styles import style_words
from pipeline.compose.wording import PAGES, WORDINGS
from pipeline.images.capabilities import Capabilities
from pipeline.images.size import Aspect, Size
from pipeline.plan.model import Panel, Plan

MOST_ON_A_PAGE: Final = 20
PAGE_SIZE: Final = Size(1536, 1024)
_GAP_COSTS: Final = 0.85
"""A full page is easier to verify than one whose last row is short: that is worth somewhat smaller pictures."""


@dataclass(frozen=True, slots=True)
class Page:
    """Some panels of the plan on one page, ``grid`` rows x columns, on a page of ``size``."""

    panels: tuple[Panel, ...]
    grid: tuple[int, int]
    size: Size
    number: int = 1
    of: int = 1


def sheet_panels(plan: Plan) -> tuple[Panel, ...]:
    """The panels on the sheet: those listed, else every drawn one with no ``sketch`` and no ``ends``."""
    if plan.sheet is not None and plan.sheet.panels is not None:
        return tuple(plan.panel(name) for name in plan.sheet.panels)
    return tuple(p for p in plan.panels if p.drawn and p.sketch is None and p.ends is None)


def pages(plan: Plan) -> tuple[Page, ...]:
    """The sheet's pages: at most 20 panels each, as even as can be; the plan's ``grid`` holds for a single page."""
    panels = sheet_panels(plan)
    count = max(1, math.ceil(len(panels) / MOST_ON_A_PAGE))
    share = math.ceil(len(panels) / count) if panels else 0
    parts = [panels[at : at + share] for at in range(0, len(panels), share)] if share else []
    asked = plan.sheet.shape if plan.sheet is not None else None
    found = []
    for number, part in enumerate(parts, 1):
        grid, size = best_grid(len(part), plan.aspect, asked if count == 1 else None)
        found.append(Page(part, grid, size, number, count))
    return tuple(found)


def best_grid(count: int, aspect: Aspect, asked: tuple[int, int] | None = None) -> tuple[tuple[int, int], Size]:
    """Rows, columns and the page (lying or standing) for ``count`` pictures of ``aspect``: large, and without gaps."""
    options = []
    for size in (PAGE_SIZE, PAGE_SIZE.turned):
        for rows in range(1, count + 1):
            grid = asked or (rows, math.ceil(count / rows))
            if (grid[0] - 1) * grid[1] >= count and not asked:
                continue
            full = grid[0] * grid[1] == count
            worth = _picture_width(size, grid, aspect.ratio) * (1.0 if full else _GAP_COSTS)
            options.append((worth, -grid[0] * grid[1], grid, size))
            if asked:
                break
    _, _, grid, size = max(options, key=lambda o: (o[0], o[1]))
    return grid, size


def _picture_width(page: Size, grid: tuple[int, int], ratio: Fraction) -> float:
    rows, columns = grid
    wide = page.width / columns
    return min(wide, page.height / rows * float(ratio))


def page_prompt(plan: Plan, page: Page, refs: Sequence[Ref], *, reasons: Sequence[str] = ()) -> str:
    """The page's prompt; ``reasons`` say why an earlier drawing was refused."""
    wording, words = WORDINGS[plan.language], PAGES[plan.language]
    labels = wording.labels
    rows, columns = page.grid
    head = [
        (labels.purpose, words.purpose),
        *((labels.image.format(n=n), text) for n, text in enumerate(role_lines(refs, wording), start=1)),
        (words.layout_label, words.layout.format(rows=rows, columns=columns, count=len(page.panels))),
        (labels.frame, words.frame.format(aspect=plan.aspect)),
        (words.rules_label, words.rules),
        (labels.style, words.look.format(style=style_words(plan.style.preset or "", plan.style.text, plan.language))),
    ]
    lines = [f"{label}{labels.colon}{text}" for label, text in head if text]
    lines += [
        f"{words.panel.format(n=n, id=panel.id)}{labels.colon}{_cell(panel_text(plan, panel), plan)}"
        for n, panel in enumerate(page.panels, start=1)
    ]
    if reasons:
        lines.append(f"{labels.wish}{labels.colon}{words.again.format(reasons=labels.separator.join(reasons))}")
    return "\n".join(lines)


def _cell(texts: Sequence[TextLine], plan: Plan) -> str:
    labels = WORDINGS[plan.language].labels
    return labels.separator.join(f"{getattr(labels, line.key)}{labels.colon}{line.text}" for line in texts)


def page_inputs(plan: Plan, page: Page, refs: Sequence[Ref], lineage: str) -> Inputs:
    """What is asked of a page: its panels' texts, grid and references."""
    asked: dict[str, Any] = {
        "v": 1,
        "sheet": page.number,
        "lineage": lineage,
        "language": plan.language,
        "aspect": f"{plan.aspect.ratio.numerator}:{plan.aspect.ratio.denominator}",
        "grid": list(page.grid),
        "panels": [{line.key: line.text for line in panel_text(plan, panel)} for panel in page.panels],
        "references": [{"role": str(ref.role), "sha256": ref.source.sha256} for ref in refs],
    }
    return Inputs(asked, digest(asked))


def page_spec(
    plan: Plan, page: Page, look: Look, capabilities: Capabilities, *, reasons: Sequence[str] = ()
) -> RequestSpec:
    """The request for one page: low quality, and a size that is legal at the profile."""
    refs = sheet_references(plan, page.panels, look)[: capabilities.max_references]
    ratio = page.size.ratio
    aspect = Aspect(ratio, f"{ratio.numerator}:{ratio.denominator}")
    choice: SizeChoice = choose(aspect, capabilities.sizes, "auto")
    return RequestSpec(
        mode="edit" if refs else "generate",
        size=choice,
        quality="low",
        format="png",
        moderation=plan.moderation if not refs or capabilities.moderation_on_edit else None,
        prompt=page_prompt(plan, page, refs, reasons=reasons),
        refs=refs,
    )


def texts_of(plan: Plan) -> Mapping[str, tuple[TextLine, ...]]:
    """Every sheet panel's canonical text, by id: what a sheet is newer or older than."""
    return {panel.id: panel_text(plan, panel) for panel in sheet_panels(plan)}
