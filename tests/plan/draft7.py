"""The part of JSON schema, draft 7, that our schema uses; an unknown keyword fails the test."""

from __future__ import annotations

import re
from typing import Any

TYPES = {"string": str, "integer": int, "number": int | float, "boolean": bool, "array": list, "object": dict}
NOTES = {"$schema", "title", "description", "default", "definitions"}


def fits(value: Any, schema: dict[str, Any], root: dict[str, Any]) -> bool:
    """Tell whether a value is valid."""
    return all(_keyword(key, value, schema, root) for key in schema if key not in NOTES)


def _keyword(key: str, value: Any, schema: dict[str, Any], root: dict[str, Any]) -> bool:
    said = schema[key]
    match key:
        case "$ref":
            return fits(value, root["definitions"][said.rpartition("/")[2]], root)
        case "type":
            return any(_is(value, kind) for kind in ([said] if isinstance(said, str) else said))
        case "enum":
            return any(value == option and type(value) is type(option) for option in said)
        case "anyOf":
            return any(fits(value, option, root) for option in said)
        case "allOf":
            return all(fits(value, option, root) for option in said)
        case "pattern":
            return not isinstance(value, str) or re.search(said, value) is not None
        case "minimum" | "maximum" | "exclusiveMinimum":
            return not _is(value, "number") or {"mi": value >= said, "ma": value <= said, "ex": value > said}[key[:2]]
        case "items":
            return not isinstance(value, list) or all(fits(item, said, root) for item in value)
        case "minItems" | "maxItems":
            return not isinstance(value, list) or (len(value) >= said if key.startswith("min") else len(value) <= said)
        case "minProperties" | "maxProperties":
            return not isinstance(value, dict) or (len(value) >= said if key.startswith("min") else len(value) <= said)
        case "required":
            return not isinstance(value, dict) or set(said) <= value.keys()
        case "properties":
            return not isinstance(value, dict) or all(fits(v, said[k], root) for k, v in value.items() if k in said)
        case "patternProperties":
            return True
        case "additionalProperties":
            return not isinstance(value, dict) or all(
                said is not False and fits(v, said, root) for k, v in value.items() if not _known(k, schema)
            )
    raise NotImplementedError(key)


def _known(key: str, schema: dict[str, Any]) -> bool:
    return key in schema.get("properties", ()) or any(re.search(p, key) for p in schema.get("patternProperties", ()))


def _is(value: Any, kind: str) -> bool:
    if kind == "null" or value is None:
        return kind == "null" and value is None
    return isinstance(value, TYPES[kind]) and (kind == "boolean" or not isinstance(value, bool))
