"""What the deciding commands have in common: decide, say what it did, say what it means for the next run."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.assemble.buying import bill_of
from pipeline.assemble.deciding import Chooser, decide
from pipeline.assemble.work import Ask, Work, begin
from pipeline.cli.console import Console
from pipeline.cli.looking import standing_report
from pipeline.messages import say
from pipeline.report.lines import next_lines, would_line


def carry_out(ask: Ask, console: Console, choose: Chooser, done: str) -> int:
    """Write the decision; ``done`` is the sentence that says so. The bill of what it made stale comes with it."""
    return write(begin(ask, need_keys=False), console, choose, done)


def write(work: Work, console: Console, choose: Chooser, done: str) -> int:
    decided = decide(work, choose)
    said = [done] if decided.events else [say("cli.nothing-decided")]
    if decided.by_run:
        said.append(say("cli.by-run"))
    return tell(work, console, [*said, *decided.said])


def tell(work: Work, console: Console, said: Sequence[str]) -> int:
    """What was done and how the board stands after it."""
    standing, board = work.look()
    report = standing_report(work, standing, board, notes=said)
    bill = bill_of(work, standing, board)
    if console.json_mode:
        console.json({**report.to_json(), "bill": bill.to_json()})
        return 0
    console.lines(said)
    if bill.items and standing.holder is None:
        console.lines([would_line(bill)])
    console.aside(next_lines(report))
    return 0
