"""What may be asked of the Images API: fields checked one by one, with the API's own errors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from pipeline.errors import StoryboardError
from pipeline.images.capabilities import SizeRule
from pipeline.images.size import Size

Mode = Literal["generation", "edit"]
PROMPT_LIMIT: Final = 32_000
MAX_IMAGES: Final = 16
MAX_BYTES: Final = 50 * 1024 * 1024
QUALITIES: Final = ("low", "medium", "high", "auto", "xhigh", "max")
FORMATS: Final = ("png", "jpeg", "webp")
_RULE: Final = SizeRule()
_AUTO: Final = Size(1024, 1024)
_KNOWN: Final = frozenset(
    (
        "model", "prompt", "n", "size", "quality", "background", "moderation", "output_format", "output_compression",
        "stream", "partial_images", "user",
    )
)  # fmt: skip


class AskError(StoryboardError):
    """A request that the API answers with an error of its own; ``status`` is the HTTP status."""

    kind = "request"

    def __init__(
        self,
        message: str,
        param: str | None = None,
        code: str | None = None,
        *,
        status: int = 400,
        type_: str = "invalid_request_error",
    ) -> None:
        self.message, self.param, self.code, self.status, self.type = message, param, code, status, type_
        super().__init__(message)

    @property
    def body(self) -> dict[str, Any]:
        return {"error": {"message": self.message, "type": self.type, "param": self.param, "code": self.code}}


@dataclass(frozen=True, slots=True)
class Upload:
    """One picture as it came."""

    data: bytes = field(repr=False)
    content_type: str = ""


@dataclass(frozen=True, slots=True)
class Ask:
    """A request that can be carried out."""

    mode: Mode
    prompt: str
    size: Size
    quality: str
    count: int
    format: str
    compression: int
    background: str
    stream: bool
    partials: int
    images: tuple[Upload, ...] = ()
    mask: Upload | None = None


def ask_of(mode: Mode, values: Mapping[str, Any], images: tuple[Upload, ...] = (), mask: Upload | None = None) -> Ask:
    """Check ``values`` (JSON values, or the texts of a form) and the pictures; raises AskError."""
    for name in values:
        if name not in _KNOWN:
            raise AskError(f"Unknown parameter: '{name}'.", name, "unknown_parameter")
    if mode == "edit":
        _check_images(images, mask)
    background = _one_of(values, "background", ("auto", "opaque", "transparent"), "auto")
    if background == "transparent":
        raise AskError("Transparent background is not supported for this model.", "background", "invalid_value")
    _one_of(values, "moderation", ("low", "auto"), "auto")
    chosen = _one_of(values, "output_format", FORMATS, "png")
    if chosen == "png" and _whole(values, "output_compression", 0, 100, 100) < 100:
        raise AskError(
            "Compression less than 100 is not supported for PNG output format",
            "output_compression",
            "invalid_png_output_compression",
        )
    return Ask(
        mode=mode,
        prompt=_prompt(values),
        size=_size(values),
        quality=_one_of(values, "quality", QUALITIES, "auto"),
        count=_whole(values, "n", 1, 10, 1),
        format=chosen,
        compression=_whole(values, "output_compression", 0, 100, 100),
        background="opaque",
        stream=_truth(values, "stream"),
        partials=_whole(values, "partial_images", 0, 3, 0),
        images=images,
        mask=mask,
    )


def _prompt(values: Mapping[str, Any]) -> str:
    prompt = values.get("prompt")
    if prompt is None or prompt == "":
        raise AskError("Missing required parameter: 'prompt'.", "prompt", "missing_required_parameter")
    if not isinstance(prompt, str):
        raise _wrong_type("prompt", "a string", prompt)
    if len(prompt) > PROMPT_LIMIT:
        raise AskError(
            f"Invalid 'prompt': string too long. Expected a string with maximum length {PROMPT_LIMIT}, but got "
            f"a string with length {len(prompt)} instead.",
            "prompt",
            "string_above_max_length",
        )
    return prompt


def _size(values: Mapping[str, Any]) -> Size:
    text = values.get("size")
    if text is None or text == "auto":
        return _AUTO
    if not isinstance(text, str):
        raise _wrong_type("size", "a string", text)
    try:
        size = Size.parse(text)
    except ValueError:
        raise AskError(f"Invalid value: '{text}'. Expected 'auto' or WIDTHxHEIGHT.", "size", "invalid_value") from None
    if not _RULE.allows(size):
        raise AskError(f"Invalid size '{text}'. {_why_not(size)}", "size", "invalid_value")
    return size


def _why_not(size: Size) -> str:
    """Which part of the size rule is broken, in the API's words."""
    long, short = max(size.width, size.height), min(size.width, size.height)
    if size.width % _RULE.step or size.height % _RULE.step:
        return f"Width and height must both be divisible by {_RULE.step}."
    if long > _RULE.max_edge:
        return f"The longest edge must not exceed {_RULE.max_edge} pixels."
    if long > short * _RULE.max_ratio:
        return f"The ratio of the long edge to the short one must not exceed {_RULE.max_ratio}:1."
    return f"The total number of pixels must be between {_RULE.min_pixels} and {_RULE.max_pixels}."


