"""The overlay shows every box and every crop beside its text, cut or refused, at a bounded size."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import ImageFont

from pipeline.check.sheet.cut import cut
from pipeline.check.sheet.find import find_panels
from pipeline.check.sheet.ids import IdsNotRead, IdsRead
from pipeline.check.sheet.lettering import fit, wrap
from pipeline.check.sheet.model import Expectation, Found, Reason
from pipeline.check.sheet.overlay import Words, draw_overlay
from tests.fakes.sheets import LOOKS, draw_sheet

GREEN, AMBER, RED = (0, 130, 70), (176, 106, 0), (200, 20, 30)


def pixels_of(page: np.ndarray, colour: tuple[int, int, int]) -> int:
    return int((np.abs(page.astype(int) - colour).max(2) < 3).sum())


def test_twenty_panels_fit_a_picture_that_can_be_looked_at() -> None:
    drawn = draw_sheet(LOOKS["twenty"], 1)
    outcome = find_panels(drawn.page, Expectation(20))
    assert isinstance(outcome, Found)
    words = [Words(f"P{k:02d}", "She waits at the door, rain on the glass") for k in range(1, 21)]
    overlay = draw_overlay(drawn.page, outcome, words, crops=cut(drawn.page, outcome), read=IdsNotRead("no reader"))
    assert overlay.shape[1] == 1568
    assert overlay.shape[0] < 2600
    assert pixels_of(overlay, AMBER) > 20 * 5000
    assert pixels_of(overlay, GREEN) == 0


def test_confirmed_contradicted_and_unread_panels_differ_in_colour() -> None:
    drawn = draw_sheet(LOOKS["small"], 1)
    outcome = find_panels(drawn.page, Expectation(6))
    assert isinstance(outcome, Found)
    read = IdsRead(("confirmed", "contradicted", "unread") * 2, ((),) * 6, (Reason("wrong-id", "wrong", (2,)),))
    words = [Words(str(k), "text") for k in range(6)]
    overlay = draw_overlay(drawn.page, outcome, words, crops=cut(drawn.page, outcome), read=read)
    assert min(pixels_of(overlay, colour) for colour in (GREEN, AMBER, RED)) > 5000


def test_a_refused_page_is_drawn_with_what_was_tried() -> None:
    drawn = draw_sheet(LOOKS["small"], 1)
    outcome = find_panels(drawn.page, Expectation(7))
    overlay = draw_overlay(drawn.page, outcome, [Words(str(k), "text") for k in range(7)])
    assert pixels_of(overlay, RED) > 1000
    assert pixels_of(overlay, GREEN) == 0


@pytest.mark.parametrize(
    "text",
    ["雨夜，窗上水痕。她收伞，走到桌前", "a few words and oneverylongwordthatfitsnowhere", "", "混排 mixed 文字 text"],
)
def test_wrapped_lines_fit_and_lose_nothing(text: str) -> None:
    font = ImageFont.load_default(20)
    lines = wrap(text, font, 120)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(font.getlength(line) <= 120 + 20 for line in lines)
    assert not any(line[0] in "，。" for line in lines)


def test_a_long_id_is_shortened_visibly() -> None:
    font = ImageFont.load_default(20)
    assert fit("P01", font, 100) == "P01"
    shortened = fit("P01-a-very-long-name-of-a-panel", font, 100)
    assert shortened.endswith("…")
    assert font.getlength(shortened) <= 100


def test_a_page_of_a_refused_sheet_is_headed_by_its_reasons_though_it_was_found_itself() -> None:
    drawn = draw_sheet(LOOKS["small"], 1)
    outcome = find_panels(drawn.page, Expectation(6))
    words = [Words(str(k), "text " * 60) for k in range(6)]
    ground = draw_overlay(drawn.page, outcome, words)[4, 4]
    refused = draw_overlay(drawn.page, outcome, words, reasons=(Reason("counts", "both counts"),), place="Page 2 of 2")
    assert tuple(ground) != tuple(refused[4, 4])
    assert tuple(refused[4, 4]) == (253, 226, 224)
