"""Why a panel is not current, in sentences: what changed, what it waits for, what was taken back."""

from __future__ import annotations

from pipeline.compose.changes import Change, changes
from pipeline.decide.state import BoardState
from pipeline.decide.view import BoardView, PanelState, PanelView
from pipeline.messages import say
from pipeline.plan.bibles import called


def why(panel: PanelView, board: BoardView, state: BoardState) -> tuple[str, ...]:
    """The reasons, most telling first; empty for a panel that is current and stays so."""
    found: list[str] = []
    match panel.state:
        case PanelState.STALE:
            found += [change.words for change in changed(panel)] or [_without_take(panel, state)]
        case PanelState.MISSING:
            found.append(_without_take(panel, state))
        case PanelState.WAITING if panel.candidate is not None:
            found.append(say("report.why-waiting", take=panel.candidate.name_for(panel.id)))
        case _:
            pass
    if panel.errand is not None and panel.errand.want is not None:
        found.append(say("report.why-asked"))
    behind = dict.fromkeys(panel.behind)
    waits = [name for name in behind if board[name].state is not PanelState.CURRENT or board[name].slots]
    if waits and panel.state is not PanelState.CURRENT:
        found.append(say("report.why-behind", panels=", ".join(map(called, waits))))
    return tuple(found)


def changed(panel: PanelView) -> tuple[Change, ...]:
    """Which inputs differ from those its last keyframe was made for; empty where that can't be told yet."""
    if panel.shown is None or panel.draft is None:
        return ()
    return changes(panel.shown.asked, panel.draft.asked)


def _without_take(panel: PanelView, state: BoardState) -> str:
    """Why no take counts for what is asked."""
    inputs = panel.draft.inputs if panel.draft else None
    if any(t.inputs == inputs and t.sha256 in state.rejected for t in state.takes.values()):
        return say("report.why-rejected")
    return say("report.why-missing" if panel.shown is None else "report.why-stale")
