"""Size and aspect: whether a service drew what was asked for."""

from __future__ import annotations

from dataclasses import replace

from pipeline.check.inspect.case import Case, verdict
from pipeline.check.inspect.result import Check


def aspect(case: Case) -> Check:
    """Fail a picture that has neither the aspect of the asked size nor the plan's."""
    shown, asked, limit = case.view.shown, case.asked, case.limits.aspect_off
    value = min(abs(float(shown.ratio / asked.size.ratio) - 1.0), asked.aspect.off(shown))
    return verdict(
        "aspect", value, limit, good=value <= limit, gate=True, shown=shown, asked=asked.size, aspect=asked.aspect,
        percent=f"{value:.1%}",
    )  # fmt: skip


def size(case: Case) -> Check:
    """Fail a picture whose aspect is wrong too; another size of the right aspect passes and is said.

    The value is the long edge as a share of the asked one.
    """
    shown, asked = case.view.shown, case.asked
    value = max(shown.width, shown.height) / max(asked.size.width, asked.size.height)
    if shown == asked.size:
        return verdict("size", value, 1.0, good=True, shown=shown)
    if aspect(case).result == "pass":
        return replace(verdict("scale", value, 1.0, good=True, shown=shown, asked=asked.size), name="size")
    return verdict("size", value, 1.0, good=False, shown=shown, asked=asked.size)
