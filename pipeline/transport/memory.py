"""A spool in memory, for small answers that nobody paid for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class MemorySpool:
    """Keeps the last head and its body."""

    head: Mapping[str, Any] = field(default_factory=dict)
    body: bytearray = field(default_factory=bytearray)

    async def begin(self, head: Mapping[str, Any], /) -> None:
        self.head = head
        self.body.clear()

    async def write(self, data: bytes, /) -> None:
        self.body += data
