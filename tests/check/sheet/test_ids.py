"""Painted ids confirm, contradict or stay unread; one odd reading never refuses a sheet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from pipeline.check.sheet.ids import IdsRead, Line, Word, read_ids
from pipeline.check.sheet.model import Box, Found, Panel
from pipeline.check.sheet.mosaic import Tiles
from pipeline.check.sheet.refine import Page

COUNT = 30


def page_of(count: int = COUNT) -> tuple[Page, Found]:
    """Panels of one tone each, 10 + 5 k, so that a reader knows from a tile which panel it is."""
    page = np.full((80 * (count // 6 + 1), 640, 3), 255, np.uint8)
    panels = []
    for k in range(count):
        box = Box(10 + k % 6 * 100, 10 + k // 6 * 80, 100 + k % 6 * 100, 80 + k // 6 * 80)
        page[box.top : box.bottom, box.left : box.right] = 10 + 5 * k
        panels.append(Panel(box, (1.0, 1.0, 1.0, 1.0)))
    return page, Found(tuple(panels), (page.shape[1], page.shape[0]))


class ToneReader:
    """Reads in a corner (0 left, 1 right) of panel k the texts scripted for it, one per reading; then nothing."""

    name = "tone"

    def __init__(self, texts: Mapping[int, Sequence[str]], corner: int = 0, step: int = 2) -> None:
        self._columns = range(corner, 6, step)
        self._texts = {k: list(values) for k, values in texts.items()}
        self.tiles_read = 0

    def read_line(self, picture: Page) -> Line | None:  # pages of plain tones have no lettering
        raise AssertionError

    def read(self, picture: Page) -> Sequence[Word]:
        cell = picture.shape[1] // 6
        words = []
        height = min(cell - 3, 121)
        for row in range(round(picture.shape[0] / height)):
            for column in self._columns:
                x, y = column * cell + cell // 2, min(picture.shape[0] - 1, row * height + height * 3 // 4)
                panel, rest = divmod(int(picture[y, x, 0]) - 10, 5)
                if rest == 0 and 0 <= panel < COUNT:
                    self.tiles_read += 1
                    if self._texts.get(panel):
                        words.append(Word(self._texts[panel].pop(0), Box(x - 5, y - 5, x + 5, y + 5), 0.9))
        return words


class InkReader:
    """Reads a lettering's number from the colour of its ink, 8 times the number in red."""

    name = "ink"

    def read(self, picture: Page) -> Sequence[Word]:
        return ()

    def read_line(self, picture: Page) -> Line | None:
        ink = picture[(picture[:, :, 1] == 0) & (picture[:, :, 2] == 0)]
        return Line(str(round(float(np.median(ink[:, 0])) / 8)), 0.9)


