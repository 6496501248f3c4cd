"""``accept PLAN P07 [--take N | --file my.png]``: a person says yes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from pipeline.assemble.buying import bill_of, of_dependants
from pipeline.assemble.deciding import accept, settle
from pipeline.assemble.work import Work, begin
from pipeline.cli.asking import agreed, may_ask
from pipeline.cli.console import Console
from pipeline.cli.deciding import tell, write
from pipeline.cli.options import ask_of, board_options, needed_plan
from pipeline.errors import UsageError
from pipeline.messages import say
from pipeline.plan.bibles import called
from pipeline.report.bill import Bill
from pipeline.report.lines import bill_line


@click.command("accept", help=say("cli.help-accept"))
@needed_plan
@click.argument("panels", nargs=-1)
@board_options
@click.option("--take", help=say("cli.opt-take"))
@click.option("--file", type=click.Path(path_type=Path, exists=True, dir_okay=False), help=say("cli.opt-file"))
@click.option("--all", "everything", is_flag=True, help=say("cli.opt-all"))
@click.option("--yes", is_flag=True, help=say("cli.opt-accept-yes"))
def command(
    plan: Path,
    panels: tuple[str, ...],
    out: Path | None,
    provider: tuple[str, ...],
    as_json: bool,
    take: str | None,
    file: Path | None,
    everything: bool,
    yes: bool,
) -> int:
    console = Console(as_json)
    work = begin(ask_of(plan, out, provider), need_keys=False)
    if bool(panels) == everything:
        raise UsageError(say("cli.panels-or-all"))
    if (take or file) and len(panels) != 1:
        raise UsageError(say("cli.one-panel"))
    if take and file:
        raise UsageError(say("cli.take-or-file"))
    if file is not None:
        _, said = settle(work, adopt=(panels[0], file))
        return tell(work, console, [say("cli.adopted-file", panel=panels[0], file=file.name), *said])
    if not _agreed(work, console, panels, everything=everything, yes=yes):
        return tell(work, console, [say("cli.nothing-accepted")])
    names = say("cli.all-waiting") if everything else ", ".join(panels)
    return write(work, console, accept(panels, take, everything=everything), say("cli.accepted", panels=names))


def _agreed(work: Work, console: Console, panels: Sequence[str], *, everything: bool, yes: bool) -> bool:
    """Show what a yes leads to, and ask where somebody can answer: a new anchor has its dependants drawn anew."""
    bill = _hanging(work, panels, everything=everything)
    if not bill.replaced:
        return True
    console.aside([say("cli.leads-to", bill=bill_line(bill))])
    return yes or not may_ask(console) or agreed(say("cli.ask-accept"))


def _hanging(work: Work, panels: Sequence[str], *, everything: bool) -> Bill:
    standing, board = work.look()
    named = {found.id for name in panels if (found := board.find(name)) is not None}
    waiting = (p for p in board.subjects if p.candidate is not None)
    accepted = [called(p.id) for p in waiting if everything or p.id in named]
    return of_dependants(bill_of(work, standing, board), accepted)
