"""run-storyboard: turn a storyboard plan into one clean keyframe per panel.

The public names are loaded when they are first used, so that ``import pipeline`` stays quick.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

from pipeline._version import __version__

if TYPE_CHECKING:
    from pipeline.assemble.library import open_providers, run_plan, run_plan_sync
    from pipeline.errors import StoryboardError
    from pipeline.plan.loader import load_plan
    from pipeline.plan.model import Plan
    from pipeline.report.view import RunReport

_HOMES: Final = {
    "Plan": "pipeline.plan.model",
    "RunReport": "pipeline.report.view",
    "StoryboardError": "pipeline.errors",
    "load_plan": "pipeline.plan.loader",
    "open_providers": "pipeline.assemble.library",
    "run_plan": "pipeline.assemble.library",
    "run_plan_sync": "pipeline.assemble.library",
}

__all__ = [
    "Plan",
    "RunReport",
    "StoryboardError",
    "__version__",
    "load_plan",
    "open_providers",
    "run_plan",
    "run_plan_sync",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'pipeline' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