def _beyond(name: str, bound: str, sign: str, limit: int, value: int) -> AskError:
    text = f"Invalid '{name}': integer {bound}imum value. Expected a value {sign} {limit}, but got {value} instead."
    return AskError(text, name, f"integer_{bound.replace(' ', '_')}_value")


def _check_images(images: tuple[Upload, ...], mask: Upload | None) -> None:
    if not images:
        raise AskError("Missing required parameter: 'image'.", "image", "missing_required_parameter")
    if len(images) > MAX_IMAGES:
        raise AskError(
            f"Invalid 'image': array too long. Expected an array with maximum length {MAX_IMAGES}, but got "
            f"an array with length {len(images)} instead.",
            "image",
            "array_above_max_length",
        )
    for index, upload in enumerate(images):
        _check_upload(upload, f"image[{index}]" if len(images) > 1 else "image")
    if mask is not None:
        _check_upload(mask, "mask")


def _check_upload(upload: Upload, param: str) -> None:
    accepted = ("image/png", "image/jpeg", "image/webp")
    if upload.content_type not in accepted:
        raise AskError(
            f"Invalid file '{param}': unsupported mimetype ('{upload.content_type}'). Supported file formats "
            "are 'image/jpeg', 'image/png', and 'image/webp'.",
            param,
            "unsupported_file_mimetype",
        )
    if len(upload.data) >= MAX_BYTES:
        raise AskError(
            f"Invalid file '{param}': the file is too large. It must be less than 50 MB.", param, "invalid_image_file"
        )


def _one_of(values: Mapping[str, Any], name: str, choices: tuple[str, ...], default: str) -> str:
    value = values.get(name)
    if value is None:
        return default
    if value not in choices:
        listed = ", ".join(f"'{choice}'" for choice in choices[:-1]) + f", and '{choices[-1]}'"
        raise AskError(f"Invalid value: '{value}'. Supported values are: {listed}.", name, "invalid_value")
    return str(value)


def _whole(values: Mapping[str, Any], name: str, low: int, high: int, default: int) -> int:
    value = values.get(name)
    if value is None:
        return default
    if isinstance(value, str) and value.lstrip("-").isdigit() and value.isascii():
        value = int(value[:9])
    if not isinstance(value, int) or isinstance(value, bool):
        raise _wrong_type(name, "an integer", value)
    if value < low:
        raise _beyond(name, "below min", ">=", low, value)
    if value > high:
        raise _beyond(name, "above max", "<=", high, value)
    return value


def _truth(values: Mapping[str, Any], name: str) -> bool:
    value = values.get(name)
    if value is None:
        return False
    if isinstance(value, str) and value.casefold() in ("true", "false"):
        return value.casefold() == "true"
    if not isinstance(value, bool):
        raise _wrong_type(name, "a boolean", value)
    return value


def _wrong_type(name: str, wanted: str, value: object) -> AskError:
    kinds = {
        bool: "a boolean",
        str: "a string",
        int: "an integer",
        float: "a decimal",
        list: "an array",
        dict: "an object",
    }
    return AskError(
        f"Invalid type for '{name}': expected {wanted}, but got {kinds.get(type(value), 'null')} instead.",
        name,
        "invalid_type",
    )
