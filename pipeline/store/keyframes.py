"""The keyframes folder: one copy per panel of the take that counts, and what people did to those copies by hand."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pipeline.store.disk import on_disk, write_whole
from pipeline.store.facts import Digests
from pipeline.store.layout import Layout, is_relative

_SUFFIXES: Final = (".png", ".jpg", ".jpeg", ".webp")


@dataclass(frozen=True, slots=True)
class Counted:
    """What a panel's keyframe should be: ``file`` is the take's, board-relative; ``sha256`` its bytes'.

    ``before`` is the sha256 of the take that the last KeyframeSet names: a run killed before it could copy leaves
    that one in place.
    """

    panel: str
    file: str
    sha256: str
    before: str | None = None


@dataclass(frozen=True, slots=True)
class Missing:
    """There is no keyframe, or still the one that counted before: ``put_keyframe`` brings it."""

    panel: str


@dataclass(frozen=True, slots=True)
class Edited:
    """The keyframe holds bytes that were never delivered: somebody edited it by hand."""

    panel: str
    path: Path
    sha256: str


@dataclass(frozen=True, slots=True)
class Swapped:
    """The keyframe is another take of the board: somebody copied it there, which is a choice too."""

    panel: str
    path: Path
    sha256: str


def look_at_keyframes(
    digests: Digests, counted: Iterable[Counted], takes: Collection[str]
) -> tuple[Missing | Edited | Swapped, ...]:
    """Compare the folder with what should be in it; panels whose keyframe is right are not in the answer.

    ``takes`` are the sha256 of every take of the board. Reads only.
    """
    found = (_look(digests, one, takes) for one in counted)
    return tuple(f for f in found if f is not None)


def put_keyframe(layout: Layout, panel: str, source: Path) -> str:
    """Copy ``source`` (a take, or the panel's own picture) to the panel's keyframe, whole; return its file.

    A keyframe of another format goes away. Raises DiskError.
    """
    with on_disk(source):
        data = source.read_bytes()
    target = layout.keyframe(panel, source.suffix.removeprefix(".").lower())
    write_whole(target, data)
    _unlink(p for p in _present(layout, panel) if p.suffix != target.suffix)
    return layout.file(target)


def drop_keyframes(digests: Digests, keep: Iterable[str], takes: Collection[str]) -> tuple[str, ...]:
    """Remove the keyframes of all panels but ``keep`` (panel ids) and return their files.

    Only copies of ``takes`` (sha256) go: what a person put there exists nowhere else, so it stays.
    """
    layout = digests.layout
    kept = {layout.keyframe(panel, "png").stem for panel in keep}
    others = [p for p in _pictures(layout) if p.stem not in kept]
    return _unlink(p for p in others if digests.of(layout.file(p)) in takes)


def _look(digests: Digests, counted: Counted, takes: Collection[str]) -> Missing | Edited | Swapped | None:
    layout = digests.layout
    found = {sha: path for path in _present(layout, counted.panel) if (sha := digests.of(layout.file(path)))}
    edited = next((sha for sha in found if sha not in takes and sha != counted.sha256), None)
    if edited is not None:
        return Edited(counted.panel, found[edited], edited)
    if counted.sha256 in found:
        return None
    swapped = next((sha for sha in found if sha != counted.before), None)
    return Missing(counted.panel) if swapped is None else Swapped(counted.panel, found[swapped], swapped)


def _present(layout: Layout, panel: str) -> list[Path]:
    stem = layout.keyframe(panel, "png").stem
    return [p for p in _pictures(layout) if p.stem == stem]


def _pictures(layout: Layout) -> list[Path]:
    """Pictures whose name could be ours; a name that no board can carry is somebody's own file."""
    try:
        there = sorted(layout.keyframes.iterdir())
    except FileNotFoundError:
        return []
    return [p for p in there if p.suffix.lower() in _SUFFIXES and is_relative(layout.file(p)) and p.is_file()]


def _unlink(paths: Iterable[Path]) -> tuple[str, ...]:
    gone = []
    for path in paths:
        with on_disk(path):
            path.unlink(missing_ok=True)
        gone.append(f"{path.parent.name}/{path.name}")
    return tuple(gone)
