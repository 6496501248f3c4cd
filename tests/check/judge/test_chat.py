"""The request is what chat services take; how JSON is asked for and what else is sent is the profile's."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.check.judge.judge import Judge
from tests.check.judge.cases import case
from tests.fakes.judge_service import JudgeService, Say


async def sent(folder: Path, **profile: object) -> dict[str, object]:
    async with JudgeService() as service, Judge(service.resolved(**profile)) as judge:
        await judge.judge_take(case(folder))
    return dict(service.seen[0].body)


async def test_a_plain_profile_sends_a_plain_request(tmp_path: Path):
    body = await sent(tmp_path)
    assert {key: value for key, value in body.items() if key != "messages"} == {
        "model": "eyes-1",
        "stream": False,
        "max_tokens": 3000,
        "response_format": {"type": "json_object"},
    }


async def test_a_schema_names_every_point_that_is_asked(tmp_path: Path):
    body = await sent(tmp_path, answer="schema", answer_tokens_field="max_completion_tokens")
    form = body["response_format"]["json_schema"]
    assert form["strict"] is True
    assert "identity-2" in form["schema"]["properties"]["items"]["required"]
    assert body["max_completion_tokens"] == 3000
    assert "max_tokens" not in body


async def test_words_alone_send_no_format_and_the_profiles_fields_go_along(tmp_path: Path):
    body = await sent(tmp_path, answer="text", detail="low", body={"temperature": 0})
    assert "response_format" not in body
    assert body["temperature"] == 0
    images = [part for part in body["messages"][1]["content"] if part["type"] == "image_url"]
    assert {part["image_url"]["detail"] for part in images} == {"low"}
    assert all(part["image_url"]["url"].startswith("data:image/jpeg;base64,/9j/") for part in images)


@pytest.mark.parametrize(
    "content",
    [
        [{"type": "text", "text": '{"items": '}, {"type": "text", "text": "{}}"}],
        [{"type": "thinking"}, {"type": "text", "text": '{"items": {}}'}, 7],
    ],
)
async def test_an_answer_in_parts_is_one_text(tmp_path: Path, content: list[object]):
    async with JudgeService([Say("raw", text=content)] * 2) as service, Judge(service.resolved()) as judge:
        found = await judge.judge_take(case(tmp_path))
    assert "items lacks cast" in found.reason