def lettered_page(numbers: Sequence[int], *, below: bool) -> tuple[Page, Found]:
    """Two rows of four panels; each number stands in the gutter above its panel, or below it."""
    picture = Image.new("RGB", (1100, 600), (240, 240, 240))
    pen = ImageDraw.Draw(picture)
    boxes = [Box(40 + 260 * (k % 4), 60 + 240 * (k // 4), 280 + 260 * (k % 4), 250 + 240 * (k // 4)) for k in range(8)]
    for number, box in zip(numbers, boxes, strict=True):
        pen.rectangle((box.left, box.top, box.right, box.bottom), fill=(200, 210, 220))
        place = (box.left + 4, box.bottom + 4 if below else box.top - 28)
        pen.text(place, "0", font=ImageFont.load_default(22), fill=(8 * number, 0, 0))
    return np.asarray(picture), Found(tuple(Panel(box, (1.0,) * 4) for box in boxes), picture.size)


def read(texts: Mapping[int, Sequence[str]], ids: Sequence[str], count: int = COUNT) -> IdsRead:
    page, found = page_of(count)
    return read_ids(page, found, ids, ToneReader(texts))


def test_matching_ids_confirm_every_panel_at_once() -> None:
    page, found = page_of()
    reader = ToneReader({k: [f"P{k + 1:02d}"] for k in range(COUNT)})
    result = read_ids(page, found, [f"P{k + 1:02d}" for k in range(COUNT)], reader)
    assert result.confirmed
    assert reader.tiles_read == COUNT


def test_an_id_in_the_right_corner_belongs_to_the_same_panel() -> None:
    page, found = page_of()
    reader = ToneReader({k: [str(k + 1)] for k in range(COUNT)}, corner=1)
    assert read_ids(page, found, [str(k + 1) for k in range(COUNT)], reader).confirmed


def test_only_what_is_open_is_read_again() -> None:
    page, found = page_of(12)
    texts = {k: [str(k + 1)] for k in range(12)} | {4: ["rain", "5"]}
    reader = ToneReader(texts)
    result = read_ids(page, found, [str(k + 1) for k in range(12)], reader)
    assert result.confirmed
    assert reader.tiles_read == 13


def test_the_same_wrong_id_twice_contradicts_and_says_where() -> None:
    result = read({**{k: [str(k + 1)] for k in range(12)}, 7: ["7", "7", "7"]}, [str(k + 1) for k in range(12)], 12)
    assert result.orders[7] == "contradicted"
    assert [reason.panels for reason in result.reasons] == [(8,)]
    assert "7" in result.reasons[0].text


@pytest.mark.parametrize("texts", [["7"], ["7", "9"], [], ["rain", "glass"]])
def test_anything_less_is_unread(texts: list[str]) -> None:
    result = read({**{k: [str(k + 1)] for k in range(12)}, 7: texts}, [str(k + 1) for k in range(12)], 12)
    assert result.orders[7] == "unread"
    assert result.reasons == ()


def test_panels_numbered_by_place_are_confirmed_whatever_the_plan_calls_them() -> None:
    ids = ["P03", "P05", "P09", "opening", "P11", "P20"]
    assert read({k: [str(k + 1)] for k in range(6)}, ids, 6).confirmed


def test_two_swapped_panels_are_both_contradicted() -> None:
    texts = {k: [str(k + 1)] * 3 for k in range(12)}
    texts[4], texts[5] = texts[5], texts[4]
    result = read(texts, [str(k + 1) for k in range(12)], 12)
    assert [k for k, order in enumerate(result.orders) if order == "contradicted"] == [4, 5]


def test_a_number_no_panel_has_says_nothing() -> None:
    result = read(
        {**{k: [str(k + 1)] for k in range(12)}, 3: ["350", "350", "350"]}, [str(k + 1) for k in range(12)], 12
    )
    assert result.orders[3] == "unread"
    assert not result.reasons


def test_nothing_read_on_the_first_try_is_enough_to_stop() -> None:
    page, found = page_of(12)
    reader = ToneReader({})
    result = read_ids(page, found, [str(k + 1) for k in range(12)], reader)
    assert set(result.orders) == {"unread"}
    assert reader.tiles_read == 12


def test_two_spots_read_alike_are_one_reading() -> None:
    page, found = page_of(12)
    texts = {**{k: [str(k + 1)] for k in range(12)}, 7: ["3", "3"]}
    result = read_ids(page, found, [str(k + 1) for k in range(12)], ToneReader(texts, step=1))
    assert result.orders[7] == "unread"


@pytest.mark.parametrize(("place", "text"), [(11, "1"), (11, "2"), (10, "1"), (10, "①")])
def test_half_a_number_contradicts_nothing(place: int, text: str) -> None:
    result = read({**{k: [str(k + 1)] for k in range(12)}, place: [text] * 3}, [str(k + 1) for k in range(12)], 12)
    assert result.orders[place] == "unread"
    assert not result.reasons


def test_a_ringed_sign_confirms_but_contradicts_nothing() -> None:
    texts = {k: [chr(0x2460 + k)] * 3 for k in range(10)} | {8: ["⑤", "⑤", "⑤"]}
    result = read(texts, [str(k + 1) for k in range(10)], 10)
    assert result.orders.count("confirmed") == 9
    assert result.orders[8] == "unread"


@pytest.mark.parametrize(("right", "whole"), [(100, True), (111, False)])
def test_a_word_that_reaches_its_tiles_end_is_not_whole(right: int, whole: bool) -> None:
    tiles = Tiles((), (124, 121), 4)
    assert tiles.whole(Box(40, 20, right, 40)) is whole
    assert tiles.whole(Box(124 + 40, 20, 124 + right, 40)) is whole


@pytest.mark.parametrize("below", [False, True])
def test_labels_in_the_gutter_are_the_panels_own_whether_above_or_below(below: bool) -> None:
    """Below the first row is above the second: there the first row's labels must not contradict."""
    page, found = lettered_page(range(1, 9), below=below)
    result = read_ids(page, found, [str(k) for k in range(1, 9)], InkReader())
    assert result.confirmed


def test_one_odd_lettering_is_one_reading() -> None:
    page, found = lettered_page([1, 2, 3, 4, 5, 6, 3, 8], below=False)
    result = read_ids(page, found, [str(k) for k in range(1, 9)], InkReader())
    assert result.orders.count("confirmed") == 7
    assert result.orders[6] == "unread"
