"""Canonical JSON and its sha256: one text for one value."""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any


def canonical(value: Mapping[str, Any]) -> str:
    """Sorted keys, no blanks, characters as they are."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def digest(value: Mapping[str, Any]) -> str:
    """The sha256 of the canonical JSON, in hex; a lone surrogate is kept as its code point."""
    return sha256(canonical(value).encode("utf-8", "surrogatepass")).hexdigest()
