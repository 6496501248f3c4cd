"""``manifest.json``: the board with every request and take, computed from plan and events alone.

Nothing in it depends on when, by which command or where on a disk it is written: an unchanged board gives the same
bytes, in whatever folder it lies.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from pipeline.decide.ending import Ending
from pipeline.decide.state import Attempt, BoardState, Take
from pipeline.decide.view import BoardView, PanelView
from pipeline.plan.model import Plan
from pipeline.report.costs import calls, costs
from pipeline.report.text import clean
from pipeline.report.view import SCHEMA, PanelReport, RunReport

_REQUEST: Final = ("mode", "size", "quality", "format", "prompt", "recipe", "profile", "model", "lineage")


def manifest(report: RunReport, plan: Plan, board: BoardView, state: BoardState, at_rest: Ending) -> dict[str, Any]:
    """The manifest, JSON-ready, keys in the order in which they are written.

    ``report`` gives the panels; ``at_rest`` is the ending of the board as it stands (``decide.ending.at_rest``), so
    that the way a run ended does not show. ``calls`` and ``cost`` are of the board's whole life.
    """
    attempts = tuple(state.attempts.values())
    cost = costs(attempts, None).to_json()
    del cost["run"]
    cost["native"] = {name: sums["board"] for name, sums in cost["native"].items()}
    takes = _by_folder(state)
    return {
        "schema": SCHEMA,
        "board": ".",
        "plan": plan.file.name,
        "title": clean(plan.title),
        "aspect": plan.aspect.text,
        "target": plan.target,
        "language": plan.language,
        "lineage": state.lineage,
        "anchor": board.anchor if isinstance(board.anchor, str) else None,
        "state": at_rest.state,
        "counts": dict(report.counts),
        "panels": [
            panel_entry(shown, seen, state, takes) for shown, seen in zip(report.panels, board.panels, strict=True)
        ],
        "bibles": [
            panel_entry(shown, seen, state, takes) for shown, seen in zip(report.bibles, board.bibles, strict=True)
        ],
        "calls": calls(attempts).to_json(),
        "cost": cost,
        "consistency": report.consistency.to_manifest() if report.consistency else None,
        "pass_through": plan.pass_through,
    }


def panel_entry(
    shown: PanelReport, seen: PanelView, state: BoardState, takes: Mapping[str, list[Take]] | None = None
) -> dict[str, Any]:
    """One panel's entry; ``takes`` by folder where they are at hand already."""
    takes = _by_folder(state) if takes is None else takes
    serving = [t for t in (seen.shown, seen.candidate) if t is not None and t.subject != seen.id]
    return {
        **shown.to_json(),
        "action": shown.action,
        "ends": shown.ends,
        "note": clean(state.notes.get(seen.id, "")),
        "inputs": seen.draft.inputs if seen.draft else None,
        "request": _request(seen.shown, state),
        "takes": [_take(take, seen.id, state) for take in (*takes.get(seen.id, []), *serving)],
        "pass_through": dict(shown.pass_through),
    }


def _request(take: Take | None, state: BoardState) -> dict[str, Any] | None:
    """What was sent for the keyframe; None where it was not bought."""
    attempt = _attempt(take, state)
    if attempt is None:
        return None
    started = attempt.started
    found: dict[str, Any] = {name: getattr(started, name) for name in _REQUEST}
    found["references"] = [{key: ref.get(key) for key in ("role", "source", "sha256")} for ref in started.references]
    found["sha256"] = started.request
    return found


def _take(take: Take, panel: str, state: BoardState) -> dict[str, Any]:
    attempt = _attempt(take, state)
    saved = attempt.take if attempt else None
    return {
        "take": take.name_for(panel),
        "file": take.file,
        "sha256": take.sha256,
        "width": take.size.width,
        "height": take.size.height,
        "format": take.format,
        "origin": take.origin,
        "inputs": take.inputs,
        "passed": take.passed,
        "accepted": any(sha == take.sha256 for sha, _ in state.accepted),
        "rejected": take.sha256 in state.rejected,
        "reason": take.reason or None,
        "provider": attempt.started.profile if attempt else None,
        "usage": dict(saved.usage) if saved and saved.usage is not None else None,
        "cost": saved.cost if saved else None,
        "basis": saved.basis if saved else None,
        "seconds": saved.seconds if saved else None,
        "checks": [dict(check) for check in saved.checks] if saved else [],
    }


def _attempt(take: Take | None, state: BoardState) -> Attempt | None:
    return state.attempts.get(take.attempt) if take is not None and take.attempt is not None else None


def _by_folder(state: BoardState) -> dict[str, list[Take]]:
    found: dict[str, list[Take]] = {}
    for take in state.takes.values():
        found.setdefault(take.subject, []).append(take)
    return {subject: sorted(takes, key=lambda t: t.number) for subject, takes in found.items()}
