"""What a spooled answer is: pictures, a job to be polled, or why there is neither."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, Final

from pipeline.config.model import Tasks
from pipeline.decide.events import FailureKind
from pipeline.messages import say
from pipeline.providers.base import Answered, Delivered, DeliveredPicture, Failure, Pending
from pipeline.providers.body import Body
from pipeline.providers.classify import Signals, charged_for, kind_of
from pipeline.providers.hints import hint_for
from pipeline.providers.signals import plain, says_error, signals_of, wait_of

_TASK: Final = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.:=-]{0,199}")
_RUNNING: Final = frozenset({"processing", "queued", "in_progress", "pending", "submitted", "running", "created"})
_MISSED_POLLS: Final = frozenset({408, 409, 425, 429, *range(500, 600)})
_MAX_PICTURES: Final = 16


def outcome_of(answer: Answered, body: Body, tasks: Tasks | None) -> Delivered | Failure | Pending:
    """Say what an answer is. Bytes come first: where a picture is in it, it is delivered, whatever else is said."""
    document = body.document()
    if document is not None:
        return _of_document(answer, body, document, tasks)
    return _of_stream(answer, body, tasks)


def _of_document(
    answer: Answered, body: Body, document: Mapping[str, Any], tasks: Tasks | None
) -> Delivered | Failure | Pending:
    inner = _task_result(document) if answer.task else document
    if found := _pictures(body, inner) or _pictures(body, document):
        return _delivered(answer, found, inner)
    if _has_broken_picture(inner):
        return _broken(answer)
    if says_error(inner) or answer.status >= 300 or (answer.task and document.get("status") == "failed"):
        return _failed_task(answer, document, inner, tasks) if answer.task else _failure(answer, inner, "")
    if answer.task or "task_id" in document:
        return _pending(answer, document, tasks)
    return _nothing(answer)


def _of_stream(answer: Answered, body: Body, tasks: Tasks | None) -> Delivered | Failure | Pending:
    """Take the completed events of a stream; partial pictures never count."""
    pictures: list[DeliveredPicture] = []
    last: Mapping[str, Any] = {}
    error: Mapping[str, Any] | None = None
    for event in body.events():
        if event.name.endswith("partial_image"):
            continue
        if found := _pictures(body, event.data):
            pictures += found
            last = event.data
        elif event.name == "error" or says_error(event.data):
            error = event.data
    if pictures:
        return _delivered(answer, pictures, last)
    if error is not None:
        return _failure(answer, {"error": error.get("error") or error}, "")
    if answer.task and (answer.cut or answer.status in _MISSED_POLLS or answer.status == 200):
        return _again(answer.task, answer, "", tasks)
    if answer.status >= 300 and not answer.cut:
        failure = _failure(answer, None, body.text[:20_000])
        return _unsure(failure) if answer.task else failure
    return _nothing(answer, body.text[:20_000])


def _pictures(body: Body, source: Mapping[str, Any]) -> list[DeliveredPicture]:
    """Return the pictures of ``data[]``, or of an event that is a picture itself."""
    data = source.get("data")
    if not isinstance(data, list) and says_error(source):
        return []
    items = data if isinstance(data, list) else [source]
    return [picture for item in items[:_MAX_PICTURES] if (picture := _picture(body, item)) is not None]


def _picture(body: Body, item: object) -> DeliveredPicture | None:
    if not isinstance(item, Mapping):
        return None
    for name in ("b64_json", "url"):
        value = item.get(name)
        if name == "url" and not body.is_data(value):
            continue
        if data := body.picture(value):
            return DeliveredPicture(data=data)
    return next(
        (
            DeliveredPicture(url=address)
            for name in ("url", "image_url", "b64_json")
            if isinstance(address := item.get(name), str)
            and re.match(r"https?://|/[^/]", address)
            and len(address) < 8192
        ),
        None,
    )


def _has_broken_picture(source: Mapping[str, Any]) -> bool:
    """Tell whether there is something where a picture should be, that is none."""
    data = source.get("data")
    items = data if isinstance(data, list) else []
    return any(isinstance(item, Mapping) and (item.get("b64_json") or item.get("url")) for item in items)


def _delivered(answer: Answered, pictures: Iterable[DeliveredPicture], source: Mapping[str, Any]) -> Delivered:
    usage = source.get("usage")
    data = source.get("data")
    first = data[0] if isinstance(data, list) and data and isinstance(data[0], Mapping) else source
    return Delivered(
        pictures=tuple(pictures),
        usage=dict(usage) if isinstance(usage, Mapping) else None,
        request_id=request_id(answer.headers) or plain(source.get("trace_id")),
        model=plain(source.get("model")),
        revised_prompt=_text(first.get("revised_prompt")),
    )


def request_id(headers: Mapping[str, str]) -> str:
    """Return the service's own name for a request, empty where it gave none."""
    names = ("x-request-id", "request-id", "x-oneapi-request-id", "trace-id", "cf-ray")
    return next((plain(headers[name]) for name in names if headers.get(name)), "")


