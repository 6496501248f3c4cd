"""Builds the report from the plan, the board's view and its events."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path, PurePosixPath

from pipeline.decide.ending import Ending
from pipeline.decide.events import AttemptFailed, FailureKind, KeyframeSet
from pipeline.decide.state import Attempt, BoardState, Status, Take
from pipeline.decide.view import BoardView, PanelState, PanelView
from pipeline.errors import InvalidPlan, Problem, StoryboardError
from pipeline.images.picture import PictureFacts
from pipeline.images.size import Size
from pipeline.messages import say
from pipeline.plan.bibles import called, is_bible
from pipeline.plan.model import Plan
from pipeline.plan.names import slug
from pipeline.report.costs import calls, costs
from pipeline.report.frames import Frame
from pipeline.report.outliers import Consistency
from pipeline.report.steps import quoted
from pipeline.report.text import clean
from pipeline.report.view import Fault, PanelReport, RunReport
from pipeline.report.why import changed, why

_STATES = {2: "invalid", 5: "unavailable"}


def build(
    plan: Plan,
    board: BoardView,
    state: BoardState,
    *,
    root: Path,
    ending: Ending,
    run: str | None = None,
    next_: Sequence[tuple[str, ...]] = (),
    look: Sequence[Path] = (),
    notes: Sequence[str] = (),
    problems: Sequence[Problem] = (),
    pictures: Mapping[Path, PictureFacts] | None = None,
    since: Mapping[str, datetime] | None = None,
    frames: Mapping[str, Frame] | None = None,
    consistency: Consistency | None = None,
) -> RunReport:
    """Report on ``board`` in the folder ``root`` (absolute); ``run`` is the run whose calls and cost are counted.

    ``pictures`` are the facts of the plan's own pictures, by absolute path: size and digest of panels that are
    not drawn. ``since`` tells when (UTC) the request left that a panel is being drawn by; ``frames`` are what is
    delivered for the plan's target, by panel.
    """
    attempts = tuple(state.attempts.values())
    by_panel = _attempts(board, state)
    every = tuple(_panel(p, board, state, by_panel[p.id], pictures or {}, since or {}) for p in board.subjects)
    bibles, panels = every[: len(board.bibles)], every[len(board.bibles) :]
    if frames:
        panels = tuple(replace(panel, frame=frames.get(panel.id)) for panel in panels)
    return RunReport(
        board=root,
        state=ending.state,
        exit=ending.exit,
        counts=counts(board.panels),
        panels=panels,
        bibles=bibles,
        calls=calls(a for a in attempts if a.started.run == run),
        cost=costs(attempts, run),
        look=tuple(look),
        next=tuple(quoted(argv) for argv in next_),
        next_argv=tuple(next_),
        problems=tuple(problems),
        notes=tuple(notes),
        come_back=ending.come_back,
        title=clean(plan.title),
        consistency=consistency,
    )


def failure(
    error: StoryboardError,
    *,
    board: Path | None = None,
    next_: Sequence[tuple[str, ...]] = (),
    notes: Sequence[str] = (),
) -> RunReport:
    """The report of a command that could not begin: the plan, the board or the providers don't allow it."""
    problems = error.problems if isinstance(error, InvalidPlan) else ()
    return RunReport(
        board=board,
        state=_STATES.get(error.exit_code, "failed"),
        exit=error.exit_code,
        counts=counts(()),
        next=tuple(quoted(argv) for argv in next_),
        next_argv=tuple(next_),
        problems=problems,
        notes=tuple(notes),
        error=Fault(error.kind, str(error)),
    )


def counts(panels: Iterable[PanelView]) -> dict[str, int]:
    """How many panels are in each state; sums to the number of panels."""
    found = Counter(panel.state for panel in panels)
    return {str(state): found[state] for state in PanelState}


def keyframe_file(panel: PanelView) -> str | None:
    """Where a panel's keyframe is, board-relative (POSIX), None where it has none; a bible's take has no copy."""
    if is_bible(panel.id):
        return panel.shown.file if panel.shown else None
    source = panel.panel.image.name if panel.panel.image is not None else panel.shown.file if panel.shown else None
    return f"keyframes/{slug(panel.id)}{PurePosixPath(source).suffix.lower()}" if source else None


