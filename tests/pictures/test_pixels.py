"""Pixels are the same whatever they are packed in."""

import numpy as np
import pytest
from PIL import Image

from pipeline.errors import PictureError
from pipeline.images.size import Size
from pipeline.pictures.pixels import (
    encode,
    fitted,
    pixel_digest,
    pixels,
    resample,
    scaled,
    shrunk,
    small,
    thumbnail,
)
from pipeline.pictures.probe import probe
from tests.pictures.drawn import exif, packed, scene


def test_the_pixel_digest_does_not_depend_on_the_file_format() -> None:
    image = scene()
    same = [packed(image), packed(image, compress_level=0), packed(image, "BMP"), packed(image, "WEBP", lossless=True)]
    assert len({pixel_digest(data) for data in same}) == 1


def test_the_pixel_digest_tells_pixels_and_shapes_apart() -> None:
    black = [packed(Image.new("RGB", size)) for size in ((4, 9), (9, 4), (6, 6))]
    assert len({pixel_digest(data) for data in [*black, packed(Image.new("RGB", (6, 6), (0, 0, 1)))]}) == 4


@pytest.mark.parametrize("name", ["PNG", "JPEG"])
@pytest.mark.parametrize("mode", ["RGB", "L"])
def test_a_small_version_is_upright_keeps_its_aspect_and_is_never_enlarged(name: str, mode: str) -> None:
    data = packed(scene(120, 60).resize((1200, 600)).convert(mode), name, exif=exif(6))
    assert small(data, 100).shape == (100, 50, 3)
    assert small(packed(scene(30, 20), name), 100).shape == (20, 30, 3)


def test_a_small_version_looks_like_the_picture() -> None:
    image = scene(160, 90).resize((1600, 900))
    expected = np.asarray(image.resize((160, 90), Image.Resampling.BOX)).astype(int)
    assert np.abs(small(packed(image), 160).astype(int) - expected).mean() < 2


def test_pixels_are_brought_to_other_sizes() -> None:
    image = np.asarray(scene(90, 60))
    assert fitted(image, Size(20, 40)).shape == (40, 20, 3)
    assert scaled(image, Size(45, 30)).shape == (30, 45, 3)
    assert shrunk(image, 30).shape == (20, 30, 3)
    assert shrunk(image, 90) is image
    for other in (fitted(image, Size(20, 40)), scaled(image, Size(45, 30)), shrunk(image, 30)):
        assert abs(float(other.mean()) - float(image.mean())) < 2


def test_a_thumbnail_is_a_small_jpeg() -> None:
    facts = probe(thumbnail(packed(scene(900, 500)), 256), fully=True)
    assert (facts.format, facts.size.width) == ("jpeg", 256)


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "L", "P", "1"])
def test_resampling_gives_exactly_the_size_and_keeps_transparency(mode: str) -> None:
    data = resample(packed(scene().convert(mode)), Size(33, 77))
    facts = probe(data, fully=True)
    assert facts.size == Size(33, 77)
    assert facts.has_alpha == (mode == "RGBA")


@pytest.mark.parametrize("name", ["png", "jpeg", "webp"])
def test_encoding_and_decoding_agree(name: str) -> None:
    image = np.asarray(scene(64, 64))
    assert np.abs(pixels(encode(image, name)).astype(int) - image.astype(int)).mean() < (1 if name == "png" else 12)
    assert pixels(encode(image[..., 0])).shape == (64, 64, 3)


def test_what_is_no_picture_is_a_picture_error() -> None:
    for work in (pixels, pixel_digest, lambda data: small(data, 9), lambda data: resample(data, Size(1, 1))):
        with pytest.raises(PictureError):
            work(b"nothing")
