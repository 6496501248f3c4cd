"""Two panels of one board that are nearly the same picture."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from itertools import combinations

import numpy as np

from pipeline.check.inspect.agreement import agreement
from pipeline.check.inspect.limits import Limits
from pipeline.check.inspect.oklab import Field, luma
from pipeline.check.inspect.result import Check
from pipeline.check.inspect.signature import SIDE, Signature
from pipeline.messages import say

_WORTH_A_LOOK = 0.75


def alike(
    panels: Mapping[str, Signature], limits: Limits, may_agree: Collection[frozenset[str]] = ()
) -> tuple[tuple[str, str, Check], ...]:
    """Return the pairs of panels (in their order) that are nearly identical, each with its failed check.

    ``may_agree`` names pairs that are meant to be close: a shot's first and last frame.
    """
    names = list(panels)
    light = _normal(np.stack([luma(panels[name].rgb).ravel() for name in names])) if names else None
    found = []
    for (i, one), (j, other) in combinations(enumerate(names), 2):
        if light is None or frozenset((one, other)) in may_agree or float(light[i] @ light[j]) < _WORTH_A_LOOK:
            continue
        value = agreement(panels[one].rgb, panels[other].rgb)
        if value >= limits.alike:
            sentence = say("check.alike-fail", one=one, other=other, value=f"{value:.0%}")
            found.append((one, other, Check("alike", "fail", value, limits.alike, sentence)))
    return tuple(found)


def _normal(rows: Field) -> Field:
    """Bring each row to mean 0 and length 1, so that a product of two is their correlation."""
    centred = rows - rows.mean(axis=1, keepdims=True)
    normal: Field = centred / np.maximum(np.linalg.norm(centred, axis=1, keepdims=True), SIDE * 1e-3)
    return normal
