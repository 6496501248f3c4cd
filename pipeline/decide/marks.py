"""What has come to count since the journal last said so."""

from __future__ import annotations

from pipeline.decide.events import AnchorChosen, KeyframeSet
from pipeline.decide.panels import BoardView, PanelView
from pipeline.decide.state import BoardState


def marks(board: BoardView, state: BoardState) -> tuple[KeyframeSet | AnchorChosen, ...]:
    """The events that say which takes count by now; none where the journal says it all."""
    found: list[KeyframeSet | AnchorChosen] = []
    for panel in board.subjects:
        mark = _mark(panel)
        if mark is not None and mark != state.keyframes.get(panel.id):
            found.append(mark)
    anchor = next((p for p in board.panels if p.id == board.anchor), None)
    if anchor is not None and anchor.by is not None and anchor.shown is not None:
        known = state.anchor
        if known is None or (known.panel, known.take) != (anchor.id, anchor.shown.sha256):
            found.append(AnchorChosen(anchor.id, anchor.shown.sha256))
    return tuple(found)


def _mark(panel: PanelView) -> KeyframeSet | None:
    """What counts for a panel: a pinned take for what it was drawn for, others for what the plan asks at present."""
    if panel.by is None or panel.shown is None:
        return None
    if panel.pinned:
        return KeyframeSet(panel.id, panel.shown.sha256, panel.shown.inputs, pinned=True)
    return KeyframeSet(panel.id, panel.shown.sha256, panel.draft.inputs) if panel.draft else None
