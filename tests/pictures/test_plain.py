"""Plain pictures are upright, opaque, small sRGB without metadata, and stay the bytes they are."""

from io import BytesIO

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin

from pipeline.errors import PictureError
from pipeline.pictures.pixels import pixels
from pipeline.pictures.plain import MAX_BYTES, MAX_EDGE, is_plain, make_plain
from pipeline.pictures.probe import probe
from tests.pictures.drawn import exif, lab_profile, packed, png_16_bit_rgb, scene, srgb_profile, swapped_profile


def text_chunk() -> PngImagePlugin.PngInfo:
    info = PngImagePlugin.PngInfo()
    info.add_text("prompt", "雨夜")
    return info


@pytest.mark.parametrize(
    "data",
    [
        packed(scene()),
        packed(scene().convert("L")),
        packed(scene(), pnginfo=text_chunk()),
        packed(scene(), "JPEG", quality=70, progressive=True),
        packed(scene(), "JPEG", icc_profile=srgb_profile()),
        packed(scene(), "WEBP", quality=70),
        packed(scene(2048, 30)),
    ],
)
def test_a_plain_picture_is_sent_byte_for_byte(data: bytes) -> None:
    assert is_plain(data)
    plain = make_plain(data)
    assert plain.data == data
    assert plain.changes == ()


NOT_PLAIN = {
    "turned": packed(scene(), "JPEG", exif=exif(6)),
    "metadata": packed(scene(), "PNG", exif=exif(1)),
    "alpha": packed(scene().convert("RGBA")),
    "depth": png_16_bit_rgb(),
    "colour": packed(scene().convert("CMYK"), "JPEG"),
    "smaller": packed(scene(300, 5).resize((3000, 50))),
    "format": packed(scene(), "BMP"),
    "first-frame": packed(scene(seed=1), "WEBP", save_all=True, append_images=[scene(seed=2)]),
    "lighter": packed(Image.fromarray(np.random.default_rng(3).integers(0, 256, (1300, 1300, 3), np.uint8))),
}


@pytest.mark.parametrize("change", NOT_PLAIN)
def test_what_is_not_plain_is_made_so_and_the_change_is_named(change: str) -> None:
    assert not is_plain(NOT_PLAIN[change])
    plain = make_plain(NOT_PLAIN[change])
    facts = probe(plain.data, fully=True)
    assert change in plain.changes
    assert facts.format == plain.format
    assert facts.format in {"png", "jpeg"}
    assert facts.mode in {"L", "RGB"}
    assert max(facts.size.width, facts.size.height) <= MAX_EDGE
    assert facts.length <= MAX_BYTES
    assert (facts.has_exif, facts.has_icc, facts.has_alpha) == (False, False, False)


MODES = ["1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "I;16", "I", "F", "YCbCr", "LAB", "HSV"]


@given(
    mode=st.sampled_from(MODES),
    size=st.tuples(st.integers(1, 40), st.integers(1, 40)),
    turn=st.integers(1, 8),
    name=st.sampled_from(["PNG", "JPEG", "WEBP", "TIFF"]),
    profile=st.sampled_from([None, srgb_profile(), swapped_profile(), lab_profile(), b"junk"]),
)
@settings(max_examples=150, deadline=None)
def test_making_plain_twice_is_making_it_once_and_always_gives_the_same_bytes(mode, size, turn, name, profile) -> None:
    source = scene(*size).convert("L").convert(mode) if mode in {"I;16", "F"} else as_mode(scene(*size), mode)
    try:
        data = packed(source, name, exif=exif(turn), **({"icc_profile": profile} if profile else {}))
    except (OSError, ValueError, TypeError):
        return  # this mode can't be written in this format
    once = make_plain(data)
    assert make_plain(data) == once
    again = make_plain(once.data)
    assert again.data == once.data
    assert again.changes == ()


def as_mode(image: Image.Image, mode: str) -> Image.Image:
    return image.convert("L").convert(mode) if mode in {"I", "LAB"} else image.convert(mode)


@pytest.mark.parametrize("turn", range(1, 9))
def test_exif_orientation_is_applied(turn: int) -> None:
    """A picture stored turned, with the tag that says so, comes out as the upright one."""
    upright = scene(40, 24)
    stored = {
        1: None,
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }[turn]
    data = packed(upright if stored is None else upright.transpose(stored), "PNG", exif=exif(turn))
    assert np.array_equal(pixels(make_plain(data).data), np.asarray(upright))


def test_transparency_is_laid_on_white() -> None:
    clear = Image.new("RGBA", (4, 4), (255, 0, 0, 0))
    assert pixels(make_plain(packed(clear)).data).min() == 255


def test_sixteen_bits_keep_their_brightness() -> None:
    assert pixels(make_plain(png_16_bit_rgb()).data)[0, 0].tolist() == [0xC0, 0x40, 0x00]
    grey = Image.fromarray(np.full((4, 4), 0x8000, np.uint16))
    assert pixels(make_plain(packed(grey)).data)[0, 0].tolist() == [0x80, 0x80, 0x80]


def test_colours_are_converted_by_the_picture_s_own_profile() -> None:
    """Where red and blue of the profile are exchanged, a red picture is blue on the screen."""
    red = packed(Image.new("RGB", (4, 4), (220, 20, 20)), icc_profile=swapped_profile())
    r, _, b = pixels(make_plain(red).data)[0, 0].tolist()
    assert b > 150 > r


def test_a_cmyk_jpeg_is_not_inverted() -> None:
    white = Image.new("CMYK", (16, 16), (0, 0, 0, 0))
    assert pixels(make_plain(packed(white, "JPEG")).data).min() > 250


def test_a_large_photograph_keeps_its_aspect() -> None:
    facts = probe(make_plain(packed(scene(440, 110).resize((4400, 1100)), "JPEG")).data)
    assert (facts.size.width, facts.size.height) == (2048, 512)


def test_a_broken_picture_is_found_before_it_is_sent() -> None:
    data = packed(scene(300, 300))
    with pytest.raises(PictureError):
        make_plain(data[: len(data) // 2])


def test_a_plain_picture_with_a_profile_that_is_junk_is_left_alone() -> None:
    data = packed(scene(), icc_profile=b"junk")
    assert make_plain(data).data == data
    assert Image.open(BytesIO(data)).size == (60, 40)
