"""What a video model would be given of each panel, by the rules of the plan's target; writes nothing."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from pipeline.check.targets import TARGETS, hold
from pipeline.decide.view import BoardView, PanelView
from pipeline.errors import PictureError
from pipeline.images.picture import PictureFacts
from pipeline.pictures.probe import probe
from pipeline.report.frames import Frame
from pipeline.report.outliers import Mark
from pipeline.store.layout import Layout


def frames(board: BoardView, layout: Layout, pictures: Mapping[Path, PictureFacts]) -> dict[str, Frame]:
    """The frame of every panel that has a keyframe, by panel; empty for a plan without a target.

    ``pictures`` are the facts of the plan's own pictures, by absolute path. What can't be read has no frame.
    """
    if board.plan.target is None:
        return {}
    target, found = TARGETS[board.plan.target], {}
    for panel in board.panels:
        facts = _facts(panel, layout, pictures)
        if facts is not None:
            broken = tuple(Mark(each.code, each.sentence) for each in hold(facts, board.plan.aspect, target))
            file = layout.file(layout.first_frame(panel.id))
            found[panel.id] = Frame(file, "last" if panel.panel.ends else "first", broken)
    return found


def source_of(panel: PanelView, layout: Layout) -> Path | None:
    """The picture of which the keyframe is a copy."""
    if panel.panel.image is not None:
        return panel.panel.image
    return layout.path(panel.shown.file) if panel.shown else None


def _facts(panel: PanelView, layout: Layout, pictures: Mapping[Path, PictureFacts]) -> PictureFacts | None:
    own, take = panel.panel.image, panel.shown
    if own is not None or take is None:
        return pictures.get(own) if own is not None else None
    if take.origin == "drawn":
        return PictureFacts(take.format, take.size, take.sha256, 0)
    try:
        return probe(layout.path(take.file))  # a camera's picture may lie on its side, which only its file says
    except PictureError:
        return None
