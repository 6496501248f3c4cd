"""What is known of a picture's bytes, and the bytes that are sent."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from pipeline.images.size import Size

CONTENT_TYPES = {"png": "image/png", "jpeg": "image/jpeg", "webp": "image/webp"}
EXTENSIONS = {"png": ".png", "jpeg": ".jpg", "webp": ".webp"}


@dataclass(frozen=True, slots=True)
class PictureFacts:
    """Read from the bytes, never from a name: ``format`` by magic bytes, ``size`` as stored (before EXIF turns it)."""

    format: str
    size: Size
    sha256: str
    length: int
    mode: str = "RGB"
    frames: int = 1
    has_alpha: bool = False
    exif_orientation: int = 1
    has_exif: bool = False
    has_icc: bool = False

    @property
    def upright(self) -> Size:
        """The size as it is looked at: EXIF orientations from 5 on lie on their side."""
        return self.size.turned if self.exif_orientation >= 5 else self.size


class Role(StrEnum):
    """What a sent picture is for; its value is the name in journal and manifest."""

    TAKE = "take"  # the picture that is mended: always the first
    IDENTITY = "identity"
    OUTFIT = "outfit"
    PLACE = "place"
    PROP = "prop"
    BIBLE = "bible"
    EXTRA = "extra"
    CROP = "crop"
    SKETCH = "sketch"
    FOLLOWED = "followed"
    ENDED = "ended"
    ANCHOR = "anchor"


@dataclass(frozen=True, slots=True)
class SentImage:
    """A picture as it goes over the wire: plain bytes, format and an ASCII part name."""

    name: str
    format: str
    data: bytes = field(repr=False)
    sha256: str = ""

    @property
    def content_type(self) -> str:
        return CONTENT_TYPES[self.format]
