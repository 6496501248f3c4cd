"""``pin PLAN P07``: holds a take whatever the plan says."""

from __future__ import annotations

from pathlib import Path

import click

from pipeline.assemble.deciding import pin
from pipeline.cli.console import Console
from pipeline.cli.deciding import carry_out
from pipeline.cli.options import ask_of, board_options, needed_plan, panels_argument
from pipeline.errors import UsageError
from pipeline.messages import say


@click.command("pin", help=say("cli.help-pin"))
@needed_plan
@panels_argument
@board_options
@click.option("--take", help=say("cli.opt-take"))
def command(
    plan: Path,
    panels: tuple[str, ...],
    out: Path | None,
    provider: tuple[str, ...],
    as_json: bool,
    take: str | None,
) -> int:
    if take and len(panels) != 1:
        raise UsageError(say("cli.one-panel"))
    done = say("cli.pinned", panels=", ".join(panels))
    return carry_out(ask_of(plan, out, provider), Console(as_json), pin(panels, take), done)
