"""Texts stay as typed; values that only pass through are resolved by YAML 1.2's core schema, JSON-ready."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.plan.nodes import Source, compose
from pipeline.plan.values import Data, core, data_of, shown

SOURCE = Source("plan.yaml", Path("/plans"))


def data(text: str) -> Data:
    root = compose(text, SOURCE).root
    assert root is not None
    return data_of(root)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1", 1),
        ("-7", -7),
        ("01", 1),
        ("0o17", 15),
        ("0x1F", 31),
        ("1.5", 1.5),
        (".5", 0.5),
        ("1e3", 1000.0),
        ("true", True),
        ("False", False),
        ("yes", "yes"),
        ("no", "no"),
        ("9:16", "9:16"),
        ("1_000", "1_000"),
        ("2024-01-01", "2024-01-01"),
        (".inf", ".inf"),
        (".nan", ".nan"),
        ("1e999", "1e999"),
        ("9" * 5000, "9" * 5000),
        ("０１", "０１"),
    ],
)
def test_the_core_schema(text: str, value: object):
    assert core(text) == value
    assert type(core(text)) is type(value)


@given(st.text(max_size=40) | st.from_regex(r"[-+.0-9eExo]{1,12}", fullmatch=True))
def test_whatever_is_resolved_fits_into_json(text: str):
    value = core(text)
    assert not isinstance(value, float) or math.isfinite(value)
    assert json.loads(json.dumps(value)) == value


def test_own_keys_are_resolved_and_named_texts_stay():
    text = "panels:\n- {id: 01, title: 007, motion: {speed: 2}, sound: 12, x-shot: {n: 3, ok: true, none: ~, q: '3'}}\n"
    panel = data(text).value["panels"][0]
    assert panel == {
        "id": "01",
        "title": "007",
        "motion": {"speed": 2},
        "sound": "12",
        "x-shot": {"n": 3, "ok": True, "none": None, "q": "3"},
    }


@pytest.mark.parametrize(
    ("typed", "value"), [("none", "none"), ("null", "none"), ("~", "none"), ("", None), ("P01", "P01")]
)
@pytest.mark.parametrize("key", ["anchor", "sketch"])
def test_a_panel_that_says_null_wants_none(key: str, typed: str, value: str | None):
    assert data(f"panels:\n- id: P02\n  {key}: {typed}\n").value["panels"][0][key] == value


def test_a_place_is_found_by_its_nearest_known_part():
    read = data("a: 1\nb:\n  - x\n  - c: 1\n    d: 2\n")
    assert [read.at(loc).spot.line for loc in ((), ("a",), ("b", 1, "d"), ("b", 1, "zzz"), ("b", 9))] == [1, 1, 5, 4, 2]


def test_places_are_written_as_people_read_them():
    assert shown(("panels", 3, "characters", 0)) == "panels[3].characters[0]"
    assert shown(()) == ""
    assert len(shown(("x" * 500,))) <= 40
