"""Who waits for whom under one anchor."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from graphlib import TopologicalSorter
from pathlib import Path

from pipeline.compose.references import needs
from pipeline.images.picture import Role
from pipeline.plan.bibles import bibles, is_bible
from pipeline.plan.model import Panel, Plan


@dataclass(frozen=True, slots=True)
class Order:
    """``levels``: panels that need nothing of each other, each level after those it needs.

    Drawn bibles are among the panels. ``needs``: whose pictures a panel waits for; ``styled``: who would have to be
    drawn anew if this anchor or bible were another one.
    """

    levels: tuple[tuple[Panel, ...], ...]
    needs: Mapping[str, tuple[str, ...]]
    styled: Mapping[str, tuple[str, ...]]


def order_of(plan: Plan, anchor: str | Path | None) -> Order:
    """The order under ``anchor``, a panel's id or an outside picture. CycleError where the plan has a cycle."""
    everything = (*bibles(plan), *plan.panels)
    wanted = {panel.id: needs(plan, panel, anchor) for panel in everything}
    styled: dict[str, tuple[str, ...]] = {}
    for panel_id, needed in wanted.items():
        for need in needed:
            if need.role is Role.ANCHOR or is_bible(need.panel_id):
                styled[need.panel_id] = (*styled.get(need.panel_id, ()), panel_id)
    names = {panel_id: tuple(need.panel_id for need in needed) for panel_id, needed in wanted.items()}
    return Order(tuple(_levels(everything, names)), names, styled)


def _levels(everything: tuple[Panel, ...], names: Mapping[str, tuple[str, ...]]) -> Iterator[tuple[Panel, ...]]:
    graph = TopologicalSorter(names)
    graph.prepare()
    while graph.is_active():
        ready = frozenset(graph.get_ready())
        yield tuple(panel for panel in everything if panel.id in ready)
        graph.done(*ready)
