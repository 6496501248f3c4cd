from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.compose.look import Look
from pipeline.compose.page import MOST_ON_A_PAGE, best_grid, page_spec, pages, sheet_panels
from pipeline.compose.prompt import panel_text
from pipeline.compose.request import problems
from pipeline.images.capabilities import Capabilities
from pipeline.images.size import Aspect
from pipeline.plan.model import Plan


def plan_of(count: int, **keys: object) -> Plan:
    panels = [{"id": f"P{n:02d}", "action": f"第{n}个动作", "shot": "中景"} for n in range(1, count + 1)]
    return Plan.model_validate({"version": 1, "aspect": "16:9", "style": {"preset": "anime"}, "panels": panels, **keys})


@pytest.mark.parametrize(("language", "label"), [("zh", "格3【P03】"), ("en", "Panel 3 【P03】")])
def test_a_sheet_says_the_very_same_texts_as_the_keyframes(language: str, label: str) -> None:
    """One canonical text: every line of every panel's own text stands in the sheet's prompt."""
    plan = plan_of(6, language=language)
    prompt = page_spec(plan, pages(plan)[0], Look(), Capabilities()).prompt
    assert label in prompt
    for panel in plan.panels:
        for line in panel_text(plan, panel):
            assert line.text in prompt


def test_panels_with_their_own_composition_are_not_on_the_sheet(tmp_path: Path) -> None:
    plan = Plan.model_validate(
        {
            "version": 1,
            "aspect": "9:16",
            "style": {"text": "x"},
            "panels": [
                {"id": "A", "action": "a"},
                {"id": "B", "action": "b", "sketch": "none"},
                {"id": "C", "image": tmp_path / "c.png"},
                {"id": "D", "action": "d", "ends": "A"},
            ],
        }
    )
    assert [p.id for p in sheet_panels(plan)] == ["A"]
    listed = plan.model_copy(update={"sheet": plan_of(1, sheet={"panels": ["D", "A"]}).sheet})
    assert [p.id for p in sheet_panels(listed)] == ["D", "A"]


@pytest.mark.parametrize("count", [1, 7, 15, 20, 21, 45, 100])
def test_every_panel_is_on_one_page_and_no_page_is_crowded(count: int) -> None:
    made = pages(plan_of(count))
    assert [p.id for page in made for p in page.panels] == [p.id for p in plan_of(count).panels]
    for page in made:
        rows, columns = page.grid
        assert len(page.panels) <= MOST_ON_A_PAGE
        assert (rows - 1) * columns < len(page.panels) <= rows * columns


@pytest.mark.parametrize(
    ("count", "aspect", "grid"), [(15, "9:16", (3, 5)), (6, "16:9", (3, 2)), (9, "1:1", (3, 3)), (1, "16:9", (1, 1))]
)
def test_the_grid_is_full_where_that_costs_little(count: int, aspect: str, grid: tuple[int, int]) -> None:
    assert best_grid(count, Aspect.parse(aspect))[0] == grid


def test_a_page_asks_for_a_legal_size_low_quality_and_says_why_it_is_drawn_again() -> None:
    plan = plan_of(4)
    wanted = page_spec(plan, pages(plan)[0], Look(), Capabilities(), reasons=("只看到三格",))
    assert problems(wanted, Capabilities()) == ()
    assert wanted.quality == "low"
    assert wanted.prompt.splitlines()[-1].endswith("上一页没有通过核对：只看到三格。这一页请严格按版式来画")
