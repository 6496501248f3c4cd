"""The command ``run-storyboard``: picks the command by its first word, and handles every expected error once."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Final

import click

from pipeline._version import __version__
from pipeline.cli.console import Console, portable_streams
from pipeline.cli.table import COMMANDS
from pipeline.errors import StoryboardError
from pipeline.messages import say

OURS: Final = frozenset({"--help", "-h", "--version"})
INTERRUPTED: Final = 130


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
        command: click.Command = import_module(f"pipeline.cli.commands.{module}").command
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
    """The first word decides: a command, one of our two options, or else ``run …``."""
    if argv and (argv[0] in COMMANDS or argv[0] in OURS):
        return list(argv)
    return ["run", *argv]


def main(argv: Sequence[str] | None = None) -> None:
    """Run one command and exit with its code (docs/json.md)."""
    portable_streams()
    sys.exit(carry_out(words(sys.argv[1:] if argv is None else argv)))


def carry_out(argv: list[str]) -> int:
    """Return the exit code of one command."""
    console = Console(json_mode="--json" in argv)
    try:
        result = group.main(argv, prog_name="run-storyboard", standalone_mode=False)
    except click.exceptions.Exit as done:
        return done.exit_code
    except click.Abort:
        return INTERRUPTED
    except click.ClickException as error:
        return console.usage(error)
    except StoryboardError as error:
        code: int = import_module("pipeline.cli.failing").failed(console, error)
        return code
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        return 0
    return result if isinstance(result, int) else 0
