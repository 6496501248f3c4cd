"""The chat wire: a question as a request, and an answer's body as words, or why there are none."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from pipeline.check.judge.answer import cleaned, schema_of
from pipeline.check.judge.question import Question
from pipeline.check.judge.verdict import Usage
from pipeline.config.judge import JudgeProfile
from pipeline.messages import say
from pipeline.transport.outcomes import Arrived, TransportFailure, Trouble

_AGAIN: Final = frozenset({408, 409, 425, 429, 500, 502, 503, 504, *range(520, 531)})
_DEAD: Final = frozenset({401, 402, 403, 404, 405, 410, *range(300, 400)})
_MONEY: Final = re.compile(r"insufficient|quota|billing|balance|余额|额度|欠费", re.IGNORECASE)
_REFUSED: Final = re.compile(r"content_(?:filter|policy)|moderation|data_inspection|safety system", re.IGNORECASE)
_MOST_RAW: Final = 8000  # characters of an unfit answer that go back to the model
_CUT_ANSWER: Final = "length"
_PASSING: Final = frozenset({Trouble.NAME, Trouble.CONNECT, Trouble.TLS, Trouble.PROXY, Trouble.DISCONNECTED})


@dataclass(frozen=True, slots=True)
class Spoken:
    """What the model wrote; ``usage`` is None where the service does not say it."""

    text: str
    usage: Usage | None
    model: str


@dataclass(frozen=True, slots=True)
class Mute:
    """No words to read: ``reason`` is a sentence.

    ``again``: asking once more may help, after ``retry_after`` seconds if the service says so. ``dead``: nothing
    asked of this service will be answered. ``charged``: it was or may have been billed.
    """

    reason: str
    again: bool = False
    dead: bool = False
    charged: bool = False
    retry_after: float | None = None
    usage: Usage | None = None


def payload_of(
    question: Question, jpegs: Sequence[bytes], profile: JudgeProfile, unfit: tuple[str, str] | None = None
) -> dict[str, Any]:
    """The request's JSON; ``jpegs`` are the question's pictures in order.

    ``unfit`` is an answer that did not keep to the form and what was wrong with it, for a second try.
    """
    rest = iter(jpegs)
    content = [_text(part) if isinstance(part, str) else _image(next(rest), profile) for part in question.parts]
    messages: list[dict[str, Any]] = [
        {"role": "system", "content": question.system},
        {"role": "user", "content": content},
    ]
    if unfit:
        raw, problems = unfit
        messages.append({"role": "assistant", "content": raw[:_MOST_RAW] or "-"})
        messages.append({"role": "user", "content": question.again.format(problems=problems)})
    return {
        **profile.body,
        "model": profile.model,
        "messages": messages,
        "stream": False,
        profile.answer_tokens_field: profile.answer_tokens,
        **_format(question, profile),
    }


def read_chat(arrived: Arrived, body: bytes, profile: JudgeProfile) -> Spoken | Mute:
    """Read an answer's body."""
    if arrived.cut:
        return Mute(say("judge.no-answer", reason=arrived.cut), charged=True)
    document = _document(body)
    error = _error_in(document)
    if arrived.status != 200 or error:
        return _mute(arrived, document, error)
    return _spoken(document, profile)


def lost(failure: TransportFailure) -> Mute:
    """What a request without an answer means."""
    return Mute(
        say("judge.no-answer", reason=cleaned(failure.message)), again=failure.trouble in _PASSING, charged=failure.left
    )


# ── requests ──────────────────────────────────────────────────────────────────────────────────────────


def _text(text: str) -> dict[str, Any]:
    return {"type": "text", "text": text}


def _image(jpeg: bytes, profile: JudgeProfile) -> dict[str, Any]:
    url = f"data:image/jpeg;base64,{base64.b64encode(jpeg).decode('ascii')}"
    return {"type": "image_url", "image_url": {"url": url, **({"detail": profile.detail} if profile.detail else {})}}


