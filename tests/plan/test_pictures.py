"""Which pictures a run of the plan may send."""

from __future__ import annotations

from pathlib import Path

from pipeline.plan.model import Plan
from pipeline.plan.pictures import panel_pictures, used_pictures

PLAN = Plan.model_validate(
    {
        "version": 1,
        "aspect": "1:1",
        "style": "x",
        "anchor": {"image": "anchor"},
        "bible": ["bible"],
        "sheet": {"image": ["sheet"]},
        "characters": [
            {"id": "lin", "image": ["lin"], "outfits": {"coat": {"image": "coat"}, "ward": {"image": "ward"}}},
            {"id": "chen", "image": "chen"},
        ],
        "places": [{"id": "home", "image": "home"}, {"id": "away", "image": "away"}],
        "props": [{"id": "letter", "image": "letter"}, {"id": "umbrella", "image": "umbrella"}],
        "panels": [
            {"id": "A", "action": "x", "characters": ["lin/coat"], "place": "home", "props": ["letter", "words"]},
            {"id": "B", "action": "x", "characters": ["lin"], "refs": ["ref"], "sketch": "sketch"},
            {"id": "C", "image": "own"},
            {"id": "D", "action": "x", "sketch": "none"},
        ],
    }
)


def names(paths: tuple[Path, ...]) -> list[str]:
    return [str(path) for path in paths]


def test_a_panels_pictures_are_those_its_words_lead_to():
    assert [names(panel_pictures(PLAN, panel)) for panel in PLAN.panels] == [
        ["lin", "coat", "home", "letter"],
        ["lin", "ref", "sketch"],
        ["own"],
        [],
    ]


def test_a_plans_pictures_are_all_of_these_and_its_own_each_once():
    assert names(used_pictures(PLAN)) == [
        *("anchor", "sheet", "bible"),
        *("lin", "coat", "home", "letter", "ref", "sketch", "own"),
    ]
