"""Tells a picture's format from its first bytes, whatever its name says."""

from __future__ import annotations

from typing import Final

PLAIN_FORMATS: Final = frozenset({"png", "jpeg", "webp"})

_MAGIC: Final[tuple[tuple[bytes, str], ...]] = (
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"GIF87a", "gif"),
    (b"GIF89a", "gif"),
    (b"BM", "bmp"),
    (b"II*\x00", "tiff"),
    (b"MM\x00*", "tiff"),
    (b"\x00\x00\x01\x00", "ico"),
    (b"8BPS", "psd"),
    (b"%PDF", "pdf"),
    (b"<svg", "svg"),
    (b"<?xml", "svg"),
)
_BRANDS: Final = {
    b"avif": "avif",
    b"avis": "avif",
    b"heic": "heic",
    b"heix": "heic",
    b"hevc": "heic",
    b"mif1": "heic",
    b"msf1": "heic",
}


def sniff(data: bytes) -> str:
    """Return ``png``, ``jpeg``, ``webp``, ``gif``, ``bmp``, ``tiff``, ``avif``, ``heic`` …, or ``unknown``."""
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "webp"
    if data[4:8] == b"ftyp":
        return _container(data)
    return next((name for magic, name in _MAGIC if data.startswith(magic)), "unknown")


def _container(data: bytes) -> str:
    """Read the brands of an ISO container; an AVIF may call itself ``mif1`` first and ``avif`` after it."""
    end = min(int.from_bytes(data[:4], "big"), 128)
    brands = [data[8:12], *(data[at : at + 4] for at in range(16, end, 4))]
    names = [_BRANDS[brand] for brand in brands if brand in _BRANDS]
    return "avif" if "avif" in names else next(iter(names), "unknown")


def webp_canvas(data: bytes) -> tuple[int, int] | None:
    """Return a WebP's width and height from its header, None where it can't be told."""
    kind, body = data[12:16], data[20:30]
    if len(body) < 10:
        return None
    if kind == b"VP8X":
        return int.from_bytes(body[4:7], "little") + 1, int.from_bytes(body[7:10], "little") + 1
    if kind == b"VP8L":
        bits = int.from_bytes(body[1:5], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if kind == b"VP8 ":
        return int.from_bytes(body[6:8], "little") & 0x3FFF, int.from_bytes(body[8:10], "little") & 0x3FFF
    return None
