"""The only place that prints: what was asked for on stdout, the course of things, problems and ``next:`` on stderr."""

from __future__ import annotations

import json
import os
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
    """Prints for one command; where nobody reads any more (``| head``) the rest is dropped."""

    json_mode: bool = False

    @property
    def people(self) -> TextIO:
        """Where people read what they asked for: stderr when stdout carries JSON."""
        return sys.stderr if self.json_mode else sys.stdout

    def lines(self, lines: Iterable[str]) -> None:
        """What was asked for."""
        _print(lines, self.people)

    def aside(self, lines: Iterable[str]) -> None:
        """Problems, progress and ``next:``: always on stderr."""
        _print(lines, sys.stderr)

    def json(self, values: Mapping[str, Any]) -> None:
        text = json.dumps(values, ensure_ascii=False, allow_nan=False)
        _print([text.encode("utf-8", "replace").decode()], sys.stdout)

    def usage(self, error: click.ClickException) -> int:
        """Say what is wrong with the words of a command."""
        if self.json_mode:
            self.json({"schema": 1, "state": "invalid", "exit": 2, "error": {"kind": "usage", "message": str(error)}})
        with suppress(OSError):
            error.show(sys.stderr)
        return 2


def _print(lines: Iterable[str], stream: TextIO) -> None:
    try:
        for line in lines:
            print(line, file=stream, flush=True)
    except BrokenPipeError:
        # The interpreter flushes once more when it ends, and would complain.
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
