"""Under which names pictures are saved beside the one that was asked for; nothing is overwritten unasked."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Final

from pipeline.errors import DiskError, UsageError
from pipeline.messages import say
from pipeline.store.disk import check_room, make_folder, on_disk, replace, sync_folder, write_temporary

FORMATS: Final = {".png": "png", ".jpg": "jpeg", ".jpeg": "jpeg", ".webp": "webp"}
_ENDINGS: Final = {"png": ".png", "jpeg": ".jpg", "webp": ".webp"}


@dataclass(frozen=True, slots=True)
class Output:
    """``path`` is absolute, as it was asked for; ``n`` pictures are ``out-1.png``, ``out-2.png`` …"""

    path: Path
    n: int = 1
    force: bool = False

    def named(self, number: int, format_: str) -> Path:
        """The name of picture ``number`` (from 1) in its real format."""
        return self._with(f"-{number}" if self.n > 1 or number > 1 else "", format_)

    def check(self, format_: str) -> None:
        """Raise before money is spent where a file is in the way (UsageError) or the folder takes none (DiskError)."""
        wanted = [self.named(number, format_) for number in range(1, self.n + 1)]
        there = next((path for path in wanted if path.exists()), None)
        if there is not None and not self.force:
            raise UsageError(say("client.exists", path=there))
        folder = self.path.parent
        try:
            make_folder(folder)
            with on_disk(folder):
                write_temporary(folder, "try", b"").unlink()
        except DiskError as error:
            raise UsageError(say("client.no-folder", path=folder, reason=error)) from error
        check_room(folder)

    def save(self, number: int, data: bytes, format_: str) -> Path:
        """Save a picture that was asked for; where its name is taken by now and may not be, under a free one."""
        path = self.named(number, format_)
        return _write(path if self.force or not path.exists() else _free(path), data)

    def save_beside(self, word: str, data: bytes, format_: str) -> Path:
        """Save a picture of another kind (``failed``, ``recovered``, ``partial-1``) under a free name."""
        return _write(_free(self._with(f"-{word}", format_)), data)

    def holds(self, data: bytes, format_: str) -> Path | None:
        """The file that has these very bytes already under one of the asked names, or None."""
        wanted = (self.named(number, format_) for number in range(1, max(self.n, 1) + 1))
        return next((path for path in wanted if _same(path, data)), None)

    def _with(self, suffix: str, format_: str) -> Path:
        known = FORMATS.get(self.path.suffix.lower())
        stem = self.path.stem if known else self.path.name
        ending = self.path.suffix if known == format_ else _ENDINGS.get(format_, f".{format_}")
        return self.path.with_name(f"{stem}{suffix}{ending}")


def output_of(given: Path | None, format_: str | None) -> tuple[Path, str]:
    """Return the absolute path and the format that ``--output`` and ``--output-format`` mean together."""
    path = (given or Path("out.png")).expanduser().absolute()
    if path.is_dir():
        path = path / "out.png"
        given = None
    format_ = format_ or (FORMATS.get(path.suffix.lower()) if given else None) or "png"
    if FORMATS.get(path.suffix.lower()) not in {None, format_}:
        path = path.with_suffix(_ENDINGS[format_])
    return path, format_


def _free(path: Path) -> Path:
    return next(each for each in _names(path) if not each.exists())


def _names(path: Path) -> Iterator[Path]:
    yield path
    for number in count(2):
        yield path.with_name(f"{path.stem}-{number}{path.suffix}")


def _write(path: Path, data: bytes) -> Path:
    make_folder(path.parent)
    with on_disk(path):
        temporary = write_temporary(path.parent, secrets.token_hex(4), data)
        try:
            replace(temporary, path)
        except OSError:
            temporary.unlink(missing_ok=True)
            raise
        sync_folder(path.parent)
    return path


def _same(path: Path, data: bytes) -> bool:
    try:
        return path.stat().st_size == len(data) and path.read_bytes() == data
    except OSError:
        return False
