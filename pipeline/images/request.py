"""One request for a picture, as every provider takes it."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.images.picture import SentImage
from pipeline.images.size import Size


@dataclass(frozen=True, slots=True)
class ImageRequest:
    """With pictures it is an edit, without a generation; ``size`` None leaves it to the service."""

    prompt: str
    size: Size | None
    quality: str = "low"
    format: str = "png"
    moderation: str = "low"
    images: tuple[SentImage, ...] = ()
    mask: SentImage | None = None
    n: int = 1
    background: str | None = None
    compression: int | None = None
    stream: bool = False
    partial_images: int = 0
    image_urls: tuple[str, ...] = ()
    model: str | None = None

    @property
    def mode(self) -> str:
        """``edit`` or ``generate``."""
        return "edit" if self.images else "generate"
