"""Works on a picture's pixels whatever it is packed in: arrays, digests, thumbnails, other sizes."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from io import BytesIO
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from pipeline.images.size import Size
from pipeline.pictures.colour import eight_bit, plain_rgb, srgb, upright
from pipeline.pictures.decode import first_frame, opened, translated
from pipeline.pictures.formats import sniff

Pixels: TypeAlias = NDArray[np.uint8]
"""Upright sRGB pixels: height x width x 3, uint8."""

Grey: TypeAlias = NDArray[np.uint8]
"""Grey values as seen on the screen (Rec. 601): height x width, uint8."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """A picture decoded once: its upright ``size``, all its pixels in grey, and its colours in small."""

    size: Size
    grey: Grey = field(repr=False)
    small: Pixels = field(repr=False)


def pixels(data: bytes) -> Pixels:
    """Decode a picture (its first frame, upright, sRGB, on white); PictureError if it can't be read."""
    with opened(data) as image:
        return np.array(plain_rgb(first_frame(image)))


def decoded(data: bytes, edge: int) -> Decoded:
    """Decode a picture (first frame, upright, sRGB, on white), its colours averaged to a long edge of ``edge``.

    PictureError if it can't be read.
    """
    with opened(data) as image:
        rgb = plain_rgb(first_frame(image))
        return Decoded(Size(*rgb.size), np.array(rgb.convert("L")), np.array(_averaged(rgb, edge)))


def grey(rgb: Pixels) -> Grey:
    """Return the grey values of decoded pixels."""
    return np.array(Image.fromarray(rgb).convert("L"))


def pixel_digest(data: bytes) -> str:
    """Return the sha256 of size and RGB pixels: the same for the same pixels in another file format."""
    rgb = pixels(data)
    height, width, _ = rgb.shape
    return hashlib.sha256(f"{width}x{height}\n".encode() + rgb.tobytes()).hexdigest()


def small(data: bytes, edge: int) -> Pixels:
    """Decode a picture and shrink it to a long edge of at most ``edge`` pixels; never enlarged."""
    with opened(data) as image:
        return np.array(_small(image, edge))


def thumbnail(data: bytes, edge: int, *, quality: int = 85) -> bytes:
    """Return a JPEG of the picture whose long edge is at most ``edge`` pixels."""
    with opened(data) as image:
        return _packed(_small(image, edge), "JPEG", quality)


def resample(data: bytes, size: Size) -> bytes:
    """Return the picture at exactly ``size`` (Lanczos), transparency kept; JPEG stays JPEG, all else is PNG."""
    with opened(data) as image:
        picture = srgb(eight_bit(upright(first_frame(image))))
        resized = picture.resize((size.width, size.height), Image.Resampling.LANCZOS)
        resized.info = {}
        return _packed(resized, "JPEG" if sniff(data) == "jpeg" else "PNG", 95)


def filled(data: bytes, size: Size) -> bytes:
    """Return the middle of the picture at exactly ``size`` (Lanczos): nothing is distorted; png, jpeg or webp stays."""
    with opened(data) as image:
        picture = srgb(eight_bit(upright(first_frame(image))))
        crop = _middle(Size(*picture.size), size)
        resized = picture.resize((size.width, size.height), Image.Resampling.LANCZOS, box=crop)
        resized.info = {}
        name = sniff(data)
        return _packed(resized, name.upper() if name in {"jpeg", "webp"} else "PNG", 95)


def _middle(whole: Size, size: Size) -> tuple[float, float, float, float]:
    """The largest part of ``size``'s aspect in the middle of a picture: left, top, right, bottom."""
    width = min(float(whole.width), float(whole.height * size.ratio))
    height = min(float(whole.height), float(whole.width / size.ratio))
    left, top = (whole.width - width) / 2, (whole.height - height) / 2
    return left, top, left + width, top + height


def shrunk(rgb: Pixels, edge: int) -> Pixels:
    """Average pixels down to a long edge of at most ``edge``; smaller pictures come back as they are."""
    return rgb if max(rgb.shape) <= edge else np.array(_averaged(Image.fromarray(rgb), edge))


def _averaged(image: Image.Image, edge: int) -> Image.Image:
    width, height = image.size
    longest = max(height, width)
    if longest <= edge:
        return image
    size = (max(1, round(width * edge / longest)), max(1, round(height * edge / longest)))
    return image.resize(size, Image.Resampling.BOX, reducing_gap=1.0)


def fitted(rgb: Pixels, size: Size) -> Pixels:
    """Average or interpolate pixels to exactly ``size``, whatever their aspect."""
    resized = Image.fromarray(rgb).resize((size.width, size.height), Image.Resampling.BILINEAR)
    return np.array(resized)


def scaled(rgb: Pixels, size: Size) -> Pixels:
    """Resample pixels to exactly ``size`` for people to look at (Lanczos)."""
    return np.array(Image.fromarray(rgb).resize((size.width, size.height), Image.Resampling.LANCZOS))


def encode(rgb: Pixels, name: str = "png", *, quality: int = 92) -> bytes:
    """Pack pixels (height x width x 3, or height x width grey) as ``png``, ``jpeg`` or ``webp``."""
    with translated():
        return _packed(Image.fromarray(np.ascontiguousarray(rgb)), name.upper(), quality)


def _small(image: Image.Image, edge: int) -> Image.Image:
    if max(image.size) > 2 * edge:
        image.draft(image.mode, (edge * 2, edge * 2))  # JPEG only: decodes at a half, a quarter, an eighth
    first_frame(image)
    longest = max(image.size)
    if longest > 2 * edge and image.mode in {"RGB", "L", "RGBA"}:
        # Before colours are converted, since that is slow on all pixels of a big picture.
        reduced = image.reduce(longest // (2 * edge) or 1)
        reduced.info = dict(image.info)
        image = reduced
    picture = plain_rgb(image)
    picture.thumbnail((edge, edge), Image.Resampling.BOX)
    return picture


def _packed(image: Image.Image, name: str, quality: int) -> bytes:
    out = BytesIO()
    if name == "PNG":
        image.save(out, name, compress_level=6)
    elif name == "JPEG" and quality >= 90:
        image.save(out, name, quality=quality, subsampling=0)
    else:
        image.save(out, name, quality=quality)
    return out.getvalue()
