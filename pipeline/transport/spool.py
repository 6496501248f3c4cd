"""The shape of what an answer's bytes are written to while they arrive."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol


class Spool(Protocol):
    """A place for one answer: its head once, then its body piece by piece.

    What they raise ends the request and is raised on. The mark that the body is whole is the caller's to set,
    after ``send`` or ``poll`` returned without a ``cut``.
    """

    async def begin(self, head: Mapping[str, Any], /) -> None:
        """Take the head (``Answered.head()``) before the first byte of the body; JSON values only."""

    async def write(self, data: bytes, /) -> None:
        """Take the next bytes of the body."""
