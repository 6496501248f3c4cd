"""``retry PLAN P03 P07``: new takes; the note is kept for later drawings of these panels."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from pipeline.assemble.deciding import decide, retry
from pipeline.assemble.work import begin
from pipeline.cli.commands.run import again, carry_out, only_known
from pipeline.cli.console import Console
from pipeline.cli.deciding import tell
from pipeline.cli.options import Duration, ask_of, board_options, needed_plan, panels_argument
from pipeline.messages import say
from pipeline.run.options import Options
from pipeline.store.layout import Layout
from pipeline.store.locks import is_running


@click.command("retry", help=say("cli.help-retry"))
@needed_plan
@panels_argument
@board_options
@click.option("--note", help=say("cli.opt-note"))
@click.option("--takes", type=click.IntRange(1, 10), default=1, help=say("cli.opt-takes"))
@click.option("--yes", is_flag=True, help=say("cli.opt-yes"))
@click.option("--max-cost", type=click.FloatRange(min=0), help=say("cli.opt-max-cost"))
@click.option("--for", "seconds", type=Duration(), help=say("cli.opt-for"))
@click.option("--quiet", is_flag=True, help=say("cli.opt-quiet"))
@click.option("--verbose", is_flag=True, help=say("cli.opt-verbose"))
def command(
    plan: Path,
    panels: tuple[str, ...],
    out: Path | None,
    provider: tuple[str, ...],
    as_json: bool,
    note: str | None,
    takes: int,
    **options: Any,
) -> int:
    console = Console(as_json)
    ask = ask_of(plan, out, provider)
    work = begin(ask, need_keys=True)
    only_known(work, panels)
    if Layout(work.root).journal.exists():
        decided = decide(work, retry(panels, note, takes))
        if decided.by_run and is_running(Layout(work.root)):
            return tell(work, console, [say("cli.retry-by-run", panels=", ".join(panels))])
    wishes = Options(
        only=frozenset(panels),
        yes=options["yes"],
        max_cost=options["max_cost"],
        seconds=options["seconds"],
        command="retry",
    )
    words = ("--only", ",".join(panels), *again(options))
    return carry_out(work, wishes, console, again=words, quiet=options["quiet"], verbose=options["verbose"])