def _text(value: object) -> str:
    return value[:32_000] if isinstance(value, str) else ""


# ── jobs that are polled ──────────────────────────────────────────────────────────────────────────────


def _task_result(document: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the answer that a finished task wraps, as if it had come by itself."""
    result = document.get("result")
    if isinstance(result, Mapping):
        return result
    return document


def _pending(answer: Answered, document: Mapping[str, Any], tasks: Tasks | None) -> Failure | Pending:
    status = document.get("status")
    if answer.task:
        running = status is None or (isinstance(status, str) and status.lower() in _RUNNING)
        return _again(answer.task, answer, "", tasks) if running else _nothing(answer)
    task = document.get("task_id")
    if isinstance(task, int) and not isinstance(task, bool):
        task = str(task)
    if not isinstance(task, str) or not _TASK.fullmatch(task) or tasks is None:
        return Failure(FailureKind.UNKNOWN, "maybe", say("wire.task-unusable"), answer.status)
    return _again(task, answer, "", tasks)


def _again(task: str, answer: Answered, text: str, tasks: Tasks | None) -> Pending:
    wait = wait_of(answer.headers, text) or 0.0
    return Pending(task, max(wait, tasks.poll_seconds if tasks else 3.0))


def _failed_task(
    answer: Answered, document: Mapping[str, Any], inner: Mapping[str, Any], tasks: Tasks | None
) -> Failure | Pending:
    """Read a task's end without a picture; a relay's hiccup about the question is no answer about the task."""
    ended = document.get("status") in {"failed", "completed"} or isinstance(document.get("base_resp"), Mapping)
    if not ended and answer.status in _MISSED_POLLS:
        return _again(answer.task, answer, signals_of(answer.status, inner, "").text, tasks)
    if isinstance(status := document.get("http_status"), int) and 100 <= status <= 599:
        answer = replace(answer, status=status)
    failure = _failure(answer, inner, "")
    if not ended:
        return _unsure(failure)
    if failure.charged == "maybe" and tasks is not None and tasks.failed_is_free:
        return Failure(FailureKind.TRANSIENT, "no", failure.message, failure.status, failure.retry_after, failure.hint)
    return failure


def _unsure(failure: Failure) -> Failure:
    """A poll that is refused says nothing of the job, which may have been billed."""
    return replace(failure, charged="maybe")


# ── failures ──────────────────────────────────────────────────────────────────────────────────────────


def _failure(answer: Answered, document: Mapping[str, Any] | None, text: str) -> Failure:
    signals = signals_of(answer.status, document, text)
    kind = kind_of(signals)
    return Failure(
        kind=kind,
        charged=charged_for(kind),
        message=_sentence(kind, answer, signals),
        status=answer.status,
        retry_after=wait_of(answer.headers, signals.text),
        hint=hint_for(signals, kind, answer.seconds),
    )


def _sentence(kind: FailureKind, answer: Answered, signals: Signals) -> str:
    leads = answer.headers.get("location", "") if 300 <= answer.status < 400 else ""
    words = plain(leads) or signals.text or ", ".join(signals.codes) or say("wire.no-words")
    code = f" {signals.number}" if signals.number else ""
    field = say("wire.field", name=signals.param) if signals.param else ""
    return say(f"wire.kind-{kind}", status=f"HTTP {answer.status}{code}", words=words) + field


def _nothing(answer: Answered, text: str = "") -> Failure:
    """Say that an answer holds no picture: cut off, or whole and empty; both may have been billed."""
    signals = signals_of(answer.status, None, text)
    words = f": {signals.text}" if signals.text and not text.lstrip().startswith(("{", "data:", "event:", ":")) else ""
    message = answer.cut or say("wire.empty", status=answer.status) + words
    hint = hint_for(Signals(answer.status, text=answer.cut), FailureKind.UNKNOWN, answer.seconds)
    return Failure(FailureKind.UNKNOWN, "maybe", message, answer.status, wait_of(answer.headers, ""), hint)


def _broken(answer: Answered) -> Failure:
    if answer.cut:
        return _nothing(answer)
    return Failure(FailureKind.BAD_PICTURE, "yes", say("wire.broken-picture"), answer.status)
