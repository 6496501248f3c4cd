"""Turns decoded pixels of any mode into upright 8-bit sRGB without transparency."""

from __future__ import annotations

from io import BytesIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageCms

from pipeline.pictures.probe import has_alpha, orientation

WHITE = (255, 255, 255)
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_WITH_PROFILE = frozenset({"RGB", "RGBA", "L", "CMYK", "LAB"})


def upright(image: Image.Image) -> Image.Image:
    """Apply the EXIF orientation."""
    turn = _TURNS.get(orientation(image))
    return image if turn is None else image.transpose(turn)


def eight_bit(image: Image.Image) -> Image.Image:
    """Return the picture as L, RGB, RGBA, CMYK or LAB, 8 bits a channel."""
    if image.mode in {"I;16", "I;16L", "I;16B", "I;16N"}:
        return _kept_info(image, Image.fromarray((np.asarray(image) >> 8).astype(np.uint8)))
    if image.mode in {"I", "F"}:
        return _kept_info(image, Image.fromarray(_spread(np.asarray(image, dtype=np.float64))))
    if image.mode in {"1", "L"} and not has_alpha(image):
        return image.convert("L")
    if image.mode in {"CMYK", "LAB"}:
        return image
    return image.convert("RGBA" if has_alpha(image) else "RGB")


def srgb(image: Image.Image) -> Image.Image:
    """Convert an ``eight_bit`` picture to L, RGB or RGBA in sRGB by its own profile, if it has one that works."""
    profile = image.info.get("icc_profile")
    if profile and image.mode in _WITH_PROFILE and not is_srgb(profile):
        converted = _by_profile(image, profile)
        if converted is not None:
            return converted
    return image if image.mode in {"L", "RGB", "RGBA"} else image.convert("RGB")


def is_srgb(profile: bytes) -> bool:
    """Tell whether an ICC profile calls itself sRGB; a broken one counts as sRGB, since it converts nothing."""
    try:
        name = ImageCms.ImageCmsProfile(BytesIO(profile)).profile.profile_description or ""
    except (OSError, ImageCms.PyCMSError):
        return True
    return "srgb" in name.lower() and "linear" not in name.lower()


def flat(image: Image.Image) -> Image.Image:
    """Lay an RGBA picture on white; others stay as they are."""
    if image.mode != "RGBA":
        return image
    ground = Image.new("RGB", image.size, WHITE)
    ground.paste(image, mask=image.getchannel("A"))
    return ground


def plain_rgb(image: Image.Image) -> Image.Image:
    """Return any decoded picture as upright, flat sRGB in mode RGB."""
    picture = flat(srgb(eight_bit(upright(image))))
    return picture if picture.mode == "RGB" else picture.convert("RGB")


def _by_profile(image: Image.Image, profile: bytes) -> Image.Image | None:
    try:
        return ImageCms.profileToProfile(
            image,
            ImageCms.ImageCmsProfile(BytesIO(profile)),
            ImageCms.createProfile("sRGB"),
            renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC,
            outputMode="RGBA" if image.mode == "RGBA" else "RGB",
        )
    except (OSError, ValueError, ImageCms.PyCMSError):
        return None  # a profile for other channels than the picture's: without it there is still a picture


def _spread(values: NDArray[np.float64]) -> NDArray[np.uint8]:
    """Bring 32-bit grey onto 0..255: 16-bit values where they fit, else what there is from dark to bright."""
    finite = np.nan_to_num(values, nan=0.0, posinf=0.0, neginf=0.0)
    low, high = min(float(finite.min()), 0.0), float(finite.max())
    full = next((top for top in (1.0, 255.0, 65535.0) if high <= top), high)
    spread: NDArray[np.float64] = (finite - low) / max(full - low, 1e-9) * 255.0
    return spread.astype(np.uint8)


def _kept_info(old: Image.Image, new: Image.Image) -> Image.Image:
    new.info = {key: value for key, value in old.info.items() if key != "transparency"}
    return new
