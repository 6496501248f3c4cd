from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.decide.events import Accepted, SheetCut
from pipeline.decide.panels import BoardView
from pipeline.decide.sheet import (
    agreed,
    crops,
    holding_cut,
    newer_texts,
    served,
    sheet_key,
    text_digest,
    without_crop,
)
from pipeline.decide.sheet_ahead import sheet_gate
from pipeline.decide.state import BoardState, fold
from pipeline.plan.model import Plan

SHEET = Path("/plan/sheet.png")
PICTURES = {SHEET: "f" * 64}


def plan_of(**panels: str) -> Plan:
    return Plan.model_validate(
        {
            "version": 1,
            "aspect": "16:9",
            "style": {"preset": "anime"},
            "sheet": {"image": SHEET},
            "panels": [{"id": name, "action": action} for name, action in panels.items()],
        }
    )


def cut_of(plan: Plan, *, drawn: bool = False) -> SheetCut:
    ids = [panel.id for panel in plan.panels]
    return SheetCut(
        sheet=sheet_key(plan, [PICTURES[SHEET]]),
        pages=(PICTURES[SHEET],),
        angles=(0.0,),
        boxes={name: (0, n, 0, 10, 10) for n, name in enumerate(ids)},
        files={name: f"sheet/crops/{name}.png" for name in ids},
        crops={name: name * 8 for name in ids},
        orders=dict.fromkeys(ids, "unread"),
        texts={panel.id: text_digest(plan, panel) for panel in plan.panels},
        drawn=drawn,
    )


THEN = plan_of(P01="a", P02="b", P03="c")


@pytest.mark.parametrize(
    ("now", "serving"),
    [
        (plan_of(P01="a", P02="b", P03="c"), {"P01": "P01", "P02": "P02", "P03": "P03"}),
        (plan_of(P01="a", P02="other words", P03="c"), {"P01": "P01", "P02": "P02", "P03": "P03"}),
        (plan_of(P01="a", X="b", P03="c"), {"P01": "P01", "X": "P02", "P03": "P03"}),
        (plan_of(P01="a", X="other words", P03="c"), {"P01": "P01", "X": "P02", "P03": "P03"}),
        (plan_of(P01="new", P02="a", P03="b", P04="c"), {"P02": "P01", "P03": "P02", "P04": "P03"}),
        (plan_of(P03="c", P01="a", P02="b"), {"P01": "P01", "P02": "P02", "P03": "P03"}),
        (plan_of(P01="b", P02="a", P03="c"), {"P01": "P02", "P02": "P01", "P03": "P03"}),
        (plan_of(P01="a", P03="c"), {"P01": "P01", "P03": "P03"}),
    ],
    ids=["same", "reworded", "renamed", "renamed and reworded", "renumbered", "reordered", "ids swapped", "removed"],
)
def test_a_panel_keeps_its_crop(now: Plan, serving: dict[str, str]) -> None:
    """By its words first, so that renumbering gives nobody another panel's composition."""
    assert served(now, cut_of(THEN)) == serving


def test_a_panel_added_later_has_no_crop_and_is_named() -> None:
    assert without_crop(plan_of(P01="a", P02="b", P03="c", P04="d"), cut_of(THEN)) == ("P04",)


def test_only_a_drawn_sheet_has_older_texts() -> None:
    now = plan_of(P01="a", P02="other words", P03="c")
    assert newer_texts(now, cut_of(THEN, drawn=True)) == ("P02",)
    assert newer_texts(now, cut_of(THEN)) == ()


def test_crops_are_used_once_somebody_agreed() -> None:
    cut = cut_of(THEN)
    state = fold([cut], BoardState())
    assert holding_cut(THEN, state, PICTURES) == cut
    assert not agreed(THEN, state, cut)
    assert crops(THEN, state, PICTURES, Path("/board")) == {}
    gate = sheet_gate(THEN, BoardView(THEN, None, ()), state, PICTURES)
    assert gate is not None
    assert gate.kind == "sheet"
    state.apply(Accepted("sheet", cut.sheet, cut.sheet))
    assert sheet_gate(THEN, BoardView(THEN, None, ()), state, PICTURES) is None
    assert crops(THEN, state, PICTURES, Path("/board"))["P02"].path == Path("/board/sheet/crops/P02.png")


@pytest.mark.parametrize("change", [{"grid": "1x3"}, {"boxes": {"P01": [0, 0, 9, 9]}}, {"panels": ["P01", "P02"]}])
def test_a_cut_holds_until_the_sheet_itself_changes(change: dict[str, object]) -> None:
    state = fold([cut_of(THEN)], BoardState())
    assert THEN.sheet is not None
    sheet = type(THEN.sheet).model_validate({"image": SHEET, **change})
    assert holding_cut(THEN.model_copy(update={"sheet": sheet}), state, PICTURES) is None
    assert holding_cut(THEN, state, {SHEET: "e" * 64}) is None
