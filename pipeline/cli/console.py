"""The only place that prints: JSON on stdout, everything for people on stderr when there is JSON."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from io import TextIOWrapper
from typing import Any, TextIO

import click


def portable_streams() -> None:
    """Make both streams take every character, whatever the terminal's code page."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            with suppress(ValueError, OSError):
                stream.reconfigure(errors="replace", line_buffering=True)


@dataclass(frozen=True, slots=True)
class Console:
    """Prints for one command."""

    json_mode: bool = False

    @property
    def people(self) -> TextIO:
        """Where people read: stderr when stdout carries JSON."""
        return sys.stderr if self.json_mode else sys.stdout

    def lines(self, lines: Iterable[str]) -> None:
        for line in lines:
            print(line, file=self.people)

    def aside(self, lines: Iterable[str]) -> None:
        """Problems, progress and ``next:``: always on stderr."""
        for line in lines:
            print(line, file=sys.stderr)  # noqa: T201

    def json(self, values: Mapping[str, Any]) -> None:
        text = json.dumps(values, ensure_ascii=False, allow_nan=False)
        print(text.encode("utf-8", "replace").decode())  # noqa: T201

    def usage(self, error: click.ClickException) -> int:
        """Say what is wrong with the words of a command."""
        if self.json_mode:
            self.json({"schema": 1, "state": "invalid", "exit": 2, "error": {"kind": "usage", "message": str(error)}})
        with suppress(OSError):
            error.show(sys.stderr)
        return 2
