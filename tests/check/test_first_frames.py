"""First frames fit their video model, and a keyframe is never enlarged or cut beyond its declared aspect."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from pipeline.check.first_frames import first_frame
from pipeline.check.targets import TARGETS, cut, delivered, hold
from pipeline.errors import PictureError
from pipeline.images.picture import PictureFacts
from pipeline.images.size import Aspect, Size
from pipeline.pictures.pixels import encode, pixels
from pipeline.pictures.probe import probe


def facts(text: str) -> PictureFacts:
    return PictureFacts("png", Size.parse(text), "", 1)


@pytest.mark.parametrize(
    ("target", "size", "aspect", "codes"),
    [
        ("seedance", "864x1536", "9:16", []),
        ("seedance", "1536x640", "2.39:1", []),
        ("seedance", "1536x512", "3:1", ["aspect"]),
        ("seedance", "256x455", "9:16", ["small"]),
        ("kling", "1536x1024", "3:2", []),
        ("kling", "500x1500", "1:3", ["aspect"]),
        ("kling", "299x400", "3:4", ["small"]),
        ("veo", "1536x864", "16:9", []),
        ("veo", "864x1536", "9:16", []),
        ("veo", "1024x1024", "1:1", ["aspect"]),
        ("veo", "640x360", "16:9", ["below-best"]),
        ("veo", "1024x1536", "9:16", ["cropped"]),
        ("kling", "1024x1536", "9:16", ["cropped"]),
    ],
)
def test_a_keyframe_is_held_against_its_target_s_rules(target, size, aspect, codes) -> None:
    violations = hold(facts(size), Aspect.parse(aspect), TARGETS[target])
    assert [violation.code for violation in violations] == codes
    assert all(violation.sentence for violation in violations)


def test_a_picture_on_its_side_is_judged_as_people_see_it() -> None:
    lying = replace(facts("1536x864"), exif_orientation=6)
    assert hold(lying, Aspect.parse("9:16"), TARGETS["veo"]) == ()


@pytest.mark.parametrize(
    ("target", "size", "aspect", "expected"),
    [
        ("veo", "864x1536", "9:16", "720x1280"),
        ("veo", "3840x2160", "16:9", "1280x720"),
        ("veo", "640x360", "16:9", "640x360"),
        ("veo", "1024x1536", "9:16", "720x1280"),
        ("seedance", "864x1536", "9:16", "864x1536"),
        ("seedance", "1024x1536", "9:16", "864x1536"),
        ("kling", "1536x640", "2.39:1", "1536x640"),
    ],
)
def test_the_delivered_size(target, size, aspect, expected) -> None:
    assert delivered(Size.parse(size), Aspect.parse(aspect), TARGETS[target]) == Size.parse(expected)


@given(
    size=st.builds(Size, st.integers(1, 9000), st.integers(1, 9000)),
    aspect=st.sampled_from([Aspect.parse(text) for text in ("9:16", "16:9", "1:1", "2.39:1", "4:5", "1:2.5")]),
    target=st.sampled_from(list(TARGETS.values())),
)
def test_a_first_frame_is_never_larger_than_the_declared_area(size, aspect, target) -> None:
    kept, sent = cut(size, aspect), delivered(size, aspect, target)
    assert kept.width <= size.width
    assert kept.height <= size.height
    assert sent.width <= kept.width
    assert sent.height <= kept.height
    assert max(sent.width, sent.height) <= target.most_side


def test_the_first_frame_is_a_jpeg_of_the_middle() -> None:
    """Red sides left and right are what a 9:16 frame cuts off a 2:3 picture."""
    picture = np.full((768, 512, 3), (30, 200, 40), np.uint8)
    picture[:, :38] = picture[:, -38:] = (220, 20, 20)
    made = first_frame(encode(picture), TARGETS["seedance"], Aspect.parse("9:16"))
    assert probe(made, fully=True).size == Size(432, 768)
    assert probe(made).format == "jpeg"
    assert pixels(made)[:, :, 0].max() < 120


def test_it_stays_below_the_target_s_bytes() -> None:
    noise = np.random.default_rng(1).integers(0, 256, (360, 640, 3), np.uint8)
    tight = replace(TARGETS["veo"], most_bytes=150_000)
    assert len(first_frame(encode(noise), tight, Aspect.parse("16:9"))) <= 150_000


def test_a_broken_keyframe_is_a_picture_error() -> None:
    with pytest.raises(PictureError):
        first_frame(b"no picture", TARGETS["veo"], Aspect.parse("9:16"))


def test_every_target_names_its_source() -> None:
    assert all(target.source.startswith("https://") for target in TARGETS.values())
    assert set(TARGETS) == {"seedance", "kling", "veo"}
    assert Image.MAX_IMAGE_PIXELS  # reading pictures leaves the embedding program's limit alone
