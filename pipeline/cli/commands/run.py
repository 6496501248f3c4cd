"""``run-storyboard [run] PLAN``: carries the plan out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from pipeline.assemble.buying import bill_of
from pipeline.assemble.work import Work, begin
from pipeline.cli.console import Console
from pipeline.cli.detaching import detach
from pipeline.cli.looking import only_known, standing_report
from pipeline.cli.manner import Telling, manner_of
from pipeline.cli.options import Duration, Names, ask_of, board_options, plan_argument
from pipeline.cli.starting import carry_out, fit_to_send
from pipeline.messages import say
from pipeline.report.lines import bill_lines
from pipeline.run.options import Options


@click.command("run", help=say("cli.help-run"))
@plan_argument
@board_options
@click.option("--only", type=Names(), default=(), help=say("cli.opt-only"))
@click.option("--dry-run", is_flag=True, help=say("cli.opt-dry-run"))
@click.option("--yes", is_flag=True, help=say("cli.opt-yes"))
@click.option("--accept", type=click.Choice(["auto", "anchor", "all"]), help=say("cli.opt-accept"))
@click.option("--takes", type=click.IntRange(1, 10), default=1, help=say("cli.opt-run-takes"))
@click.option("--max-cost", type=click.FloatRange(min=0), help=say("cli.opt-max-cost"))
@click.option("--max-calls", type=click.IntRange(min=0), help=say("cli.opt-max-calls"))
@click.option("--for", "seconds", type=Duration(), help=say("cli.opt-for"))
@click.option("--concurrency", type=click.IntRange(1, 64), help=say("cli.opt-concurrency"))
@click.option("--no-sheet", is_flag=True, help=say("cli.opt-no-sheet"))
@click.option("--detach", is_flag=True, help=say("cli.opt-detach"))
@click.option("--quiet", is_flag=True, help=say("cli.opt-quiet"))
@click.option("--verbose", is_flag=True, help=say("cli.opt-verbose"))
def command(
    plan: Path, out: Path | None, provider: tuple[str, ...], as_json: bool, dry_run: bool, **options: Any
) -> int:
    telling = Telling(Console(as_json), manner_of(options["quiet"], options["verbose"]), again(options))
    work = begin(ask_of(plan, out, provider, options["accept"]), need_keys=not dry_run)
    only_known(work, options["only"])
    fit_to_send(work, telling)
    if dry_run:
        return show_bill(work, telling.console, options["only"], options["takes"], no_sheet=options["no_sheet"])
    if options["detach"]:
        return detach(work, telling.console, (*telling.again, *(["--yes"] if options["yes"] else [])))
    wishes = Options(
        only=frozenset(options["only"]),
        accept=options["accept"],
        yes=options["yes"],
        max_cost=options["max_cost"],
        max_calls=options["max_calls"],
        seconds=options["seconds"],
        takes=options["takes"],
        concurrency=options["concurrency"],
        no_sheet=options["no_sheet"],
    )
    return carry_out(work, wishes, telling)


def show_bill(work: Work, console: Console, only: tuple[str, ...], takes: int = 1, *, no_sheet: bool = False) -> int:
    """``--dry-run``: every request, its references, size and price."""
    standing, board = work.look(no_sheet=no_sheet)
    bill = bill_of(work, standing, board, only, takes, sheet="without" if no_sheet else "with")
    if console.json_mode:
        console.json({**standing_report(work, standing, board).to_json(), "bill": bill.to_json()})
    else:
        console.lines(bill_lines(bill))
    return 0


def again(options: dict[str, Any]) -> tuple[str, ...]:
    """The words of this run that its repetition needs: limits and choices, never a yes."""
    words: list[str] = []
    for name, option in (
        ("only", "--only"),
        ("accept", "--accept"),
        ("max_cost", "--max-cost"),
        ("max_calls", "--max-calls"),
        ("takes", "--takes"),
        ("concurrency", "--concurrency"),
        ("seconds", "--for"),
        ("no_sheet", "--no-sheet"),
    ):
        match options.get(name):
            case None | () | False:
                continue
            case 1 if name == "takes":
                continue
            case True:
                words.append(option)
            case tuple() as names:
                words += [option, ",".join(names)]
            case float() as number:
                words += [option, f"{number:g}"]
            case value:
                words += [option, str(value)]
    return tuple(words)
