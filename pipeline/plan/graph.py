"""What each panel needs before it can be drawn, read from the plan alone: anchors, chains, cycles, inheritance."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from pipeline.plan.model import AnchorImage, Panel, Plan

INHERITED: Final = ("characters", "place", "props", "lighting")
"""What a panel that ``ends`` another takes over from it, unless it says so itself."""


def default_anchor(plan: Plan) -> str | None:
    """Return the id of the plan's anchor panel where the board remembers none; None for an outside picture or none.

    It is ``anchor:`` of the plan, else the first panel that is drawn and takes the board's anchor as it comes;
    one that would wait for a panel that waits for the anchor is passed over, so that it may be put first.
    """
    if isinstance(plan.anchor, AnchorImage):
        return None
    if plan.anchor:
        return plan.anchor
    free = [p for p in plan.panels if p.drawn and p.anchor is None]
    waiting = _waiting_for_the_anchor(plan)
    fit = (p.id for p in free if waiting.isdisjoint(needed(p, None)))
    return next(fit, free[0].id if free else None)


def _waiting_for_the_anchor(plan: Plan) -> set[str]:
    """The panels that take the board's anchor, and those that need one of them, however far away."""
    needing: dict[str, list[str]] = {}
    for panel in plan.panels:
        for other in needed(panel, None):
            needing.setdefault(other, []).append(panel.id)
    found = {p.id for p in plan.panels if p.drawn and p.anchor is None}
    fresh = list(found)
    while fresh:
        onward = [i for i in needing.get(fresh.pop(), ()) if i not in found]
        found.update(onward)
        fresh += onward
    return found


def needed(panel: Panel, anchor: str | None) -> tuple[str, ...]:
    """Return the ids of the panels whose keyframes a drawing of ``panel`` is sent, under the board's ``anchor``."""
    if not panel.drawn:
        return ()
    own = anchor if panel.anchor is None and panel.id != anchor else panel.anchor
    return tuple(dict.fromkeys(i for i in (panel.follows, panel.ends, own) if i is not None and i != "none"))


def cycles(plan: Plan, anchor: str | None) -> Iterator[tuple[str, ...]]:
    """Yield each cycle once, as the ids along it; unknown ids are no edges."""
    edges: Mapping[str, tuple[str, ...]] = {p.id: needed(p, anchor) for p in plan.panels}
    done: set[str] = set()
    for start in edges:
        path: list[str] = []
        stack = [(start, iter(edges[start]))] if start not in done else []
        while stack:
            here, rest = stack[-1]
            if here not in path:
                path.append(here)
            onward = next((i for i in rest if i in edges and i not in done), None)
            if onward is None:
                done.add(here)
                path.pop()
                stack.pop()
            elif onward in path:
                yield tuple(path[path.index(onward) :])
            else:
                stack.append((onward, iter(edges[onward])))


def chain_lengths(plan: Plan) -> tuple[int, ...]:
    """Return for each panel how many stand before it along ``follows``; a cycle ends the count."""
    by_id = {p.id: p for p in plan.panels}
    return tuple(_chain_length(p, by_id) for p in plan.panels)


def _chain_length(panel: Panel, by_id: Mapping[str, Panel]) -> int:
    seen = {panel.id}
    while (before := by_id.get(panel.follows or "")) and before.id not in seen:
        seen.add(before.id)
        panel = before
    return len(seen) - 1


def with_endings(plan: Plan) -> Plan:
    """Return the plan where panels that end another have taken over what they do not say themselves."""
    by_id = {p.id: p for p in plan.panels}
    if not any(p.ends for p in plan.panels):
        return plan
    settled: dict[str, Panel] = {}
    panels = tuple(_settled(p, by_id, settled, ()) for p in plan.panels)
    return plan.model_copy(update={"panels": panels})


def _settled(panel: Panel, by_id: Mapping[str, Panel], settled: dict[str, Panel], above: tuple[str, ...]) -> Panel:
    ended = by_id.get(panel.ends or "")
    if ended is None or panel.id in above:
        return panel
    if panel.id not in settled:
        ended = _settled(ended, by_id, settled, (*above, panel.id))
        taken = {key: getattr(ended, key) for key in INHERITED if key not in panel.model_fields_set}
        settled[panel.id] = panel.model_copy(update=taken)
    return settled[panel.id]
