"""Notices the partial pictures of a stream while it arrives; they are shown and never counted."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final

from pipeline.providers.sse import events_in
from pipeline.transport.spool import Spool

_MOST_HELD: Final = 64 * 1024 * 1024
_END: Final = re.compile(rb"\r?\n\r?\n")

Show = Callable[[bytes], Awaitable[None]]


class Watched:
    """A spool that hands everything on to ``spool`` and each partial picture's bytes to ``show``."""

    def __init__(self, spool: Spool, show: Show) -> None:
        self._spool, self._show = spool, show
        self._held = bytearray()
        self._looks = True

    async def begin(self, head: Mapping[str, Any], /) -> None:
        self._held.clear()
        await self._spool.begin(head)

    async def write(self, data: bytes, /) -> None:
        await self._spool.write(data)  # first: what is paid for
        if not self._looks:
            return
        seen = max(0, len(self._held) - 3)
        self._held += data
        while (end := _END.search(self._held, seen)) is not None:
            event = bytes(self._held[: end.end()])
            del self._held[: end.end()]
            seen = 0
            await self._event(event)
        if len(self._held) > _MOST_HELD:
            self._held.clear()
            self._looks = False

    async def _event(self, event: bytes) -> None:
        if b"partial_image" not in event[:300]:
            return
        for found in events_in(event.decode("utf-8", "replace")):
            picture = _decoded(found.data.get("b64_json"))
            if picture and found.name.endswith("partial_image"):
                await self._show(picture)


def _decoded(text: object) -> bytes:
    if not isinstance(text, str):
        return b""
    try:
        return base64.b64decode(text.rpartition(",")[2], validate=True)
    except (binascii.Error, ValueError):
        return b""
