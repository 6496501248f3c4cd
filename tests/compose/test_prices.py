"""Prices follow the published figures, reservations are never below estimates, usage beats formulas."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.compose.prices import estimate, output_tokens, reference_tokens, reserve, settle, text_tokens
from pipeline.images.capabilities import FlatPrice, TokenPrice
from pipeline.images.size import Size

OFFICIAL = TokenPrice(text_in=5, image_in=8, image_out=30)
YUAN = FlatPrice(0.06, "CNY", usd=0.14)

sizes = st.builds(Size, st.integers(480, 3840), st.integers(480, 3840))
qualities = st.sampled_from(["low", "medium", "high", "auto", "max"])


@pytest.mark.parametrize(
    ("size", "low", "medium", "high"),
    [
        ("1024x1024", 196, 1756, 7024),
        ("1536x1024", 158, 1372, 5488),
        ("1024x1536", 158, 1372, 5488),
        ("1280x720", 106, 947, 3787),
        ("1536x864", 120, 1078, 4312),
        ("1792x1008", 138, 1234, 4934),
        ("1920x1088", 148, 1325, 5300),
        ("2048x1152", 157, 1413, 5650),
        ("2560x1440", 205, 1843, 7370),
        ("3840x2160", 371, 3336, 13342),
        ("1024x768", 134, 1204, 4815),
        ("1680x720", 90, 809, 3159),
        ("2048x2048", 397, 3568, 14272),
    ],
)
def test_output_tokens_are_the_published_ones(size: str, low: int, medium: int, high: int):
    shape = Size.parse(size)
    assert [output_tokens(shape, quality) for quality in ("low", "medium", "high")] == [low, medium, high]


def test_auto_counts_as_high():
    assert output_tokens(Size(1024, 1024), "auto") == 7024


@pytest.mark.parametrize(
    ("size", "tokens"),
    [
        ("1024x1024", 1024),  # observed
        ("2048x2048", 1536),
        ("1536x1024", 1536),
        ("512x512", 1024),  # enlarged twofold
        ("256x256", 256),  # enlarged no further
        ("800x600", 768),
        ("1x1", 1),
        ("864x1536", 1296),
    ],
)
def test_reference_tokens_count_patches(size: str, tokens: int):
    assert reference_tokens(Size.parse(size)) == tokens


@pytest.mark.parametrize(("text", "tokens"), [("", 0), ("abc", 1), ("abcde", 2), ("雨夜", 2), ("雨夜 35mm", 4)])
def test_text_tokens(text: str, tokens: int):
    assert text_tokens(text) == tokens


@pytest.mark.parametrize(("quality", "usd"), [("low", 0.57), ("medium", 1.00), ("high", 2.46)])
def test_fifteen_panels_cost_what_the_published_example_says(quality: str, usd: float):
    """One anchor without references, fourteen edits with three each, 1536x864, text apart."""
    size, reference = Size(1536, 864), Size(1536, 1024)
    costs = [estimate(OFFICIAL, size, quality, [reference] * n, "") for n in (0, *[3] * 14)]
    assert round(sum(cost.usd or 0 for cost in costs), 2) == usd


def test_at_low_quality_references_cost_more_than_the_picture():
    cost = estimate(OFFICIAL, Size(1536, 864), "low", [Size(1024, 1024)], "")
    assert cost.of_references_usd is not None
    assert cost.usd is not None
    assert cost.of_references_usd > cost.usd / 2


def test_a_flat_price_is_the_basis_and_keeps_its_currency():
    cost = estimate(YUAN, Size(1024, 1024), "high", [Size(1024, 1024)], "词" * 500)
    assert (cost.native, cost.currency, cost.basis) == (0.06, "CNY", "flat")
    assert cost.usd == pytest.approx(0.0084)
    assert reserve(YUAN, Size(1024, 1024), "high", 1, "") == cost.usd


def test_a_flat_price_in_dollars_needs_no_rate():
    assert estimate(FlatPrice(0.02), None, "low", [], "").usd == 0.02


@pytest.mark.parametrize("price", [None, FlatPrice(0.06, "CNY")])
def test_without_a_known_price_there_is_nothing_to_reserve(price: FlatPrice | None):
    """A limit is then an error, which its owner says."""
    assert reserve(price, Size(1024, 1024), "low", 0, "") is None
    assert estimate(price, Size(1024, 1024), "low", [], "").usd is None


def test_usage_settles_to_the_token():
    usage = {
        "input_tokens": 50,
        "input_tokens_details": {"image_tokens": 40, "text_tokens": 10},
        "output_tokens": 120,
    }
    cost = settle(OFFICIAL, usage, size=Size(1536, 864), quality="low", reference_sizes=[], prompt="雨夜")
    assert cost.basis == "usage"
    assert cost.usd == pytest.approx((10 * 5 + 40 * 8 + 120 * 30) / 1e6)


def test_usage_without_details_takes_the_rest_for_pictures():
    usage = {"input_tokens": 1026, "output_tokens": 120}
    cost = settle(OFFICIAL, usage, size=None, quality="low", reference_sizes=[], prompt="雨夜")
    assert cost.of_references_usd == pytest.approx(1024 * 8 / 1e6)


@pytest.mark.parametrize(
    "usage",
    [
        None,
        {},
        {"output_tokens": 0},
        {"output_tokens": "120"},
        {"output_tokens": True},
        {"output_tokens": -5},
        {"output_tokens": None, "input_tokens_details": []},
    ],
)
def test_usage_that_says_nothing_leaves_the_formula(usage: dict | None):
    kept = {"size": Size(1536, 864), "quality": "low", "reference_sizes": [Size(1024, 1024)], "prompt": "雨夜"}
    assert settle(OFFICIAL, usage, **kept) == estimate(OFFICIAL, *kept.values())


def test_a_flat_price_does_not_mind_usage():
    cost = settle(YUAN, {"output_tokens": 9}, size=None, quality="low", reference_sizes=[], prompt="")
    assert cost.basis == "flat"


@given(sizes, qualities, st.lists(sizes, max_size=16), st.text(max_size=200))
def test_a_reservation_is_never_below_the_estimate(size: Size, quality: str, references: list[Size], prompt: str):
    reserved = reserve(OFFICIAL, size, quality, len(references), prompt)
    estimated = estimate(OFFICIAL, size, quality, references, prompt).usd
    assert reserved is not None
    assert estimated is not None
    assert reserved >= estimated
