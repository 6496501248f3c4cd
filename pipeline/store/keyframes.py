"""The keyframes folder: one copy per panel of the take that counts, and what people did to those copies by hand."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from pipeline.decide.events import KeyframeSet
from pipeline.images.size import Size
from pipeline.pictures.pixels import filled
from pipeline.store.disk import on_disk, write_whole
from pipeline.store.facts import Digests
from pipeline.store.layout import Layout, is_relative

_SUFFIXES: Final = (".png", ".jpg", ".jpeg", ".webp")


@dataclass(frozen=True, slots=True)
class Counted:
    """What a panel's keyframe should be: ``file`` is the take's, board-relative; ``sha256`` is the keyframe's.

    ``before`` is the sha256 of what the last KeyframeSet shows: a run killed before it could copy leaves that one
    in place.
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
    return _put(layout, panel, source.suffix, data)


def _put(layout: Layout, panel: str, suffix: str, data: bytes) -> str:
    target = layout.keyframe(panel, suffix.removeprefix(".").lower())
    write_whole(target, data)
    _unlink(p for p in _present(layout, panel) if p.suffix != target.suffix)
    return layout.file(target)


def show_keyframe(layout: Layout, mark: KeyframeSet, source: Path) -> KeyframeSet:
    """Bring what ``mark`` says to the panel's keyframe, from the take in ``source``; the mark as it is to be written.

    Raises DiskError; PictureError where the take can't be resampled.
    """
    if not mark.size:
        put_keyframe(layout, mark.panel, source)
        return mark
    data = resampled(source, Size.parse(mark.size))
    _put(layout, mark.panel, source.suffix, data)
    return replace(mark, copy=hashlib.sha256(data).hexdigest())


def resampled(source: Path, size: Size) -> bytes:
    """The take in ``source`` as it is shown at ``size``: the same bytes each time."""
    with on_disk(source):
        data = source.read_bytes()
    return filled(data, size)


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
    ours = {*takes, counted.sha256, counted.before}
    edited = next((sha for sha in found if sha not in ours), None)
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
