"""What a person wants of one request, and that wish as each profile of the chain takes it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.compose.sizes import choose
from pipeline.config.chain import Chain, resolve_chain
from pipeline.config.layers import Settings
from pipeline.config.resolved import Resolved
from pipeline.errors import PictureError, UsageError
from pipeline.images.capabilities import Capabilities
from pipeline.images.picture import SentImage
from pipeline.images.request import ImageRequest
from pipeline.images.size import Aspect, Size
from pipeline.messages import say
from pipeline.pictures.files import read_regular
from pipeline.pictures.plain import make_plain
from pipeline.pictures.probe import probe
from pipeline.run.single import Order


@dataclass(frozen=True, slots=True)
class Wish:
    """One request as it was typed. Neither ``size`` nor ``aspect``: the service chooses the size."""

    prompt: str
    output: Path
    images: tuple[Path, ...] = ()
    mask: Path | None = None
    size: Size | None = None
    aspect: Aspect | None = None
    quality: str = "low"
    format: str = "png"
    moderation: str = "low"
    n: int = 1
    background: str | None = None
    compression: int | None = None
    stream: bool = False
    partial_images: int = 0
    image_urls: tuple[str, ...] = ()
    model: str | None = None
    provider: tuple[str, ...] = ()
    timeout: float | None = None
    force: bool = False


@dataclass(frozen=True, slots=True)
class Ready:
    """A wish that may be sent: the chain that can serve it, its order, and sentences for a person."""

    wish: Wish
    chain: Chain
    order: Order
    notes: tuple[str, ...] = ()


def ready(wish: Wish, settings: Settings) -> Ready:
    """Find the chain, read the pictures and write the requests. UsageError, ConfigError, NoProvider, PictureError."""
    images, sizes, changed = _pictures(wish.images)
    mask = _mask(wish.mask, sizes, wish.images) if wish.mask else None
    chain = resolve_chain(wish.provider, settings, allow_paths=True)
    chain, dropped = _for_model(chain, wish.model)
    chain = replace(chain, profiles=tuple(_patient(profile, wish.timeout) for profile in chain.profiles))
    notes = [*chain.warnings, *changed, *dropped]
    requests: dict[str, ImageRequest] = {}
    for profile in chain.profiles:
        request = _request(wish, profile, images, mask)
        first = profile is chain.profiles[0]
        faults = [*(_size_faults(wish, profile) if first else ()), *_faults(request, profile)]
        if faults and first:
            raise UsageError(" ".join(faults))
        if faults:
            notes.append(say("client.misfit", profile=profile.name, why=" ".join(faults)))
            continue
        if wish.size and request.size != wish.size:
            notes.append(say("client.nearest-size", profile=profile.name, size=request.size))
        if (wish.stream or wish.partial_images) and profile.capabilities.tasks:
            notes.append(say("client.no-streaming", profile=profile.name))
        requests[profile.name] = request
    chain = replace(chain, profiles=tuple(p for p in chain.profiles if p.name in requests))
    return Ready(wish, chain, Order(requests, wish.aspect, sizes), tuple(notes))


def _pictures(paths: Sequence[Path]) -> tuple[tuple[SentImage, ...], tuple[Size, ...], tuple[str, ...]]:
    """Make the pictures plain; their sizes as sent, and what was changed."""
    images, sizes, notes = [], [], []
    for path in paths:
        plain = make_plain(read_regular(path))
        facts = probe(plain.data)
        images.append(SentImage("", facts.format, plain.data, facts.sha256))
        sizes.append(facts.size)
        if plain.changes:
            notes.append(say("client.plain", image=path.name, changes=_said(plain.changes)))
    return tuple(images), tuple(sizes), tuple(notes)


def _said(changes: Sequence[str]) -> str:
    return ", ".join(say(f"check.plain-{code}") for code in changes)


def _mask(path: Path, sizes: Sequence[Size], images: Sequence[Path]) -> SentImage:
    """Read a mask: sent byte for byte, so it must be as large as the first picture is sent."""
    data = read_regular(path)
    facts = probe(data, fully=True)
    if facts.format != "png" or not facts.has_alpha:
        raise PictureError(say("client.mask-format", path=path))
    if facts.size != sizes[0]:
        changes = _said(make_plain(read_regular(images[0])).changes) or say("client.as-it-is")
        raise UsageError(say("client.mask-size", mask=facts.size, image=sizes[0], changes=changes))
    return SentImage("mask.png", "png", data, facts.sha256)


def _for_model(chain: Chain, model: str | None) -> tuple[Chain, tuple[str, ...]]:
    """Another model than the first profile's own is that profile's alone: a backup would draw something else."""
    first, *others = chain.profiles
    if model is None or model == first.model or not others:
        return chain, ()
    names = ", ".join(other.name for other in others)
    return replace(chain, profiles=(first,)), (say("client.other-model", names=names, model=model, first=first.name),)


def _patient(profile: Resolved, seconds: float | None) -> Resolved:
    if seconds is None:
        return profile
    timeouts = {"timeout": seconds, "timeout_slow": seconds}
    return replace(profile, profile=profile.profile.model_copy(update=timeouts))


def _request(wish: Wish, profile: Resolved, images: tuple[SentImage, ...], mask: SentImage | None) -> ImageRequest:
    return ImageRequest(
        prompt=wish.prompt,
        size=_size(wish, profile.capabilities),
        quality=wish.quality,
        format=wish.format,
        moderation=wish.moderation,
        images=images,
        mask=mask,
        n=wish.n,
        background=wish.background,
        compression=wish.compression,
        stream=wish.stream or wish.partial_images > 0,
        partial_images=wish.partial_images,
        image_urls=wish.image_urls,
        model=wish.model,
    )


def _size(wish: Wish, capabilities: Capabilities) -> Size | None:
    if wish.size is not None:
        return choose(Aspect(wish.size.ratio, str(wish.size)), capabilities.sizes, wish.size).size
    return choose(wish.aspect, capabilities.sizes).size if wish.aspect else None


def _size_faults(wish: Wish, profile: Resolved) -> list[str]:
    """The first profile's size must be legal as it was typed; a backup is asked for the nearest it draws."""
    if wish.size is None:
        return []
    choice = choose(Aspect(wish.size.ratio, str(wish.size)), profile.capabilities.sizes, wish.size)
    return [choice.problem] if choice.problem else []


def _faults(request: ImageRequest, profile: Resolved) -> list[str]:
    """Why a profile can't take this request."""
    takes = profile.capabilities
    found = []
    if len(request.images) > takes.max_references:
        limit, count = takes.max_references, len(request.images)
        found.append(say("client.too-many-images", profile=profile.name, limit=limit, count=count))
    if request.mask is not None and not takes.mask:
        found.append(say("client.no-mask", profile=profile.name))
    if len(request.prompt) > takes.prompt_limit:
        found.append(say("compose.prompt-too-long", length=len(request.prompt), limit=takes.prompt_limit))
    if request.quality not in takes.qualities:
        offered = ", ".join(takes.qualities)
        found.append(say("compose.quality-not-offered", quality=request.quality, offered=offered))
    if request.format not in takes.formats:
        offered = ", ".join(takes.formats)
        found.append(say("compose.format-not-offered", format=request.format, offered=offered))
    return found
