"""The size asked for is always legal, exact wherever the model can, and said where it can't."""

import re
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.compose.sizes import CLOSE, LONG, SHORT, choose, exact_size
from pipeline.images.capabilities import SizeRule, SizeTable
from pipeline.images.size import Aspect, Size

RULE = SizeRule()
TABLE = SizeTable((Size(1024, 1024), Size(1024, 1536), Size(1536, 1024)))

edges = st.integers(1, 400)
aspects = st.builds(lambda w, h: Aspect(Fraction(w, h), f"{w}:{h}"), edges, edges)
sizes = st.builds(Size, st.integers(1, 9999), st.integers(1, 9999))


def chosen(aspect: str, sizes: SizeRule | SizeTable = RULE, policy: str = "auto") -> str:
    return str(choose(Aspect.parse(aspect), sizes, policy if policy in ("auto", "exact") else Size.parse(policy)).size)


@pytest.mark.parametrize(
    ("aspect", "size"),
    [
        ("16:9", "1536x864"),
        ("9:16", "864x1536"),
        ("1:1", "1024x1024"),
        ("3:2", "1536x1024"),
        ("2:3", "1024x1536"),
        ("4:3", "1344x1008"),
        ("3:4", "1008x1344"),
        ("5:4", "1280x1024"),
        ("4:5", "1024x1280"),
        ("2:1", "1536x768"),
        ("21:9", "1456x624"),
        ("1.85:1", "1184x640"),
        ("2.35:1", "1504x640"),
        ("3:1", "1536x512"),
        ("1:3", "512x1536"),
        ("18:32", "864x1536"),
    ],
)
def test_takes_the_largest_exact_size_that_fits(aspect: str, size: str):
    choice = choose(Aspect.parse(aspect), RULE)
    assert (str(choice.size), choice.exact, choice.problem) == (size, True, "")


@pytest.mark.parametrize(
    ("aspect", "size"),
    [("2.39:1", "1536x640"), ("1:2.39", "640x1536"), ("2.76:1", "1536x560"), ("1.33:1", "1360x1024")],
)
def test_takes_a_size_within_one_per_cent_where_none_is_exact_and_says_so(aspect: str, size: str):
    choice = choose(Aspect.parse(aspect), RULE)
    assert (str(choice.size), choice.exact) == (size, False)
    assert size in choice.why
    assert aspect in choice.why


def test_takes_the_smallest_exact_size_where_nothing_close_fits():
    """A model that draws nothing close within 1536x1024 draws 16:9 larger."""
    large = SizeTable((Size(1024, 1024), Size(2560, 1440), Size(2048, 1152), Size(3840, 2160)))
    choice = choose(Aspect.parse("16:9"), large)
    assert (str(choice.size), choice.exact) == ("2048x1152", True)


def test_never_goes_above_2560x1440_by_itself():
    huge = SizeTable((Size(1024, 1024), Size(3840, 2160)))
    assert chosen("16:9", huge) == "1024x1024"
    assert chosen("16:9", huge, "3840x2160") == "3840x2160"


@pytest.mark.parametrize(
    ("aspect", "size"),
    [("9:16", "1024x1536"), ("16:9", "1536x1024"), ("1:1", "1024x1024"), ("2:3", "1024x1536"), ("5:4", "1536x1024")],
)
def test_a_table_gives_its_nearest_size(aspect: str, size: str):
    choice = choose(Aspect.parse(aspect), TABLE)
    assert str(choice.size) == size
    assert choice.exact == (choice.size.ratio == Aspect.parse(aspect).ratio)
    assert choice.exact or aspect in choice.why


@pytest.mark.parametrize(("aspect", "size"), [("4:1", "1536x512"), ("1:4", "512x1536"), ("100:33", "1536x512")])
def test_an_aspect_beyond_the_rule_gets_the_nearest_that_fits(aspect: str, size: str):
    assert chosen(aspect) == size


def test_a_written_size_is_taken_as_it_is():
    choice = choose(Aspect.parse("16:9"), RULE, Size(2048, 1152))
    assert (str(choice.size), choice.exact, choice.problem) == ("2048x1152", True, "")
    off = choose(Aspect.parse("9:16"), RULE, Size(1024, 1536))
    assert (off.exact, off.problem) == (False, "")


def test_an_illegal_written_size_names_legal_ones():
    choice = choose(Aspect.parse("16:9"), RULE, Size(1920, 1080))
    assert "1920x1080" in choice.problem
    named = [Size.parse(text) for text in re.findall(r"\d+x\d+", choice.problem) if text != "1920x1080"]
    assert named
    assert all(RULE.allows(size) for size in named)
    assert {"1792x1008", "2048x1152"} <= {str(size) for size in named}


def test_a_table_that_lacks_the_written_size_lists_what_it_has():
    choice = choose(Aspect.parse("9:16"), TABLE, Size(864, 1536))
    assert str(choice.size) == "1024x1536"
    assert all(str(size) in choice.problem for size in TABLE.sizes)


@pytest.mark.parametrize("aspect", ["9:16", "2.39:1", "16:9", "7:5"])
@pytest.mark.parametrize("sizes", [RULE, TABLE])
def test_exact_asks_like_auto(aspect: str, sizes: SizeRule | SizeTable):
    assert choose(Aspect.parse(aspect), sizes, "exact") == choose(Aspect.parse(aspect), sizes)


@pytest.mark.parametrize(
    ("aspect", "size"), [("9:16", "864x1536"), ("16:9", "1536x864"), ("2.39:1", "1536x643"), ("1:2.39", "643x1536")]
)
def test_an_exact_keyframe_has_the_asked_aspect_to_the_pixel(aspect: str, size: str):
    assert str(exact_size(Aspect.parse(aspect))) == size


@settings(max_examples=25)
@given(aspects)
def test_an_exact_keyframe_is_as_near_to_the_aspect_as_pixels_allow(aspect: Aspect):
    size = exact_size(aspect)
    assert abs(size.width - size.height * aspect.ratio) <= max(Fraction(1, 2) * aspect.ratio, 1) or 1 in (
        size.width,
        size.height,
    )


def test_a_model_without_sizes_is_a_bug():
    with pytest.raises(ValueError):
        choose(Aspect.parse("1:1"), SizeTable(()))


@given(aspects, st.sampled_from([RULE, TABLE]), st.one_of(st.sampled_from(["auto", "exact"]), sizes))
def test_the_choice_is_always_legal_and_honest(aspect: Aspect, rule: SizeRule | SizeTable, policy: str | Size):
    choice = choose(aspect, rule, policy)
    assert rule.allows(choice.size)
    assert choice.exact == (choice.size.ratio == aspect.ratio)
    assert choice.why


@given(aspects)
def test_auto_fits_unless_a_larger_one_is_exact(aspect: Aspect):
    size = choose(aspect, RULE).size
    fits = max(size.width, size.height) <= LONG and min(size.width, size.height) <= SHORT
    assert fits or (size.ratio == aspect.ratio and size.pixels <= 2560 * 1440)


@given(aspects)
def test_turning_the_aspect_turns_the_size(aspect: Aspect):
    turned = Aspect(1 / aspect.ratio, "turned")
    size = choose(aspect, RULE).size
    assert choose(turned, RULE).size in (size.turned, size)
    if aspect.ratio <= 1 / CLOSE or aspect.ratio >= CLOSE:
        assert choose(turned, RULE).size == size.turned
