"""Puts one panel's request together, says what of it a profile can't take, and names what was really sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Final, Literal

from pipeline.compose.canonical import digest
from pipeline.compose.look import Ref, Source
from pipeline.compose.prompt import RECIPE, prompt
from pipeline.compose.sizes import SizeChoice, choose
from pipeline.compose.stress import Stress
from pipeline.images.capabilities import Capabilities
from pipeline.images.picture import SentImage
from pipeline.images.request import ImageRequest
from pipeline.messages import say
from pipeline.plan.model import Panel, Plan

MANY_REFERENCES: Final = 6
"""Above it references are most of a picture's price, and each says less."""
NEAR_LIMIT: Final = 0.9


@dataclass(frozen=True, slots=True)
class RequestSpec:
    """A request but for its pictures' bytes; ``moderation`` None is not sent, ``mask`` lets through what may change."""

    mode: Literal["edit", "generate"]
    size: SizeChoice
    quality: str
    format: str
    moderation: str | None
    prompt: str
    refs: tuple[Ref, ...]
    recipe: int = RECIPE
    mask: Source | None = None


def spec(
    plan: Plan,
    panel: Panel,
    refs: Sequence[Ref],
    capabilities: Capabilities,
    *,
    note: str = "",
    board_note: str = "",
    stress: Sequence[Stress] = (),
) -> RequestSpec:
    """The request for ``panel`` to a profile with ``capabilities``; :func:`problems` says what is wrong with it."""
    size = choose(plan.aspect, capabilities.sizes, plan.size)
    return RequestSpec(
        mode="edit" if refs else "generate",
        size=size,
        quality=panel.quality or plan.quality,
        format=plan.format,
        moderation=plan.moderation if not refs or capabilities.moderation_on_edit else None,
        prompt=prompt(plan, panel, refs, size, note=note, board_note=board_note, stress=stress),
        refs=tuple(refs),
    )


def problems(wanted: RequestSpec, capabilities: Capabilities) -> tuple[str, ...]:
    """Why a profile can't take this request, one sentence each; empty if it can."""
    found = [wanted.size.problem] if wanted.size.problem else []
    if len(wanted.refs) > capabilities.max_references:
        found.append(say("compose.too-many-references", count=len(wanted.refs), limit=capabilities.max_references))
    if len(wanted.prompt) > capabilities.prompt_limit:
        found.append(say("compose.prompt-too-long", length=len(wanted.prompt), limit=capabilities.prompt_limit))
    if wanted.quality not in capabilities.qualities:
        offered = ", ".join(capabilities.qualities)
        found.append(say("compose.quality-not-offered", quality=wanted.quality, offered=offered))
    if wanted.format not in capabilities.formats:
        offered = ", ".join(capabilities.formats)
        found.append(say("compose.format-not-offered", format=wanted.format, offered=offered))
    if wanted.mask is not None and not capabilities.mask:
        found.append(say("compose.no-mask"))
    return tuple(found)


def warnings(wanted: RequestSpec, capabilities: Capabilities) -> tuple[str, ...]:
    """What works but deserves a word: many references, a prompt near the limit."""
    found = []
    if MANY_REFERENCES < len(wanted.refs) <= capabilities.max_references:
        found.append(say("compose.many-references", count=len(wanted.refs)))
    if capabilities.prompt_limit * NEAR_LIMIT < len(wanted.prompt) <= capabilities.prompt_limit:
        found.append(say("compose.prompt-near-limit", length=len(wanted.prompt), limit=capabilities.prompt_limit))
    return tuple(found)


def request_digest(request: ImageRequest, *, profile: str, model: str) -> str:
    """The sha256 in hex of what was really sent: every parameter, and every picture's bytes in order."""
    return digest(
        {
            "v": 1,
            "profile": profile,
            "model": request.model or model,
            "mode": request.mode,
            "prompt": request.prompt,
            "size": str(request.size or "auto"),
            "quality": request.quality,
            "format": request.format,
            "moderation": request.moderation,
            "n": request.n,
            "background": request.background,
            "compression": request.compression,
            "images": [_sha256(image) for image in request.images],
            "image_urls": list(request.image_urls),
            "mask": _sha256(request.mask) if request.mask else None,
        }
    )


def _sha256(image: SentImage) -> str:
    return image.sha256 or sha256(image.data).hexdigest()
