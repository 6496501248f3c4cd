"""``stop PLAN``: asks the run that is going on the board to stop as a first Ctrl-C would."""

from __future__ import annotations

from pathlib import Path

import click

from pipeline.assemble.deciding import stop
from pipeline.cli.console import Console
from pipeline.cli.deciding import carry_out
from pipeline.cli.options import ask_of, board_options, plan_argument
from pipeline.messages import say


@click.command("stop", help=say("cli.help-stop"))
@plan_argument
@board_options
def command(plan: Path, out: Path | None, provider: tuple[str, ...], as_json: bool) -> int:
    return carry_out(ask_of(plan, out, provider), Console(as_json), stop(), say("cli.asked-to-stop"))
