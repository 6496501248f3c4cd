"""A request holds what the plan asks in the profile's terms, and what it can't take is said before it is sent."""

from dataclasses import replace

import pytest

from pipeline.compose.prompt import RECIPE
from pipeline.compose.request import RequestSpec, problems, request_digest, spec, warnings
from pipeline.images.capabilities import Capabilities, SizeTable
from pipeline.images.picture import SentImage
from pipeline.images.request import ImageRequest
from pipeline.images.size import Size
from pipeline.plan.model import Plan
from tests.compose.plans import P01, P05, drama, refs_of

ALL = Capabilities()
SENT = ImageRequest("雨夜", Size(864, 1536), images=(SentImage("1.png", "png", b"a"),))


def wanted(plan: Plan, panel: str, capabilities: Capabilities = ALL, **keys: object) -> RequestSpec:
    return spec(plan, plan.panel(panel), refs_of(plan, panel), capabilities, **keys)


def test_with_references_it_is_an_edit_and_without_a_generation():
    bare = drama(P05, bible=[])
    assert (wanted(drama(), "P02").mode, wanted(bare, "P05").mode) == ("edit", "generate")


def test_it_says_what_the_plan_says():
    found = wanted(drama(format="webp", moderation="auto", quality="medium"), "P02", note="更冷")
    assert (found.quality, found.format, found.moderation, found.recipe) == ("medium", "webp", "auto", RECIPE)
    assert str(found.size.size) == "864x1536"
    assert found.prompt.endswith("本次要求：更冷")
    assert problems(found, ALL) == ()


def test_a_panels_quality_comes_before_the_plans():
    assert wanted(drama(P05 | {"quality": "high"}), "P05").quality == "high"


def test_moderation_goes_with_an_edit_only_where_the_profile_takes_it():
    official = replace(ALL, moderation_on_edit=False)
    assert wanted(drama(), "P02", official).moderation is None
    assert wanted(drama(P05, bible=[]), "P05", official).moderation == "low"


def test_a_profile_of_fixed_sizes_gets_one_of_them():
    fixed = replace(ALL, sizes=SizeTable((Size(1024, 1024), Size(1024, 1536))))
    found = wanted(drama(), "P01", fixed)
    assert str(found.size.size) == "1024x1536"
    assert "9:16 范围内" in found.prompt
    assert problems(found, fixed) == ()


@pytest.mark.parametrize(
    ("keys", "capabilities", "said"),
    [
        ({}, replace(ALL, max_references=8), ["9", "8"]),
        ({}, replace(ALL, prompt_limit=100), ["100"]),
        ({"quality": "max"}, ALL, ["max", "low, medium, high, auto"]),
        ({"format": "webp"}, replace(ALL, formats=("png",)), ["webp", "png"]),
        ({"size": "1920x1080"}, ALL, ["1920x1080", "864x1536"]),
    ],
)
def test_what_a_profile_cant_take_is_said_with_what_to_write(keys: dict, capabilities: Capabilities, said: list[str]):
    (problem,) = problems(wanted(drama(**keys), "P02", capabilities), capabilities)
    assert all(word in problem for word in said)


def test_all_problems_are_said_at_once():
    narrow = replace(ALL, max_references=1, prompt_limit=10, qualities=("high",), formats=("jpeg",))
    assert len(problems(wanted(drama(), "P02", narrow), narrow)) == 4


def test_a_limit_may_be_reached():
    found = wanted(drama(), "P02")
    just = replace(ALL, max_references=len(found.refs), prompt_limit=len(found.prompt))
    assert problems(found, just) == ()


def test_many_references_and_a_long_prompt_deserve_a_word():
    found = wanted(drama(), "P02")
    near = replace(ALL, prompt_limit=len(found.prompt) + 1)
    assert len(warnings(found, near)) == 2
    assert warnings(wanted(drama(P01), "P01"), ALL) == ()
    narrow = replace(ALL, max_references=8, prompt_limit=10)
    assert warnings(found, narrow) == ()


def test_the_request_digest_names_what_was_really_sent():
    one = request_digest(SENT, profile="sub2api", model="gpt-image-2")
    assert one == request_digest(replace(SENT), profile="sub2api", model="gpt-image-2")
    others = {
        request_digest(replace(SENT, prompt="雪夜"), profile="sub2api", model="gpt-image-2"),
        request_digest(replace(SENT, quality="high"), profile="sub2api", model="gpt-image-2"),
        request_digest(replace(SENT, size=None), profile="sub2api", model="gpt-image-2"),
        request_digest(
            replace(SENT, images=(SentImage("1.png", "png", b"b"),)), profile="sub2api", model="gpt-image-2"
        ),
        request_digest(SENT, profile="canvas-20", model="gpt-image-2"),
        request_digest(SENT, profile="sub2api", model="canvas-20"),
    }
    assert len(others | {one}) == 7


def test_the_name_of_a_sent_part_is_no_part_of_the_digest():
    named = replace(SENT, images=(SentImage("ref-01.png", "png", b"a"),))
    assert request_digest(named, profile="p", model="m") == request_digest(SENT, profile="p", model="m")
