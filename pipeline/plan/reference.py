"""The reference of a plan's keys in Markdown, made from the model; ``python -m pipeline.plan.reference docs/plan.md``.

The page's own words stay; what stands between its two marks is written anew.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from pipeline.plan.model import (
    CastMember,
    Character,
    Checks,
    ExtraRef,
    HandBox,
    Judging,
    Line,
    Outfit,
    Panel,
    Place,
    Plan,
    Prop,
    Retry,
    Sheet,
    Style,
)
from pipeline.plan.presets import PRESETS
from pipeline.plan.schema import fields_of, json_schema

BEGIN: Final = "<!-- keys: made from pipeline/plan/model.py -->"
END: Final = "<!-- end of keys -->"
_SAID: Final = {
    "CastMember": "who",
    "ExtraRef": "reference",
    "Judging": "judge",
    "HandBox": "box",
    "AnchorImage": "`{image: …}`",
}
_BLOCKS: Final[tuple[tuple[str, type[BaseModel]], ...]] = (
    ("The plan", Plan),
    ("A panel", Panel),
    ("Who is on screen: an item of a panel's `characters`", CastMember),
    ("A character", Character),
    ("An outfit", Outfit),
    ("A place", Place),
    ("A prop", Prop),
    ("A style", Style),
    ("A further reference: an item of `refs`", ExtraRef),
    ("A spoken line: an item of `lines`", Line),
    ("The sheet", Sheet),
    ("A box by hand: a value of the sheet's `boxes`", HandBox),
    ("Sending again: `retry`", Retry),
    ("Limits of the checks: `checks`", Checks),
    ("A judge with eyes: `judge`", Judging),
)


def with_keys(page: str) -> str:
    """Return the page with the tables between its marks made anew; ValueError where a mark is missing."""
    before, _, rest = page.partition(BEGIN)
    _, mark, after = rest.partition(END)
    if not mark:
        raise ValueError(BEGIN)
    return f"{before}{BEGIN}\n\n{tables()}\n{END}{after}"


def tables() -> str:
    """Return a table per block of keys, and the style presets."""
    schema = json_schema()
    blocks = [_table(title, model, schema) for title, model in _BLOCKS]
    return "\n".join([*blocks, _presets()])


def _table(title: str, model: type[BaseModel], schema: dict[str, Any]) -> str:
    properties = _properties(model, schema)
    rows = [_row(key, field, properties[key], schema) for key, field in fields_of(model)]
    return "\n".join((f"### {title}", "", "| key | takes | default | |", "|---|---|---|---|", *rows, ""))


def _properties(model: type[BaseModel], schema: dict[str, Any]) -> dict[str, Any]:
    block = schema if model is Plan else schema["definitions"][model.__name__]
    options = [block, *block.get("anyOf", ())]
    properties: dict[str, Any] = next(option["properties"] for option in options if "properties" in option)
    return properties


def _row(key: str, field: FieldInfo, schema: dict[str, Any], root: dict[str, Any]) -> str:
    name = f"**`{key}`**" if field.is_required() else f"`{key}`"
    takes = " or ".join(dict.fromkeys(_takes(schema, root)))
    default = f" `{json.dumps(schema['default']).strip(chr(34))}`" if "default" in schema else ""
    return f"| {name} | {takes} |{default} | {field.description} |"


def _takes(schema: dict[str, Any], root: dict[str, Any]) -> Iterator[str]:
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        yield _SAID.get(name, name.lower())
    elif "enum" in schema:
        yield ", ".join(f"`{option}`" for option in schema["enum"] if option is not None)
    elif options := schema.get("anyOf", schema.get("allOf")):
        for option in options:
            yield from _takes(option, root)
    elif schema.get("type") == "array" or "array" in schema.get("type", ()):
        yield f"list of {' or '.join(dict.fromkeys(_takes(schema['items'], root)))}"
    else:
        yield from _kind(schema)


def _kind(schema: dict[str, Any]) -> Iterator[str]:
    kinds = schema.get("type", "any value")
    kinds = [kinds] if isinstance(kinds, str) else [kind for kind in kinds if kind != "null"]
    if "pattern" in schema:
        yield "`WxH`" if "xX" in schema["pattern"] else "`W:H`"
    elif len(kinds) > 1:
        yield "text"
    elif kinds and kinds != ["null"]:
        yield {"string": "path", "integer": "whole number", "object": "keys", "boolean": "true, false"}.get(
            kinds[0], kinds[0]
        )


def _presets() -> str:
    rows = (f"| `{name}` | {'、'.join(aliases)} |" for name, aliases in PRESETS.items())
    return "\n".join(("### Style presets", "", "| preset | also |", "|---|---|", *rows, ""))


if __name__ == "__main__":
    for name in sys.argv[1:]:
        file = Path(name)
        file.write_text(with_keys(file.read_text(encoding="utf-8")), encoding="utf-8", newline="\n")
