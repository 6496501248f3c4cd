"""The finder cuts a page into exactly the planned panels, or refuses it with a reason."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from pipeline.check.sheet.find import LONGEST_SIDE, MOST_PANELS, find_panels
from pipeline.check.sheet.model import Box, Expectation, Found, Refused
from tests.fakes.sheets import LOOKS, Drawn, Look, Scene, draw_sheet, grid

WHITE = Look(size=(900, 600), gutter=12, row_gap=12, margin=16)


def overlap(a: Box, b: Box) -> float:
    width = min(a.right, b.right) - max(a.left, b.left)
    height = min(a.bottom, b.bottom) - max(a.top, b.top)
    shared = max(0, width) * max(0, height)
    return shared / (a.width * a.height + b.width * b.height - shared)


def assert_cut(outcome: Found | Refused, drawn: Drawn) -> None:
    assert isinstance(outcome, Found), outcome.reasons
    overlaps = [overlap(a, b) for a, b in zip(outcome.boxes, drawn.boxes, strict=True)]
    assert np.mean(overlaps) >= 0.97
    assert min(overlaps) >= 0.95


def codes(outcome: Found | Refused) -> set[str]:
    assert isinstance(outcome, Refused)
    assert all(reason.text for reason in outcome.reasons)
    return {reason.code for reason in outcome.reasons}


@pytest.mark.parametrize("name", [name for name in LOOKS if name != "large"])
def test_every_kind_of_sheet_is_cut_to_the_pixel(name: str) -> None:
    drawn = draw_sheet(LOOKS[name], 1)
    assert_cut(find_panels(drawn.page, Expectation(len(drawn.boxes))), drawn)


def test_a_large_page_is_cut_as_a_small_one() -> None:
    drawn = draw_sheet(LOOKS["large"], 1)
    assert_cut(find_panels(drawn.page, Expectation(12, (3, 4))), drawn)


@pytest.mark.parametrize("off", [-1, 1, 2])
@pytest.mark.parametrize("name", ["pencil frames", "touching", "dark page", "short last row"])
def test_another_count_than_the_sheet_has_is_refused(name: str, off: int) -> None:
    drawn = draw_sheet(LOOKS[name], 2)
    assert codes(find_panels(drawn.page, Expectation(len(drawn.boxes) + off)))


def test_a_refusal_names_the_count_the_page_looks_like() -> None:
    drawn = draw_sheet(WHITE, 3)
    outcome = find_panels(drawn.page, Expectation(9))
    assert "looks-like" in codes(outcome)
    assert isinstance(outcome, Refused)
    assert 12 in outcome.seen
    assert any("12" in reason.text for reason in outcome.reasons)


@pytest.mark.parametrize(
    ("look", "planned"),
    [
        (replace(WHITE, merged=(5,)), 12),
        (replace(WHITE, empty=(11,)), 12),
        (replace(WHITE, empty=(6,)), 12),
        (Look(grid(1, 1), size=(900, 600), margin=0, ids="none"), 9),
    ],
    ids=["two panels drawn as one", "last panel missing", "a hole in the middle", "a single picture"],
)
def test_a_sheet_that_is_not_the_plan_is_refused(look: Look, planned: int) -> None:
    assert codes(find_panels(draw_sheet(look, 4).page, Expectation(planned)))


def test_the_grid_of_the_plan_is_held() -> None:
    drawn = draw_sheet(WHITE, 5)
    assert_cut(find_panels(drawn.page, Expectation(12, (3, 4))), drawn)
    assert codes(find_panels(drawn.page, Expectation(12, (4, 3))))


def test_a_short_last_row_fits_its_grid() -> None:
    drawn = draw_sheet(LOOKS["short last row"], 1)
    outcome = find_panels(drawn.page, Expectation(10, (3, 4)))
    assert_cut(outcome, drawn)
    assert isinstance(outcome, Found)
    assert outcome.rows == (4, 4, 2)


@pytest.mark.parametrize("grid_of_plan", [(2, 4), (4, 4), (5, 3)])
def test_a_grid_that_cannot_hold_the_count_is_named_before_any_search(grid_of_plan: tuple[int, int]) -> None:
    page = np.zeros((100, 100, 3), np.uint8)
    assert codes(find_panels(page, Expectation(12, grid_of_plan))) == {"grid-does-not-fit"}


@pytest.mark.parametrize("count", [0, MOST_PANELS + 1])
def test_a_count_no_page_can_have_is_refused(count: int) -> None:
    assert codes(find_panels(np.zeros((100, 100, 3), np.uint8), Expectation(count))) == {"count-out-of-range"}


def test_a_hundred_panels_on_a_page_of_twelve_are_refused() -> None:
    assert codes(find_panels(draw_sheet(WHITE, 6).page, Expectation(100)))


@pytest.mark.parametrize(
    ("shape", "code"),
    [((20, 400), "page-too-small"), ((64, LONGEST_SIDE + 1), "page-too-large"), ((64, 30_000), "page-too-large")],
)
def test_a_page_of_impossible_size_is_refused(shape: tuple[int, int], code: str) -> None:
    assert codes(find_panels(np.zeros((*shape, 3), np.uint8), Expectation(4))) == {code}


@pytest.mark.parametrize("value", [0, 255])
def test_an_empty_page_is_refused(value: int) -> None:
    assert codes(find_panels(np.full((400, 600, 3), value, np.uint8), Expectation(6)))


def test_noise_is_refused() -> None:
    page = np.random.default_rng(1).integers(0, 256, (200, 300, 3)).astype(np.uint8)
    assert codes(find_panels(page, Expectation(6)))


def test_a_page_askew_is_found_with_its_angle() -> None:
    outcome = find_panels(draw_sheet(LOOKS["askew"], 2).page, Expectation(9))
    assert isinstance(outcome, Found)
    assert outcome.angle == pytest.approx(1.7, abs=0.1)


def test_the_same_page_gives_the_same_outcome() -> None:
    page = draw_sheet(WHITE, 7).page
    assert find_panels(page, Expectation(12)) == find_panels(page, Expectation(12))


def test_boxes_by_hand_for_all_panels_need_no_search() -> None:
    boxes = {0: Box(0, 0, 50, 50), 1: Box(50, 0, 100, 50)}
    outcome = find_panels(np.zeros((50, 100, 3), np.uint8), Expectation(2, boxes_by_hand=boxes))
    assert isinstance(outcome, Found)
    assert outcome.boxes == (boxes[0], boxes[1])
    assert all(panel.by_hand for panel in outcome.panels)


def test_a_box_by_hand_replaces_the_found_one() -> None:
    page, box = draw_sheet(WHITE, 8).page, Box(10, 10, 90, 90)
    outcome = find_panels(page, Expectation(12, boxes_by_hand={3: box}))
    assert isinstance(outcome, Found)
    assert outcome.boxes[3] == box
    assert [k for k, panel in enumerate(outcome.panels) if panel.by_hand] == [3]


def test_some_boxes_by_hand_do_not_save_a_refused_page() -> None:
    page = draw_sheet(WHITE, 8).page
    outcome = find_panels(page, Expectation(9, boxes_by_hand={3: Box(10, 10, 90, 90)}))
    assert "some-boxes-by-hand" in codes(outcome)


def test_pictures_that_touch_in_one_line_need_the_grid_said() -> None:
    """One picture with a strong horizon looks the same as two."""
    look = Look(grid(1, 3), size=(900, 400), gutter=0, row_gap=0, margin=0, scene="soft", ids="none")
    drawn = draw_sheet(look, 1)
    assert "touching-strip" in codes(find_panels(drawn.page, Expectation(3)))
    assert_cut(find_panels(drawn.page, Expectation(3, (1, 3))), drawn)


def test_pictures_after_a_short_last_row_are_panels_nobody_planned() -> None:
    drawn = draw_sheet(Look(grid(2, 3), size=(900, 600), gutter=0, row_gap=0, margin=0, scene="soft", ids="none"), 2)
    assert codes(find_panels(drawn.page, Expectation(5)))
    assert_cut(find_panels(drawn.page, Expectation(6)), drawn)


@pytest.mark.parametrize("scene", ["night", "soft"])
@pytest.mark.parametrize("off", [-2, -1])
def test_touching_pictures_in_uneven_rows_are_never_joined(scene: Scene, off: int) -> None:
    """Two neighbours taken for one are well framed too; a finer division that is as clear gives them away."""
    rows = ((1, 1, 1, 1), (0.8, 0.7, 1.1, 1, 1), (0.8, 1, 1.1, 1))
    look = Look(rows, size=(720, 480), gutter=0, row_gap=0, margin=12, ground=(0, 0, 0), scene=scene, ids="none")
    for seed in (4, 5, 8):
        assert "looks-like" in codes(find_panels(draw_sheet(look, seed).page, Expectation(13 + off)))


@pytest.mark.parametrize("shape", [(1, 2), (2, 1)])
def test_two_pictures_that_touch_are_not_one_panel(shape: tuple[int, int]) -> None:
    look = Look(grid(*shape), size=(900, 900), gutter=0, row_gap=0, margin=0, scene="soft", ids="none")
    assert "looks-like" in codes(find_panels(draw_sheet(look, 1).page, Expectation(1)))


@pytest.mark.parametrize(("seed", "scene"), [(1, "night"), (3, "night"), (4, "soft"), (7, "flat")])
def test_hairline_gutters_may_wobble(seed: int, scene: Scene) -> None:
    look = Look(grid(3, 4), size=(1280, 720), gutter=3, row_gap=5, margin=6, scene=scene, ids="none", jitter=5)
    drawn = draw_sheet(look, seed)
    outcome = find_panels(drawn.page, Expectation(12))
    assert isinstance(outcome, Found), outcome.reasons


def test_a_wider_last_column_keeps_its_width() -> None:
    """A fence in the wider pictures stands where the other columns' width would begin; the border is further out."""
    look = Look(((1, 1, 1, 1, 1.14),) * 2, size=(1100, 460), gutter=5, row_gap=25, margin=10, ids="none")
    drawn = draw_sheet(look, 1)
    page = drawn.page.copy()
    fence = np.random.default_rng(3).random(1000) < 0.5
    for box in (drawn.boxes[4], drawn.boxes[9]):
        x = box.right - drawn.boxes[0].width
        part = page[box.top : box.bottom, x : x + 5]
        part[fence[: box.height]] = 30
    assert_cut(find_panels(page, Expectation(10)), drawn)


