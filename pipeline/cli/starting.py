"""What comes before and after a run on the command line: what it will do is said and asked about, its end is told.

A run that has nothing to do is told at once: what it takes to draw is loaded where something may be drawn.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from pipeline.assemble.buying import bill_of, overridden
from pipeline.assemble.fits import misfits
from pipeline.assemble.reporting import run_report
from pipeline.assemble.settled import nothing_to_do
from pipeline.assemble.work import Work
from pipeline.cli.asking import agreed, may_ask
from pipeline.cli.manner import Telling
from pipeline.cli.table import loaded
from pipeline.decide.sheet_ahead import Wish
from pipeline.decide.state import BoardState
from pipeline.decide.view import BoardView
from pipeline.errors import InvalidPlan
from pipeline.messages import say
from pipeline.report.bill import Bill, BillItem
from pipeline.report.lines import bill_line, closing, problem_lines
from pipeline.report.view import RunReport
from pipeline.run.options import Options


def fit_to_send(work: Work, telling: Telling) -> None:
    """Tell the plan's warnings. InvalidPlan where no profile of the chain can serve a panel."""
    problems = (*misfits(work), *work.loaded.warnings)
    if any(p.level == "error" for p in problems):
        raise InvalidPlan(problems)
    if not telling.quiet:
        telling.console.aside(problem_lines(problems))


def carry_out(work: Work, options: Options, telling: Telling) -> int:
    """Run, print what people and programs are to see, and return the exit code."""
    if not options.sheet_only:
        standing, board = work.look(no_sheet=options.no_sheet)
        idle = nothing_to_do(work, standing, board, options)
        if idle is not None:
            notes, again = tuple(dict.fromkeys(work.said)), telling.again
            return told(run_report(work, board, standing.state, *idle, notes=notes, again=again), telling)
        wish: Wish = "without" if options.no_sheet else "with"
        bill = bill_of(work, standing, board, options.only, options.takes, sheet=wish)
        options = _agreed(bill, board, standing.state, options, telling)
    report: RunReport = loaded("running").carried_out(work, options, telling)
    return told(report, telling)


def told(report: RunReport, telling: Telling) -> int:
    """Print how a run ended; quiet, only what a person must know: why it is not done, and what to do."""
    if telling.console.json_mode:
        telling.console.json(report.to_json())
    if not telling.quiet or (report.exit and not telling.console.json_mode):
        telling.console.aside(closing(report))
    return report.exit


def _agreed(bill: Bill, board: BoardView, state: BoardState, options: Options, telling: Telling) -> Options:
    """Say what is replaced, or what a sheet costs, before anything is sent; ask where a person's own choice is hit."""
    if (bill.replaced or bill.pages) and not telling.quiet:
        telling.console.aside([bill_line(bill)])
    theirs = () if options.yes else overridden(bill, board, state)
    if not theirs or not may_ask(telling.console):
        return options
    if telling.quiet:
        telling.console.aside([bill_line(bill)])
    now = ((item.panel, board.find(item.panel)) for item in bill.now)
    redrawn = [name for name, panel in now if panel is not None and panel.word == "redrawn"]
    return replace(options, yes=agreed(_question(theirs, redrawn)))


def _question(theirs: Iterable[BillItem], redrawn: Iterable[str]) -> str:
    panels = ", ".join(item.panel for item in theirs)
    anchors = ", ".join(redrawn)
    if anchors:
        return say("cli.ask-replace-anchor", panels=panels, anchors=anchors)
    return say("cli.ask-replace", panels=panels)