def fault(attempt: Attempt | None) -> Fault | None:
    """Why an attempt gave no picture that counts, as ``error`` says it."""
    if attempt is None:
        return None
    match attempt.status, attempt.ending:
        case Status.FAILED, AttemptFailed(kind=kind, message=message):
            return Fault(kind, clean(message))
        case Status.UNKNOWN, ending if ending is not None:
            return Fault(FailureKind.UNKNOWN, clean(ending.message))
        case Status.LOST, ending if ending is not None:
            return Fault(FailureKind.BAD_PICTURE, clean(ending.message))
        case Status.LOST, _:
            return Fault(FailureKind.BAD_PICTURE, _faults_of(attempt))
        case _:
            return None


def _faults_of(attempt: Attempt) -> str:
    """What inspection said against the take."""
    checks = attempt.take.checks if attempt.take else ()
    failed = (check for check in checks if check.get("gate") and check.get("result") != "pass")
    said = [clean(str(check.get("sentence", ""))) for check in failed]
    return "; ".join(text for text in said if text) or say("report.bad-picture")


def _attempts(board: BoardView, state: BoardState) -> dict[str, list[Attempt]]:
    """The attempts of each panel, oldest first: its own, and those for its inputs of a panel since renamed."""
    found: dict[str, list[Attempt]] = {panel.id: [] for panel in board.subjects}
    for attempt in state.attempts.values():
        if attempt.started.subject in found:
            found[attempt.started.subject].append(attempt)
    for panel in board.subjects:
        ids = state.by_inputs.get(panel.draft.inputs, ()) if panel.draft else ()
        found[panel.id] += [state.attempts[i] for i in ids if state.attempts[i].started.subject not in found]
    return found


def _panel(
    seen: PanelView,
    board: BoardView,
    state: BoardState,
    attempts: list[Attempt],
    pictures: Mapping[Path, PictureFacts],
    since: Mapping[str, datetime],
) -> PanelReport:
    shown, candidate, panel = seen.shown, seen.candidate, seen.panel
    own = pictures.get(panel.image) if panel.image is not None else None
    copy = resample(seen, state)
    size = Size.parse(copy.size) if copy else shown.size if shown else own.size if own else None
    asked_by = _asked_by(shown or candidate, attempts, state)
    return PanelReport(
        id=called(seen.id),
        state=seen.state,
        accepted=seen.by,
        pinned=seen.pinned,
        keyframe=keyframe_file(seen),
        candidate=candidate.name_for(seen.id) if candidate else None,
        take=shown.name_for(seen.id) if shown else None,
        asked=asked_by.started.size if asked_by else None,
        width=size.width if size else None,
        height=size.height if size else None,
        sha256=copy.copy if copy else shown.sha256 if shown else own.sha256 if own else None,
        provider=asked_by.started.profile if asked_by else None,
        attempts=len(attempts),
        error=fault(seen.failed) if seen.state in (PanelState.FAILED, PanelState.UNKNOWN) else None,
        why=why(seen, board, state),
        since=since.get(seen.id) if seen.state is PanelState.DRAWING else None,
        changed=_changed(seen),
        action=clean(panel.action),
        ends=panel.ends,
        pass_through=panel.pass_through,
    )


def _changed(seen: PanelView) -> tuple[str, ...]:
    stale = seen.state is PanelState.STALE
    return tuple(dict.fromkeys(change.kind for change in changed(seen))) if stale else ()


def resample(seen: PanelView, state: BoardState) -> KeyframeSet | None:
    """What the journal says of the keyframe where it is a resample of the take."""
    mark = state.keyframes.get(seen.id)
    return mark if mark and mark.copy and seen.shown and mark.take == seen.shown.sha256 else None


def _asked_by(take: Take | None, attempts: list[Attempt], state: BoardState) -> Attempt | None:
    """The attempt that tells size and provider: of the take there is, else the last one."""
    if take is not None:
        return state.attempts.get(take.attempt) if take.attempt else None
    return attempts[-1] if attempts else None
