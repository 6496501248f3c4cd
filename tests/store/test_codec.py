"""A journal's line: what is written once is read for ever, and nothing doubtful is taken for an event."""

from __future__ import annotations

import json
import types
import typing
from collections.abc import Mapping
from dataclasses import fields
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.decide import events
from pipeline.decide.events import EVENTS, Noted, SheetCut, StopWanted, TakeSaved
from pipeline.errors import BoardError
from pipeline.store.codec import BrokenLine, NewerLine, Recorded, decode, encode

AT = datetime(2026, 11, 25, 14, 0, 0, 123000, tzinfo=UTC)
TEXT = st.text(st.characters(exclude_categories=("Cs",)))
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=8,
)
PART = st.text(st.characters(codec="utf-8", exclude_characters='/<>:"\\|?*', exclude_categories=("C",)), min_size=1)
FILE = st.lists(PART.filter(lambda part: part not in {".", ".."}), min_size=1, max_size=4).map("/".join)
PLAIN = {
    str: TEXT,
    int: st.integers(),
    bool: st.booleans(),
    float: st.floats(allow_nan=False, allow_infinity=False),
    type(None): st.none(),
    Any: JSON,
}


def strategy(hint: Any) -> st.SearchStrategy[Any]:
    origin, args = typing.get_origin(hint), typing.get_args(hint)
    if origin in {types.UnionType, typing.Union}:
        return st.one_of([strategy(arg) for arg in args])
    if origin is tuple and args[-1] is ...:
        return st.lists(strategy(args[0]), max_size=3).map(tuple)
    if origin is tuple:
        return st.tuples(*map(strategy, args))
    if origin is Mapping:
        return st.dictionaries(strategy(args[0]), strategy(args[1]), max_size=3)
    return PLAIN[hint]


def any_of(kind: type[Any]) -> st.SearchStrategy[Any]:
    hints = typing.get_type_hints(kind)
    return st.builds(kind, **{n: FILE if n == "file" else strategy(hint) for n, hint in hints.items()})


EVENT = st.one_of([any_of(kind) for kind in EVENTS.values()])


@given(event=EVENT, seq=st.integers(1, 10**9), at=st.datetimes(min_value=datetime(1970, 1, 1)))  # noqa: DTZ001 - hypothesis wants it so
def test_every_event_comes_back_as_it_was(event: events.Event, seq: int, at: datetime) -> None:
    """Law: decode(encode(e)) is e, with its number, and its time to the millisecond."""
    at = at.replace(microsecond=at.microsecond // 1000 * 1000, tzinfo=UTC)
    assert decode(encode(event, seq=seq, at=at), "j:1") == Recorded(seq, at, event)


@given(EVENT)
def test_an_event_is_one_line_whatever_it_says(event: events.Event) -> None:
    """Law: the only newline is the last byte, so that lines can be counted and torn ones told."""
    data = encode(event, seq=1, at=AT)
    assert data.index(b"\n") == len(data) - 1


def test_the_line_is_written_as_documented() -> None:
    data = encode(Noted("P07", "伞再低一点"), seq=12, at=AT.astimezone(timezone(timedelta(hours=8))))
    expected = '{"v":1,"seq":12,"at":"2026-11-25T14:00:00.123Z","event":"noted","subject":"P07","note":"伞再低一点"}\n'
    assert data.decode() == expected


def test_every_event_has_a_name_and_no_field_hides_what_the_line_says_of_itself() -> None:
    union = set(typing.get_args(events.Event)) | set(typing.get_args(events.Decision))
    assert set(EVENTS.values()) == union
    for kind in EVENTS.values():
        assert not {f.name for f in fields(kind)} & {"v", "seq", "at", "event"}


LINE = '{"v":1,"seq":1,"at":"2026-11-25T14:00:00.123Z","event":"noted","subject":"P07","note":"n"}'
TAKE = json.loads(
    encode(TakeSaved("a", "P07", "i", 1, "takes/P07/01.png", "s", "png", 1, 1, 1, passed=True), seq=1, at=AT)
)


def test_a_field_that_a_later_version_added_is_ignored() -> None:
    line = json.dumps({**json.loads(LINE), "mood": {"calm": True}})
    assert decode(line.encode(), "j:1").event == Noted("P07", "n")


def test_a_field_with_a_default_may_be_absent_from_an_older_journal() -> None:
    older = {k: v for k, v in TAKE.items() if k not in {"revised_prompt", "checks", "usage"}}
    assert decode(json.dumps(older).encode(), "j:1").event.checks == ()  # type: ignore[union-attr]


def test_a_line_with_the_line_ending_of_a_windows_editor_is_read() -> None:
    assert decode(LINE.encode() + b"\r\n", "j:1").event == Noted("P07", "n")


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"v": 2}, "journal version 2"),
        ({"event": "dreamt"}, "the event 'dreamt'"),
        ({"v": "1.5"}, "journal version 1.5"),
    ],
)
def test_what_a_newer_version_wrote_says_so_and_where(change: dict[str, object], what: str) -> None:
    line = json.dumps({**json.loads(LINE), **change}).encode()
    with pytest.raises(NewerLine, match=r"^journal\.jsonl:3: .*newer version.*nothing was sent") as caught:
        decode(line, "journal.jsonl:3")
    assert what in str(caught.value)