def test_an_even_grid_of_pictures_that_hardly_differ_needs_the_plans_word() -> None:
    """Lines this weak are trusted only where the plan names the grid; the refusal says which to write."""
    look = Look(grid(2, 3), size=(900, 600), gutter=0, row_gap=0, margin=0, scene="night", ids="none")
    drawn = draw_sheet(look, 1)
    noise = np.random.default_rng(1).normal(0, 4, drawn.page.shape)
    page = np.clip(100 + 0.2 * (drawn.page.astype(float) - 128) + noise, 0, 255).astype(np.uint8)
    refused = find_panels(page, Expectation(6))
    assert "maybe-grid" in codes(refused)
    assert isinstance(refused, Refused)
    assert any("grid: 2x3" in reason.text for reason in refused.reasons)
    assert_cut(find_panels(page, Expectation(6, (2, 3))), drawn)


@pytest.mark.parametrize(("rows", "columns", "planned"), [(3, 4, 6), (2, 6, 4), (4, 3, 6), (2, 2, 1)])
def test_boxes_that_hold_two_or_three_touching_pictures_each_are_refused(rows: int, columns: int, planned: int) -> None:
    look = Look(grid(rows, columns), size=(1200, 900), gutter=2, row_gap=2, margin=0, scene="soft", ids="none")
    for seed in (1, 2):
        refused = find_panels(draw_sheet(look, seed).page, Expectation(planned))
        assert "looks-like" in codes(refused)


