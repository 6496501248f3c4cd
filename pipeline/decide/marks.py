"""What has come to count since the journal last said so."""

from __future__ import annotations

from dataclasses import replace

from pipeline.compose.sizes import exact_size
from pipeline.decide.events import AnchorChosen, KeyframeSet
from pipeline.decide.panels import BoardView, PanelView
from pipeline.decide.state import BoardState
from pipeline.images.size import Size
from pipeline.plan.bibles import is_bible


def marks(board: BoardView, state: BoardState) -> tuple[KeyframeSet | AnchorChosen, ...]:
    """The events that say which takes count by now; none where the journal says it all."""
    found: list[KeyframeSet | AnchorChosen] = []
    for panel in board.subjects:
        mark = _mark(panel, board)
        was = state.keyframes.get(panel.id)
        if mark is not None and (was is None or mark != replace(was, copy="")):
            found.append(mark)
    anchor = next((p for p in board.panels if p.id == board.anchor), None)
    if anchor is not None and anchor.by is not None and anchor.shown is not None:
        known = state.anchor
        if known is None or (known.panel, known.take) != (anchor.id, anchor.shown.sha256):
            found.append(AnchorChosen(anchor.id, anchor.shown.sha256))
    return tuple(found)


def shown_size(panel: PanelView, board: BoardView) -> Size | None:
    """The size that a panel's take is resampled to for ``keyframes/``; None where the take itself is shown."""
    if board.plan.size != "exact" or panel.shown is None or is_bible(panel.id):
        return None
    size = exact_size(board.plan.aspect)
    return size if panel.shown.size != size else None


def _mark(panel: PanelView, board: BoardView) -> KeyframeSet | None:
    """What counts for a panel: a pinned take for what it was drawn for, others for what the plan asks at present."""
    if panel.by is None or panel.shown is None:
        return None
    size = str(shown_size(panel, board) or "")
    if panel.pinned:
        return KeyframeSet(panel.id, panel.shown.sha256, panel.shown.inputs, pinned=True, size=size)
    return KeyframeSet(panel.id, panel.shown.sha256, panel.draft.inputs, size=size) if panel.draft else None
