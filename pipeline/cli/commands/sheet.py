"""``sheet PLAN``: makes, cuts and verifies the sheet, and draws no panel."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from pipeline.assemble.work import begin
from pipeline.cli.commands.run import again
from pipeline.cli.console import Console
from pipeline.cli.options import Duration, ask_of, board_options, plan_argument
from pipeline.cli.progress import manner_of
from pipeline.cli.running import Telling, carry_out, fit_to_send
from pipeline.errors import UsageError
from pipeline.messages import say
from pipeline.run.options import Options


@click.command("sheet", help=say("cli.help-sheet"))
@plan_argument
@board_options
@click.option("--draw", is_flag=True, help=say("cli.opt-draw"))
@click.option("--max-cost", type=click.FloatRange(min=0), help=say("cli.opt-max-cost"))
@click.option("--for", "seconds", type=Duration(), help=say("cli.opt-for"))
@click.option("--quiet", is_flag=True, help=say("cli.opt-quiet"))
@click.option("--verbose", is_flag=True, help=say("cli.opt-verbose"))
def command(plan: Path, out: Path | None, provider: tuple[str, ...], as_json: bool, draw: bool, **options: Any) -> int:
    telling = Telling(Console(as_json), manner_of(options["quiet"], options["verbose"]), again(options))
    work = begin(ask_of(plan, out, provider), need_keys=True)
    if work.plan.sheet is None:
        raise UsageError(say("cli.no-sheet-in-plan"))
    fit_to_send(work, telling)
    wishes = Options(
        max_cost=options["max_cost"],
        seconds=options["seconds"],
        sheet_only=True,
        draw_sheet=draw,
        command="sheet",
    )
    return carry_out(work, wishes, telling)
