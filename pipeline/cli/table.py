"""The commands by name and the modules that have them: none is imported before it is used."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

COMMANDS: Final[Mapping[str, str]] = {
    "run": "run",
    "check": "check",
    "status": "status",
    "show": "show",
    "retry": "retry",
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
