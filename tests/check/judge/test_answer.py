"""An answer counts only as a whole: every point once, nothing else; whatever it says stays bounded data."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.check.judge.answer import (
    Mark,
    Marks,
    MarksForm,
    Order,
    OrderForm,
    Unfit,
    cleaned,
    plain_answer,
    read_answer,
    schema_of,
)

FORM = MarksForm(("cast", "style"))
PASS = {"result": "pass", "evidence": "seen"}
GOOD = {"seen": "a door", "items": {"cast": PASS, "style": {"result": "fail", "evidence": "cartoon"}}}
TEXT = json.dumps(GOOD)
READ = Marks("a door", {"cast": Mark("pass", "seen"), "style": Mark("fail", "cartoon")})


@pytest.mark.parametrize(
    "text",
    [
        TEXT,
        f"\n {TEXT} \n",
        f"```json\n{TEXT}\n```",
        f"```\n{TEXT}```",
        f'<think>{{"items": {{}}}} hm</think>\n{TEXT}',
        TEXT.replace('"pass"', '" PASS "'),
        TEXT.replace("a door", "a\tdoor").replace("\\t", "\t"),
    ],
)
def test_one_json_object_is_read_however_it_is_wrapped(text: str):
    assert read_answer(FORM, text) == READ


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "not one JSON object"),
        ("[1]", "not one JSON object"),
        (f"Here you are: {TEXT}", "not one JSON object"),
        (f"{TEXT}{TEXT}", "not one JSON object"),
        ("[" * 100_000, "not one JSON object"),
        ('{"a":' * 100_000, "not one JSON object"),
        (TEXT.replace('"style"', '"cast"'), "not one JSON object"),
        ('{"seen": ""}', "items: Field required"),
        (json.dumps({"items": {"cast": PASS}}), "items lacks style"),
        (json.dumps({"items": {"cast": PASS, "style": PASS, "rank\x1b": PASS}}), "items has rank, which was not asked"),
        (json.dumps(GOOD | {"verdict": "pass"}), "verdict: Extra inputs"),
        (TEXT.replace('"pass"', '"yes"'), "items.cast.result: Input should be"),
        (TEXT.replace('"pass"', "true"), "items.cast.result: Input should be"),
        (TEXT.replace('"cartoon"', '" "'), "style: a fail needs evidence"),
        (TEXT.replace('"cartoon"', '["a"]'), "items.style.evidence: Input should be a valid string"),
    ],
)
def test_anything_else_is_unfit_and_says_why(text: str, problem: str):
    found = read_answer(FORM, text)
    assert isinstance(found, Unfit)
    assert problem in found.told


def test_problems_are_few_however_many_faults_there_are():
    found = read_answer(FORM, json.dumps({"items": {f"k{n}": 1 for n in range(5000)}}))
    assert isinstance(found, Unfit)
    assert len(found.told) < 1000


@pytest.mark.parametrize(
    ("ranking", "good"),
    [
        ([2, 1, 3], True),
        ([1, 2], False),
        ([1, 1, 2], False),
        ([0, 1, 2], False),
        (["1", 2, 3], False),
        ([True, 2, 3], False),
    ],
)
def test_a_ranking_holds_each_candidate_once(ranking: list[object], good: bool):
    found = read_answer(OrderForm(3), json.dumps({"ranking": ranking, "evidence": "eyes"}))
    assert found == Order("", (2, 1, 3), "eyes") if good else isinstance(found, Unfit)


def test_foreign_texts_are_one_short_line_without_control_or_bidi_characters():
    assert cleaned("a\x1b[31m\u202eb\n\n c\u2028d\u200b") == "a[31mb c d"
    assert len(cleaned("长" * 10_000)) == 300


def test_the_schema_asks_for_exactly_the_points():
    schema = schema_of(FORM)
    assert schema["properties"]["items"]["required"] == ["cast", "style"]
    assert schema["properties"]["items"]["additionalProperties"] is False
    assert schema_of(OrderForm(2))["required"] == ["seen", "ranking", "evidence"]


results = st.sampled_from(["pass", "fail", "unknown"])


@given(st.dictionaries(st.text("abc-1", min_size=1), st.tuples(results, st.text()), min_size=1), st.text())
def test_what_was_read_is_read_again_from_a_cache(items: dict[str, tuple[str, str]], seen: str):
    answer = {"seen": seen, "items": {key: {"result": r, "evidence": f"x{e}"} for key, (r, e) in items.items()}}
    form = MarksForm(tuple(items))
    read = read_answer(form, json.dumps(answer))
    assert isinstance(read, Marks)
    assert read_answer(form, json.dumps(plain_answer(read))) == read


@given(st.text() | st.recursive(st.none() | st.booleans() | st.floats() | st.text(), st.lists).map(json.dumps))
def test_no_text_breaks_the_reading(text: str):
    assert isinstance(read_answer(FORM, text), Unfit)
