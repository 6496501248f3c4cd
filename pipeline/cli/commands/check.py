"""``check PLAN``: all errors and warnings, sizes, references and prices; sends nothing."""

from __future__ import annotations

from pathlib import Path

import click

from pipeline.assemble.buying import bill_of
from pipeline.assemble.fits import misfits
from pipeline.assemble.work import begin
from pipeline.cli.console import Console
from pipeline.cli.looking import standing_report
from pipeline.cli.options import ask_of, board_options, plan_argument
from pipeline.errors import InvalidPlan
from pipeline.messages import say
from pipeline.report.lines import bill_lines, problem_lines
from pipeline.report.text import plural


@click.command("check", help=say("cli.help-check"))
@plan_argument
@board_options
def command(plan: Path, out: Path | None, provider: tuple[str, ...], as_json: bool) -> int:
    console = Console(as_json)
    work = begin(ask_of(plan, out, provider), need_keys=False)
    problems = (*misfits(work), *work.loaded.warnings)
    if any(p.level == "error" for p in problems):
        raise InvalidPlan(problems)
    standing, board = work.look()
    bill = bill_of(work, standing, board)
    console.aside([*problem_lines(problems), *work.said])
    if as_json:
        report = standing_report(work, standing, board, problems=problems)
        console.json({**report.to_json(), "bill": bill.to_json()})
    else:
        console.lines([say("cli.valid", plan=plan, panels=_panels(len(work.plan.panels))), *bill_lines(bill)])
    return 0


def _panels(count: int) -> str:
    return plural(count, say("cli.panel"), say("cli.panels"))
