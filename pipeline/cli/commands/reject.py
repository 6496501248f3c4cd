"""``reject PLAN P07``: takes one take out of the choice until it is accepted by name."""

from __future__ import annotations

from pathlib import Path

import click

from pipeline.assemble.deciding import reject
from pipeline.cli.console import Console
from pipeline.cli.deciding import carry_out
from pipeline.cli.options import ask_of, board_options, needed_plan, panels_argument
from pipeline.errors import UsageError
from pipeline.messages import say


@click.command("reject", help=say("cli.help-reject"))
@needed_plan
@panels_argument
@board_options
@click.option("--take", help=say("cli.opt-take"))
@click.option("--note", help=say("cli.opt-note"))
def command(
    plan: Path,
    panels: tuple[str, ...],
    out: Path | None,
    provider: tuple[str, ...],
    as_json: bool,
    take: str | None,
    note: str | None,
) -> int:
    if take and len(panels) != 1:
        raise UsageError(say("cli.one-panel"))
    done = say("cli.rejected", panels=", ".join(panels))
    return carry_out(ask_of(plan, out, provider), Console(as_json), reject(panels, take, note), done)
