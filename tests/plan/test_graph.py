"""Anchors, chains, cycles and inheritance, from the plan alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.plan.graph import chain_lengths, cycles, default_anchor, needed, with_endings
from pipeline.plan.model import Plan


def plan(*panels: dict, **keys: object) -> Plan:
    listed = [{"action": "走", **panel} for panel in panels]
    return Plan.model_validate({"version": 1, "aspect": "1:1", "style": "x", "panels": listed, **keys})


A, B = {"id": "A"}, {"id": "B"}


@pytest.mark.parametrize(
    ("made", "anchor"),
    [
        (plan(A, B), "A"),
        (plan({"id": "A", "anchor": "none"}, B), "B"),
        (plan({"id": "A", "image": "a.png"}, B), "B"),
        (plan({"id": "A", "anchor": "B"}, B), "B"),
        (plan({"id": "A", "follows": "B"}, B), "B"),
        (plan({"id": "A", "follows": "B"}, {"id": "B", "anchor": "none"}), "A"),
        (plan({"id": "A", "ends": "B"}, {"id": "B", "image": "b.png"}), "A"),
        (plan(A, B, anchor="B"), "B"),
        (plan(A, B, anchor={"image": "x.png"}), None),
        (plan({"id": "A", "anchor": "none"}), None),
    ],
)
def test_the_anchor_panel(made: Plan, anchor: str | None):
    assert default_anchor(made) == anchor


@pytest.mark.parametrize(
    ("panel", "ids"),
    [
        ({"id": "C"}, ("A",)),
        ({"id": "A"}, ()),
        ({"id": "C", "anchor": "none"}, ()),
        ({"id": "C", "anchor": "B"}, ("B",)),
        ({"id": "C", "follows": "B", "ends": "D"}, ("B", "D", "A")),
        ({"id": "C", "follows": "A"}, ("A",)),
        ({"id": "C", "follows": "B", "image": "c.png"}, ()),
    ],
)
def test_what_a_panel_needs(panel: dict, ids: tuple[str, ...]):
    assert needed(plan(panel).panels[0], "A") == ids


def test_chains_are_counted_and_cycles_end_the_count():
    made = plan(A, {"id": "B", "follows": "A"}, {"id": "C", "follows": "B"}, {"id": "D", "follows": "D"})
    assert chain_lengths(made) == (0, 1, 2, 0)


edges = st.lists(st.none() | st.integers(0, 7), min_size=8, max_size=8)


@given(edges, edges)
def test_a_plan_without_cycles_can_be_put_in_order_and_one_with_cycles_can_not(follows: list, ends: list):
    made = plan(
        *(
            {"id": str(n), "anchor": "none"}
            | ({} if f is None else {"follows": str(f)})
            | ({} if e is None else {"ends": str(e)})
            for n, (f, e) in enumerate(zip(follows, ends, strict=True))
        )
    )
    left = {p.id: set(needed(p, None)) for p in made.panels}
    while ready := [i for i, needs in left.items() if not needs & left.keys()]:
        for i in ready:
            del left[i]
    found = list(cycles(made, None))
    assert bool(found) == bool(left)
    assert all(b in needed(made.panel(a), None) for way in found for a, b in zip(way, (*way[1:], way[0]), strict=True))


def test_a_last_frame_takes_over_what_it_does_not_say():
    cast = [{"id": "lin"}, {"id": "chen"}]
    first = {"id": "A", "characters": ["lin"], "place": "home", "props": ["信"], "lighting": "冷", "scene": "夜"}
    made = with_endings(
        plan(
            {"id": "C", "ends": "B"},
            {"id": "B", "ends": "A", "characters": ["chen"]},
            first,
            {"id": "D", "ends": "A", "characters": [], "lighting": ""},
            characters=cast,
            places=[{"id": "home"}],
        )
    )
    c, b, a, d = made.panels
    assert [m.character for m in b.characters] == [m.character for m in c.characters] == ["chen"]
    assert (c.place, c.props, c.lighting, c.scene) == ("home", ("信",), "冷", "")
    assert (d.characters, d.lighting, d.place) == ((), "", "home")
    assert a == plan(first).panels[0]


def test_endings_in_a_circle_are_left_as_they_are():
    made = plan({"id": "A", "ends": "B"}, {"id": "B", "ends": "A"}, {"id": "C", "ends": "nobody"})
    assert [p.id for p in with_endings(made).panels] == ["A", "B", "C"]
