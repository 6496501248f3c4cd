"""What is kept of an answer, so that the same question is not paid for twice."""

from __future__ import annotations

import json
from typing import Any, Final, Protocol

from pipeline.check.judge.answer import Form, Marks, Order, Unfit, cleaned, plain_answer, read_answer
from pipeline.errors import StoryboardError

BROKEN: Final = (OSError, StoryboardError)
"""What a cache may raise: then there is none, and the judge goes on."""


class Cache(Protocol):
    """Bytes by a key of 64 hex digits; a folder does."""

    async def get(self, key: str, /) -> bytes | None:
        """What was put under ``key``, or None."""

    async def put(self, key: str, data: bytes, /) -> None:
        """Keep ``data`` whole or not at all."""


def packed(answer: Marks | Order, model: str) -> bytes:
    """An answer as it is cached."""
    return json.dumps({"model": model, "answer": plain_answer(answer)}, ensure_ascii=False).encode()


def unpacked(form: Form, data: bytes | None) -> tuple[Marks | Order, str] | None:
    """An answer and its model from a cache; None for what is damaged: it goes through the same reading as an answer."""
    try:
        kept: Any = json.loads(data or b"")
        answer = read_answer(form, json.dumps(kept["answer"]))
        model = cleaned(str(kept["model"]), 80)
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
    return None if isinstance(answer, Unfit) else (answer, model)
