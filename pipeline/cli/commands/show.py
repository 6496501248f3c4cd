"""``show PLAN P07``: one panel: its prompt, references, takes, attempts."""

from __future__ import annotations

from pathlib import Path

import click

from pipeline.assemble.work import begin
from pipeline.cli.console import Console
from pipeline.cli.looking import standing_report
from pipeline.cli.options import ask_of, board_options, needed_plan, panels_argument
from pipeline.errors import UsageError
from pipeline.messages import say
from pipeline.report.status import page


@click.command("show", help=say("cli.help-show"))
@needed_plan
@panels_argument
@board_options
def command(plan: Path, panels: tuple[str, ...], out: Path | None, provider: tuple[str, ...], as_json: bool) -> int:
    console = Console(as_json)
    work = begin(ask_of(plan, out, provider), need_keys=False)
    standing, board = work.look()
    report = standing_report(work, standing, board)
    known = [p.id for p in work.plan.panels]
    for name in panels:
        if name not in known:
            raise UsageError(say("cli.no-such-panel", panel=name, known=", ".join(known[:20])))
    pages = [page(work.plan, name, report, board, standing.state, standing.facts, work.offer) for name in panels]
    if as_json:
        shown = {"schema": 1, "board": str(work.root), "state": report.state, "exit": 0}
        console.json({**shown, "panels": [p.entry for p in pages]})
    else:
        for at, one in enumerate(pages):
            console.lines(([""] if at else []) + list(one.lines))
    return 0
