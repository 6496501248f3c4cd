"""Bodies as they come: big, cut, odd; pictures stay on disk until they are wanted."""

from __future__ import annotations

import base64
import json
import os
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.providers.body import opened_body
from pipeline.providers.sse import events_in


def write(folder: Path, data: bytes) -> Path:
    path = folder / "body"
    path.write_bytes(data)
    return path


def encoded(data: bytes) -> str:
    return base64.b64encode(data).decode()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(
    data=st.binary(min_size=1, max_size=6000),
    prefix=st.sampled_from(["", "data:image/png;base64,", "DATA:image/webp;charset=x;base64,"]),
    before=st.sampled_from(["", " \n \r\n", "\ufeff", ": keep-alive\n\n"]),
    style=st.sampled_from(["plain", "escaped", "url", "unpadded", "wrapped"]),
)
def test_a_picture_comes_out_as_it_went_in(tmp_path: Path, data: bytes, prefix: str, before: str, style: str) -> None:
    """Short or long, bare or as a data: URI, with any of the ways gateways write base64."""
    text = encoded(data)
    if style == "url":
        text = text.replace("+", "-").replace("/", "_")
    if style == "unpadded":
        text = text.rstrip("=")
    document = json.dumps({"data": [{"b64_json": prefix + text}], "usage": {"n": 1}})
    if style == "escaped":
        document = document.replace("/", "\\/")
    if style == "wrapped" and not prefix:
        lines = "\\r\\n".join(text[at : at + 76] for at in range(0, len(text), 76))
        document = document.replace(text, lines)
    with opened_body(write(tmp_path, (before + document).encode())) as body:
        found = body.document()
        assert found is not None
        assert found["usage"] == {"n": 1}
        assert body.picture(found["data"][0]["b64_json"]) == data


def test_thirty_megabytes_cost_little_more_than_the_picture(tmp_path: Path) -> None:
    picture = os.urandom(30 * 1024 * 1024)
    path = write(tmp_path, json.dumps({"data": [{"b64_json": encoded(picture)}]}).encode())
    tracemalloc.start()
    with opened_body(path) as body:
        found = body.document()
        assert found is not None
        assert body.picture(found["data"][0]["b64_json"]) == picture
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 1.5 * len(picture)


@pytest.mark.parametrize(
    "data",
    [
        b"", b"   ", b"\xff\xfe\x00", b"<html>", b"[]", b"null", b"{", b'{"a":', b'{"data":' + b"[" * 1_000_000,
        b'{"a":' * 200_000, b'"' * 100_000, b"A" * 6_000_000, b'{"n":' + b"9" * 100_000 + b"}", b'{"a": "\\ud800"',
    ],
)  # fmt: skip
def test_what_is_no_object_is_none(tmp_path: Path, data: bytes) -> None:
    """Hostile bodies end in an answer, not in a traceback."""
    with opened_body(write(tmp_path, data)) as body:
        assert body.document() is None
        assert list(body.events()) == []


@pytest.mark.parametrize("junk", [b"x", b'{"a":"b"},', b'"%s",' % (b"A" * 3000)])
def test_what_is_held_of_a_huge_body_is_bounded(tmp_path: Path, junk: bytes) -> None:
    with opened_body(write(tmp_path, junk * (40_000_000 // len(junk)))) as body:
        assert len(body.text) < 5_000_000


def test_a_picture_cut_in_the_middle_is_no_document(tmp_path: Path) -> None:
    whole = json.dumps({"data": [{"b64_json": encoded(os.urandom(50_000))}]}).encode()
    with opened_body(write(tmp_path, whole[:40_000])) as body:
        assert body.document() is None


def test_what_is_behind_a_whole_object_does_not_matter(tmp_path: Path) -> None:
    with opened_body(write(tmp_path, b'{"a": 1}\n\n\x00garbage')) as body:
        assert body.document() == {"a": 1}


@pytest.mark.parametrize("text", ["!" * 5000, "\x00held:7", "data:image/png;base64", "é" * 10, "abcde", 7, None, ""])
def test_what_is_no_base64_is_no_picture(tmp_path: Path, text: object) -> None:
    with opened_body(write(tmp_path, b"{}")) as body:
        assert body.picture(text) is None


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_events_are_split_whatever_the_line_ends(end: str) -> None:
    lines = [
        ":",
        "",
        "event: a",
        'data: {"x":',
        "data: 1}",
        "",
        "data: [DONE]",
        "",
        'data:{"type": "b"}',
        "",
        'data: {"c": 2}',
    ]
    assert [(event.name, event.data) for event in events_in(end.join(lines))] == [
        ("a", {"x": 1}),
        ("b", {"type": "b"}),
        ("", {"c": 2}),
    ]


@given(st.text(alphabet=st.sampled_from(list('dataevent: {}[]"\r\n\x00é1')), max_size=200))
def test_no_text_breaks_the_splitter(text: str) -> None:
    assert all(isinstance(event.data, dict) for event in events_in(text))
