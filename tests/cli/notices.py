"""Notices of a run as watchers are told them, made by hand."""

from __future__ import annotations

from typing import Any

from pipeline.decide.events import AttemptFailed, AttemptStarted, FailureKind, TakeSaved
from pipeline.decide.view import BoardView, PanelState, PanelView
from pipeline.plan.model import Plan
from pipeline.run.notices import Looked


def plan_of(count: int, **keys: Any) -> Plan:
    panels = [{"id": f"P{n:02d}", "action": "一扇窗"} for n in range(1, count + 1)]
    base = {"version": 1, "title": "雨夜来信 第一集", "aspect": "9:16", "style": {"preset": "live-action"}}
    return Plan.model_validate({**base, **keys, "panels": panels, "file": "/plans/plan.yaml"})


def looked(plan: Plan, **states: PanelState) -> Looked:
    """A board whose panels are missing, but for those named."""
    panels = (PanelView(p, states.get(p.id, PanelState.MISSING)) for p in plan.panels)
    return Looked(BoardView(plan, plan.panels[0].id, tuple(panels)))


def started(panel: str, attempt: str = "", **keys: Any) -> AttemptStarted:
    values: dict[str, Any] = {
        "attempt": attempt or f"a-{panel}", "run": "r", "subject": panel, "inputs": panel, "asked": {},
        "profile": "sub2api", "lineage": "gpt-image-2", "model": "gpt-image-2", "mode": "edit", "size": "864x1536",
        "quality": "low", "format": "png", "prompt": "", "recipe": 1, "references": (), "request": "",
        "reserve": 0.02,
    }  # fmt: skip
    return AttemptStarted(**{**values, **keys})


def saved(panel: str, attempt: str = "", **keys: Any) -> TakeSaved:
    values: dict[str, Any] = {
        "attempt": attempt or f"a-{panel}", "subject": panel, "inputs": panel, "number": 1,
        "file": f"takes/{panel}/01.png", "sha256": "0" * 64, "format": "png", "width": 864, "height": 1536,
        "length": 1, "passed": True, "checks": (),
        "seconds": 12.0, "cost": 0.01, "basis": "usage",
    }  # fmt: skip
    return TakeSaved(**{**values, **keys})


def failed(panel: str, attempt: str = "", kind: FailureKind = FailureKind.RATE_LIMIT) -> AttemptFailed:
    return AttemptFailed(attempt or f"a-{panel}", kind, "too many")
