"""Who waits for whom under one anchor."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from graphlib import TopologicalSorter
from pathlib import Path

from pipeline.compose.references import needs
from pipeline.images.picture import Role
from pipeline.plan.model import Panel, Plan


@dataclass(frozen=True, slots=True)
class Order:
    """``levels``: panels that need nothing of each other, each level after those it needs.

    ``needs``: the panels whose keyframes a panel waits for; ``styled``: the panels that have it as style anchor.
    """

    levels: tuple[tuple[Panel, ...], ...]
    needs: Mapping[str, tuple[str, ...]]
    styled: Mapping[str, tuple[str, ...]]


def order_of(plan: Plan, anchor: str | Path | None) -> Order:
    """The order under ``anchor``, a panel's id or an outside picture. CycleError where the plan has a cycle."""
    wanted = {panel.id: needs(plan, panel, anchor) for panel in plan.panels}
    styled: dict[str, tuple[str, ...]] = {}
    for panel_id, needed in wanted.items():
        for need in needed:
            if need.role is Role.ANCHOR:
                styled[need.panel_id] = (*styled.get(need.panel_id, ()), panel_id)
    names = {panel_id: tuple(need.panel_id for need in needed) for panel_id, needed in wanted.items()}
    return Order(tuple(_levels(plan, names)), names, styled)


def _levels(plan: Plan, names: Mapping[str, tuple[str, ...]]) -> Iterator[tuple[Panel, ...]]:
    graph = TopologicalSorter(names)
    graph.prepare()
    while graph.is_active():
        ready = frozenset(graph.get_ready())
        yield tuple(panel for panel in plan.panels if panel.id in ready)
        graph.done(*ready)
