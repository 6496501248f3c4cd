"""Every check finds its fault on pictures of every style, and stays quiet on the good ones."""

import numpy as np
import pytest

from pipeline.check.inspect.blank import structure
from pipeline.check.inspect.border import border_support, inner, unframed
from pipeline.check.inspect.composition import follows
from pipeline.check.inspect.copied import likeness
from pipeline.check.inspect.edges import edge_width
from pipeline.check.inspect.limits import Limits
from pipeline.check.inspect.split import split_support
from pipeline.check.inspect.view import view
from pipeline.pictures.pixels import encode, grey
from tests.check.inspect import faults
from tests.check.inspect.made import STYLES, draw, moved, nudged, packed, scene

SMALL = (432, 768)
LIMITS = Limits()
GOOD = {style: draw(scene(21 + n), style, SMALL) for n, style in enumerate(STYLES)}


@pytest.mark.parametrize("style", STYLES)
def test_a_good_picture_is_neither_blank_nor_framed_nor_split_nor_soft(style: str) -> None:
    rgb = np.asarray(GOOD[style])
    assert structure(rgb) > 2 * LIMITS.structure
    assert border_support(rgb) < LIMITS.frame_support
    assert split_support(rgb) < LIMITS.split_support
    assert (edge_width(grey(rgb)) or 0.0) < LIMITS.edge_width


@pytest.mark.parametrize("kind", faults.BLANKS)
def test_nothing_but_colour_gradient_or_noise_is_blank(kind: str) -> None:
    rng = np.random.default_rng(4)
    for _ in range(6):
        assert structure(np.asarray(faults.BLANKS[kind](GOOD["day"], rng))) < LIMITS.structure


def test_a_blank_picture_within_bars_is_blank() -> None:
    page = np.full((768, 432, 3), 200, np.uint8)
    page[:90] = page[-90:] = 0
    assert structure(inner(page)) < LIMITS.structure


@pytest.mark.parametrize("style", ["day", "night", "fog", "anime", "white", "film"])
@pytest.mark.parametrize("kind", faults.BORDERS)
def test_bars_mounts_and_drawn_frames_are_found(kind: str, style: str) -> None:
    framed = faults.BORDERS[kind](GOOD[style], np.random.default_rng(5))
    assert border_support(np.asarray(framed)) >= LIMITS.frame_support


def test_the_inner_part_is_the_picture_without_its_bars() -> None:
    rgb = np.asarray(GOOD["day"]).copy()
    rgb[:100] = rgb[-100:] = 0
    assert inner(rgb).shape == (568, 432, 3)


def test_whitespace_around_a_figure_is_no_bar_and_a_figure_elsewhere_no_copy() -> None:
    """Cut to its figure, every picture of that figure on white would be the same."""
    there = scene(5166)
    one, other = (np.asarray(draw(each, "white", (512, 512))) for each in (there, moved(there)))
    assert unframed(one).shape == one.shape
    assert likeness(view(encode(one)), view(encode(other))) < 0.8
    barred = one.copy()
    barred[:60] = barred[-60:] = 0
    assert unframed(barred).shape == (392, 512, 3)
    assert likeness(view(encode(barred)), view(encode(one[60:-60]))) >= LIMITS.copied


def test_one_dark_side_is_a_ceiling_not_a_letterbox() -> None:
    rgb = np.asarray(GOOD["day"]).copy()
    rgb[:100] = 0
    assert border_support(rgb) < LIMITS.frame_support


@pytest.mark.parametrize("pair", [("day", "film"), ("anime", "day"), ("lamplight", "shallow")])
def test_pictures_side_by_side_are_found_by_their_gutter(pair: tuple[str, str]) -> None:
    for seed in range(4):
        page = faults.with_gutter([GOOD[pair[0]], GOOD[pair[1]]], np.random.default_rng(seed))
        assert split_support(np.asarray(page)) >= LIMITS.split_support


def test_touching_pictures_are_found_by_the_cut_and_a_wall_of_tiles_is_none() -> None:
    rng = np.random.default_rng(8)
    left, right = (rng.integers(1, 6, (48, 1, 1)) * 36 + shift for shift in (0, 18))
    page = np.concatenate([np.tile(left, (1, 108, 3)), np.tile(right, (1, 108, 3))], axis=1).repeat(8, axis=0)
    assert split_support(page.astype(np.uint8)) >= LIMITS.split_support
    tiles = np.tile(rng.integers(1, 6, (48, 27, 1)) * 36, 3).repeat(8, 0).repeat(8, 1)
    assert split_support(tiles.astype(np.uint8)) < LIMITS.split_support


def test_a_horizon_and_a_fence_are_no_cuts() -> None:
    sea = np.full((432, 768, 3), 200, np.uint8)
    sea[220:] = 60
    fence = np.full((432, 768, 3), 120, np.uint8)
    for x in range(30, 760, 40):
        fence[:, x : x + 5] = 5
    noise = np.random.default_rng(2).integers(0, 30, (432, 768, 1), np.uint8)
    for rgb in (sea + noise, fence + noise // 10):
        assert split_support(rgb) < LIMITS.split_support


@pytest.mark.parametrize("style", ["day", "night", "anime", "pencil", "snow"])
@pytest.mark.parametrize("kind", faults.COPIES)
def test_a_reference_that_came_back_is_a_copy_however_it_is_packed(kind: str, style: str) -> None:
    sent = GOOD[style]
    back = faults.COPIES[kind](sent, np.random.default_rng(6))
    assert likeness(view(packed(back)), view(packed(sent))) >= LIMITS.copied


@pytest.mark.parametrize("style", STYLES)
def test_a_drawn_crop_is_no_copy_of_the_crop(style: str) -> None:
    crop = draw(nudged(scene(21)), "pencil", SMALL)
    if style != "pencil":
        assert likeness(view(packed(draw(scene(21), style, SMALL))), view(packed(crop))) < 0.8


@pytest.mark.parametrize("style", ["day", "night", "fog", "anime", "ink", "lamplight"])
def test_composition_agrees_with_its_own_sketch_far_better_than_with_another(style: str) -> None:
    taken = np.asarray(draw(scene(31), style, SMALL))
    own, other = (np.asarray(draw(nudged(scene(seed)), "pencil", SMALL)) for seed in (31, 37))
    right, wrong = follows(taken, own), follows(taken, other)
    assert right is not None
    assert wrong is not None
    assert right >= LIMITS.composition
    assert right > wrong + 0.15


def test_an_empty_sketch_says_nothing_about_composition() -> None:
    assert follows(np.asarray(GOOD["day"]), np.full((768, 432, 3), 250, np.uint8)) is None


@pytest.mark.parametrize("kind", faults.SOFT)
def test_blurred_and_blown_up_pictures_have_wide_edges(kind: str) -> None:
    sharp = draw(scene(21), "day")
    soft = faults.SOFT[kind](sharp, np.random.default_rng(1))
    before, after = edge_width(grey(np.asarray(sharp))), edge_width(grey(np.asarray(soft)))
    assert before is not None
    assert after is not None
    assert after > 2 * before


def test_shallow_focus_is_sharp_and_an_even_picture_has_no_edges_to_judge() -> None:
    assert (edge_width(grey(np.asarray(draw(scene(22), "shallow")))) or 99) < LIMITS.edge_width
    assert edge_width(np.full((300, 300), 90, np.uint8)) is None
    assert edge_width(np.full((10, 10), 90, np.uint8)) is None
