"""``run-storyboard [run] PLAN``: carries the plan out."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import Any

import click

from pipeline.assemble.buying import bill_of
from pipeline.assemble.fits import misfits
from pipeline.assemble.providers import opened
from pipeline.assemble.running import run
from pipeline.assemble.work import Work, begin
from pipeline.cli.console import Console
from pipeline.cli.options import Duration, Names, ask_of, board_options, plan_argument
from pipeline.cli.progress import Watcher, watcher_for
from pipeline.cli.signals import stopping_on_signals
from pipeline.errors import InvalidPlan, UsageError
from pipeline.messages import say
from pipeline.report.lines import bill_line, bill_lines, closing, problem_lines
from pipeline.report.view import RunReport
from pipeline.run.options import Options
from pipeline.run.stopping import Stop


@click.command("run", help=say("cli.help-run"))
@plan_argument
@board_options
@click.option("--only", type=Names(), default=(), help=say("cli.opt-only"))
@click.option("--dry-run", is_flag=True, help=say("cli.opt-dry-run"))
@click.option("--yes", is_flag=True, help=say("cli.opt-yes"))
@click.option("--accept", type=click.Choice(["auto", "anchor", "all"]), help=say("cli.opt-accept"))
@click.option("--max-cost", type=click.FloatRange(min=0), help=say("cli.opt-max-cost"))
@click.option("--max-calls", type=click.IntRange(min=0), help=say("cli.opt-max-calls"))
@click.option("--for", "seconds", type=Duration(), help=say("cli.opt-for"))
@click.option("--concurrency", type=click.IntRange(1, 64), help=say("cli.opt-concurrency"))
@click.option("--quiet", is_flag=True, help=say("cli.opt-quiet"))
@click.option("--verbose", is_flag=True, help=say("cli.opt-verbose"))
def command(
    plan: Path, out: Path | None, provider: tuple[str, ...], as_json: bool, dry_run: bool, **options: Any
) -> int:
    console = Console(as_json)
    work = begin(ask_of(plan, out, provider, options["accept"]), need_keys=not dry_run)
    only_known(work, options["only"])
    faults = misfits(work)
    if any(f.level == "error" for f in faults):
        raise InvalidPlan((*faults, *work.loaded.warnings))
    if not options["quiet"]:
        console.aside(problem_lines((*faults, *work.loaded.warnings)))
    if dry_run:
        return show_bill(work, console, options["only"])
    wishes = Options(
        only=frozenset(options["only"]),
        accept=options["accept"],
        yes=options["yes"],
        max_cost=options["max_cost"],
        max_calls=options["max_calls"],
        seconds=options["seconds"],
        concurrency=options["concurrency"],
    )
    return carry_out(work, wishes, console, again=again(options), quiet=options["quiet"], verbose=options["verbose"])


def carry_out(
    work: Work,
    options: Options,
    console: Console,
    *,
    again: tuple[str, ...],
    quiet: bool = False,
    verbose: bool = False,
) -> int:
    """Run, print what people and programs are to see, and return the exit code."""
    if not quiet:
        announce(work, console, options)
    watcher = watcher_for(work, console, quiet=quiet, verbose=verbose)
    report = asyncio.run(_run(work, options, watcher, again))
    if console.json_mode:
        console.json(report.to_json())
    console.aside(closing(report))
    return report.exit


def announce(work: Work, console: Console, options: Options) -> None:
    """A run that would replace pictures says so before it does."""
    bill = bill_of(work, tuple(options.only))
    if bill.replaced:
        console.aside([bill_line(bill)])


async def _run(work: Work, options: Options, watcher: Watcher, again: tuple[str, ...]) -> RunReport:
    stop = Stop()
    with stopping_on_signals(stop, watcher.stopping, stop.insist), watcher:
        async with opened(work.chain, options.concurrency) as providers:
            return await run(work, providers, options, stop=stop, on_event=watcher.see, again=again)


def show_bill(work: Work, console: Console, only: tuple[str, ...]) -> int:
    """``--dry-run``: every request, its references, size and price."""
    bill = bill_of(work, only)
    if console.json_mode:
        console.json({"schema": 1, "board": str(work.root), "state": "dry-run", "exit": 0, "bill": bill.to_json()})
    console.lines(bill_lines(bill)) if not console.json_mode else console.aside(bill_lines(bill))
    return 0


def only_known(work: Work, names: tuple[str, ...]) -> None:
    known = [p.id for p in work.plan.panels]
    unknown = [n for n in names if n not in known]
    if unknown:
        raise UsageError(say("cli.no-such-panel", panel=", ".join(unknown), known=", ".join(known[:20])))


def again(options: dict[str, Any]) -> tuple[str, ...]:
    """The words of this run that its repetition needs: limits and choices, never a yes."""
    words: list[str] = []
    for name, option in (
        ("only", "--only"),
        ("accept", "--accept"),
        ("max_cost", "--max-cost"),
        ("max_calls", "--max-calls"),
        ("concurrency", "--concurrency"),
    ):
        value = options.get(name)
        if value:
            words += [
                option,
                ",".join(value) if isinstance(value, tuple) else f"{value:g}" if name == "max_cost" else str(value),
            ]
    if options.get("seconds"):
        words += ["--for", f"{options['seconds']:g}s"]
    return tuple(words)


def on_terminal() -> bool:
    return sys.stdin.isatty() and sys.stderr.isatty()
