"""Pictures for tests: a scene with detail, packed in any mode and format."""

from io import BytesIO

import numpy as np
from PIL import Image, ImageCms


def scene(width: int = 60, height: int = 40, seed: int = 1) -> Image.Image:
    """A smooth coloured field with some noise: no two seeds alike, no mirror image of itself."""
    noise = np.random.default_rng(seed)
    y, x = np.mgrid[0:height, 0:width]
    field = np.stack([x * 255 / width, y * 255 / height, (x + 2 * y) % 256], axis=-1)
    return Image.fromarray(np.clip(field + noise.normal(0, 6, field.shape), 0, 255).astype(np.uint8))


def packed(image: Image.Image, name: str = "PNG", **options) -> bytes:
    out = BytesIO()
    image.save(out, name, **options)
    return out.getvalue()


def exif(turn: int) -> Image.Exif:
    block = Image.Exif()
    block[0x0112] = turn
    return block


def srgb_profile() -> bytes:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def lab_profile() -> bytes:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()


def swapped_profile() -> bytes:
    """An RGB profile whose red and blue primaries are exchanged: converting by it is seen at once."""
    raw = srgb_profile().replace(b"sRGB", b"BGRs").replace("sRGB".encode("utf-16-be"), "BGRs".encode("utf-16-be"))
    return raw.replace(b"rXYZ", b"TEMP").replace(b"bXYZ", b"rXYZ").replace(b"TEMP", b"bXYZ")


def png_16_bit_rgb(width: int = 8, height: int = 8) -> bytes:
    """Pillow can't write 16-bit RGB, so the chunks are put together by hand."""
    import struct  # noqa: PLC0415
    import zlib  # noqa: PLC0415

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    row = b"\0" + struct.pack(">HHH", 0xC080, 0x4000, 0x00FF) * width
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 16, 2, 0, 0, 0))
        + chunk(b"IDAT", zlib.compress(row * height))
        + chunk(b"IEND", b"")
    )
