"""From an ask to its answer: pictures drawn and encoded, usage counted, as JSON values and stream events."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from PIL import Image, ImageChops, ImageFilter

from pipeline.compose.prices import output_tokens, reference_tokens, text_tokens
from pipeline.errors import PictureError
from pipeline.images.size import Size
from pipeline.pictures.decode import first_frame, opened
from pipeline.providers.offline.asks import Ask, AskError, Upload
from pipeline.providers.offline.draw import draw_frame
from pipeline.providers.offline.prompt import read_prompt


@dataclass(frozen=True, slots=True)
class Drawn:
    """The encoded pictures of one answer, rougher versions of each first, and the tokens they cost."""

    pictures: tuple[bytes, ...]
    partials: tuple[tuple[bytes, ...], ...]
    usage: dict[str, Any]


def draw(ask: Ask) -> Drawn:
    """Draw everything ``ask`` wants; raises AskError for an upload that is no picture. Blocks: call it in a thread."""
    images = [
        _decoded(upload, f"image[{index}]" if len(ask.images) > 1 else "image")
        for index, upload in enumerate(ask.images)
    ]
    mask = _mask(ask.mask) if ask.mask is not None else None
    pictures, partials = [], []
    for index in range(ask.count):
        brief = read_prompt(ask.prompt, variant=index)
        frame = draw_frame(brief, ask.size, images, ask.quality, mask)
        pictures.append(_encoded(frame, ask))
        partials.append(tuple(_encoded(rough, ask) for rough in _rough(frame, ask.partials if ask.stream else 0)))
    return Drawn(tuple(pictures), tuple(partials), _usage(ask, images))


def _decoded(upload: Upload, param: str, mode: str = "RGB") -> Image.Image:
    try:
        with opened(upload.data) as image:
            return first_frame(image).convert(mode)
    except PictureError:
        raise AskError(
            f"Invalid image file or mode for '{param}', please check your image file.", param, "invalid_image_file"
        ) from None


def _mask(upload: Upload) -> Image.Image:
    """White where the mask is transparent, which is where the picture changes; an opaque mask is read by its light."""
    image = _decoded(upload, "mask", "RGBA")
    alpha = ImageChops.invert(image.getchannel("A"))
    return alpha if alpha.getbbox() else image.convert("L")


def _rough(frame: Image.Image, count: int) -> Iterator[Image.Image]:
    for index in range(count):
        yield (
            frame.reduce(8).resize(frame.size, Image.Resampling.BILINEAR).filter(ImageFilter.BoxBlur(24 // (index + 1)))
        )


def _encoded(frame: Image.Image, ask: Ask) -> bytes:
    buffer = BytesIO()
    match ask.format:
        case "jpeg":
            frame.save(buffer, "JPEG", quality=max(1, min(95, ask.compression)), subsampling=0)
        case "webp":
            frame.save(buffer, "WEBP", quality=ask.compression, method=2)
        case _:
            frame.save(buffer, "PNG", compress_level=1)
    return buffer.getvalue()


def _usage(ask: Ask, images: list[Image.Image]) -> dict[str, Any]:
    text = text_tokens(ask.prompt)
    sent = sum(reference_tokens(Size(*image.size)) for image in images)
    out = output_tokens(ask.size, ask.quality) * ask.count
    return {
        "total_tokens": text + sent + out,
        "input_tokens": text + sent,
        "output_tokens": out,
        "input_tokens_details": {"text_tokens": text, "image_tokens": sent},
        "output_tokens_details": {"text_tokens": 0, "image_tokens": out},
    }


def _facts(ask: Ask) -> dict[str, Any]:
    return {
        "background": ask.background,
        "output_format": ask.format,
        "quality": "high" if ask.quality == "auto" else ask.quality,
        "size": str(ask.size),
    }


def answer(ask: Ask, drawn: Drawn, created: int) -> dict[str, Any]:
    """The body of a plain answer; ``created`` in seconds since 1970."""
    data = [{"b64_json": base64.b64encode(picture).decode()} for picture in drawn.pictures]
    return {"created": created, **_facts(ask), "data": data, "usage": drawn.usage}


def events(ask: Ask, drawn: Drawn, created: int) -> Iterator[bytes]:
    """The same as server-sent events: for each picture its partial ones, then the completed one."""
    family = "image_generation" if ask.mode == "generation" else "image_edit"
    for picture, partials in zip(drawn.pictures, drawn.partials, strict=True):
        for index, rough in enumerate(partials):
            yield _event(
                f"{family}.partial_image", rough, {"created_at": created, **_facts(ask), "partial_image_index": index}
            )
        yield _event(f"{family}.completed", picture, {"created_at": created, **_facts(ask), "usage": drawn.usage})


def _event(name: str, picture: bytes, values: dict[str, Any]) -> bytes:
    body = {"type": name, "b64_json": base64.b64encode(picture).decode(), **values}
    return f"event: {name}\ndata: {json.dumps(body)}\n\n".encode()
