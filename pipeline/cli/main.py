"""The command ``run-storyboard``: picks the command by its first word, and handles every expected error once."""

from __future__ import annotations

import difflib
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import click

from pipeline._version import __version__
from pipeline.cli.console import Console, portable_streams
from pipeline.cli.garbage import look_rarely
from pipeline.cli.table import COMMANDS, loaded
from pipeline.errors import UsageError
from pipeline.messages import say

OURS: Final = frozenset({"--help", "-h", "--version"})


class _Lazy(click.Group):
    """Loads a command's module when it is asked for, by the one table of names."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        del ctx
        module = COMMANDS.get(cmd_name)
        if module is None:
            return None
        command: click.Command = loaded(f"commands.{module}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        del ctx
        with formatter.section(say("cli.commands")):
            formatter.write_dl([(name, say(f"cli.help-{name}")) for name in COMMANDS])


@click.group(cls=_Lazy, help=say("cli.help"), context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="run-storyboard")
def group() -> None:
    pass


def words(argv: Sequence[str]) -> list[str]:
    """The first word decides: a command, one of our own options, or else ``run …``. UsageError: a command misspelt."""
    if argv and (argv[0] in COMMANDS or argv[0] in OURS):
        return list(argv)
    if argv:
        _no_misspelling(argv[0], argv[1:])
    return ["run", *argv]


def _no_misspelling(first: str, rest: Sequence[str]) -> None:
    """A first word that is no file and looks like no plan was probably meant as a command."""
    if first.startswith("-") or Path(first).suffix or len(Path(first).parts) > 1 or Path(first).exists():
        return
    near = difflib.get_close_matches(first.lower(), COMMANDS, n=1, cutoff=0.6)
    if near:
        raise UsageError(say("cli.misspelt", word=first, command=near[0]))
    if any(not word.startswith("-") for word in rest[:1]):
        raise UsageError(say("cli.no-such-command", word=first, commands=", ".join(COMMANDS)))


def main(argv: Sequence[str] | None = None) -> None:
    """Run one command and exit with its code (docs/json.md)."""
    portable_streams()
    look_rarely()
    sys.exit(carry_out(sys.argv[1:] if argv is None else argv))


def carry_out(argv: Sequence[str]) -> int:
    """Return the exit code of one command."""
    console = Console(json_mode="--json" in argv)
    remembered: dict[str, Any] = {}
    try:
        result = group.main(words(argv), prog_name="run-storyboard", standalone_mode=False, obj=remembered)
    except click.exceptions.Exit as done:
        return done.exit_code
    except SystemExit:  # click's way when the reader of a help text has gone away
        return 0
    except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001 - every error is told in one place, a bug too
        code: int = loaded("failing").failed(console, error, remembered.get("ask"))
        return code
    return result if isinstance(result, int) else 0
