"""The commands by name and the modules that have them: none is imported before it is used."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any, Final

COMMANDS: Final[Mapping[str, str]] = {
    "run": "run",
    "check": "check",
    "status": "status",
    "show": "show",
    "retry": "retry",
    "mend": "mend",
    "accept": "accept",
    "reject": "reject",
    "pin": "pin",
    "unpin": "unpin",
    "sheet": "sheet",
    "stop": "stop",
    "init": "init",
    "doctor": "doctor",
    "schema": "schema",
    "serve-offline": "serve_offline",
    "skill": "skill",
}
"""Command name → module below ``pipeline.cli.commands``; its help line is ``cli.help-<name>``."""


def loaded(module: str) -> Any:
    """The module of that name below ``pipeline.cli``, imported when it is asked for."""
    return import_module(f"pipeline.cli.{module}")
