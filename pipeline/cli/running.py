"""Carries a run out on the command line: says what it will do, asks where it must, shows it, and tells how it ended."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, replace

from pipeline.assemble.buying import bill_of, overridden
from pipeline.assemble.fits import misfits
from pipeline.assemble.providers import opened
from pipeline.assemble.running import run
from pipeline.assemble.work import Work
from pipeline.cli.asking import agreed, may_ask
from pipeline.cli.console import Console
from pipeline.cli.looking import standing_report
from pipeline.cli.memory import give_back_large_blocks
from pipeline.cli.progress import Manner, Watcher, watcher_for
from pipeline.cli.signals import stopping_on_signals
from pipeline.decide.ending import Ending
from pipeline.decide.sheet_ahead import Wish
from pipeline.errors import InvalidPlan
from pipeline.messages import say
from pipeline.report.bill import BillItem
from pipeline.report.lines import bill_line, closing, problem_lines
from pipeline.report.view import RunReport
from pipeline.run.options import Options
from pipeline.run.stopping import Stop


@dataclass(frozen=True, slots=True)
class Telling:
    """How a run is told: where, how much, and which words its repetition would need."""

    console: Console
    manner: Manner = Manner.PLAIN
    again: tuple[str, ...] = ()

    @property
    def quiet(self) -> bool:
        return self.manner is Manner.QUIET


def fit_to_send(work: Work, telling: Telling) -> None:
    """Tell the plan's warnings. InvalidPlan where no profile of the chain can serve a panel."""
    problems = (*misfits(work), *work.loaded.warnings)
    if any(p.level == "error" for p in problems):
        raise InvalidPlan(problems)
    if not telling.quiet:
        telling.console.aside(problem_lines(problems))


def carry_out(work: Work, options: Options, telling: Telling) -> int:
    """Run, print what people and programs are to see, and return the exit code."""
    give_back_large_blocks()
    options = options if options.sheet_only else _agreed(work, options, telling)
    watcher = watcher_for(work, telling.console, telling.manner)
    try:
        report = asyncio.run(_run(work, options, watcher, telling.again))
    except asyncio.CancelledError:  # the second signal; what is on disk is told
        standing, board = work.look()
        report = standing_report(work, standing, board, ending=Ending("interrupted", 130))
    return told(report, telling)


def told(report: RunReport, telling: Telling) -> int:
    """Print how a run ended; quiet, only what a person must know: why it is not done, and what to do."""
    if telling.console.json_mode:
        telling.console.json(report.to_json())
    if not telling.quiet or (report.exit and not telling.console.json_mode):
        telling.console.aside(closing(report))
    return report.exit


def _agreed(work: Work, options: Options, telling: Telling) -> Options:
    """Say what is replaced, or what a sheet costs, before anything is sent; ask where a person's own choice is hit."""
    if options.sheet_only:
        return options
    standing, board = work.look(no_sheet=options.no_sheet)
    wish: Wish = "without" if options.no_sheet else "with"
    bill = bill_of(work, standing, board, options.only, options.takes, sheet=wish)
    if (bill.replaced or bill.pages) and not telling.quiet:
        telling.console.aside([bill_line(bill)])
    theirs = () if options.yes else overridden(bill, board, standing.state)
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


async def _run(work: Work, options: Options, watcher: Watcher, again: tuple[str, ...]) -> RunReport:
    stop = Stop()
    with stopping_on_signals(stop, watcher.stopping, stop.insist), watcher:
        async with opened(work.chain, options.concurrency) as providers:
            return await run(work, providers, options, stop=stop, on_event=watcher.see, again=again)
