"""Asks a person on the terminal, where there is one."""

from __future__ import annotations

import sys

import click

from pipeline.cli.console import Console


def may_ask(console: Console) -> bool:
    """Whether somebody sits there: programs that read JSON, pipes and background jobs are never asked."""
    return not console.json_mode and sys.stdin.isatty() and sys.stderr.isatty()


def agreed(question: str) -> bool:
    """Ask; an empty answer is no. click.Abort at Ctrl-C and at the input's end."""
    return click.confirm(question, default=False, err=True)
