"""``show PLAN P07``: one panel: its prompt, references, takes, attempts."""

from __future__ import annotations

from pathlib import Path

import click

from pipeline.assemble.work import begin
from pipeline.cli.console import Console
from pipeline.cli.looking import only_known, standing_report
from pipeline.cli.options import ask_of, board_options, needed_plan
from pipeline.messages import say
from pipeline.report.status import page


@click.command("show", help=say("cli.help-show"))
@needed_plan
@click.argument("panel")
@board_options
def command(plan: Path, panel: str, out: Path | None, provider: tuple[str, ...], as_json: bool) -> int:
    console = Console(as_json)
    work = begin(ask_of(plan, out, provider), need_keys=False)
    only_known(work, [panel])
    standing, board = work.look()
    report = standing_report(work, standing, board)
    shown = page(work.plan, panel, report, board, standing.state, standing.facts, work.offer)
    if as_json:
        console.json({**report.to_json(), "panel": shown.entry})
    else:
        console.lines(shown.lines)
    return 0
