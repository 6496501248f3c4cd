"""Holds a tree against the model: every wrong key and value at once, in people's words."""

from __future__ import annotations

import difflib
import re
import types
import typing
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from pipeline.messages import say
from pipeline.plan.faults import full_width, wide_space
from pipeline.plan.model import Plan
from pipeline.plan.nodes import Gone, Items, Node, Pairs, Scalar
from pipeline.plan.paths import NamedPath, resolve_paths
from pipeline.plan.values import Data, Loc, Where, data_of
from pipeline.plan.wording import shortened, told

_ROUNDS: Final = 5
# What stands in for a required key that is absent or wrong, so that the rest can still be checked.
_STAND_INS: Final = {"version": "1", "aspect": "9:16", "style": {"text": "-"}}


@dataclass(frozen=True, slots=True)
class Misfit:
    """A key or value the model does not take."""

    where: Where
    message: str
    fix: str


@dataclass(frozen=True, slots=True)
class Shaped:
    """The plan, or what could be read of it where there are misfits; None where nothing could.

    ``lost`` names the lists (``panels``, ``characters`` …) of which an entry could not be read.
    """

    plan: Plan | None
    data: Data
    paths: tuple[NamedPath, ...]
    misfits: tuple[Misfit, ...] = ()
    lost: frozenset[str] = frozenset()


def shape(root: Node) -> Shaped:
    """Read a tree as a plan; what does not fit is named and left out of the plan that is returned."""
    misfits: tuple[Misfit, ...] | None = None
    lost: set[str] = set()
    for _ in range(_ROUNDS):
        data = data_of(root)
        paths = resolve_paths(data)
        if misfits is not None and isinstance(data.value, dict):
            data.value = _STAND_INS | {k: v for k, v in data.value.items() if v is not None}
        try:
            plan = Plan.model_validate(data.value, by_alias=True, by_name=False)
        except ValidationError as error:
            details = error.errors(include_url=False)
            if misfits is None:
                misfits = tuple(_misfits(details, data, root))
            cuts = {_cut(detail, data) for detail in details} - {()}
            lost |= {str(cut[0]) for cut in cuts if len(cut) == 2}
            root = _without(root, cuts, ())
            continue
        return Shaped(plan, data, paths, misfits or (), frozenset(lost))
    return Shaped(None, data, paths, misfits or (), frozenset(lost))


# ── where an error is ─────────────────────────────────────────────────────────────────────────────────


def _real(loc: Iterable[str | int], data: Data) -> Loc:
    """Pydantic's place without the steps that nobody typed: union members, lists of one, short forms."""
    real: Loc = ()
    for part in loc:
        if (*real, part) in data.where:
            real = (*real, part)
    return real


def _cut(detail: ErrorDetails, data: Data) -> Loc:
    """What to leave out, as it was typed: the value; the whole entry where a key of it is missing."""
    return data.at(_real(detail["loc"], data)).loc


def _without(node: Node, cuts: set[Loc], here: Loc) -> Node:
    if here in cuts:
        return Gone(node.spot)
    if isinstance(node, Items):
        items = tuple(_without(item, cuts, (*here, i)) for i, item in enumerate(node.items))
        return Items(items, node.spot, node.numbers)
    if isinstance(node, Pairs):
        return Pairs(tuple((key, _without(value, cuts, (*here, key.text))) for key, value in node.pairs), node.spot)
    return node


# ── what to say ───────────────────────────────────────────────────────────────────────────────────────


def _misfits(details: list[ErrorDetails], data: Data, root: Node) -> Iterator[Misfit]:
    seen: set[Loc] = set()
    for detail in details:
        real = _real(detail["loc"], data)
        key = (*real, str(detail["loc"][-1])) if detail["type"] == "missing" else real
        if key not in seen:
            seen.add(key)
            where = data.at(real)
            message, fix = _words(detail, _typed(root, where.loc))
            yield Misfit(where, message, fix)


