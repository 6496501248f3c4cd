"""What has come to count since the journal last said so."""

from __future__ import annotations

from pipeline.decide.events import AnchorChosen, KeyframeSet
from pipeline.decide.state import BoardState
from pipeline.decide.view import BoardView


def marks(board: BoardView, state: BoardState) -> tuple[KeyframeSet | AnchorChosen, ...]:
    """The events that say which takes count by now; none where the journal says it all."""
    found: list[KeyframeSet | AnchorChosen] = []
    for panel in board.panels:
        if panel.by is None or panel.shown is None or panel.draft is None:
            continue
        was = state.keyframes.get(panel.id)
        if was is None or (was.take, was.inputs) != (panel.shown.sha256, panel.draft.inputs):
            found.append(KeyframeSet(panel.id, panel.shown.sha256, panel.draft.inputs))
    anchor = next((p for p in board.panels if p.id == board.anchor), None)
    if anchor is not None and anchor.by is not None and anchor.shown is not None:
        known = state.anchor
        if known is None or (known.panel, known.take) != (anchor.id, anchor.shown.sha256):
            found.append(AnchorChosen(anchor.id, anchor.shown.sha256))
    return tuple(found)
