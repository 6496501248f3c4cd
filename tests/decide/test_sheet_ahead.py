"""What a run does about a sheet first: a table of where it stands."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pipeline.compose.look import Look, Source
from pipeline.compose.page import pages
from pipeline.compose.references import foreseen
from pipeline.decide.events import Accepted, Rejected, SheetCut, SheetRefused, TakeAdopted
from pipeline.decide.panels import BoardView
from pipeline.decide.sheet import SHEET, holding_cut, refusal, sheet_key
from pipeline.decide.sheet_ahead import Ahead, Wish, ahead, bibles_of_sheet, due, page_draft, sheet_gate
from pipeline.decide.state import BoardState, fold
from pipeline.images.size import Size
from pipeline.plan.model import Plan

LINEAGE = "gpt-image-2"
GIVEN = Path("/plan/sheet.png")
PICTURES = {GIVEN: "f" * 64}
LIN = Source(Path("/board/takes/_bible/lin/01.png"), "c" * 64)


def plan_of(count: int = 4, **sheet: Any) -> Plan:
    return Plan.model_validate(
        {
            "version": 1,
            "aspect": "16:9",
            "style": {"preset": "anime"},
            "characters": [{"id": "lin", "look": "短发", "image": "draw"}],
            "sheet": sheet or {"generate": True},
            "panels": [{"id": f"P{n:02}", "action": f"第{n}盏灯", "characters": ["lin"]} for n in range(1, count + 1)],
        }
    )


DRAWN, TWO_PAGES, BRAVE = plan_of(), plan_of(22), plan_of(generate=True, accept="auto")
GIVES = plan_of(image=GIVEN)


def look_of(plan: Plan, bible: Source | None = LIN) -> Look:
    look = Look(PICTURES)
    return replace(look, keyframes={"_bible/lin": bible}) if bible else foreseen(plan, look)


def drawings(plan: Plan, *names: str, bible: Source | None = LIN) -> list[TakeAdopted]:
    """A take of every page for each of ``names``."""
    made = []
    for name in names:
        for page in pages(plan):
            draft = page_draft(plan, page, look_of(plan, bible), LINEAGE)
            number = len(made) + 1
            made.append(
                TakeAdopted(
                    subject=SHEET,
                    inputs=draft.inputs,
                    asked=draft.asked,
                    number=number,
                    file=f"takes/_sheet/{number:02}.png",
                    sha256=f"{name}{page.number}",
                    format="png",
                    width=1536,
                    height=1024,
                    length=9,
                    origin="file",
                )
            )
    return made


def refused(plan: Plan, *shas: str, instead: tuple[str, ...] = ()) -> SheetRefused:
    return SheetRefused(sheet_key(plan, shas, instead), shas, ("no",))


def cut(plan: Plan, *shas: str, instead: tuple[str, ...] = ()) -> SheetCut:
    names = [panel.id for panel in plan.panels]
    return SheetCut(
        sheet=sheet_key(plan, shas, instead),
        pages=shas,
        angles=(0.0,) * len(shas),
        boxes={name: (0, 10 * n, 0, 320, 180) for n, name in enumerate(names)},
        files={name: f"sheet/crops/{name}.png" for name in names},
        crops=dict.fromkeys(names, "d" * 64),
        orders=dict.fromkeys(names, "unread"),
        drawn=True,
    )


def numbers(state: BoardState, plan: Plan, **how: Any) -> list[int]:
    return [each.page.number for each in due(plan, state, look_of(plan), LINEAGE, **how)]


@pytest.mark.parametrize(
    ("plan", "events", "pages_due"),
    [
        (GIVES, (), []),
        (DRAWN, (), [1]),
        (TWO_PAGES, (), [1, 2]),
        (TWO_PAGES, (drawings(TWO_PAGES, "a")[0],), [2]),  # a run died between the pages
        (DRAWN, (*drawings(DRAWN, "a"),), []),  # a run died before it was looked at
        (DRAWN, (*drawings(DRAWN, "a"), refused(DRAWN, "a1")), [1]),
        (TWO_PAGES, (*drawings(TWO_PAGES, "a"), refused(TWO_PAGES, "a1", "a2")), [1, 2]),
        (DRAWN, (*drawings(DRAWN, "a", "b"), refused(DRAWN, "a1"), refused(DRAWN, "b1")), []),
        (DRAWN, (*drawings(DRAWN, "a"), cut(DRAWN, "a1")), []),
        (DRAWN, (*drawings(DRAWN, "a"), cut(DRAWN, "a1"), Rejected(SHEET, "a1")), [1]),
    ],
)
def test_the_pages_that_a_run_would_draw(plan: Plan, events: tuple[Any, ...], pages_due: list[int]) -> None:
    assert numbers(fold(events), plan) == pages_due


def test_a_new_sheet_is_all_pages_whatever_there_is() -> None:
    state = fold((*drawings(TWO_PAGES, "a"), cut(TWO_PAGES, "a1", "a2")))
    assert numbers(state, TWO_PAGES, anew=True) == [1, 2]
    assert numbers(fold(()), GIVES, anew=True) == [1]


def test_another_bible_is_another_request_until_a_cut_holds() -> None:
    other = replace(LIN, sha256="e" * 64)
    state = fold(drawings(DRAWN, "a", bible=other))
    assert numbers(state, DRAWN) == [1]
    state.apply(cut(DRAWN, "a1"))
    assert numbers(state, DRAWN) == []
    assert bibles_of_sheet(DRAWN) == {"_bible/lin"}


@pytest.mark.parametrize(
    ("plan", "events", "wish", "expected"),
    [
        (DRAWN, (), "with", (1, Size(768, 512), True)),
        (DRAWN, (), "without", (0, None, False)),
        (BRAVE, (), "with", (1, Size(768, 512), False)),
        (GIVES, (), "with", (0, None, True)),
        (GIVES, (refused(GIVES, "f" * 64),), "with", (0, None, True)),
        (GIVES, (refused(GIVES, "f" * 64),), "anew", (1, Size(768, 512), True)),
        (DRAWN, (*drawings(DRAWN, "a"), cut(DRAWN, "a1")), "with", (0, Size(320, 180), True)),
        (BRAVE, (*drawings(BRAVE, "a"), cut(BRAVE, "a1")), "with", (0, Size(320, 180), False)),
        (DRAWN, (*drawings(DRAWN, "a"), cut(DRAWN, "a1")), "anew", (1, Size(768, 512), True)),
    ],
)
def test_what_is_ahead(
    plan: Plan, events: tuple[Any, ...], wish: Wish, expected: tuple[int, Size | None, bool]
) -> None:
    found: Ahead = ahead(plan, fold(events), look_of(plan, None), LINEAGE, wish)
    pages_due, cell, gated = expected
    assert (len(found.due) > 0, found.cells.get("P02"), found.gated) == (pages_due > 0, cell, gated)


def test_a_drawn_sheet_stands_in_the_place_of_that_given_one_only() -> None:
    state = fold((refused(GIVES, "f" * 64), *drawings(GIVES, "a"), cut(GIVES, "a1", instead=("f" * 64,))))
    held = holding_cut(GIVES, state, PICTURES)
    assert held is not None
    assert held.pages == ("a1",)
    assert holding_cut(GIVES, state, {GIVEN: "0" * 64}) is None
    state.apply(Rejected(SHEET, "a1"))
    assert holding_cut(GIVES, state, PICTURES) is None
    assert refusal(GIVES, state, PICTURES) is not None


def test_a_refused_drawing_is_a_gate_only_when_no_attempt_is_left() -> None:
    nobody = {"generate": True, "panels": ["P01"]}
    plan = plan_of(1, **nobody).model_copy(update={"characters": ()})
    plan = plan.model_copy(update={"panels": (plan.panels[0].model_copy(update={"characters": ()}),)})
    view = BoardView(plan, None, ())
    state = BoardState(lineage=LINEAGE)
    for events, kind in (
        ((*drawings(plan, "a"), refused(plan, "a1")), None),
        ((*drawings(plan, "a", "b")[1:], refused(plan, "b1")), "refused"),
        ((cut(plan, "b1"),), "sheet"),
        ((Accepted(SHEET, sheet_key(plan, ("b1",)), sheet_key(plan, ("b1",))),), None),
    ):
        fold(events, state)
        gate = sheet_gate(plan, view, state, PICTURES)
        assert (gate and gate.kind) == kind
