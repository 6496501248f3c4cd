"""A sheet's bytes become a verdict with crops, overlays and a report, or a refusal with none."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from pipeline.check.sheet.examine import Question, cut_again, examine
from pipeline.check.sheet.ids import IdsNotRead
from pipeline.check.sheet.overlay import Words
from pipeline.errors import PictureError
from pipeline.pictures.pixels import encode, pixels
from pipeline.plan.model import HandBox
from tests.fakes.sheets import LOOKS, Drawn, Look, draw_sheet, grid

SMALL = Look(grid(2, 3), size=(720, 480), gutter=10, row_gap=10, margin=14)
NOBODY = IdsNotRead("nobody reads here")


def question(count: int) -> Question:
    return Question(tuple(Words(f"P{k:02d}", "雨夜") for k in range(1, count + 1)))


def sheet(look: Look, seed: int = 1) -> tuple[bytes, Drawn]:
    drawn = draw_sheet(look, seed)
    return encode(drawn.page), drawn


def test_a_good_sheet_gives_a_crop_per_panel() -> None:
    data, drawn = sheet(SMALL)
    done = examine([data], replace(question(6), files={"P01": "crops/P01.png"}), NOBODY)
    assert done.verdict == "cut"
    assert list(done.crops) == [f"P{k:02d}" for k in range(1, 7)]
    assert done.order == "open"
    assert done.report["panels"][0]["crop"] == "crops/P01.png"
    assert done.report["ids"].endswith("nobody reads here")
    for name, box in zip(done.crops, drawn.boxes, strict=True):
        height, width, _ = pixels(done.crops[name]).shape
        assert 0.95 <= width / box.width <= 1
        assert 0.95 <= height / box.height <= 1
    assert pixels(done.overlays[0]).shape[1] == 1568


def test_a_crop_can_be_cut_again_without_looking() -> None:
    data, _ = sheet(replace(LOOKS["askew"], size=(900, 600)))
    done = examine([data], question(9), NOBODY)
    assert done.verdict == "cut"
    for name, crop in done.crops.items():
        assert np.array_equal(pixels(cut_again(data, done.cuts[name])), pixels(crop))


def test_a_refused_sheet_gives_no_crop_but_reasons_and_an_overlay() -> None:
    data, _ = sheet(SMALL)
    done = examine([data], question(5), NOBODY)
    assert done.verdict == "refuse"
    assert not done.crops
    assert not done.cuts
    assert done.report["verdict"] == "refuse"
    assert done.report["reasons"] == [reason.text for reason in done.reasons]
    assert len(done.overlays) == 1


@pytest.mark.parametrize("planned", [3, 5, 7, 9])
def test_a_refusal_says_both_counts(planned: int) -> None:
    done = examine([sheet(SMALL)[0]], question(planned), NOBODY)
    assert (done.verdict, done.seen) == ("refuse", 6)
    assert (done.report["planned"], done.report["seen"]) == (planned, 6)
    both = f"the plan has {planned} panels on this sheet; about 6 panel-like boxes are seen"
    assert done.report["reasons"][0] == both
    assert not any("looks like" in reason.text for reason in done.reasons)


def test_where_nothing_is_like_a_panel_the_second_count_is_not_told() -> None:
    done = examine([encode(np.full((480, 720, 3), 250, np.uint8))], question(6), NOBODY)
    assert (done.report["planned"], done.report["seen"]) == (6, None)
    assert done.reasons[0].code == "counts-unseen"


def test_a_cut_sheet_has_as_many_as_planned() -> None:
    done = examine([sheet(SMALL)[0]], question(6), NOBODY)
    assert (done.report["planned"], done.report["seen"], done.seen) == (6, 6, None)


def test_pages_share_one_report_that_names_the_page() -> None:
    done = examine([sheet(SMALL)[0], sheet(SMALL, 2)[0]], question(12), NOBODY)
    assert done.verdict == "cut"
    assert [panel["page"] for panel in done.report["panels"]] == [1] * 6 + [2] * 6
    assert len(done.crops) == 12
    assert len(done.overlays) == 2


def test_pages_whose_panels_are_known_are_looked_at_one_by_one() -> None:
    data = [sheet(SMALL)[0], sheet(replace(SMALL, rows=grid(2, 2)))[0]]
    good = examine(data, replace(question(10), split=[(6, (2, 3)), (4, (2, 2))]), NOBODY)
    assert good.verdict == "cut"
    assert [panel["page"] for panel in good.report["panels"]] == [1] * 6 + [2] * 4
    bad = examine(data, replace(question(10), split=[(4, (2, 2)), (6, (2, 3))]), NOBODY)
    assert (bad.verdict, bad.seen) == ("refuse", 10)


def test_one_bad_page_refuses_all() -> None:
    done = examine([sheet(SMALL)[0], encode(np.full((480, 720, 3), 250, np.uint8))], question(12), NOBODY)
    assert done.verdict == "refuse"
    assert not done.crops


def test_boxes_by_hand_are_an_order_somebody_confirmed() -> None:
    data, drawn = sheet(SMALL)
    boxes = {f"P{k:02d}": HandBox(box=box.xywh) for k, box in enumerate(drawn.boxes, 1)}
    done = examine([data], replace(question(6), boxes=boxes), NOBODY)
    assert done.verdict == "cut"
    assert done.order == "confirmed"
    assert {panel["order"] for panel in done.report["panels"]} == {"by hand"}
    assert [panel["box"] for panel in done.report["panels"]] == [list(box.xywh) for box in drawn.boxes]


def test_wrong_boxes_by_hand_are_refused_with_their_names() -> None:
    data, _ = sheet(SMALL)
    done = examine([data], replace(question(6), boxes={"P99": HandBox(box=(0, 0, 50, 50))}), NOBODY)
    assert done.verdict == "refuse"
    assert "P99" in done.reasons[0].text


@pytest.mark.parametrize("data", [b"", b"not a picture", b"\x89PNG\r\n\x1a\n" + b"\0" * 40])
def test_what_is_no_picture_is_an_error(data: bytes) -> None:
    with pytest.raises(PictureError):
        examine([data], question(6), NOBODY)


def test_a_truncated_picture_is_an_error() -> None:
    data, _ = sheet(SMALL)
    with pytest.raises(PictureError):
        examine([data[: len(data) // 2]], question(6), NOBODY)


def test_where_both_counts_agree_the_real_reason_is_still_said() -> None:
    _, drawn = sheet(SMALL)
    page, empty = drawn.page.copy(), drawn.boxes[3]
    page[empty.top : empty.bottom, empty.left : empty.right] = 128
    done = examine([encode(page)], question(6), NOBODY)
    assert [reason.code for reason in done.reasons] == ["counts-same", "blank"]
    assert (done.report["planned"], done.report["seen"]) == (6, 6)
