"""Jobs that are polled: submitted once, asked for at our own origin, freely."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pipeline.config.model import Tasks
from pipeline.decide.events import FailureKind
from pipeline.providers.answers import outcome_of
from pipeline.providers.base import Answered, Delivered, Failure, Pending
from pipeline.providers.body import Body
from pipeline.providers.openai_images import OpenAIImages
from tests.fakes.image_service import Do, ImageService
from tests.providers.wire import FileSpool, attempt, request, resolved, sent

SUB2API = {"use": True, "suffix": "/async", "poll_path": "/v1/images/tasks/{task}", "poll_seconds": 2}
CANVAS = {
    "use": True,
    "header": {"X-Async": "true"},
    "poll_path": "/v1/content/images/tasks/{task}",
    "failed_is_free": True,
}


async def poll(provider: OpenAIImages, folder: Path, pending: Pending) -> Delivered | Failure | Pending:
    spool = FileSpool(folder, "poll")
    answer = await provider.poll(pending.task, spool)
    assert isinstance(answer, Answered)
    return provider.read(Answered.of(spool.head), spool.body)


@pytest.mark.parametrize("tasks", [SUB2API, CANVAS])
async def test_a_job_is_submitted_once_and_polled_to_its_picture(tmp_path: Path, tasks: dict[str, Any]) -> None:
    async with ImageService([Do(polls=2)]) as service:
        provider = OpenAIImages(resolved(service.url, tasks=tasks))
        outcome = await attempt(provider, FileSpool(tmp_path), request(images=(sent(),)))
        waits = 0
        while isinstance(outcome, Pending):
            waits += 1
            outcome = await poll(provider, tmp_path, outcome)
        await provider.aclose()
    assert isinstance(outcome, Delivered)
    assert (waits, len(service.posts), service.billed) == (3, 1, 1)
    assert all(seen.key == service.key for seen in service.seen), "polls go to our own origin with our key"
    assert outcome.pictures[0].url is not None


async def test_a_poll_waits_as_long_as_the_profile_says(tmp_path: Path) -> None:
    async with ImageService([Do()]) as service:
        provider = OpenAIImages(resolved(service.url, tasks=SUB2API))
        outcome = await attempt(provider, FileSpool(tmp_path))
        await provider.aclose()
    assert outcome == Pending("imgtask_1", 2.0)


def read(
    status: int, document: str, tasks: dict[str, Any] = SUB2API, task: str = "t1"
) -> Delivered | Failure | Pending:
    return outcome_of(Answered(status, {}, task=task), Body(document, b""), Tasks(**tasks))


@pytest.mark.parametrize(
    ("status", "document"),
    [
        (200, '{"task_id": "t1", "status": "queued"}'),
        (200, '{"task_id": "t1", "status": "in_progress", "base_resp": {"status_code": 0}}'),
        (502, '{"error": {"message": "Bad gateway"}}'),
        (524, "<html>timeout</html>"),
        (503, ""),
        (429, '{"error": {"message": "slow down", "code": "rate_limit_exceeded"}}'),
        (200, ""),
        (200, "<html>one moment please</html>"),
        (200, '{"status": "completed", "result": {"data": [{"b64_json": "iVBOR'),
    ],
)
def test_a_hiccup_about_the_question_is_no_answer_about_the_job(status: int, document: str) -> None:
    assert isinstance(read(status, document), Pending)


@pytest.mark.parametrize(
    ("status", "document", "tasks", "kind", "charged"),
    [
        (200, '{"status": "failed", "error": {"code": "moderation_blocked"}}', SUB2API, "refused", "no"),
        (200, '{"status": "failed", "http_status": 502, "error": {"message": "x"}}', SUB2API, "unknown", "maybe"),
        (200, '{"status": "failed", "http_status": 401, "error": {"message": "x"}}', SUB2API, "dead-provider", "no"),
        (200, '{"base_resp": {"status_code": 1000, "status_msg": "x"}}', CANVAS, "transient", "no"),
        (200, '{"base_resp": {"status_code": 1027, "status_msg": "x"}}', CANVAS, "refused", "no"),
        (500, '{"base_resp": {"status_code": 1024, "status_msg": "x"}}', CANVAS, "transient", "no"),
        (404, '{"error": {"message": "task not found"}}', SUB2API, "dead-provider", "maybe"),
        (401, '{"code": "INVALID_API_KEY", "message": "x"}', SUB2API, "dead-provider", "maybe"),
        (404, "<html>", SUB2API, "dead-provider", "maybe"),
        (200, '{"status": "completed", "result": {"data": []}}', SUB2API, "unknown", "maybe"),
        (200, '{"status": "expired"}', SUB2API, "unknown", "maybe"),
    ],
)
def test_how_a_job_ends_without_a_picture(
    status: int, document: str, tasks: dict[str, Any], kind: str, charged: str
) -> None:
    outcome = read(status, document, tasks)
    assert isinstance(outcome, Failure)
    assert (outcome.kind, outcome.charged) == (FailureKind(kind), charged)


@pytest.mark.parametrize("task", ['".."', '"../../models"', '"a b"', '""', "null", "[]", f'"{"x" * 500}"'])
def test_a_name_that_leads_elsewhere_is_not_asked_for(task: str) -> None:
    """A task's id goes into our own address: it can't climb out of it."""
    outcome = read(202, f'{{"task_id": {task}, "status": "queued"}}', task="")
    assert isinstance(outcome, Failure)
    assert outcome.charged == "maybe"


async def test_a_poll_that_gets_no_answer_is_asked_again(tmp_path: Path) -> None:
    async with ImageService() as service:
        url = service.url
    provider = OpenAIImages(resolved(url, tasks=SUB2API))
    outcome = await provider.poll("t1", FileSpool(tmp_path))
    await provider.aclose()
    assert isinstance(outcome, Failure)
    assert (outcome.kind, outcome.charged) == (FailureKind.TRANSIENT, "maybe")
