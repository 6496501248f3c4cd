"""Small copies of a board's pictures, by the sha256 of the whole: made while a picture is decoded anyway."""

from __future__ import annotations

import secrets
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pipeline.pictures.files import read_regular
from pipeline.pictures.pixels import Pixels, decoded, encode
from pipeline.store.layout import Layout

EDGE: Final = 768
"""The long edge of a preview in pixels, at most: larger than any picture on a contact sheet."""

_QUALITY: Final = 90
_END: Final = b"\xff\xd9"


@dataclass(frozen=True, slots=True)
class Previews:
    """Kept in ``.work/cache``, where losing them costs time only: whoever finds none makes the same one again."""

    layout: Layout

    def keep(self, sha256: str, small: Pixels) -> bytes:
        """Keep ``small`` (long edge ``EDGE``) as the preview of the picture ``sha256``, and return it as a JPEG."""
        made = _packed(small)
        path = self._path(sha256)
        temporary = path.with_name(f".{sha256}.{secrets.token_hex(4)}.tmp")
        with suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
            temporary.write_bytes(made)
            temporary.replace(path)
        return made

    def of(self, picture: Path, sha256: str | None) -> bytes:
        """The preview of the file ``picture``, made and kept where there is none; PictureError if it can't be read."""
        kept = self._kept(sha256) if sha256 else b""
        if kept:
            return kept
        small = decoded(read_regular(picture), EDGE).small
        return self.keep(sha256, small) if sha256 else _packed(small)

    def _kept(self, sha256: str) -> bytes:
        try:
            data = self._path(sha256).read_bytes()
        except OSError:
            return b""
        return data if data.endswith(_END) else b""  # not synced, so a power cut may have left half of it

    def _path(self, sha256: str) -> Path:
        return self.layout.of_attempt(self.layout.previews, sha256, "jpg")


def _packed(small: Pixels) -> bytes:
    return encode(small, "jpeg", quality=_QUALITY)
