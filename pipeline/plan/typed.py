"""How single values of a plan are typed: each short form is read into its long one, or said to be none."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator
from pydantic_core import PydanticCustomError

from pipeline.images.size import Aspect, Size
from pipeline.plan.presets import PRESETS, preset_near, preset_of
from pipeline.plan.wording import told


def wrong(key: str, /, **values: object) -> PydanticCustomError:
    """An error of a validator whose sentence and fix are ``plan.<key>`` and ``plan.<key>-fix``."""
    message, fix = told(key, **values)
    return PydanticCustomError("plan", "{message} ({fix})", {"message": message, "fix": fix})


def as_list(value: Any) -> Any:
    if value is None:
        return ()
    return value if isinstance(value, list | tuple) else [value]


def as_name(value: str) -> str:
    name = unicodedata.normalize("NFC", value).strip()
    if not name or any(unicodedata.category(c) in {"Cc", "Zl", "Zp"} for c in name):
        raise wrong("bad-id")
    return name


def as_version(value: Any) -> Any:
    if str(value) != "1":
        raise wrong("bad-version", value=value)
    return 1


def as_aspect(value: Any) -> Any:
    if isinstance(value, Aspect):
        return value
    try:
        return Aspect.parse(str(value))
    except ValueError as error:
        raise wrong("bad-aspect", value=value) from error


def as_size(value: Any) -> Any:
    if isinstance(value, Size) or value in ("auto", "exact"):  # no set: a list is no member of one, it raises
        return value
    try:
        return Size.parse(str(value))
    except ValueError as error:
        raise wrong("bad-size", value=value) from error


def as_grid(value: Any) -> Any:
    try:
        return str(Size.parse(str(value)))
    except ValueError as error:
        raise wrong("bad-grid", value=value) from error


def box_of(value: Any) -> Any:
    """A box as people write it: four numbers, or its page and four numbers."""
    box = value.get("box") if isinstance(value, Mapping) else value
    if isinstance(box, list | tuple) and len(box) != 4:
        raise wrong("box-four", count=len(box))
    if isinstance(value, list | tuple):
        return {"box": value}
    if value is None or isinstance(value, str):
        raise wrong("box-form", got=value or "nothing")
    return value


def as_chain(value: Any) -> Any:
    return [name.strip() for name in value.split(",")] if isinstance(value, str) else one_at_least(value)


def one_at_least(value: Any) -> Any:
    if isinstance(value, list | tuple) and not value:
        raise wrong("empty-list")
    return value


def as_cast(value: Any) -> Any:
    if isinstance(value, Mapping) and "character" not in value and len(value) != 1:
        raise wrong("cast-is-list")
    return as_list(value)


def style_of(value: Any) -> Any:
    """A style as people write it, read against the presets: a preset's name, free words, or both."""
    if isinstance(value, str):
        preset = preset_of(value)
        return {"preset": preset} if preset else {"text": value}
    if not isinstance(value, Mapping):
        return value
    named = value.get("preset")
    if isinstance(named, str):
        preset = preset_of(named)
        if preset is None:
            raise wrong("bad-preset", value=named, nearest=preset_near(named) or ", ".join(PRESETS))
        return {**value, "preset": preset}
    return value


def as_state(value: Any) -> Any:
    if isinstance(value, list | tuple) and all(isinstance(part, str) for part in value):
        return ", ".join(value)
    return "" if value is None else value


Name = Annotated[str, AfterValidator(as_name)]
Paths = Annotated[tuple[Path, ...], BeforeValidator(as_list)]
Words = Annotated[tuple[str, ...], BeforeValidator(as_list)]
