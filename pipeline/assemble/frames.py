"""What a video model would be given of each panel, by the rules of the plan's target; writes nothing."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from pipeline.check.targets import TARGETS, hold
from pipeline.decide.state import BoardState
from pipeline.decide.view import BoardView, PanelView
from pipeline.errors import PictureError
from pipeline.images.picture import PictureFacts
from pipeline.images.size import Size
from pipeline.pictures.probe import probe
from pipeline.report.build import resample
from pipeline.report.frames import Frame
from pipeline.report.outliers import Mark
from pipeline.store.layout import Layout


def frames(
    board: BoardView, state: BoardState, layout: Layout, pictures: Mapping[Path, PictureFacts]
) -> dict[str, Frame]:
    """The frame of every panel that has a keyframe, by panel; empty for a plan without a target.

    ``pictures`` are the facts of the plan's own pictures, by absolute path. What can't be read has no frame.
    """
    if board.plan.target is None:
        return {}
    target, found = TARGETS[board.plan.target], {}
    for name, (_, facts) in keyframes(board, state, layout, pictures).items():
        broken = tuple(Mark(each.code, each.sentence) for each in hold(facts, board.plan.aspect, target))
        role = "last" if board[name].panel.ends else "first"
        found[name] = Frame(layout.file(layout.first_frame(name)), role, broken)
    return found


def keyframes(
    board: BoardView, state: BoardState, layout: Layout, pictures: Mapping[Path, PictureFacts]
) -> dict[str, tuple[Path, PictureFacts]]:
    """Where the picture of each keyframe is, and its facts (the length may be 0), by panel."""
    found = ((panel.id, _keyframe(panel, state, layout, pictures)) for panel in board.panels)
    return {name: picture for name, picture in found if picture is not None}


def _keyframe(
    panel: PanelView, state: BoardState, layout: Layout, pictures: Mapping[Path, PictureFacts]
) -> tuple[Path, PictureFacts] | None:
    own, take = panel.panel.image, panel.shown
    if own is not None:
        return (own, pictures[own]) if own in pictures else None
    if take is None:
        return None
    path = layout.path(take.file)
    copy = resample(panel, state)
    if copy is not None:
        shown = layout.keyframe(panel.id, path.suffix.removeprefix("."))
        return shown, PictureFacts(take.format, Size.parse(copy.size), copy.copy, 0)
    if take.origin == "drawn":
        return path, PictureFacts(take.format, take.size, take.sha256, 0)
    try:
        return path, probe(path)  # a camera's picture may lie on its side, which only its file says
    except PictureError:
        return None
