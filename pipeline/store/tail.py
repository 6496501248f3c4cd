"""Reading the journal from where one last stopped, and mending what a killed process left at its end."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.errors import BoardError
from pipeline.messages import say
from pipeline.store.codec import BrokenLine, Recorded, decode
from pipeline.store.disk import on_disk, write_whole
from pipeline.store.layout import Layout


@dataclass(slots=True)
class Tail:
    """A place in the journal: ``offset`` bytes and ``seq`` lines are known."""

    path: Path
    offset: int = 0
    seq: int = 0
    loose: bytes = field(default=b"", init=False)
    """What stood behind the last newline when it was read last."""

    def read(self) -> tuple[Recorded, ...]:
        """Return the whole lines that came since; a line still being written is left for the next time.

        Raises BoardError where a line is broken, misnumbered, or of a newer version, or the file got shorter.
        """
        return tuple(self.each())

    def each(self) -> Iterator[Recorded]:
        """``read``, each line decoded when it is asked for; what is not asked for stays unknown."""
        try:
            with self.path.open("rb") as file:
                if os.fstat(file.fileno()).st_size < self.offset:
                    raise BoardError(say("board.journal-shrank", path=self.path))
                file.seek(self.offset)
                data = file.read()
        except FileNotFoundError:
            if self.offset:
                raise BoardError(say("board.journal-shrank", path=self.path)) from None
            return
        except OSError as error:
            raise BoardError(say("board.unreadable", path=self.path, reason=error.strerror)) from error
        whole, newline, self.loose = data.rpartition(b"\n")
        if not newline:
            return
        for line in whole.split(b"\n"):
            recorded = self._decode(line, self.seq + 1)
            self.passed(len(line) + 1, 1)
            yield recorded

    def passed(self, length: int, lines: int) -> None:
        """Count ``lines`` lines of ``length`` bytes as known, as the one who wrote them."""
        self.offset += length
        self.seq += lines

    def _decode(self, line: bytes, number: int) -> Recorded:
        where = f"{self.path}:{number}"
        recorded = decode(line, where)
        if recorded.seq != number:
            raise BoardError(say("board.line-number", where=where, seq=recorded.seq))
        return recorded


def mend(layout: Layout, tail: Tail) -> tuple[tuple[Recorded, ...], Path | None]:
    """Finish the last line that a killed process left without its newline; hold the journal lock and have read.

    A line that is whole but for its newline (an editor may have taken it) counts and is returned; any other
    is cut off and kept in ``.work/torn``, whose path is returned. Nobody was ever told that it was written.
    """
    if not tail.loose:
        return (), None
    try:
        recorded = decode(tail.loose, f"{tail.path}:{tail.seq + 1}")
    except BrokenLine:
        return (), _cut(layout, tail)
    if recorded.seq != tail.seq + 1:
        return (), _cut(layout, tail)
    with on_disk(tail.path), tail.path.open("ab") as file:
        file.write(b"\n")
        file.flush()
        os.fsync(file.fileno())
    tail.passed(len(tail.loose) + 1, 1)
    tail.loose = b""
    return (recorded,), None


def _cut(layout: Layout, tail: Tail) -> Path:
    kept = layout.torn / f"journal-{tail.offset}-{hashlib.sha256(tail.loose).hexdigest()[:8]}.txt"
    write_whole(kept, tail.loose)
    with on_disk(tail.path), tail.path.open("r+b") as file:
        file.truncate(tail.offset)
        os.fsync(file.fileno())
    tail.loose = b""
    return kept
