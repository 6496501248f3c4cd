"""Makes a reference plain before it is sent: upright, sRGB, opaque, without metadata, of a modest size."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO

from PIL import Image

from pipeline.pictures.colour import eight_bit, flat, is_srgb, srgb, upright
from pipeline.pictures.decode import first_frame, is_animated, opened
from pipeline.pictures.formats import PLAIN_FORMATS, sniff
from pipeline.pictures.probe import has_alpha, orientation

MAX_EDGE = 2048
MAX_BYTES = 4 * 1024 * 1024
_LOSSY = frozenset({"jpeg", "webp", "avif"})
_QUALITIES = (95, 90, 85, 75, 60, 45)  # at the last one 2048x2048 of pure noise is well below the cap


@dataclass(frozen=True, slots=True)
class Plain:
    """A picture that may be sent. ``changes`` are codes, each with its sentence ``check.plain-<code>``."""

    data: bytes = field(repr=False)
    format: str
    changes: tuple[str, ...] = ()


def make_plain(data: bytes) -> Plain:
    """Return the picture plain; one that already is comes back byte for byte. PictureError if it can't be read."""
    name = sniff(data)
    with opened(data) as image:
        changes = tuple(_changes(image, data, name))
        if image.format == "JPEG" and max(image.size) >= 2 * MAX_EDGE:
            image.draft(image.mode, (MAX_EDGE, MAX_EDGE))
        first_frame(image)
        if not changes:
            return Plain(data, name)
        picture = flat(srgb(_within(upright(eight_bit(image)), MAX_EDGE)))
        picture.info = {}  # else Pillow writes profile, comment and transparency again
        return Plain(*_encode(picture, lossy=name in _LOSSY), changes)


def is_plain(data: bytes) -> bool:
    """Whether ``make_plain`` would change nothing, by what a picture says of itself; its pixels are not decoded."""
    with opened(data) as image:
        return not any(_changes(image, data, sniff(data)))


def _changes(image: Image.Image, data: bytes, name: str) -> Iterator[str]:
    if is_animated(image):
        yield "first-frame"
    if orientation(image) != 1:
        yield "turned"
    if _has_metadata(image, name):
        yield "metadata"
    profile = image.info.get("icc_profile")
    if image.mode not in {"L", "RGB", "RGBA", "LA", "P", "PA", "1"} or (profile and not is_srgb(profile)):
        yield "colour"
    if image.mode in {"1", "P", "PA"} or (name == "png" and data[24:25] == b"\x10"):
        yield "depth"  # a PNG's 25th byte is its bits per channel; Pillow shows 16-bit RGB as mode RGB
    if has_alpha(image):
        yield "alpha"
    if max(image.size) > MAX_EDGE:
        yield "smaller"
    if len(data) > MAX_BYTES:
        yield "lighter"
    if name not in PLAIN_FORMATS:
        yield "format"


def _has_metadata(image: Image.Image, name: str) -> bool:
    """EXIF anywhere; XMP and Photoshop blocks outside PNG, whose text chunks harm nobody."""
    return "exif" in image.info or (name != "png" and ("xmp" in image.info or "photoshop" in image.info))


def _within(image: Image.Image, edge: int) -> Image.Image:
    longest = max(image.size)
    if longest <= edge:
        return image
    width, height = (max(1, round(side * edge / longest)) for side in image.size)
    smaller = image.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=3.0)
    smaller.info = dict(image.info)
    return smaller


def _encode(image: Image.Image, *, lossy: bool) -> tuple[bytes, str]:
    if not lossy:
        out = BytesIO()
        image.save(out, "PNG", compress_level=6)
        if out.tell() <= MAX_BYTES:
            return out.getvalue(), "png"
    for quality in _QUALITIES:
        out = BytesIO()
        image.save(out, "JPEG", quality=quality, subsampling=0 if quality >= 90 else 2)
        if out.tell() <= MAX_BYTES:
            break
    return out.getvalue(), "jpeg"
