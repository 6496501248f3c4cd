"""What the deciding commands have in common: decide, say what it did, say what it means for the next run."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pipeline.assemble.buying import bill_of
from pipeline.assemble.deciding import Chooser, decide, settle
from pipeline.assemble.work import Ask, Work, begin
from pipeline.cli.console import Console
from pipeline.cli.looking import standing_report
from pipeline.messages import say
from pipeline.report.lines import bill_line, next_lines


def carry_out(ask: Ask, console: Console, choose: Chooser, done: str) -> int:
    """Write the decision; ``done`` is the sentence that says so. The bill of what it made stale comes with it."""
    work = begin(ask, need_keys=False)
    decided = decide(work, choose)
    said = [done] if decided.events else [say("cli.nothing-decided")]
    if decided.by_run:
        said.append(say("cli.by-run"))
    return tell(work, console, [*said, *decided.said])


def adopt_file(ask: Ask, console: Console, panel: str, file: Path) -> int:
    """Make one's own picture the panel's accepted take."""
    work = begin(ask, need_keys=False)
    _, said = settle(work, adopt=(panel, file))
    return tell(work, console, [say("cli.adopted-file", panel=panel, file=file.name), *said])


def tell(work: Work, console: Console, said: Sequence[str]) -> int:
    standing, board = work.look()
    report = standing_report(work, standing, board, notes=said)
    bill = bill_of(work)
    if console.json_mode:
        console.json({**report.to_json(), "bill": bill.to_json()})
        return 0
    console.lines(said)
    if bill.items:
        console.lines([say("report.would", bill=bill_line(bill))])
    console.aside(next_lines(report))
    return 0