@pytest.mark.parametrize(
    "line",
    [
        "",
        "null",
        "[]",
        "17",
        LINE[:-9],
        LINE + LINE,
        "<<<<<<< HEAD",
        "\0" * 40,
        "[" * 100_000,
        json.dumps({**json.loads(LINE), "at": "yesterday"}),
        json.dumps({**json.loads(LINE), "at": "2026-11-25T14:00:00"}),
        json.dumps({**json.loads(LINE), "seq": "many"}),
        json.dumps({**json.loads(LINE), "seq": None}),
        json.dumps({**json.loads(LINE), "seq": 1.5}),
        json.dumps({**json.loads(LINE), "seq": True}),
        json.dumps({**json.loads(LINE), "at": None}),
        json.dumps({**json.loads(LINE), "note": 5}),
        json.dumps({**json.loads(LINE), "note": None}),
        json.dumps({k: v for k, v in json.loads(LINE).items() if k != "note"}),
        json.dumps({k: v for k, v in json.loads(LINE).items() if k != "v"}),
        json.dumps({**TAKE, "number": "1"}),
        json.dumps({**TAKE, "number": 1.5}),
        json.dumps({**TAKE, "passed": "yes"}),
        json.dumps({**TAKE, "passed": 1}),
        json.dumps({**TAKE, "width": True}),
        json.dumps({**TAKE, "cost": "free"}),
        json.dumps({**TAKE, "checks": [1]}),
    ],
)
def test_a_line_that_is_no_event_says_where(line: str) -> None:
    with pytest.raises(BrokenLine, match=r"^journal\.jsonl:3: "):
        decode(line.encode(), "journal.jsonl:3")


def test_bytes_that_are_no_text_are_a_broken_line() -> None:
    with pytest.raises(BrokenLine):
        decode(b'{"v":1,"seq":1,"at":"\xff\xfe"}', "j:1")


@pytest.mark.parametrize(
    "file",
    ["/etc/passwd", "../x.png", "takes/../../x", "C:/x.png", "takes\\x.png", "", ".", "takes//x.png", "./x", "a\0b"],
)
def test_a_path_that_leaves_the_board_is_neither_written_nor_read(file: str) -> None:
    with pytest.raises(BoardError):
        encode(TakeSaved("a", "P07", "i", 1, file, "s", "png", 1, 1, 1, passed=True), seq=1, at=AT)
    with pytest.raises(BrokenLine):
        decode(json.dumps({**TAKE, "file": file}).encode(), "j:1")


def test_half_characters_of_a_service_become_question_marks() -> None:
    assert decode(encode(Noted("P07", "a\ud83d b"), seq=1, at=AT), "j:1").event == Noted("P07", "a? b")


@pytest.mark.parametrize("value", [float("nan"), float("inf"), {1, 2}, object(), AT])
def test_a_value_that_is_no_json_is_refused_before_it_is_queued(value: object) -> None:
    with pytest.raises((TypeError, ValueError)):
        encode(events.RunStarted("r", "run", {"x": value}), seq=1, at=AT)


def test_boxes_come_back_as_tuples() -> None:
    cut = SheetCut(
        "s", ("f",), (0.5,), {"P01": (0, 1, 2, 3, 4)}, {"P01": "sheet/P01.png"}, {"P01": "c"}, {"P01": "unread"}
    )
    assert decode(encode(cut, seq=1, at=AT), "j:1").event == cut


def test_an_event_without_further_fields_is_fine() -> None:
    assert decode(encode(StopWanted("r"), seq=1, at=AT), "j:1").event == StopWanted("r")
