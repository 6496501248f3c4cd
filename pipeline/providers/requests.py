"""How a request is written: JSON for a generation, a form for an edit (WIRE §2)."""

from __future__ import annotations

from typing import Any

from pipeline.config.model import Profile
from pipeline.images.picture import EXTENSIONS, SentImage
from pipeline.images.request import ImageRequest
from pipeline.transport.outcomes import Part


def generation(request: ImageRequest, profile: Profile) -> dict[str, Any]:
    """Return the JSON of a generation."""
    fields = _fields(request, profile)
    if request.moderation:
        fields["moderation"] = request.moderation
    if request.image_urls:
        fields["image_urls"] = list(request.image_urls)
    return _without(fields, profile)


def edit(request: ImageRequest, profile: Profile) -> tuple[Part, ...]:
    """Return the form of an edit: text fields, the pictures in their order, the mask last."""
    fields = _fields(request, profile)
    if request.moderation and profile.capabilities.moderation_on_edit:
        fields["moderation"] = request.moderation
    texts = (Part(name, _text(value)) for name, value in _without(fields, profile).items())
    pictures = (_file(profile.image_field, f"ref_{at:02}", image) for at, image in enumerate(request.images, 1))
    mask = (_file("mask", "mask", request.mask),) if request.mask else ()
    return (*texts, *pictures, *mask)


def streams(request: ImageRequest, profile: Profile) -> bool:
    """Tell whether the answer is asked for as a stream; a job that is polled can't be one."""
    tasks = profile.tasks is not None and profile.tasks.use
    return (request.stream or profile.streaming) and not tasks


def _fields(request: ImageRequest, profile: Profile) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "model": request.model or profile.model,
        "prompt": request.prompt,
        "size": str(request.size) if request.size else "auto",
        "quality": request.quality,
        "n": request.n,
        "output_format": request.format,
    }
    if request.background:
        fields["background"] = request.background
    if request.compression is not None and request.format != "png":
        fields["output_compression"] = request.compression
    if streams(request, profile):
        fields["stream"] = True
        if request.partial_images:
            fields["partial_images"] = request.partial_images
    return fields


def _without(fields: dict[str, Any], profile: Profile) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if name not in profile.omit}


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _file(field: str, stem: str, image: SentImage) -> Part:
    """Name a picture by its own ASCII name; one that has none, or another alphabet's, gets ours."""
    own = image.name if image.name.isascii() and image.name.isprintable() and '"' not in image.name else ""
    return Part(field, image.data, own or f"{stem}{EXTENSIONS[image.format]}", image.content_type)
