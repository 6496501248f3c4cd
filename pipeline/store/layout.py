"""Where everything in a board is: the one place that knows a board's file names."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final

from pipeline.errors import BoardError
from pipeline.messages import say
from pipeline.plan.names import slug

BIBLE: Final = "_bible/"
SHEET: Final = "sheet"
EXTENSIONS: Final = {"png": "png", "jpeg": "jpg", "webp": "webp"}
"""The file name extension of each picture format."""

_NOT_PORTABLE: Final = re.compile(r'[\x00-\x1f<>:"\\|?*]')
_ATTEMPT: Final = re.compile(r"[A-Za-z0-9_-]{1,64}")


def relative(file: str) -> str:
    """Return ``file`` if it is a path inside the board, as journals carry it; raises BoardError."""
    if not is_relative(file):
        raise BoardError(say("board.bad-path", file=file))
    return file


def is_relative(file: str) -> bool:
    """Whether ``file`` is a relative POSIX path that stays inside the board on every system."""
    parts = PurePosixPath(file).parts
    plain = bool(file) and not file.startswith("/") and ".." not in parts and "/".join(parts) == file
    return plain and not _NOT_PORTABLE.search(file)


@dataclass(frozen=True, slots=True)
class Layout:
    """The paths of the board in ``root``; nothing is created or read here.

    A *subject* is a panel's id, ``_bible/<id>`` of a drawn bible, or ``sheet``.
    """

    root: Path

    @property
    def journal(self) -> Path:
        return self.root / "journal.jsonl"

    @property
    def manifest(self) -> Path:
        return self.root / "manifest.json"

    @property
    def takes(self) -> Path:
        return self.root / "takes"

    @property
    def keyframes(self) -> Path:
        return self.root / "keyframes"

    @property
    def first_frames(self) -> Path:
        return self.root / "first-frames"

    @property
    def sheet(self) -> Path:
        return self.root / "sheet"

    @property
    def crops(self) -> Path:
        return self.sheet / "crops"

    @property
    def work(self) -> Path:
        return self.root / ".work"

    @property
    def spool(self) -> Path:
        return self.work / "spool"

    @property
    def cache(self) -> Path:
        return self.work / "cache"

    @property
    def likeness(self) -> Path:
        """What was measured between the pictures."""
        return self.cache / "likeness.json"

    @property
    def previews(self) -> Path:
        """Small copies of pictures, by the sha256 of the whole."""
        return self.cache / "previews"

    @property
    def torn(self) -> Path:
        return self.work / "torn"

    @property
    def locks(self) -> Path:
        return self.work / "locks"

    @property
    def saved(self) -> Path:
        """Which file an attempt's picture went to, until its event is written."""
        return self.work / "saved"

    @property
    def log(self) -> Path:
        """What a detached run said."""
        return self.work / "run.log"

    @property
    def answer(self) -> Path:
        """The JSON object that a detached run ended with."""
        return self.work / "run.json"

    @property
    def answers(self) -> Path:
        """What judges answered."""
        return self.work / "judge"

    @property
    def choices(self) -> Path:
        """Strips of the candidates that wait for a choice."""
        return self.work / "choices"

    def contact_sheet(self, page: int = 1) -> Path:
        """Page 1 is ``contact-sheet.jpg``, page 2 ``contact-sheet-2.jpg``."""
        return self.root / ("contact-sheet.jpg" if page == 1 else f"contact-sheet-{page}.jpg")

    def take_folder(self, subject: str) -> Path:
        if subject == SHEET:
            return self.takes / "_sheet"
        if subject.startswith(BIBLE):
            return self.takes / "_bible" / slug(subject.removeprefix(BIBLE))
        return self.takes / slug(subject)

    def take(self, subject: str, number: int, extension: str) -> Path:
        return self.take_folder(subject) / f"{number:02d}.{extension}"

    def mask(self, subject: str, want: str) -> Path:
        """The mask of the wish ``want``, beside the takes; raises BoardError for an id that no command of ours made."""
        return self.of_attempt(self.take_folder(subject), f"mask-{want}", "png")

    def keyframe(self, panel: str, extension: str) -> Path:
        return self.keyframes / f"{slug(panel)}.{extension}"

    def first_frame(self, panel: str) -> Path:
        return self.first_frames / f"{slug(panel)}.jpg"

    def crop(self, panel: str) -> Path:
        return self.crops / f"{slug(panel)}.png"

    def of_attempt(self, folder: Path, attempt: str, suffix: str) -> Path:
        """``folder/<attempt>.<suffix>``; raises BoardError for an id that no run of ours made."""
        if not _ATTEMPT.fullmatch(attempt):
            raise BoardError(say("board.bad-attempt", attempt=attempt))
        return folder / f"{attempt}.{suffix}"

    def path(self, file: str) -> Path:
        """Where the board-relative POSIX path ``file`` is; raises BoardError where it would leave the board."""
        return self.root / relative(file)

    def file(self, path: Path) -> str:
        """The board-relative POSIX path of ``path``; raises ValueError outside the board."""
        return path.relative_to(self.root).as_posix()
