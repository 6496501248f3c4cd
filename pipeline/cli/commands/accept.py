"""``accept PLAN P07 [--take N | --file my.png]``: a person says yes."""

from __future__ import annotations

from pathlib import Path

import click

from pipeline.assemble.deciding import accept
from pipeline.cli.console import Console
from pipeline.cli.deciding import adopt_file, carry_out
from pipeline.cli.options import ask_of, board_options, needed_plan
from pipeline.errors import UsageError
from pipeline.messages import say


@click.command("accept", help=say("cli.help-accept"))
@needed_plan
@click.argument("panels", nargs=-1)
@board_options
@click.option("--take", help=say("cli.opt-take"))
@click.option("--file", type=click.Path(path_type=Path, exists=True, dir_okay=False), help=say("cli.opt-file"))
@click.option("--all", "everything", is_flag=True, help=say("cli.opt-all"))
def command(
    plan: Path,
    panels: tuple[str, ...],
    out: Path | None,
    provider: tuple[str, ...],
    as_json: bool,
    take: str | None,
    file: Path | None,
    everything: bool,
) -> int:
    console = Console(as_json)
    if bool(panels) == everything:
        raise UsageError(say("cli.panels-or-all"))
    if (take or file) and len(panels) != 1:
        raise UsageError(say("cli.one-panel"))
    ask = ask_of(plan, out, provider)
    if file is not None:
        if take:
            raise UsageError(say("cli.take-or-file"))
        return adopt_file(ask, console, panels[0], file)
    names = say("cli.all-waiting") if everything else ", ".join(panels)
    return carry_out(ask, console, accept(panels, take, everything=everything), say("cli.accepted", panels=names))
