"""The command ``gpt-image2``: one picture from an image service, without a plan."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any, TypeVar

import click

from pipeline._version import __version__
from pipeline.cli.console import Console, portable_streams
from pipeline.errors import StoryboardError
from pipeline.messages import say

F = TypeVar("F", bound=Callable[..., Any])

INTERRUPTED = 130


@click.group(help=say("client.help"), context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="gpt-image2")
def group() -> None:
    pass


def _shared(function: F) -> F:
    """The options of both commands, in the order in which the help lists them."""
    file = click.Path(path_type=Path)
    options = (
        click.option("--prompt", required=True, help=say("client.opt-prompt")),
        click.option("--output", type=file, help=say("client.opt-output")),
        click.option("--aspect", help=say("client.opt-aspect")),
        click.option("--size", help=say("client.opt-size")),
        click.option("--quality", default="low", help=say("client.opt-quality")),
        click.option("--n", "n", type=click.IntRange(1, 10), default=1, help=say("client.opt-n")),
        click.option(
            "--output-format", type=click.Choice(["png", "jpeg", "jpg", "webp"]), help=say("client.opt-format")
        ),
        click.option("--output-compression", type=click.IntRange(0, 100), help=say("client.opt-compression")),
        click.option(
            "--background", type=click.Choice(["auto", "opaque", "transparent"]), help=say("client.opt-background")
        ),
        click.option(
            "--moderation", type=click.Choice(["low", "auto"]), default="low", help=say("client.opt-moderation")
        ),
        click.option("--stream", is_flag=True, help=say("client.opt-stream")),
        click.option("--partial-images", type=click.IntRange(0, 3), default=0, help=say("client.opt-partial")),
        click.option("--model", help=say("client.opt-model")),
        click.option("--provider", help=say("cli.opt-provider")),
        click.option("--timeout", help=say("client.opt-timeout")),
        click.option("--force", is_flag=True, help=say("client.opt-force")),
        click.option("--json", "as_json", is_flag=True, help=say("cli.opt-json")),
    )
    for option in reversed(options):
        function = option(function)
    return function


@group.command("generate", help=say("client.help-generate"))
@_shared
@click.option("--image-url", multiple=True, help=say("client.opt-image-url"))
def generate(**options: Any) -> int:
    return _carried_out(options)


@group.command("edit", help=say("client.help-edit"))
@_shared
@click.option("--image", multiple=True, required=True, type=click.Path(path_type=Path), help=say("client.opt-image"))
@click.option("--mask", type=click.Path(path_type=Path), help=say("client.opt-mask"))
def edit(**options: Any) -> int:
    return _carried_out(options)


def _carried_out(options: dict[str, Any]) -> int:
    """Load what draws only when something is drawn: the help stays quick."""
    code: int = import_module("pipeline.cli.drawing").carry_out(options)
    return code


def main(argv: Sequence[str] | None = None) -> None:
    """Run one command and exit with its code: 0 done, 1 failed, 2 usage, 5 no provider usable, 130 interrupted."""
    portable_streams()
    sys.exit(carry_out(list(sys.argv[1:] if argv is None else argv)))


def carry_out(argv: list[str]) -> int:
    """Return the exit code of one command."""
    console = Console(json_mode="--json" in argv)
    try:
        result = group.main(argv, prog_name="gpt-image2", standalone_mode=False)
    except click.exceptions.Exit as done:
        return done.exit_code
    except click.ClickException as error:
        return console.usage(error)
    except StoryboardError as error:
        code: int = import_module("pipeline.cli.drawing").failed(console, error)
        return code
    except (KeyboardInterrupt, click.Abort):
        return INTERRUPTED
    except BrokenPipeError:
        return 0
    return result if isinstance(result, int) else 0


if __name__ == "__main__":
    main()
