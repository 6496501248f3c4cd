"""Facts come from the bytes; what can't be opened safely is an error with a reason."""

import struct
import time
import zlib

import pytest
from PIL import Image, features

from pipeline.errors import PictureError
from pipeline.images.size import Size
from pipeline.pictures.formats import sniff
from pipeline.pictures.probe import probe
from tests.pictures.drawn import exif, packed, scene, srgb_profile

FORMATS = ["PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF", *(["AVIF"] if features.check("avif") else [])]


@pytest.mark.parametrize("name", FORMATS)
def test_format_and_size_are_read_from_the_bytes(name: str) -> None:
    data = packed(scene(70, 30), name)
    facts = probe(data, fully=True)
    assert (facts.format, facts.size, facts.frames, facts.length) == (name.lower(), Size(70, 30), 1, len(data))


def test_orientation_metadata_and_profile_are_seen() -> None:
    facts = probe(packed(scene(), "JPEG", exif=exif(6), icc_profile=srgb_profile()))
    assert (facts.exif_orientation, facts.has_exif, facts.has_icc) == (6, True, True)
    bare = probe(packed(scene(), "JPEG"))
    assert (bare.exif_orientation, bare.has_exif, bare.has_icc) == (1, False, False)


@pytest.mark.parametrize(
    ("image", "alpha"),
    [
        (Image.new("RGB", (4, 4)), False),
        (Image.new("L", (4, 4)), False),
        (Image.new("LA", (4, 4)), True),
        (Image.new("RGBA", (4, 4)), True),
    ],
)
def test_alpha_is_seen_by_channel(image: Image.Image, alpha: bool) -> None:
    assert probe(packed(image)).has_alpha is alpha


def test_a_transparent_colour_counts_as_alpha() -> None:
    assert probe(packed(Image.new("P", (4, 4)), transparency=0)).has_alpha


@pytest.mark.parametrize("name", ["GIF", "WEBP", "PNG"])
def test_frames_are_counted(name: str) -> None:
    frames = [scene(seed=n) for n in range(3)]
    several = probe(packed(frames[0], name, save_all=True, append_images=frames[1:]), fully=True)
    assert several.frames == (2 if name == "GIF" else 3)


def test_a_gif_of_very_many_frames_is_not_walked_through() -> None:
    """Half a million frames of 14 bytes each; walking through them takes many seconds."""
    head = b"GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xff\xff\xff"
    frame = b"\x2c\0\0\0\0\x01\0\x01\0\0\x02\x02\x44\x01\0"
    began = time.process_time()
    facts = probe(head + frame * 500_000 + b"\x3b", fully=True)
    assert facts.frames == 2
    assert time.process_time() - began < 2


def bomb_png(width: int, height: int) -> bytes:
    body = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunk = struct.pack(">I", 13) + b"IHDR" + body + struct.pack(">I", zlib.crc32(b"IHDR" + body))
    idat = zlib.compress(b"\0" * 1000)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk
        + struct.pack(">I", len(idat)) + b"IDAT" + idat + struct.pack(">I", zlib.crc32(b"IDAT" + idat))
    )  # fmt: skip


def bomb_webp(width: int, height: int) -> bytes:
    body = b"\x10\0\0\0" + (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    return b"RIFF" + struct.pack("<I", 22) + b"WEBPVP8X" + struct.pack("<I", 10) + body


@pytest.mark.parametrize("data", [bomb_png(50_000, 50_000), bomb_png(2**31 - 1, 1), bomb_webp(16_000, 16_000)])
def test_a_bomb_is_refused_by_its_header(data: bytes) -> None:
    with pytest.raises(PictureError, match="megapixels"):
        probe(data)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "empty"),
        (b"hello", "no picture"),
        (b"<html>502</html>", "no picture"),
        (b"\x00\x00\x00\x18ftypheic\0\0\0\0mif1heic", "HEIC"),
        (b"<svg/>", "SVG"),
        (b"\x89PNG\r\n\x1a\n", "broken"),
        (b"\xff\xd8\xff\xe0", "broken"),
        (b"RIFF\x04\0\0\0WEBP", "broken"),
    ],
)
def test_what_is_no_picture_says_why(data: bytes, why: str) -> None:
    with pytest.raises(PictureError, match=why):
        probe(data)


@pytest.mark.parametrize("name", ["PNG", "JPEG", "WEBP", "GIF", "BMP"])
def test_a_picture_cut_in_half_is_found_when_all_of_it_is_decoded(name: str) -> None:
    data = packed(scene(200, 200), name)
    with pytest.raises(PictureError, match="broken"):
        probe(data[: len(data) // 2], fully=True)


def test_every_prefix_of_a_picture_is_decoded_or_refused_never_something_else() -> None:
    for name in ("PNG", "JPEG", "WEBP", "GIF"):
        data = packed(scene(20, 20), name, **({"exif": exif(3)} if name != "GIF" else {}))
        for cut in range(0, len(data), 7):
            try:
                probe(data[:cut], fully=True)
            except PictureError:
                continue


def test_an_avif_that_calls_itself_mif1_first_is_an_avif() -> None:
    assert sniff(b"\0\0\0\x1cftypmif1\0\0\0\0mif1avifmiaf") == "avif"


def test_broken_exif_turns_nothing_and_costs_nothing() -> None:
    data = packed(scene(), "WEBP", exif=b"Exif\0\0II*\0\xff\xff\xff\xff")
    assert probe(data, fully=True).exif_orientation == 1
