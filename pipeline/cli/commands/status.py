"""``status PLAN``: how the board stands, why, and what a run would buy; can wait for a run that is going."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Final

import click

from pipeline.assemble.buying import bill_of
from pipeline.assemble.work import begin
from pipeline.cli.console import Console
from pipeline.cli.looking import standing_report
from pipeline.cli.options import Duration, ask_of, board_options, plan_argument
from pipeline.messages import say
from pipeline.report.outliers import consistency_lines
from pipeline.report.status import brief_lines, status_lines
from pipeline.store.layout import Layout
from pipeline.store.locks import is_running

BEGIN: Final = 10.0
"""Seconds that a run is given to begin."""
_POLL: Final = 0.2


@click.command("status", help=say("cli.help-status"))
@plan_argument
@board_options
@click.option("--brief", is_flag=True, help=say("cli.opt-brief"))
@click.option("--consistency", is_flag=True, help=say("cli.opt-consistency"))
@click.option("--wait", type=Duration(), help=say("cli.opt-wait"))
def command(
    plan: Path,
    out: Path | None,
    provider: tuple[str, ...],
    as_json: bool,
    brief: bool,
    consistency: bool,
    wait: float | None,
) -> int:
    console = Console(as_json)
    work = begin(ask_of(plan, out, provider), need_keys=False)
    if wait is not None:
        wait_for_run(Layout(work.root), wait)
    standing, board = work.look()
    report = standing_report(work, standing, board)
    bill = bill_of(work, standing, board)
    if as_json and brief:
        console.json({**report.brief_json(), "bill": {**bill.to_json(), "items": []}})
    elif as_json:
        console.json({**report.to_json(), "bill": bill.to_json()})
    elif consistency and report.consistency is not None:
        console.lines(consistency_lines(report.consistency))
    else:
        console.lines(brief_lines(report, bill) if brief else status_lines(report, bill))
    return 0


def wait_for_run(layout: Layout, seconds: float) -> None:
    """Return when the run on the board has ended, or after ``seconds``; a run has ten of them to begin.

    A run ends when it is done, fails or needs somebody, so its end is all there is to wait for. One that came and
    went between two looks has left its lines in the journal.
    """
    end = time.monotonic() + seconds
    begins = time.monotonic() + min(BEGIN, seconds)
    before = _size(layout.journal)
    while is_running(layout) is None and _size(layout.journal) == before and time.monotonic() < begins:
        time.sleep(_POLL)
    while is_running(layout) is not None and time.monotonic() < end:
        time.sleep(_POLL)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0
