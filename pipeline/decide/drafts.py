"""What a plan asks of its panels, each computed once: inputs are found by the pictures a panel is drawn from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from pipeline.compose.commission import Commission, commission_of
from pipeline.compose.inputs import inputs
from pipeline.compose.look import Look, Ref, Source
from pipeline.compose.references import needs, references
from pipeline.decide.order import Order, order_of
from pipeline.plan.bibles import Bible, bibles, is_bible
from pipeline.plan.model import Panel, Plan

Anchor = str | Path | None
"""A panel's id, an outside picture, or none."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What the plan asks, with every reference known; ``inputs`` is its digest, ``commission`` makes the request."""

    refs: tuple[Ref, ...]
    asked: Mapping[str, Any]
    inputs: str
    commission: Commission = field(compare=False, repr=False)


@dataclass(slots=True)
class Drafts:
    """A memo, good for one plan with its pictures and crops and for one lineage; states may differ."""

    _drafts: dict[tuple[str, Anchor, tuple[str, ...]], Draft] = field(default_factory=dict)
    _sources: dict[tuple[Path, str, str], Source] = field(default_factory=dict)
    _anchors: dict[tuple[str, tuple[str, ...]], Draft | None] = field(default_factory=dict)
    _orders: dict[Anchor, Order] = field(default_factory=dict)
    _bibles: tuple[Bible, ...] | None = None

    def bibles(self, plan: Plan) -> tuple[Bible, ...]:
        """The bibles that are drawn."""
        if self._bibles is None:
            self._bibles = bibles(plan)
        return self._bibles

    def order(self, plan: Plan, anchor: Anchor) -> Order:
        """Who waits for whom under ``anchor``."""
        if anchor not in self._orders:
            self._orders[anchor] = order_of(plan, anchor)
        return self._orders[anchor]

    def draft(self, plan: Plan, panel: Panel, look: Look, lineage: str) -> Draft | None:
        """What is asked of ``panel`` under ``look``; None while a keyframe it needs is missing there."""
        return self._draft(plan, panel, look, lineage, self.order(plan, look.anchor).needs[panel.id])

    def as_anchor(self, plan: Plan, panel: Panel, look: Look, lineage: str) -> Draft | None:
        """What would be asked of ``panel`` if it were the anchor; None where it hangs on others' keyframes.

        The bibles that it shows are those of ``look``.
        """
        names = tuple(need.panel_id for need in needs(plan, panel, panel.id))
        if not all(map(is_bible, names)):
            return None
        key = (panel.id, tuple(look.keyframes[name].sha256 for name in names if name in look.keyframes))
        if key not in self._anchors:
            self._anchors[key] = self._draft(plan, panel, replace(look, anchor=panel.id), lineage, names)
        return self._anchors[key]

    def source(self, board: Path, file: str, sha256: str) -> Source:
        """A file of the board as what a reference sends."""
        key = (board, file, sha256)
        if key not in self._sources:
            self._sources[key] = Source(board / file, sha256)
        return self._sources[key]

    def _draft(self, plan: Plan, panel: Panel, look: Look, lineage: str, needed: tuple[str, ...]) -> Draft | None:
        shas = []
        for name in needed:
            source = look.keyframes.get(name)
            if source is None:
                return None
            shas.append(source.sha256)
        key = (panel.id, look.anchor, tuple(shas))
        if key not in self._drafts:
            refs = references(plan, panel, look)
            asked = inputs(plan, panel, refs, lineage)
            self._drafts[key] = Draft(refs, asked.asked, asked.digest, commission_of(plan, panel, refs))
        return self._drafts[key]


def own_picture(panel: Panel, pictures: Mapping[Path, str]) -> Source:
    """The source of a panel that is not drawn: its own picture."""
    path = panel.image or Path()
    return Source(path, pictures.get(path, ""))