def _format(question: Question, profile: JudgeProfile) -> dict[str, Any]:
    match profile.answer:
        case "schema":
            schema = {"name": "verdict", "strict": True, "schema": schema_of(question.form)}
            return {"response_format": {"type": "json_schema", "json_schema": schema}}
        case "object":
            return {"response_format": {"type": "json_object"}}
        case _:
            return {}


# ── answers ───────────────────────────────────────────────────────────────────────────────────────────


def _document(body: bytes) -> Mapping[str, Any]:
    try:
        value = json.loads(body.decode("utf-8-sig", "replace"))
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def _error_in(document: Mapping[str, Any]) -> Mapping[str, Any]:
    """The error that an answer is, whatever its status; empty where it is none."""
    error = document.get("error")
    if error:
        return error if isinstance(error, dict) else {"message": str(error)}
    base = document.get("base_resp")
    if isinstance(base, dict) and base.get("status_code"):
        return {"message": base.get("status_msg"), "code": base.get("status_code")}
    return {}


def _mute(arrived: Arrived, document: Mapping[str, Any], error: Mapping[str, Any]) -> Mute:
    said = error or document
    message = said.get("message")
    words = cleaned(message) if isinstance(message, str) and message.strip() else say("judge.no-words")
    signals = f"{said.get('code')} {said.get('type')} {words}"
    status = arrived.status
    if _REFUSED.search(signals):
        return Mute(say("judge.refused", words=words))
    ok = status == 200
    reason = say("judge.error", words=words) if ok else say("judge.answered", status=status, words=words)
    broke = bool(_MONEY.search(signals)) and (ok or 400 <= status < 500)
    dead = broke or status in _DEAD
    return Mute(reason, again=not dead and (ok or status in _AGAIN), dead=dead, retry_after=_wait(arrived))


def _spoken(document: Mapping[str, Any], profile: JudgeProfile) -> Spoken | Mute:
    usage = _usage(document.get("usage"))
    choices = document.get("choices")
    choice = choices[0] if isinstance(choices, list) and choices and isinstance(choices[0], dict) else {}
    message = choice.get("message")
    if not isinstance(message, dict):
        return Mute(say("judge.no-chat"), charged=True, usage=usage)
    ended = choice.get("finish_reason")
    refusal = message.get("refusal")
    if refusal or ended == "content_filter":
        words = cleaned(str(refusal)) if refusal else "content_filter"
        return Mute(say("judge.refused", words=words), charged=True, usage=usage)
    if ended == _CUT_ANSWER:
        return Mute(say("judge.cut", tokens=profile.answer_tokens), charged=True, usage=usage)
    text = _words(message.get("content")).encode("utf-8", "replace").decode()  # JSON can say half a character
    if not text.strip():
        return Mute(say("judge.empty"), charged=True, usage=usage)
    model = document.get("model")
    return Spoken(text, usage, cleaned(model, 80) if isinstance(model, str) and model else profile.model)


def _words(content: object) -> str:
    """A message's text: a string, or parts of which some are texts."""
    if isinstance(content, str):
        return content
    parts = content if isinstance(content, list) else []
    texts = (part.get("text") for part in parts if isinstance(part, dict))
    return "".join(text for text in texts if isinstance(text, str))


def _usage(usage: object) -> Usage | None:
    """Tokens as services count them; None where they say nothing to be trusted."""
    if not isinstance(usage, dict):
        return None
    sent, got = (_count(usage.get(name)) for name in ("prompt_tokens", "completion_tokens"))
    return None if sent is None or got is None else Usage(sent, got)


def _count(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


def _wait(arrived: Arrived) -> float | None:
    """Seconds to wait as the service says; a date is not read."""
    text = arrived.headers.get("retry-after", "")
    return float(text) if re.fullmatch(r"\d{1,6}(\.\d+)?", text) else None
