"""Keeps a judge's answers under the digest of what was asked, in a folder that may be deleted at any time."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import anyio.to_thread

from pipeline.store.disk import make_folder, write_whole


@dataclass(frozen=True, slots=True)
class FolderCache:
    """One file per answer in ``folder``; OSError and DiskError are the caller's to shrug off."""

    folder: Path

    async def get(self, key: str, /) -> bytes | None:
        """What was put under ``key``, or None."""
        return await anyio.to_thread.run_sync(self._read, key)

    async def put(self, key: str, data: bytes, /) -> None:
        """Keep ``data`` whole or not at all."""
        await anyio.to_thread.run_sync(self._write, key, data)

    def _read(self, key: str) -> bytes | None:
        path = self.folder / f"{key}.json"
        return path.read_bytes() if path.exists() else None

    def _write(self, key: str, data: bytes) -> None:
        make_folder(self.folder)
        write_whole(self.folder / f"{key}.json", data)
