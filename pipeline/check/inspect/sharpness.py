"""Sharpness: a picture that is soft as a whole."""

from __future__ import annotations

from pipeline.check.inspect.case import Case, verdict
from pipeline.check.inspect.result import Check


def sharpness(case: Case) -> Check:
    """Fail a picture whose sharpest edges are wide; shallow focus passes, too few edges are unknown."""
    value, limit = case.view.edge_width, case.limits.edge_width
    return verdict("sharpness", value, limit, good=None if value is None else value <= limit)
