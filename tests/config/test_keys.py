"""A key does not show itself."""

from __future__ import annotations

import copy
import json
import pickle

import pytest

from pipeline.config.keys import Key


def test_a_key_prints_as_stars() -> None:
    key = Key("sk-secret")
    assert f"{key} {key!r} {[key]}" == "*** Key(***) [Key(***)]"


def test_a_key_is_not_written_anywhere() -> None:
    for write in (pickle.dumps, json.dumps, copy.deepcopy):
        with pytest.raises(TypeError):
            write(Key("sk-secret"))


@pytest.mark.parametrize(
    ("text", "shown"),
    [("Bearer sk-secret!", "Bearer ***!"), ("sk-secretsk-secret", "******"), ("nothing", "nothing")],
)
def test_an_echoed_key_is_masked(text: str, shown: str) -> None:
    assert Key("sk-secret").mask(text) == shown


def test_a_dummy_of_a_local_gateway_garbles_no_text() -> None:
    assert Key("x").mask("six boxes") == "six boxes"