@pytest.mark.parametrize("planned", [2, 3, 4, 6, 8])
def test_a_plan_without_a_whole_row_or_column_of_the_sheet_is_refused(planned: int) -> None:
    """Cells cut off at the page's edge: each row is as good as the others."""
    for rows, columns in ((3, 4), (3, 3), (2, 4), (2, 2)):
        if planned not in {(rows - 1) * columns, rows * (columns - 1)}:
            continue
        look = Look(grid(rows, columns), size=(1080, 720), gutter=4, row_gap=4, margin=0, scene="flat", ids="none")
        for seed in (1, 2):
            assert codes(find_panels(draw_sheet(look, seed).page, Expectation(planned)))


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_pictures_that_fade_into_a_dark_page_are_seen_with_lightened_shadows(seed: int) -> None:
    look = Look(grid(2, 3), size=(900, 600), ground=(20, 20, 22), scene="soft", ids="none")
    drawn = draw_sheet(look, seed)
    page = drawn.page.copy()
    for box in drawn.boxes:
        part = page[box.top : box.bottom, box.left : box.right]
        fade = np.linspace(1, 0.15, box.height)[:, None, None]
        part[:] = (part * fade + 20 * (1 - fade)).astype(np.uint8)
    assert_cut(find_panels(page, Expectation(6)), Drawn(page, drawn.boxes))
    for planned in (5, 7):
        assert codes(find_panels(page, Expectation(planned)))


def test_a_strip_of_film_is_not_taken_for_its_pictures() -> None:
    """Pictures on black with a black rim whose own faint line shows only in lightened shadows."""
    page = np.full((620, 900, 3), 4, np.uint8)
    light = draw_sheet(Look(grid(2, 3), size=(900, 620), gutter=60, row_gap=60, margin=40, ids="none"), 4)
    for box in light.boxes:
        page[box.top - 4 : box.bottom + 4, box.left - 14 : box.right + 4] = 9
        page[box.top : box.bottom, box.left : box.right] = light.page[box.top : box.bottom, box.left : box.right]
        page[box.top + box.height // 2 : box.bottom, box.left : box.right] = 8
    outcome = find_panels(page, Expectation(6))
    if isinstance(outcome, Found):
        assert min(overlap(a, b) for a, b in zip(outcome.boxes, light.boxes, strict=True)) >= 0.95


@pytest.mark.parametrize("ground", [(10, 10, 10), (255, 255, 255)])
def test_every_second_border_overlooked_is_noticed_where_panels_are_a_little_off_their_grid(
    ground: tuple[int, int, int],
) -> None:
    gap = 4 if ground == (10, 10, 10) else 3
    look = Look(grid(3, 4), (1280, 800), ground, gap, gap, 0, scene="soft", jitter=4, ids="none")
    assert "looks-like" in codes(find_panels(draw_sheet(look, 2).page, Expectation(6)))
