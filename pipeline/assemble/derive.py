"""Writes what is computed from a board: manifest, contact sheets, first frames, copies of the panels' own pictures."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict
from importlib import resources
from pathlib import Path
from typing import Final

from pipeline.assemble.boards import at_rest_asks
from pipeline.assemble.first_frames import deliver
from pipeline.assemble.frames import frames
from pipeline.assemble.measuring import measure
from pipeline.assemble.settled import note_order
from pipeline.decide.ending import at_rest
from pipeline.decide.plan_step import plan_step
from pipeline.decide.state import BoardState
from pipeline.decide.view import BoardView
from pipeline.images.picture import PictureFacts
from pipeline.plan.model import Plan
from pipeline.report.build import build
from pipeline.report.choices import strip_file
from pipeline.report.consistency import consistency
from pipeline.report.contact_sheet import Marks, board_sheets, cells_of
from pipeline.report.manifest import manifest
from pipeline.report.marks import judged
from pipeline.report.strip import strip
from pipeline.store.derived import write_contact_sheets, write_if_changed, write_manifest
from pipeline.store.disk import make_folder, write_whole
from pipeline.store.facts import Digests
from pipeline.store.keyframes import drop_keyframes, put_keyframe
from pipeline.store.layout import Layout
from pipeline.store.previews import Previews

SHEET_RECIPE: Final = 2
"""Raised when contact sheets come to look different, so that they are drawn again."""


def font() -> Path:
    """The font that every drawing of ours uses; it has the characters of Chinese texts."""
    return Path(str(resources.files("pipeline.providers.offline") / "fonts" / "NotoSansCJKsc-Regular.otf"))


def derive(
    plan: Plan,
    board: BoardView,
    state: BoardState,
    layout: Layout,
    digests: Digests,
    pictures: Mapping[Path, PictureFacts],
) -> None:
    """Bring every derived file up to date; hold the run lock. Files that would be the same are left alone."""
    _own_keyframes(board, layout, digests)
    shown = [p.id for p in board.panels if p.shown is not None or p.panel.image is not None]
    copies = frozenset(k.copy for k in state.keyframes.values() if k.copy)
    drop_keyframes(digests, shown, copies | frozenset(t.sha256 for t in state.takes.values()))
    asked = at_rest_asks(plan, board, state, {path: facts.sha256 for path, facts in pictures.items()})
    ending = at_rest(board, plan_step(board, state, asked), running=False)
    likeness = measure(board, state, layout, pictures)
    beside = consistency(
        board, state, root=layout.root, pictures=pictures, likeness=likeness, judged=judged(board, state)
    )
    made = frames(board, state, layout, pictures)
    deliver(board, state, layout, digests, pictures, made)
    report = build(
        plan, board, state, root=layout.root, ending=ending, pictures=pictures, frames=made, consistency=beside
    )
    write_manifest(layout, manifest(report, plan, board, state, ending))
    _contact_sheets(board, layout, pictures, beside.marks)
    _strips(board, layout)
    digests.save()
    note_order(plan, board, layout, pictures)


def _own_keyframes(board: BoardView, layout: Layout, digests: Digests) -> None:
    for panel in board.panels:
        image = panel.panel.image
        if image is not None:
            target = layout.keyframe(panel.id, image.suffix.removeprefix(".").lower())
            if digests.of(layout.file(target)) != hashlib.sha256(image.read_bytes()).hexdigest():
                put_keyframe(layout, panel.id, image)


def _contact_sheets(board: BoardView, layout: Layout, pictures: Mapping[Path, PictureFacts], marks: Marks) -> None:
    """Draw them only where something on them changed: they take a second for every hundred panels."""
    cells = [asdict(cell) for cell in cells_of(board, root=layout.root, pictures=pictures, marks=marks)]
    about = [SHEET_RECIPE, board.plan.title, board.plan.aspect.text, cells]
    stamp = hashlib.sha256(json.dumps(about, ensure_ascii=False, default=str).encode()).hexdigest().encode()
    note = layout.cache / "contact-sheet.sha256"
    if layout.contact_sheet().exists() and note.exists() and note.read_bytes() == stamp:
        return
    pages = board_sheets(board, root=layout.root, font=font(), marks=marks, preview=Previews(layout).of)
    write_contact_sheets(layout, pages)
    note.parent.mkdir(parents=True, exist_ok=True)
    write_if_changed(note, stamp)


def _strips(board: BoardView, layout: Layout) -> None:
    """Draw the candidates of every panel where a person chooses; drop strips of choices that are over."""
    wanted = {file: panel for panel in board.subjects if (file := strip_file(panel))}
    for path in layout.choices.glob("*.jpg"):
        if layout.file(path) not in wanted:
            path.unlink(missing_ok=True)
    for file, panel in wanted.items():
        path = layout.path(file)
        if not path.exists():
            make_folder(layout.work, private=True)
            make_folder(path.parent)
            write_whole(path, strip(panel, root=layout.root, font=font()))
