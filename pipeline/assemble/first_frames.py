"""Cuts and scales keyframes into what the plan's video model takes, and keeps ``first-frames/`` in line with them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from pipeline.assemble.frames import keyframes
from pipeline.check.first_frames import first_frame
from pipeline.check.targets import TARGETS
from pipeline.decide.state import BoardState
from pipeline.decide.view import BoardView
from pipeline.errors import PictureError
from pipeline.images.picture import PictureFacts
from pipeline.pictures.files import read_regular
from pipeline.report.frames import Frame
from pipeline.store.derived import write_if_changed, write_json
from pipeline.store.disk import on_disk
from pipeline.store.facts import Digests
from pipeline.store.layout import Layout

RECIPE: Final = 1
"""Raised when first frames come to be made in another way, so that they are made again."""


def deliver(
    board: BoardView,
    state: BoardState,
    layout: Layout,
    digests: Digests,
    pictures: Mapping[Path, PictureFacts],
    found: Mapping[str, Frame],
) -> None:
    """Bring ``first-frames/`` in line with ``found``; hold the run lock. Raises DiskError.

    A frame is made again where its keyframe, the target, the aspect or the file itself has changed. Files that
    nobody here made are left alone.
    """
    note = layout.cache / "first-frames.json"
    before, after = _read(note), {}
    sources = keyframes(board, state, layout, pictures) if found else {}
    for name, frame in found.items():
        path, facts = sources[name]
        made_of = [RECIPE, board.plan.target, board.plan.aspect.text, facts.sha256]
        sha256 = digests.of(frame.file)
        if sha256 is None or before.get(frame.file) != [*made_of, sha256]:
            sha256 = _make(path, board, layout, digests, frame)
        if sha256 is not None:
            after[frame.file] = [*made_of, sha256]
    _drop(layout, digests, {file: made[-1] for file, made in before.items() if file not in after})
    if after != before:
        write_json(note, after)


def _make(source: Path, board: BoardView, layout: Layout, digests: Digests, frame: Frame) -> str | None:
    """Make one frame and return its sha256; None where the keyframe can't be read."""
    if board.plan.target is None:
        return None
    try:
        made = first_frame(read_regular(source), TARGETS[board.plan.target], board.plan.aspect)
    except PictureError:
        return None
    write_if_changed(layout.path(frame.file), made)
    return digests.of(frame.file)


def _drop(layout: Layout, digests: Digests, gone: Mapping[str, object]) -> None:
    for file, sha256 in gone.items():
        if digests.of(file) == sha256:
            with on_disk(path := layout.path(file)):
                path.unlink(missing_ok=True)


def _read(note: Path) -> dict[str, list[object]]:
    try:
        found = json.loads(note.read_bytes())
    except (OSError, ValueError):
        return {}
    kept = found.items() if isinstance(found, dict) else ()
    return {file: made for file, made in kept if isinstance(made, list) and made}
