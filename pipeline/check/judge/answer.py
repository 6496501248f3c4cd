"""The form of an answer: its JSON schema, and the reading of what a model wrote by it. All of it is only ever data."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Final, TypeAlias

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, field_validator

from pipeline.check.judge.verdict import Result
from pipeline.messages import say

_MOST: Final = 300  # characters of any text that is kept
_MOST_PROBLEMS: Final = 6
_MOST_RAW: Final = 200_000
_HIDDEN: Final = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
_THOUGHTS: Final = re.compile(r"\A\s*<think>.*?</think>", re.DOTALL)
_FENCED: Final = re.compile(r"\A\s*```(?:json)?\s*(.*?)\s*```\s*\Z", re.DOTALL | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class MarksForm:
    """Asks for a mark for each of ``keys``."""

    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OrderForm:
    """Asks for an order of ``count`` candidates."""

    count: int


Form: TypeAlias = MarksForm | OrderForm


@dataclass(frozen=True, slots=True)
class Mark:
    """What was found at one point."""

    result: Result
    evidence: str


@dataclass(frozen=True, slots=True)
class Marks:
    """A filled-in rubric."""

    seen: str
    items: Mapping[str, Mark]


@dataclass(frozen=True, slots=True)
class Order:
    """Candidates from best to worst, counted from 1."""

    seen: str
    ranking: tuple[int, ...]
    evidence: str


@dataclass(frozen=True, slots=True)
class Unfit:
    """An answer that does not keep to the form; ``problems`` are sentences."""

    problems: tuple[str, ...]

    @property
    def told(self) -> str:
        return "; ".join(self.problems)


def cleaned(text: str, most: int = _MOST) -> str:
    """A foreign text on one line, without control and bidi characters, of at most ``most`` characters."""
    shown = (" " if c in "\t\n\r\v\f\x85\u2028\u2029" else c for c in text[: most * 8])
    line = " ".join("".join(c for c in shown if unicodedata.category(c) not in _HIDDEN).split())
    return line if len(line) <= most else f"{line[: most - 1]}…"


def schema_of(form: Form) -> dict[str, Any]:
    """The JSON schema of an answer, in the strict subset that services take."""
    text: dict[str, Any] = {"type": "string"}
    match form:
        case MarksForm(keys):
            results = {"type": "string", "enum": ["pass", "fail", "unknown"]}
            mark = _closed({"result": results, "evidence": text})
            return _closed({"seen": text, "items": _closed(dict.fromkeys(keys, mark))})
        case OrderForm():
            ranking = {"type": "array", "items": {"type": "integer"}}
            return _closed({"seen": text, "ranking": ranking, "evidence": text})


def read_answer(form: Form, text: str) -> Marks | Order | Unfit:
    """Read what a model wrote: one JSON object, bare or in one fence, thoughts before it left out."""
    value = _object_in(text[:_MOST_RAW])
    if value is None:
        return Unfit((say("judge.not-json"),))
    try:
        return _marks(form, value) if isinstance(form, MarksForm) else _order(form, value)
    except ValidationError as error:
        return Unfit(tuple(_problem(fault) for fault in error.errors(include_input=False)[:_MOST_PROBLEMS]))


# ── what an answer must be ────────────────────────────────────────────────────────────────────────────


def _lowered(value: Any) -> Any:
    return value.strip().lower() if isinstance(value, str) else value


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True, strict=True)

    @field_validator("seen", "evidence", check_fields=False)
    @classmethod
    def _clean(cls, value: str) -> str:
        return cleaned(value)


class _MarkModel(_Strict):
    result: Annotated[Result, BeforeValidator(_lowered)]
    evidence: str = ""


class _MarksModel(_Strict):
    seen: str = ""
    items: dict[str, _MarkModel]


class _OrderModel(_Strict):
    seen: str = ""
    ranking: list[int] = Field(max_length=100)
    evidence: str = ""


def _marks(form: MarksForm, value: Mapping[str, Any]) -> Marks | Unfit:
    read = _MarksModel.model_validate(value)
    problems = []
    if missing := [key for key in form.keys if key not in read.items]:
        problems.append(say("judge.missing", names=", ".join(missing)))
    if strange := [cleaned(key, 40) for key in read.items if key not in form.keys]:
        problems.append(say("judge.strange", names=", ".join(strange[:_MOST_PROBLEMS])))
    for key, mark in read.items.items():
        if key in form.keys and mark.result == "fail" and not mark.evidence:
            problems.append(say("judge.at", path=key, reason=say("judge.no-evidence")))
    if problems:
        return Unfit(tuple(problems[:_MOST_PROBLEMS]))
    return Marks(read.seen, {key: Mark(read.items[key].result, read.items[key].evidence) for key in form.keys})


def _order(form: OrderForm, value: Mapping[str, Any]) -> Order | Unfit:
    read = _OrderModel.model_validate(value)
    if sorted(read.ranking) != list(range(1, form.count + 1)):
        return Unfit((say("judge.not-a-ranking", count=form.count),))
    return Order(read.seen, tuple(read.ranking), read.evidence)


def _problem(fault: Mapping[str, Any]) -> str:
    path = ".".join(cleaned(str(part), 40) for part in fault["loc"]) or "-"
    return say("judge.at", path=path, reason=fault["msg"])


def _closed(properties: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": dict(properties),
        "required": list(properties),
        "additionalProperties": False,
    }


def _object_in(text: str) -> dict[str, Any] | None:
    text = _THOUGHTS.sub("", text)
    fenced = _FENCED.match(text)
    try:
        value = json.loads(fenced[1] if fenced else text, strict=False, object_pairs_hook=_once)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def _once(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    """An object that says a thing twice says nothing."""
    if len({key for key, _ in pairs}) != len(pairs):
        raise ValueError("a key stands twice")
    return dict(pairs)


def plain_answer(answer: Marks | Order) -> dict[str, Any]:
    """An answer as JSON values that ``read_answer`` reads again."""
    match answer:
        case Marks():
            items = {key: {"result": mark.result, "evidence": mark.evidence} for key, mark in answer.items.items()}
            return {"seen": answer.seen, "items": items}
        case Order():
            return {"seen": answer.seen, "ranking": list(answer.ranking), "evidence": answer.evidence}


def form_words(keys: Iterable[str]) -> str:
    """The items of an answer's example."""
    return ", ".join(f'"{key}": {{…}}' for key in keys)
