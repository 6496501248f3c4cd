"""Strips of text go, notes and numbers on a picture stay: nothing is cut through what is drawn."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from pipeline.check.sheet.captions import Written, text_strips

HEIGHT, WIDTH = 300, 240
PAPER = 230.0


def picture(seed: int, *, dark: bool = False) -> np.ndarray:
    noise = np.random.default_rng(seed).normal(20 if dark else 120, 30, (HEIGHT, WIDTH))
    return np.clip(noise, 0, 255).astype(np.float32)


def with_strip(seed: int, lines: Sequence[tuple[int, int]], end: int, read: int | None = None) -> tuple:
    """A picture whose first ``end`` rows are a strip with lines of text, of which ``read`` were read."""
    tone = picture(seed)
    tone[:end] = PAPER
    mask = np.zeros(tone.shape, bool)
    known = lines if read is None else lines[:read]
    for top, bottom in lines:
        tone[top:bottom, 10:200][np.random.default_rng(seed).random((bottom - top, 190)) < 0.4] = 30
    for top, bottom in known:
        mask[top:bottom, 8:202] = True
    reach = max((bottom for _, bottom in known), default=0)
    return tone, Written(reach, 12.0, mask)


def heights(made: Sequence[tuple]) -> tuple[int, ...]:
    return text_strips([tone for tone, _ in made], [text for _, text in made])


def test_strips_go_to_the_row_in_which_the_picture_begins() -> None:
    made = [with_strip(seed, [(6, 18), (22, 34)], 42) for seed in range(6)]
    assert heights(made) == (42,) * 6


def test_a_panel_whose_text_could_not_be_read_goes_with_the_others() -> None:
    made = [with_strip(seed, [(6, 18), (22, 34)], 42) for seed in range(5)]
    made.append(with_strip(9, [(6, 18), (22, 34)], 42, read=0))
    assert heights(made) == (42,) * 6


def test_where_the_picture_begins_in_the_strips_own_tone_the_others_say_where() -> None:
    made = [with_strip(seed, [(6, 18), (22, 34)], 42) for seed in range(5)]
    tone, text = with_strip(7, [(6, 18), (22, 34)], 42)
    tone[42:200] = PAPER
    assert heights([*made, (tone, text)]) == (42,) * 6


def test_a_habit_needs_half_of_the_panels() -> None:
    """One caption among six may as well be a sign in the picture."""
    made = [with_strip(0, [(6, 18)], 26)]
    made += [(picture(seed), Written(0, 0.0, np.zeros((HEIGHT, WIDTH), bool))) for seed in range(1, 6)]
    assert heights(made) == (0,) * 6


def test_a_number_beside_a_figure_is_no_strip() -> None:
    """On white paper the head stands as high as the number; cutting there would behead it."""
    made = []
    for seed in range(6):
        tone = np.full((HEIGHT, WIDTH), PAPER, np.float32)
        tone[10:, 100:140] = picture(seed)[10:, 100:140]
        mask = np.zeros(tone.shape, bool)
        mask[8:22, 6:20] = True
        tone[8:22, 6:20] = 30
        made.append((tone, Written(22, 14.0, mask)))
    assert heights(made) == (0,) * 6


def test_notes_written_over_a_picture_stay() -> None:
    made = []
    for seed in range(6):
        mask = np.zeros((HEIGHT, WIDTH), bool)
        mask[8:22, 6:90] = True
        mask[26:40, 6:90] = True
        made.append((picture(seed), Written(40, 14.0, mask)))
    assert heights(made) == (0,) * 6


@pytest.mark.parametrize("count", [1, 2])
def test_one_or_two_panels_have_no_habit(count: int) -> None:
    assert heights([with_strip(seed, [(6, 18)], 26) for seed in range(count)]) == (0,) * count


def test_never_more_than_a_quarter_goes() -> None:
    made = [with_strip(seed, [(6, 18), (90, 102)], 110) for seed in range(6)]
    assert max(heights(made)) <= HEIGHT // 4
