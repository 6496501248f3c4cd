"""Reads what a picture is (format, size, mode, frames, metadata) from its bytes."""

from __future__ import annotations

from pathlib import Path

from PIL import Image

from pipeline.images.picture import PictureFacts
from pipeline.images.size import Size
from pipeline.pictures.decode import first_frame, is_animated, opened
from pipeline.pictures.files import digest, read_picture
from pipeline.pictures.formats import sniff

_ORIENTATION = 0x0112


def probe(source: bytes | Path, *, fully: bool = False) -> PictureFacts:
    """Return the facts of a picture; ``fully`` decodes every pixel of its first frame too.

    ``frames`` is 2 for any number of them in a GIF or TIFF.

    Raises PictureError for a file that is none, is too big, or (``fully``) is cut off.
    """
    data = read_picture(source)
    with opened(data) as image:
        facts = PictureFacts(
            format=sniff(data),
            size=Size(*image.size),
            sha256=digest(data),
            length=len(data),
            mode=image.mode,
            frames=_frames(image),
            has_alpha=has_alpha(image),
            exif_orientation=orientation(image),
            has_exif="exif" in image.info,
            has_icc="icc_profile" in image.info,
        )
        if fully:
            first_frame(image)
        return facts


def _frames(image: Image.Image) -> int:
    """Count frames where a header tells; elsewhere 2 means more than one, since millions of them could be walked."""
    if not is_animated(image):
        return 1
    return getattr(image, "n_frames", 1) if image.format in {"PNG", "WEBP", "AVIF"} else 2


def orientation(image: Image.Image) -> int:
    """Return the EXIF orientation, 1 to 8; 1 where there is none or it makes no sense."""
    block = image.info.get("exif")
    if not isinstance(block, bytes):
        return 1
    exif = Image.Exif()
    try:
        exif.load(block)
        turned = int(exif.get(_ORIENTATION, 1))
    except Exception:  # noqa: BLE001 - a broken block turns nothing, and must not cost the picture
        return 1
    return turned if 1 <= turned <= 8 else 1


def has_alpha(image: Image.Image) -> bool:
    """Tell whether some pixels may be transparent, by channel or by a transparent colour."""
    return image.mode[-1] in "Aa" or "transparency" in image.info
