"""YAML becomes a bounded tree with lines, by libyaml and by PyYAML's own parser alike."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from pipeline.plan.nodes import LOADER, MAX_NODES, Items, Pairs, Refused, Scalar, Source, compose
from pipeline.plan.values import data_of

SOURCE = Source("plan.yaml", Path("/plans"))
LOADERS = list(dict.fromkeys((LOADER, yaml.SafeLoader)))


@pytest.fixture(params=LOADERS, ids=lambda loader: loader.__name__)
def loader(request: pytest.FixtureRequest):
    return request.param


def plain(text: str, loader) -> object:
    tree = compose(text, SOURCE, loader)
    assert tree.root is not None
    return data_of(tree.root).value


def faults(text: str, loader) -> list[tuple[int, str]]:
    return [(fault.spot.line, fault.message) for fault in compose(text, SOURCE, loader).faults]


@pytest.mark.parametrize("typed", ["9:16", "01", "no", "1_000", "2024-01-01", "0x1f", "1e3", ".5", "true", "12:30:45"])
def test_every_plain_scalar_is_its_text(typed: str, loader):
    assert plain(f"a: {typed}", loader) == {"a": typed}


@pytest.mark.parametrize(("typed", "value"), [("", None), ("~", None), ("null", None), ("'null'", "null"), ('""', "")])
def test_only_plain_nulls_are_nothing(typed: str, value: str | None, loader):
    assert plain(f"a: {typed}", loader) == {"a": value}


def test_nodes_know_their_lines(loader):
    root = compose("# c\n\na: 1\nb:\n  - x\n  - {y: z}\n", SOURCE, loader).root
    assert isinstance(root, Pairs)
    assert [key.spot.line for key, _ in root.pairs] == [3, 4]
    listed = root.get("b")
    assert isinstance(listed, Items)
    assert [item.spot.line for item in listed.items] == [5, 6]


def test_aliases_and_merge_keys_lend_their_values(loader):
    text = "x: &x {a: 1, b: 2}\ny: &y {b: 3, c: 4}\none: *x\ntwo: {<<: *x, b: own}\nthree: {<<: [*x, *y]}\n"
    read = plain(text, loader)
    assert isinstance(read, dict)
    assert read["one"] == {"a": "1", "b": "2"}
    assert read["two"] == {"a": "1", "b": "own"}
    assert read["three"] == {"a": "1", "b": "2", "c": "4"}


@pytest.mark.parametrize(
    ("text", "line", "part"),
    [
        ("a: 1\nb: 2\na: 3\n", 3, "`a` stands twice"),
        ("a: !!python/object/apply:os.system [ls]\n", 1, "!!python/object/apply:os.system"),
        ("a: !!binary aGk=\n", 1, "!!binary"),
        ("a: !!timestamp 2024-01-01\n", 1, "!!timestamp"),
        ("a: !own x\n", 1, "!own"),
        ("a: {{x}}\n", 1, "a key must be a word"),
        ("? [a]\n: b\n", 1, "a key must be a word"),
        ("~: b\n", 1, "a key must be a word"),
        ("a: {<<: x}\n", 1, "`<<` takes"),
        ('a: "x\\0y"\n', 1, "U+0000"),
        ('a: "x\\x1by"\n', 1, "U+001B"),
    ],
)
def test_what_a_plan_may_not_hold_is_named_and_reading_goes_on(text: str, line: int, part: str, loader):
    ((found, message),) = faults(text, loader)
    assert found == line
    assert part in message


def test_tags_of_yaml_itself_say_nothing_new(loader):
    assert plain("a: !!str 01\nb: ! no\nc: !!map {d: e}\n", loader) == {"a": "01", "b": "no", "c": {"d": "e"}}


BOMB = "a0: &a0 [x, x]\n" + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 12))


@pytest.mark.parametrize(
    ("text", "part"),
    [
        (BOMB, "aliases counted in full"),
        ("a: [" + "x," * (MAX_NODES + 1) + "]", "aliases counted in full"),
        ("a: " + "[" * 60 + "]" * 60, "nested too deep"),
        ("a: " + "{b: " * 60 + "}" * 60, "nested too deep"),
        ("a: &a [*a]", "inside what it refers to"),
        ("a: *nobody", "not there"),
        ("a: 1\n---\nb: 2\n", "second document"),
    ],
)
def test_reading_stops_at_its_bounds(text: str, part: str, loader):
    with pytest.raises(Refused, match=part):
        compose(text, SOURCE, loader)


def test_a_bomb_is_refused_before_it_unfolds(loader):
    with pytest.raises(Refused) as caught:
        compose(BOMB, SOURCE, loader)
    assert caught.value.fault.spot.line == 6


@pytest.mark.parametrize("text", ["", "# only this\n", "---\n", "~"])
def test_an_empty_document_has_no_content(text: str, loader):
    root = compose(text, SOURCE, loader).root
    assert root is None or (isinstance(root, Scalar) and root.is_null)
