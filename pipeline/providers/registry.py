"""Which class speaks which wire format."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from pipeline.config.resolved import Resolved
from pipeline.errors import ConfigError
from pipeline.messages import say
from pipeline.providers.base import Provider
from pipeline.providers.openai_images import OpenAIImages

WIRES: Final[Mapping[str, Callable[[Resolved], Provider]]] = {
    "openai-images": OpenAIImages,
}
"""A new wire format is one module with one class, and one line here."""


def provider_for(resolved: Resolved) -> Provider:
    """Return the provider of a profile; ConfigError for a wire format that nobody here speaks."""
    make = WIRES.get(resolved.profile.wire)
    if make is None:
        known = ", ".join(sorted(WIRES))
        raise ConfigError(say("wire.unknown-wire", name=resolved.name, wire=resolved.profile.wire, known=known))
    return make(resolved)
