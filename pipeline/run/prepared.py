"""References as they are sent: made plain once per picture, shared by every panel that sends them."""

from __future__ import annotations

from collections import OrderedDict
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final
from weakref import WeakValueDictionary

import anyio
import anyio.to_thread

from pipeline.check.inspect.view import View, view
from pipeline.compose.look import Ref, Source
from pipeline.errors import PictureError
from pipeline.images.picture import EXTENSIONS, Role, SentImage
from pipeline.images.size import Size
from pipeline.messages import say
from pipeline.pictures.files import read_regular
from pipeline.pictures.plain import is_plain, make_plain
from pipeline.pictures.probe import probe

KEPT: Final = 64 * 1024 * 1024
"""Bytes of prepared pictures kept in memory though nobody sends them at the moment."""


@dataclass(frozen=True, slots=True, weakref_slot=True)
class Prepared:
    """A plain picture, its size, what inspection compares with, and what was changed (codes)."""

    image: SentImage
    size: Size
    view: View
    changes: tuple[str, ...] = ()


class Preparer:
    """Prepares pictures in threads, each once: those being sent and the last ones stay in memory, changed ones on disk.

    ``kept`` bounds what stays in memory, in bytes of files.
    """

    def __init__(self, cache: Path, kept: int = KEPT) -> None:
        self._cache, self._kept = cache, kept
        self._last: OrderedDict[str, Prepared] = OrderedDict()
        self._alive: WeakValueDictionary[str, Prepared] = WeakValueDictionary()
        self._busy: dict[str, anyio.Lock] = {}
        self._threads = anyio.CapacityLimiter(2)

    async def prepare(self, refs: tuple[Ref, ...]) -> tuple[Prepared, ...]:
        """The pictures of ``refs`` in their order. PictureError where a file changed since the plan was checked."""
        return tuple([await self._one(ref) for ref in refs])

    async def mask(self, source: Source, size: Size) -> SentImage:
        """A mask, byte for byte; ``size`` is that of the picture it is for. PictureError where it is another one."""
        return await anyio.to_thread.run_sync(_mask, source, size, limiter=self._threads)

    async def _one(self, ref: Ref) -> Prepared:
        key = ref.source.sha256
        async with self._busy.setdefault(key, anyio.Lock()):
            found = self._alive.get(key)
            if found is None:
                found = await anyio.to_thread.run_sync(self._make, ref, limiter=self._threads)
                self._alive[key] = found
            self._remember(key, found)
            return found

    def _remember(self, key: str, prepared: Prepared) -> None:
        self._last[key] = prepared
        self._last.move_to_end(key)
        while len(self._last) > 1 and sum(len(p.image.data) for p in self._last.values()) > self._kept:
            self._last.popitem(last=False)

    def _make(self, ref: Ref) -> Prepared:
        data, changes = self._plain(ref.source, verify=ref.role is not Role.CROP)
        facts = probe(data)
        digest = sha256(data).hexdigest()
        image = SentImage(f"{digest[:12]}{EXTENSIONS[facts.format]}", facts.format, data, digest)
        return Prepared(image, facts.size, view(data), changes)

    def _plain(self, source: Source, *, verify: bool) -> tuple[bytes, tuple[str, ...]]:
        kept = self._cache / f"{source.sha256}.plain"
        with suppress(OSError, PictureError):
            data = kept.read_bytes()
            probe(data, fully=True)
            return data, ()
        data = read_regular(source.path)
        if verify and sha256(data).hexdigest() != source.sha256:
            raise PictureError(say("run.picture-changed", path=source.path))
        if is_plain(data):
            return data, ()  # whoever looks at it next decodes it
        plain = make_plain(data)
        if plain.changes:
            self._keep(kept, plain.data)
        return plain.data, plain.changes

    def _keep(self, path: Path, data: bytes) -> None:
        with suppress(OSError):  # only time is saved by it
            path.parent.mkdir(parents=True, exist_ok=True)
            temporary = path.with_suffix(".tmp")
            temporary.write_bytes(data)
            temporary.replace(path)


def _mask(source: Source, size: Size) -> SentImage:
    data = read_regular(source.path)
    if sha256(data).hexdigest() != source.sha256:
        raise PictureError(say("run.picture-changed", path=source.path))
    if probe(data).size != size:
        raise PictureError(say("run.mask-size", mask=probe(data).size, take=size))
    return SentImage("mask.png", "png", data, source.sha256)
