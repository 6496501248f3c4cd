"""Makes first frames for video models: a keyframe cut and scaled to what its target takes."""

from __future__ import annotations

from pipeline.check.targets import Target, cut, delivered
from pipeline.images.size import Aspect, Size
from pipeline.pictures.pixels import Pixels, encode, pixels, scaled

_QUALITIES = (95, 90, 80, 65)


def first_frame(data: bytes, target: Target, aspect: Aspect) -> bytes:
    """Return the keyframe as a JPEG for the target: cut to the declared aspect, scaled down, never up.

    A keyframe that breaks a rule is delivered all the same; ``hold`` says so. PictureError if it can't be read.
    """
    whole = pixels(data)
    shown = Size(whole.shape[1], whole.shape[0])
    picture = _middle(whole, cut(shown, aspect))
    size = delivered(shown, aspect, target)
    if (picture.shape[1], picture.shape[0]) != (size.width, size.height):
        picture = scaled(picture, size)
    for quality in _QUALITIES:
        packed = encode(picture, "jpeg", quality=quality)
        if len(packed) <= target.most_bytes:
            break
    return packed


def _middle(picture: Pixels, size: Size) -> Pixels:
    top, left = (picture.shape[0] - size.height) // 2, (picture.shape[1] - size.width) // 2
    return picture[top : top + size.height, left : left + size.width]
