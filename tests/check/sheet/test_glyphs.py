"""A number is found alone on its ground, whatever it is painted on; what is no short line of ink is not."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from pipeline.check.sheet.glyphs import letterings
from pipeline.check.sheet.model import Box

NOTO = Path(__file__).parents[3] / "pipeline/providers/offline/fonts/NotoSansCJKsc-Regular.otf"


def drawn(text: str, *, on: str = "paper", at: tuple[int, int] = (60, 50)) -> tuple[np.ndarray, Box]:
    """A zone of 160 x 100 with a text in its middle, and the text's box."""
    picture = Image.new("RGB", (160, 100), (250, 250, 248) if on in ("paper", "ring") else (90, 140, 120))
    pen = ImageDraw.Draw(picture)
    font = ImageFont.truetype(str(NOTO), 24)
    box = pen.textbbox(at, text, font=font, anchor="mm")
    around = (box[0] - 8, box[1] - 8, box[2] + 8, box[3] + 8)
    ink = (20, 20, 20)
    if on == "plate":
        pen.rectangle(around, fill=(10, 10, 10))
        ink = (255, 255, 255)
    if on == "ring":
        pen.ellipse((around[0] - 4, around[1] - 4, around[2] + 4, around[3] + 4), outline=ink, width=2)
    pen.text(at, text, font=font, fill=ink, anchor="mm")
    return np.asarray(picture), Box(*(int(v) for v in box))


@pytest.mark.parametrize("on", ["paper", "plate", "ring"])
@pytest.mark.parametrize("text", ["1", "7", "8", "10", "11", "P01", "S1-01", "Shot 12", "二", "三", "六", "十二"])
def test_a_label_is_found_once_and_whole(text: str, on: str) -> None:
    zone, box = drawn(text, on=on)
    found = letterings(zone)
    assert len(found) == 1
    one = found[0].box
    assert max(abs(one.left - box.left), abs(one.right - box.right), abs(one.top - box.top)) <= 3
    assert abs(one.bottom - box.bottom) <= 3


def test_its_picture_has_its_own_ground_around_it_and_no_ring() -> None:
    zone, _ = drawn("10", on="ring")
    picture = letterings(zone)[0].picture
    rim = np.concatenate([picture[:3].reshape(-1, 3), picture[:, :3].reshape(-1, 3)])
    assert (np.abs(rim.astype(int) - (250, 250, 248)) <= 4).all()


def test_one_lying_stroke_is_a_square_sign() -> None:
    zone, _ = drawn("一")
    box = letterings(zone)[0].box
    assert abs(box.width - box.height) <= 1


def test_a_label_that_the_edge_cuts_is_none() -> None:
    zone, box = drawn("12", at=(80, 50))
    assert letterings(zone[:, : box.right - 6]) == []


@pytest.mark.parametrize("seed", range(3))
def test_noise_and_plain_grounds_have_no_lines(seed: int) -> None:
    rng = np.random.default_rng(seed)
    assert letterings(rng.integers(0, 256, (100, 160, 3), np.uint8)) == []
    assert letterings(np.full((100, 160, 3), 40 * seed, np.uint8)) == []


def test_a_caption_is_no_label() -> None:
    zone = Image.new("RGB", (300, 100), "white")
    ImageDraw.Draw(zone).text((10, 40), "the keeper turns the lamp", font=ImageFont.load_default(18), fill="black")
    assert letterings(np.asarray(zone)) == []
