"""What a verified cut of the sheet means for today's plan: it holds until the sheet itself changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher
from hashlib import sha256
from pathlib import Path

from pipeline.compose.canonical import digest
from pipeline.compose.look import Source
from pipeline.compose.page import sheet_panels
from pipeline.compose.prompt import panel_text
from pipeline.decide.events import SheetCut, SheetRefused
from pipeline.decide.state import BoardState, Take
from pipeline.plan.model import Panel, Plan

SHEET = "sheet"
"""The subject of every event about the sheet."""


def sheet_key(plan: Plan, pages: Sequence[str], instead_of: Sequence[str] = ()) -> str:
    """The digest of what a cut holds for: the pages' sha256, and the plan's grid, boxes and panels.

    ``instead_of`` are the given pages in whose place these were drawn: they stand for no others. Changed texts, and
    panels that were inserted, removed or renamed, are no part of it.
    """
    sheet = plan.sheet
    drawn = {"instead of": list(instead_of)} if instead_of else {}
    return digest(
        {
            "v": 1,
            **drawn,
            "pages": list(pages),
            "grid": sheet.grid if sheet else None,
            "boxes": {k: v.typed for k, v in sheet.boxes.items()} if sheet else {},
            "panels": list(sheet.panels) if sheet and sheet.panels is not None else None,
        }
    )


def drawn_pages(state: BoardState) -> tuple[Take, ...]:
    """The takes of the sheet that nobody rejected, oldest first."""
    takes = (t for t in state.takes.values() if t.subject == SHEET and t.passed and t.sha256 not in state.rejected)
    return tuple(sorted(takes, key=lambda t: t.order))


def given_pages(plan: Plan, pictures: Mapping[Path, str]) -> tuple[str, ...]:
    """The sha256 of the pages that the plan gives; none where the sheet is drawn."""
    return tuple(pictures[path] for path in plan.sheet.image) if plan.sheet is not None else ()


def holding_cut(plan: Plan, state: BoardState, pictures: Mapping[Path, str]) -> SheetCut | None:
    """The verified cut that holds for the plan's sheet: the newest of a drawn one, else a given one's.

    A sheet that was drawn though one is given stands in the place of that very one.
    """
    if plan.sheet is None:
        return None
    given = given_pages(plan, pictures)
    drawn = {t.sha256 for t in drawn_pages(state)}
    for cut in reversed(state.cuts.values()):
        if set(cut.pages) <= drawn and cut.sheet == sheet_key(plan, cut.pages, given):
            return cut
    return state.cuts.get(sheet_key(plan, given)) if given else None


def refusal(plan: Plan, state: BoardState, pictures: Mapping[Path, str]) -> SheetRefused | None:
    """The refusal that stands for the plan's sheet: the newest of a drawn one, else a given one's."""
    given = given_pages(plan, pictures)
    drawn = {t.sha256 for t in drawn_pages(state)}
    for refused in reversed(state.refusals.values()):
        if set(refused.pages) <= drawn and refused.sheet == sheet_key(plan, refused.pages, given):
            return refused
    return state.refusals.get(sheet_key(plan, given)) if given else None


def agreed(plan: Plan, state: BoardState, cut: SheetCut) -> bool:
    """Whether somebody looked and said yes, be it a judge who decides, or the plan is brave."""
    brave = plan.sheet is not None and plan.sheet.accept == "auto"
    judged = state.sheets_judged.get(cut.sheet)
    seen = plan.gated and judged is not None and judged.result == "pass"
    return brave or seen or (cut.sheet, cut.sheet) in state.accepted


def served(plan: Plan, cut: SheetCut) -> Mapping[str, str]:
    """Which of the cut's crops serves which panel today: panel id → id at the time of the cut.

    A panel keeps its crop by its words, whatever it is called by now; with changed words by its id, and a renamed one
    with changed words by its place between others.
    """
    now = {panel.id: text_digest(plan, panel) for panel in sheet_panels(plan)}
    serving: dict[str, str] = {}
    _by_words(now, cut, serving)
    for name in now:
        if name not in serving and name in cut.boxes and name not in serving.values():
            serving[name] = name
    _by_place(list(now), cut, serving)
    return {name: serving[name] for name in now if name in serving}


def _by_words(now: Mapping[str, str], cut: SheetCut, serving: dict[str, str]) -> None:
    """Match the same words; of several panels with the same words each first its own, then in order."""
    waiting: dict[str, list[str]] = {}
    for old, text in cut.texts.items():
        if now.get(old) == text:
            serving[old] = old
        else:
            waiting.setdefault(text, []).append(old)
    for name, text in now.items():
        if name not in serving and waiting.get(text):
            serving[name] = waiting[text].pop(0)


def _by_place(now: list[str], cut: SheetCut, serving: dict[str, str]) -> None:
    """Match what is left between the same neighbours."""
    taken = set(serving.values())
    then = list(cut.boxes)
    as_then = [serving.get(name, f"\0{name}") for name in now]
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, then, as_then, autojunk=False).get_opcodes():
        if tag == "replace" and i2 - i1 == j2 - j1:
            for old, new in zip(then[i1:i2], now[j1:j2], strict=True):
                if old not in taken and new not in serving:
                    serving[new] = old


def crops(plan: Plan, state: BoardState, pictures: Mapping[Path, str], board: Path) -> Mapping[str, Source]:
    """The composition references that an agreed cut gives today's panels; none before somebody agreed."""
    cut = holding_cut(plan, state, pictures)
    if cut is None or not agreed(plan, state, cut):
        return {}
    return {name: Source(board / cut.files[old], cut.crops[old]) for name, old in served(plan, cut).items()}


def without_crop(plan: Plan, cut: SheetCut) -> tuple[str, ...]:
    """Panels that would be on a sheet and have no crop: they were added after it was cut."""
    have = served(plan, cut)
    return tuple(panel.id for panel in sheet_panels(plan) if panel.id not in have)


def newer_texts(plan: Plan, cut: SheetCut) -> tuple[str, ...]:
    """Panels whose text has changed since the sheet was drawn from it."""
    have = served(plan, cut) if cut.drawn else {}
    then = {p.id: cut.texts.get(have[p.id]) for p in sheet_panels(plan) if p.id in have}
    return tuple(
        name for name, text in then.items() if text is not None and text != text_digest(plan, plan.panel(name))
    )


def text_digest(plan: Plan, panel: Panel) -> str:
    """Of a panel's canonical text, in 16 hex digits."""
    text = "\n".join(f"{line.key}: {line.text}" for line in panel_text(plan, panel))
    return sha256(text.encode()).hexdigest()[:16]
