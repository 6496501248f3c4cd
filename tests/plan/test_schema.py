"""The JSON schema takes what the loader takes, as an editor sees it, and refuses what the loader refuses."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from pipeline.plan.model import Plan
from pipeline.plan.nodes import Source, compose
from pipeline.plan.schema import fields_of, json_schema
from pipeline.plan.shape import shape
from pipeline.plan.starter import starter
from tests.plan.draft7 import fits
from tests.plan.plans import HEAD, PANEL
from tests.plan.test_loader import DRAMA

SCHEMA = json_schema()


class EditorLoader(yaml.SafeLoader):
    """YAML 1.2 core, as editors read it."""


EditorLoader.yaml_implicit_resolvers = {}
for tag, pattern, first in (
    ("bool", r"true|True|TRUE|false|False|FALSE", "tTfF"),
    ("int", r"[-+]?[0-9]+", "-+0123456789"),
    ("float", r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", "-+.0123456789"),
    ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    ("merge", "<<", "<"),
):
    EditorLoader.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(f"^(?:{pattern})$"), list(first))


def valid(text: str) -> bool:
    return fits(yaml.load(text, EditorLoader), SCHEMA, SCHEMA)


def shaped(text: str) -> bool:
    """Whether the loader finds no fault in keys and kinds of values."""
    root = compose(text, Source("plan.yaml", Path.cwd())).root
    assert root is not None
    return not shape(root).misfits


@pytest.mark.parametrize("text", [DRAMA, starter("zh")["plan.yaml"], starter("en")["plan.yaml"], HEAD + PANEL])
def test_good_plans_are_valid(text: str):
    assert valid(text)


PANELS = [
    "characters: lin",
    "characters: [lin/coat: 湿发, chen]",
    "characters: [lin/coat: ]",
    "characters: [{character: lin, state: 湿}]",
    "characters: 3",
    "characters: [[lin]]",
    "characters: [{character: lin, zzz: 1}]",
    "props: [letter, 12]",
    "props: 黑伞",
    "refs: [a.png, {image: b.png, for: 手势}]",
    "refs: a.png",
    "refs: [{for: x}]",
    "lines: 好",
    "lines: [lin: 好]",
    "lines: [{who: lin, say: 好, how: }]",
    "lines: [{who: lin, zzz: 好}]",
    "anchor: none",
    "anchor: null",
    "sketch: none",
    "seconds: 4",
    "seconds: -4",
    "seconds: 4s",
    "takes: 3",
    "takes: 0",
    "takes: 2.5",
    "quality: high",
    "quality: hihg",
    "style: 黑白胶片",
    "style: {preset: anime, text: 冷}",
    "style: {zzz: 1}",
    "motion: {any: [thing]}",
    "x-own: {any: [thing]}",
    "zzz: 1",
    "place: ",
    "scene: [a]",
    "clip: 2",
    "avoid: [文字, 2]",
]
PLANS = [
    "size: 1024x1536",
    "size: auto",
    "size: big",
    "provider: sub2api",
    "provider: [sub2api, canvas-20]",
    "provider: []",
    "budget: 3.00",
    "budget: 0",
    "retry: {unknown: 1}",
    "retry: 3",
    "anchor: {image: a.png}",
    "anchor: {imge: a.png}",
    "anchor: P01",
    "bible: a.png",
    "bible: [a.png]",
    "sheet: {image: s.png, grid: 3x5, boxes: {P01: [0, 0, 9, 9]}, panels: [P01], accept: auto}",
    "sheet: {image: s.png, boxes: {P01: [0, 0, 9]}}",
    "sheet: {generate: true}",
    "sheet: ",
    "characters: [{id: lin, outfits: {coat: 风衣, ward: {look: x, image: w.png}, bare: }}]",
    "characters: [{id: lin, x-age: 27, remarks: 主角}]",
    "characters: [{name: lin}]",
    "characters: [lin]",
    "characters: ",
    "language: cn",
    "x-own: 1",
    "title: 007",
    "zzz: 1",
]


@pytest.mark.parametrize("line", PANELS)
def test_schema_and_loader_agree_about_panels(line: str):
    text = HEAD + f"panels:\n  - {{id: P01, action: 走, {line} }}\n"
    assert valid(text) == shaped(text)


@pytest.mark.parametrize("line", PLANS)
def test_schema_and_loader_agree_about_plans(line: str):
    text = HEAD + line + "\n" + PANEL
    assert valid(text) == shaped(text)


@pytest.mark.parametrize(
    ("text", "good"),
    [
        ("aspect: 1:1\nstyle: x\n" + PANEL, False),
        ("version: 2\naspect: 1:1\nstyle: x\n" + PANEL, False),
        ("version: 1\naspect: 1:1\n" + PANEL, False),
        ("version: 1\naspect: 1:1\nlibrary: l.yaml\n" + PANEL, True),
        ("version: 1\naspect: tall\nstyle: x\n" + PANEL, False),
        (HEAD, False),
        (HEAD + "panels: []\n", False),
        (HEAD + "panels: [{id: 01}]\n", False),
        (HEAD + "panels: [{id: 01, image: a.png}]\n", True),
        ("[]", False),
    ],
)
def test_what_must_be_there(text: str, good: bool):
    assert valid(text) is good


def parts(schema: Any) -> Iterator[dict[str, Any]]:
    if isinstance(schema, dict):
        yield schema
    for inner in schema.values() if isinstance(schema, dict) else schema if isinstance(schema, list) else ():
        yield from parts(inner)


def test_every_key_is_described_and_every_reference_leads_somewhere():
    assert json.loads(json.dumps(SCHEMA)) == SCHEMA
    for part in parts(SCHEMA):
        assert part.get("$ref", "#/definitions/Panel").rpartition("/")[2] in SCHEMA["definitions"]
        for key, described in part.get("properties", {}).items():
            if "properties" not in part["properties"]:
                assert described.get("description"), key
    assert list(SCHEMA["properties"]) == [key for key, _ in fields_of(Plan)]
    assert not {"-file", "x-", "extras", "file"} & SCHEMA["properties"].keys()
