"""``unpin PLAN P07``: lets the plan decide again."""

from __future__ import annotations

from pathlib import Path

import click

from pipeline.assemble.deciding import unpin
from pipeline.cli.console import Console
from pipeline.cli.deciding import carry_out
from pipeline.cli.options import ask_of, board_options, needed_plan, panels_argument
from pipeline.messages import say


@click.command("unpin", help=say("cli.help-unpin"))
@needed_plan
@panels_argument
@board_options
def command(plan: Path, panels: tuple[str, ...], out: Path | None, provider: tuple[str, ...], as_json: bool) -> int:
    done = say("cli.unpinned", panels=", ".join(panels))
    return carry_out(ask_of(plan, out, provider), Console(as_json), unpin(panels), done)
