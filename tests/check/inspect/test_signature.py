"""Signatures compare panels without decoding them again."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.check.inspect.agreement import agreement
from pipeline.check.inspect.alike import alike
from pipeline.check.inspect.limits import Limits
from pipeline.check.inspect.oklab import luma, oklab
from pipeline.check.inspect.signature import SIDE, Signature, distances, sign
from tests.check.inspect import faults
from tests.check.inspect.made import draw, moved, scene

SMALL = (432, 768)
signatures = st.integers(0, 2**32 - 1).map(
    lambda seed: Signature(np.random.default_rng(seed).integers(0, 256, SIDE * SIDE * 3, np.uint8).tobytes())
)


def signed(picture) -> Signature:
    return sign(np.asarray(picture))


@given(signatures)
@settings(max_examples=20)
def test_a_signature_is_read_back_from_its_text(signature: Signature) -> None:
    assert Signature.from_text(signature.text) == signature


@pytest.mark.parametrize("text", ["", "äöü", "AAAA", "not base64!"])
def test_other_text_is_no_signature(text: str) -> None:
    with pytest.raises(ValueError):
        Signature.from_text(text)


@given(signatures, signatures)
@settings(max_examples=20, deadline=None)
def test_distance_and_agreement_are_symmetric_and_a_picture_is_at_no_distance_from_itself(one, other) -> None:
    assert distances(one, one) == (0.0, 0.0)
    assert distances(one, other) == pytest.approx(distances(other, one))
    assert agreement(one.rgb, one.rgb) == pytest.approx(1.0)
    assert 0.0 <= agreement(one.rgb, other.rgb) <= 1.0


def test_tone_and_palette_are_apart() -> None:
    day = draw(scene(2), "day", SMALL)
    rng = np.random.default_rng(3)
    tone, palette = distances(signed(day), signed(faults.tinted(day, rng)))
    assert palette > 0.05 > 0.5 * tone
    tone, palette = distances(signed(day), signed(faults.washed_out(day, rng)))
    assert tone > 0.2


def test_two_panels_that_are_the_same_picture_are_named_once() -> None:
    rng = np.random.default_rng(3)
    there = draw(scene(2), "day", SMALL)
    board = {
        "P01": signed(there),
        "P02": signed(draw(scene(3), "day", SMALL)),
        "P03": signed(faults.repacked(faults.regraded(there, rng), rng).convert("RGB")),
        "P04": signed(draw(moved(scene(2)), "day", SMALL)),
    }
    found = alike(board, Limits())
    assert [(one, other) for one, other, _ in found] == [("P01", "P03")]
    assert found[0][2].result == "fail"
    assert "P01 and P03" in found[0][2].sentence
    assert alike(board, Limits(), may_agree={frozenset({"P03", "P01"})}) == ()


def test_a_board_of_no_or_one_panel_has_no_pairs() -> None:
    assert alike({}, Limits()) == ()
    assert alike({"P01": signed(draw(scene(1), "day", SMALL))}, Limits()) == ()


@pytest.mark.parametrize(
    ("rgb", "lab"),
    [
        ((255, 255, 255), (1.0, 0.0, 0.0)),
        ((0, 0, 0), (0.0, 0.0, 0.0)),
        ((255, 0, 0), (0.628, 0.225, 0.126)),
        ((0, 255, 0), (0.866, -0.234, 0.179)),
        ((0, 0, 255), (0.452, -0.032, -0.312)),
    ],
)
def test_oklab_is_what_its_author_gives(rgb, lab) -> None:
    """Values as published for the sRGB primaries."""
    assert oklab(np.array([rgb], np.uint8))[0] == pytest.approx(lab, abs=0.002)
    assert luma(np.array([rgb], np.uint8))[0] == pytest.approx(np.dot(rgb, (0.299, 0.587, 0.114)), abs=0.01)
