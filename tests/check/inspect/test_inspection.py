"""An inspection is made of values: good pictures pass the gates, unusable ones don't, unknown is never a pass."""

import json
import math
from dataclasses import asdict, replace

import pytest

from pipeline.check.inspect.case import Asked, Reference
from pipeline.check.inspect.inspection import CHECKS, GATES, inspect
from pipeline.check.inspect.limits import Limits
from pipeline.check.inspect.view import view
from pipeline.images.picture import Role
from pipeline.images.size import Aspect, Size
from tests.check.inspect.made import STYLES, draw, moved, nudged, packed, scene

SMALL = (432, 768)
ASKED = Asked(Size(432, 768), Aspect.parse("9:16"))


@pytest.mark.parametrize("style", STYLES)
def test_a_good_picture_of_any_style_passes_every_gate_with_its_references_beside_it(style: str) -> None:
    there = scene(11)
    sent = (
        Reference(Role.CROP, view(packed(draw(nudged(there), "pencil", SMALL))), "the crop"),
        Reference(Role.ANCHOR, view(packed(draw(scene(12), style, SMALL))), "the anchor"),
    )
    found = inspect(packed(draw(there, style, SMALL)), ASKED, sent)
    assert found.failures == ()
    assert found.passed
    assert [check.name for check in found.checks] == ["decodes", *CHECKS]
    assert all(check.sentence for check in found.checks)
    assert [check.name for check in found.checks if check.gate] == list(GATES)


@pytest.mark.parametrize("data", [b"", b"<html>", packed(draw(scene(1), "day", SMALL), "JPEG")[:4000]])
def test_what_can_t_be_opened_fails_and_leaves_the_rest_unknown(data: bytes) -> None:
    found = inspect(data, ASKED)
    assert not found.passed
    assert (found.facts, found.signature) == (None, None)
    assert found["decodes"].result == "fail"
    assert {check.result for check in found.checks[1:]} == {"unknown"}


def test_a_gate_that_could_not_be_made_is_not_a_pass() -> None:
    found = inspect(b"", ASKED)
    assert {check.name for check in found.failures} == set(GATES)


def test_checks_that_do_not_apply_are_absent_not_passed() -> None:
    found = inspect(packed(draw(scene(1), "day", SMALL)), ASKED)
    assert {check.name for check in found.checks}.isdisjoint({"copy", "composition", "tone", "palette"})
    with pytest.raises(KeyError):
        found["copy"]


@pytest.mark.parametrize(
    ("size", "aspect", "gates", "result"),
    [
        ("432x768", "9:16", True, "pass"),
        ("864x1536", "9:16", True, "pass"),  # another scale of the right aspect
        ("864x1536", "864:1530", True, "pass"),  # 0.4 % off: sizes are multiples of 16
        ("512x768", "2:3", False, "fail"),
        ("768x432", "16:9", False, "fail"),  # turned by the service
        ("512x512", "1:1", False, "fail"),  # squared by the service
    ],
)
def test_a_service_that_ignores_the_size_is_caught(size, aspect, gates, result) -> None:
    """A 432x768 picture against what was asked for."""
    found = inspect(packed(draw(scene(3), "day", SMALL)), Asked(Size.parse(size), Aspect.parse(aspect)))
    assert (found["aspect"].result == "pass") is gates
    assert found["size"].result == result
    assert not found["size"].gate


def test_the_nearest_legal_size_is_right_although_the_plan_wants_another_aspect() -> None:
    """A profile with three sizes is asked for 2:3 where the plan says 9:16; both are fine answers."""
    for size in ((512, 768), (432, 768)):
        found = inspect(packed(draw(scene(3), "day", size)), Asked(Size(1024, 1536), Aspect.parse("9:16")))
        assert found["aspect"].result == "pass"


def test_another_size_of_the_right_aspect_is_said() -> None:
    found = inspect(packed(draw(scene(3), "day", SMALL)), Asked(Size(864, 1536), Aspect.parse("9:16")))
    assert "432x768 instead of 864x1536" in found["size"].sentence
    assert found["size"].value == 0.5


def test_limits_are_data() -> None:
    data = packed(draw(scene(3), "fog", SMALL))
    assert inspect(data, ASKED)["blank"].result == "pass"
    strict = inspect(data, ASKED, limits=replace(Limits(), structure=0.9))
    assert strict["blank"].result == "fail"
    assert strict["blank"].limit == 0.9


def test_a_mended_take_may_come_back_nearly_as_it_was_but_a_crop_may_not() -> None:
    data = packed(draw(scene(4), "day", SMALL))
    for role, passed in ((Role.TAKE, True), (Role.CROP, False), (Role.FOLLOWED, False)):
        found = inspect(data, ASKED, (Reference(role, view(data), "P07"),))
        assert found.passed is passed
    assert "P07 came back nearly unchanged" in found["copy"].sentence


def test_the_next_moment_of_a_shot_is_no_copy_of_the_one_it_follows() -> None:
    there = scene(6)
    for style in ("day", "anime", "lamplight", "white"):
        before = Reference(Role.FOLLOWED, view(packed(draw(there, style, SMALL))))
        after = inspect(packed(draw(moved(there), style, SMALL, noise=1)), ASKED, (before,))
        assert after["copy"].result == "pass"


def test_advice_is_apart_from_failures() -> None:
    anchor = Reference(Role.ANCHOR, view(packed(draw(scene(5), "dusk", SMALL))))
    found = inspect(packed(draw(scene(4), "anime", SMALL)), ASKED, (anchor,))
    assert found.passed
    assert "palette" in {check.name for check in found.advice}


@pytest.mark.parametrize("size", [(1, 1), (1, 3000), (3000, 1), (2, 2), (7, 5), (24, 24), (40, 900)])
def test_a_picture_of_any_shape_is_inspected_with_finite_numbers(size: tuple[int, int]) -> None:
    picture = draw(scene(2), "day", (64, 64)).resize(size)
    seen = view(packed(picture))
    sent = tuple(Reference(role, seen) for role in (Role.CROP, Role.ANCHOR))
    found = inspect(packed(picture), Asked(Size(*size), Aspect(Size(*size).ratio, "")), sent)
    assert all(check.value is None or math.isfinite(check.value) for check in found.checks)
    assert json.loads(json.dumps([asdict(check) for check in found.checks]))