def _typed(root: Node, loc: Loc) -> Node | None:
    node: Node | None = root
    for part in loc:
        if isinstance(node, Pairs):
            node = node.get(str(part))
        elif isinstance(node, Items) and isinstance(part, int):
            node = node.items[part]
    return node


def _words(detail: ErrorDetails, node: Node | None) -> tuple[str, str]:
    kind, context = detail["type"], detail.get("ctx", {})
    last = detail["loc"][-1] if detail["loc"] else ""
    if kind == "plan":
        return context["message"], context["fix"]
    if kind == "extra_forbidden":
        return _unknown_key(str(last), _keys_at(detail["loc"][:-1]))
    if kind == "missing":
        return told("missing", key=last)
    if kind == "literal_error":
        return _not_one_of(context["expected"], detail["input"])
    if kind in _BOUNDS:
        return told(kind.replace("_", "-"), bound=f"{context[_BOUNDS[kind]]:g}")
    wanted = next((words for prefix, words in _WANTED if kind.startswith(prefix)), "another")
    return _wrong_kind(wanted, node)


_BOUNDS: Final = {
    "greater_than": "gt",
    "greater_than_equal": "ge",
    "less_than_equal": "le",
    "too_long": "max_length",
}
_WANTED: Final = (
    ("string", "text"),
    ("path", "text"),
    ("int", "whole-number"),
    ("float", "number"),
    ("finite", "number"),
    ("decimal", "number"),
    ("bool", "yes-no"),
    ("tuple", "list"),
    ("list", "list"),
    ("model", "keys"),
    ("dict", "keys"),
    ("mapping", "keys"),
)


def _wrong_kind(wanted: str, node: Node | None) -> tuple[str, str]:
    if (
        isinstance(node, Scalar)
        and not node.is_null
        and wanted in {"keys", "list"}
        and (found := full_width(node.text))
    ):
        return told("full-width", found=found[0], plain=found[1])
    return told(f"wants-{wanted}", got=_got(node))


def _got(node: Node | None) -> str:
    match node:
        case Items():
            return say("plan.got-list")
        case Pairs():
            return say("plan.got-keys")
        case Scalar() if not node.is_null:
            return say("plan.got-text", text=shortened(node.text))
        case _:
            return say("plan.got-nothing")


def _not_one_of(expected: str, value: Any) -> tuple[str, str]:
    options = re.findall(r"'([^']*)'", expected) or [expected]
    nearest = difflib.get_close_matches(str(value).lower(), options, n=1, cutoff=0.5)
    choice = " | ".join(options)
    return told("not-one-of", value=shortened(str(value)), options=choice, nearest=nearest[0] if nearest else choice)


def _unknown_key(key: str, known: list[str]) -> tuple[str, str]:
    if wide_space(key):
        return told("wide-space")
    if found := full_width(key):
        return told("full-width", found=found[0], plain=found[1])
    plain = key.strip("“”‘’\"' ")
    near = [plain] if plain in known else difflib.get_close_matches(plain.lower(), known, n=1, cutoff=0.65)
    if near:
        return told("unknown-key-near", key=shortened(key), nearest=near[0])
    return told("unknown-key", key=shortened(key), known=", ".join(known))


# ── which keys there are ──────────────────────────────────────────────────────────────────────────────


def _keys_at(loc: tuple[int | str, ...]) -> list[str]:
    """The keys that the model takes at a place."""
    model: type[BaseModel] | None = Plan
    for part in loc:
        if model and isinstance(part, str) and (field := _fields(model).get(part)):
            model = _model_in(field)
    return [key for key in _fields(model or Plan) if not key.startswith("-") and key != "x-"]


def _fields(model: type[BaseModel]) -> dict[str, Any]:
    return {field.alias or name: field.annotation for name, field in model.model_fields.items()}


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and not isinstance(annotation, types.GenericAlias):
        return annotation if issubclass(annotation, BaseModel) else None
    inner = (_model_in(part) for part in typing.get_args(annotation))
    return next((model for model in inner if model), None)
