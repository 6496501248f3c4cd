"""Tone and palette: how far a picture's light and colours are from the anchor's."""

from __future__ import annotations

from pipeline.check.inspect.case import Case, verdict
from pipeline.check.inspect.result import Check
from pipeline.check.inspect.signature import distances
from pipeline.images.picture import Role


def tone(case: Case) -> Check | None:
    """Fail a picture that is far darker, lighter, flatter or harder than the anchor."""
    anchor = case.reference(Role.ANCHOR)
    if anchor is None:
        return None
    value, limit = distances(case.view.signature, anchor.view.signature)[0], case.limits.tone
    return verdict("tone", value, limit, good=value <= limit)


def palette(case: Case) -> Check | None:
    """Fail a picture whose colours are not the anchor's: another grade, no colour, too much of it."""
    anchor = case.reference(Role.ANCHOR)
    if anchor is None:
        return None
    value, limit = distances(case.view.signature, anchor.view.signature)[1], case.limits.palette
    return verdict("palette", value, limit, good=value <= limit)
