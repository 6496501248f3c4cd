"""Draws test pictures: the right size, never blank, different for each seed, the same bytes for the same seed."""

from __future__ import annotations

import hashlib
import io

import numpy as np
from PIL import Image

FORMATS = {"png": "PNG", "jpeg": "JPEG", "webp": "WEBP"}


def picture(width: int, height: int, seed: str, format: str = "png") -> bytes:  # noqa: A002
    """Return a picture's bytes: soft clouds of colour with a few hard blocks in them."""
    numbers = np.random.default_rng(list(hashlib.sha256(seed.encode()).digest()))
    coarse = numbers.integers(40, 216, (max(3, height // 128), max(3, width // 128), 3), dtype=np.uint8)
    image = Image.fromarray(coarse).resize((width, height), Image.Resampling.BILINEAR)
    for _ in range(8):
        x, y = int(numbers.integers(0, width)), int(numbers.integers(0, height))
        w, h = int(numbers.integers(width // 16, width // 4)), int(numbers.integers(height // 16, height // 4))
        image.paste(tuple(int(part) for part in numbers.integers(20, 236, 3)), (x, y, x + w, y + h))
    file = io.BytesIO()
    options = {"compress_level": 1} if format == "png" else {"quality": 85}
    image.save(file, FORMATS[format], **options)
    return file.getvalue()


def blank(width: int, height: int) -> bytes:
    """Return a picture of one colour."""
    file = io.BytesIO()
    Image.new("RGB", (width, height), (0, 0, 0)).save(file, "PNG")
    return file.getvalue()
