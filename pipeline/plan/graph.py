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
    free = [p.id for p in plan.panels if p.drawn and p.anchor is None]
    return next((i for i in free if not _waits_for_itself(plan, i)), free[0] if free else None)


def _waits_for_itself(plan: Plan, anchor: str) -> bool:
    by_id = {p.id: p for p in plan.panels}
    open_ids, seen = [anchor], set[str]()
    while open_ids:
        here = by_id.get(open_ids.pop())
        onward = [i for i in needed(here, anchor) if i not in seen] if here else []
        seen.update(onward)
        open_ids += onward
    return anchor in seen


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


def chain_length(plan: Plan, panel: Panel) -> int:
    """Return how many panels stand before this one along ``follows``; a cycle ends the count."""
    by_id = {p.id: p for p in plan.panels}
    seen = {panel.id}
    while panel.follows in by_id and panel.follows not in seen:
        panel = by_id[panel.follows]
        seen.add(panel.id)
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
