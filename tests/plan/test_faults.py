"""Broken YAML is explained in plain words, at the line where the hand slipped, whichever parser found it."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from pipeline.plan.faults import explain, full_width
from pipeline.plan.nodes import LOADER, Fault, Refused, Source, compose

SOURCE = Source("plan.yaml", Path("/plans"))
LOADERS = list(dict.fromkeys((LOADER, yaml.SafeLoader)))


def fault(text: str, loader) -> Fault:
    try:
        compose(text, SOURCE, loader)
    except Refused as refused:
        return refused.fault
    except yaml.YAMLError as error:
        return explain(error, text, SOURCE)
    pytest.fail("this is good YAML")


@pytest.mark.parametrize("loader", LOADERS, ids=lambda loader: loader.__name__)
@pytest.mark.parametrize(
    ("text", "line", "part"),
    [
        ("a: 1\nb：2\n", 2, "`：`"),
        ("a: 1\nb：2\nc: 3\n", 2, "`：`"),
        ("p:\n  - id: P1\n    动作：站立\n    shot: x\n", 3, "`：`"),
        ("p:\n  - id: P1\n    动作 ：站立\n", 3, "`：`"),
        ("a: “她说: 走”\n", 1, "`“”`"),
        ("a: {b: 1， c: 2}\n", 1, "`，`"),
        ("a: ｛b: 1｝\n", 1, "`｛`"),
        ("a:\n\tb: 1\n", 2, "tab"),
        ("a:\n  - b: 1\n\t  c: 2\n", 3, "tab"),
        ("a:\n  b: 1\n　c\nd: 2\n", 3, "full-width or non-breaking space"),
        ('a: 1\nb: "她\nc: 2\n', 2, "never closed"),
        ("a: 她说: 走\n", 1, "second `: `"),
        ('a: "refs\\lin.png"\n', 1, "backslash"),
        ("a: 1\nb: [x, y\nc: 2\n", 2, "bracket"),
        ("a: @lin\n", 1, "can't begin"),
        ("a: `x`\n", 1, "can't begin"),
        ("a: %d\n", 1, "can't begin"),
        ("a: *强调* x\n", 1, "can't begin"),
        ("a: !强调 x\n", 1, "can't begin|tag"),
        ("a: !e!x y\n", 1, "can't begin"),
        ("p:\n  - id: P1\n    a: 1\n   b: 2\n", 4, "indentation"),
        ("a: 1\nword\n", 2, "without a colon"),
        ("a: - b\n", 1, "indentation"),
        ("- a\nb: 1\n", 2, "indentation"),
        ("a: " + "[" * 2000, 1, "too deep"),
    ],
)
def test_every_slip_has_its_sentence_and_line(text: str, line: int, part: str, loader):
    found = fault(text, loader)
    assert any(word in found.message for word in part.split("|")), found
    assert found.spot.line == line
    assert found.fix


def test_a_long_broken_line_is_explained_at_once():
    assert "too deep" in fault("a: " + "[" * 100_000 + "\n", LOADER).message


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("动作：站立", "："),
        ("“P01”", "“"),
        ("【lin】", "【"),
        ("她走到门口，停住：雨还在下", None),
        ("plain", None),
        ("", None),
    ],
)
def test_full_width_marks_are_seen_where_yaml_wants_plain_ones(text: str, mark: str | None):
    assert (full_width(text) or (None,))[0] == mark
