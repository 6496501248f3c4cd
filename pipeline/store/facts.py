"""The sha256 of files on the board, remembered with size and times: a rerun reads no picture twice."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from time import time_ns
from typing import Final

from pipeline.decide.events import TakeAdopted, TakeSaved
from pipeline.store.artifacts import Spoiled, spoiled
from pipeline.store.disk import on_disk, write_whole
from pipeline.store.layout import Layout

_TICK: Final = 50_000_000
"""Nanoseconds within which a file system may give two writes one time stamp."""


@dataclass(slots=True)
class Digests:
    """Digests by board-relative file; loaded from and kept in ``.work/cache``, where losing them costs time only."""

    layout: Layout
    _known: dict[str, list[object]] = field(default_factory=dict)
    _changed: bool = False

    @classmethod
    def load(cls, layout: Layout) -> Digests:
        try:
            known = json.loads(_cache(layout).read_bytes())
        except (OSError, ValueError):
            known = {}
        return cls(layout, known if isinstance(known, dict) else {})

    def of(self, file: str) -> str | None:
        """The sha256 of ``file``, or None where there is no such file; raises DiskError where it can't be read."""
        path = self.layout.path(file)
        with on_disk(path):
            try:
                facts = path.stat()
                stamp = [facts.st_size, facts.st_mtime_ns, facts.st_ctime_ns]
                known = self._known.get(file)
                if isinstance(known, list) and known[:3] == stamp:
                    return str(known[3])
                found = _sha256(path)
            except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
                return None
        if time_ns() - max(facts.st_mtime_ns, facts.st_ctime_ns) > _TICK:
            self._known[file] = [*stamp, found]
            self._changed = True
        return found

    def save(self) -> None:
        """Keep what was found; call it where the board is written anyway: a run with nothing to do writes nothing."""
        if self._changed:
            write_whole(_cache(self.layout), json.dumps(self._known).encode())
            self._changed = False


def verify_takes(digests: Digests, takes: Iterable[TakeSaved | TakeAdopted]) -> tuple[Spoiled, ...]:
    """Return the takes whose file is gone or holds other bytes than were delivered: they no longer count."""
    found = (spoiled(take, digests.of(take.file)) for take in takes)
    return tuple(s for s in found if s is not None)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _cache(layout: Layout) -> Path:
    return layout.cache / "digests.json"
