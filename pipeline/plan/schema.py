"""The JSON schema of a plan as people type it, short forms included, made from the model."""

from __future__ import annotations

import types
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Final, Literal, Union, get_args, get_origin

from pydantic import BaseModel, BeforeValidator
from pydantic.fields import FieldInfo

from pipeline.images.size import Aspect, Size
from pipeline.plan.model import (
    CastMember,
    ExtraRef,
    HandBox,
    Judging,
    Line,
    Outfit,
    Panel,
    Plan,
    Style,
)
from pipeline.plan.presets import PRESETS
from pipeline.plan.typed import as_cast, as_chain, as_list, one_at_least

Schema = dict[str, Any]

DRAFT: Final = "http://json-schema.org/draft-07/schema#"
# A text may look like a number or a truth value to an editor: `id: 01`, `clip: 2`.
_TEXT: Final[Schema] = {"type": ["string", "number", "boolean"]}
_ONE_FOR_A_LIST: Final = (as_list, as_cast, as_chain)
_SIMPLE: Final[Mapping[Any, Schema]] = {
    str: _TEXT,
    Path: {"type": "string"},
    int: {"type": "integer"},
    float: {"type": "number"},
    Decimal: {"type": "number"},
    bool: {"type": "boolean"},
    Aspect: {"type": "string", "pattern": r"^\s*\d+(\.\d+)?\s*[:：/]\s*\d+(\.\d+)?\s*$"},
    Size: {"type": "string", "pattern": r"^\s*\d+\s*[xX×]\s*\d+\s*$"},
    Any: {},
    types.NoneType: {"type": "null"},
}
_PAIR: Final[Schema] = {
    "type": "object",
    "minProperties": 1,
    "maxProperties": 1,
    "additionalProperties": {"type": ["string", "number", "boolean", "null"]},
}
SHORT_FORMS: Final[Mapping[type[BaseModel], tuple[Schema, ...]]] = {
    Style: ({"enum": list(PRESETS)}, _TEXT),
    Outfit: (_TEXT, {"type": "null"}),
    CastMember: (_TEXT, _PAIR),
    ExtraRef: ({"type": "string"},),
    HandBox: ({"type": "array", "items": {"type": "number"}, "minItems": 4, "maxItems": 4},),
    Line: (_TEXT, _PAIR),
    Judging: (_TEXT,),
}
"""What may stand for a whole block of keys."""
_BOUNDS: Final = {"ge": "minimum", "le": "maximum", "gt": "exclusiveMinimum"}


def json_schema() -> Schema:
    """Return the schema (draft 7, which editors read) of a plan's YAML; what it refuses, the loader refuses too."""
    found: dict[str, Schema] = {}
    root = _block(Plan, found)
    root["required"].remove("style")
    root["anyOf"] = [{"required": ["style"]}, {"required": ["library"]}]
    return {"$schema": DRAFT, "title": "run-storyboard plan, version 1", **root, "definitions": found}


def fields_of(model: type[BaseModel]) -> Iterator[tuple[str, FieldInfo]]:
    """Yield the keys that people can type into a block, with their fields."""
    for name, field in model.model_fields.items():
        key = field.alias or name
        if not key.startswith("-") and key != "x-":
            yield key, field


def _block(model: type[BaseModel], found: dict[str, Schema]) -> Schema:
    properties = {key: _property(field, found) for key, field in fields_of(model)}
    required = [key for key, field in fields_of(model) if field.is_required()]
    block: Schema = {
        "type": "object",
        "description": (model.__doc__ or "").strip().splitlines()[0],
        "properties": properties,
        "additionalProperties": False,
    }
    if required:
        block["required"] = required
    if "extras" in model.model_fields:
        block["patternProperties"] = {"^x-": {}}
    if model is Panel:
        block["anyOf"] = [{"required": ["action"]}, {"required": ["image"]}]
    return block


def _property(field: FieldInfo, found: dict[str, Schema]) -> Schema:
    schema = _kind(field.annotation, tuple(field.metadata), found)
    if not field.is_required():
        schema = _or_null(schema)
    if "$ref" in schema:
        schema = {"allOf": [schema]}  # draft 7 sees nothing beside a $ref
    described: Schema = {"description": field.description, **schema}
    default = field.default
    if not field.is_required() and isinstance(default, str | int | bool) and default not in {"", None}:
        described["default"] = default
    return described


def _kind(annotation: Any, metadata: tuple[Any, ...], found: dict[str, Schema]) -> Schema:
    origin, parts = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _kind(parts[0], (*parts[1:], *metadata), found)
    if origin is Literal:
        return {"enum": list(parts)}
    if origin in {Union, types.UnionType}:
        return _either([_kind(part, metadata, found) for part in parts])
    if origin is tuple:
        return _list(parts, metadata, found)
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return {"type": "object", "additionalProperties": _kind(parts[1], (), found)}
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return _named(annotation, found)
    return dict(_SIMPLE[annotation]) | ({} if annotation is types.NoneType else _bounds(metadata))


def _list(parts: tuple[Any, ...], metadata: tuple[Any, ...], found: dict[str, Schema]) -> Schema:
    item = _kind(parts[0], (), found)
    if parts[-1] is not Ellipsis:
        return {"type": "array", "items": item, "minItems": len(parts), "maxItems": len(parts)}
    readers = [m.func for m in metadata if isinstance(m, BeforeValidator)]
    listed: Schema = {"type": "array", "items": item}
    if one_at_least in readers or as_chain in readers:
        listed["minItems"] = 1
    return _either([item, listed]) if any(reader in _ONE_FOR_A_LIST for reader in readers) else listed


def _named(model: type[BaseModel], found: dict[str, Schema]) -> Schema:
    name = model.__name__
    if name not in found:
        found[name] = {}  # stands while its own parts are made
        block = _block(model, found)
        found[name] = {"anyOf": [*SHORT_FORMS[model], block]} if model in SHORT_FORMS else block
    return {"$ref": f"#/definitions/{name}"}


def _either(options: list[Schema]) -> Schema:
    flat = [inner for option in options for inner in (option["anyOf"] if set(option) == {"anyOf"} else [option])]
    nothing = {"type": "null"}
    real = [option for option in flat if option != nothing]
    either = real[0] if len(real) == 1 else {"anyOf": real}
    return _or_null(either) if nothing in flat else either


def _or_null(schema: Schema) -> Schema:
    """An empty value is an absent key."""
    if not schema:
        return schema
    if "enum" in schema:
        return {**schema, "enum": [*schema["enum"], None]} if None not in schema["enum"] else schema
    if "type" in schema:
        kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
        return {**schema, "type": [*kinds, "null"]} if "null" not in kinds else schema
    options = schema.get("anyOf", [schema])
    return {"anyOf": options if {"type": "null"} in options else [*options, {"type": "null"}]}


def _bounds(metadata: tuple[Any, ...]) -> Schema:
    found: Schema = {}
    for constraint in metadata:
        for ours, theirs in _BOUNDS.items():
            if (bound := getattr(constraint, ours, None)) is not None:
                found[theirs] = bound
    return found
