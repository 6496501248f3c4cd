"""Reading what a service says: its message, how long to wait, and nothing that harms a terminal."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.providers.signals import plain, says_error, signals_of, wait_of

DATE = "Wed, 25 Nov 2026 14:00:00 GMT"


@pytest.mark.parametrize(
    ("headers", "text", "seconds"),
    [
        ({}, "", None),
        ({"retry-after": "3"}, "", 3.0),
        ({"retry-after": "1.5"}, "", 1.5),
        ({"retry-after-ms": "250", "retry-after": "3"}, "", 0.25),
        ({"retry-after": "Wed, 25 Nov 2026 14:02:00 GMT", "date": DATE}, "", 120.0),
        ({"retry-after": "Wed, 25 Nov 2026 13:00:00 GMT", "date": DATE}, "", 0.0),
        ({"retry-after": "Wed, 25 Nov 2026 14:02:00 GMT"}, "", None),
        ({"retry-after": "soon"}, "", None),
        ({"retry-after": "-5"}, "", None),
        ({"retry-after": "9" * 400}, "", None),
        ({}, "Rate limit reached. Please try again after 51.84 seconds.", 51.84),
        ({}, "Please try again in 20s.", 20.0),
        ({}, "Please try again in 1m6s.", 66.0),
        ({}, "Please try again in 350ms.", 0.35),
        ({}, "retry after 2 minutes 5 seconds", 125.0),
        ({}, "try again later", None),
    ],
)
def test_how_long_a_service_asks_to_wait(headers: dict[str, str], text: str, seconds: float | None) -> None:
    assert wait_of(headers, text) == seconds


@pytest.mark.parametrize(
    ("document", "text", "message"),
    [
        ({"error": {"message": "bad", "param": "size"}}, "", "bad"),
        ({"error": "bad"}, "", "bad"),
        ({"error": "bad_request", "message": "the size is wrong"}, "", "the size is wrong"),
        ({"code": "X", "message": "bad"}, "", "bad"),
        ({"base_resp": {"status_code": 1002, "status_msg": "bad"}}, "", "bad"),
        (None, "<html><title>524: A timeout occurred</title><body>x</body></html>", "524: A timeout occurred"),
        (None, "<h1>Bad</h1><script>alert(1)</script><p>gateway", "Bad gateway"),
        (None, "upstream error", "upstream error"),
        (None, "", ""),
        ({"error": {"message": ["odd"]}}, "", ""),
        ({"error": {"message": "a\x1b[31m\u202eb\nc\x00"}}, "", "a[31mb c"),
    ],
)  # fmt: skip
def test_the_message_of_every_shape(document: dict[str, Any] | None, text: str, message: str) -> None:
    assert signals_of(400, document, text).text == message


@pytest.mark.parametrize(
    ("document", "says"),
    [
        ({"error": {"message": "x"}}, True),
        ({"error": None, "data": []}, False),
        ({"base_resp": {"status_code": 0}}, False),
        ({"base_resp": {"status_code": 1002}}, True),
        ({"code": "X", "message": "x"}, True),
        ({"code": 0, "message": "ok", "data": []}, False),
        ({}, False),
    ],
)
def test_what_counts_as_an_error_inside_an_answer(document: dict[str, Any], *, says: bool) -> None:
    assert says_error(document) is says


@given(st.text())
def test_a_services_words_become_one_harmless_line(text: str) -> None:
    line = plain(text)
    assert len(line) <= 401
    assert line == plain(line)
    assert all(char.isprintable() or char == " " or ord(char) > 127 for char in line)
    assert "\n" not in line


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: (
        st.lists(inner) | st.dictionaries(st.sampled_from(["error", "code", "message", "base_resp", "x"]), inner)
    ),
)


@given(
    st.integers(100, 600),
    st.dictionaries(st.sampled_from(["error", "code", "type", "message", "base_resp", "status_code"]), JSON),
)
def test_no_json_is_too_odd_to_be_read(status: int, document: dict[str, Any]) -> None:
    signals = signals_of(status, document, "")
    assert isinstance(signals.text, str)
    assert isinstance(says_error(document), bool)


def test_quoted_base64_is_shown_as_left_out() -> None:
    assert plain("upstream said data:\x00held:0 and ended") == "upstream said data:… and ended"
