"""What asking for the list of models shows about a key."""

from __future__ import annotations

import json
from typing import Any

from pipeline.config.resolved import Resolved
from pipeline.messages import say
from pipeline.providers.base import Probe
from pipeline.providers.signals import plain, signals_of
from pipeline.transport.outcomes import Arrived, TransportFailure


def verdict_of(arrived: Arrived | TransportFailure, body: bytes, resolved: Resolved) -> Probe:
    """Return whether the key works; a list of models without ours is said."""
    if isinstance(arrived, TransportFailure):
        return Probe("unsure", arrived.message)
    document = _document(body)
    words = _masked(signals_of(arrived.status, document, body.decode("utf-8", "replace")).text, resolved)
    if arrived.status in {401, 403}:
        return Probe("rejected", say("wire.probe-rejected", status=arrived.status, words=words), arrived.status)
    if arrived.status != 200 or document is None or not isinstance(document.get("data"), list):
        return Probe("unsure", say("wire.probe-unsure", status=arrived.status, words=words), arrived.status)
    models = tuple(sorted(name for item in document["data"] if (name := _name(item))))
    text = "wire.probe-ok" if resolved.model in models or not models else "wire.probe-no-model"
    return Probe("ok", say(text, model=resolved.model), 200, models)


def _document(body: bytes) -> dict[str, Any] | None:
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def _name(item: object) -> str:
    return plain(item.get("id")) if isinstance(item, dict) else ""


def _masked(words: str, resolved: Resolved) -> str:
    return resolved.key.mask(words) if resolved.key else words
