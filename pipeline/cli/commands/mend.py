"""``mend PLAN P07 --note TEXT``: changes a take itself, everything else as it is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from pipeline.assemble.deciding import decide
from pipeline.assemble.mending import mend
from pipeline.assemble.work import begin
from pipeline.cli.commands.run import again
from pipeline.cli.console import Console
from pipeline.cli.deciding import tell
from pipeline.cli.looking import only_known
from pipeline.cli.manner import Telling, manner_of
from pipeline.cli.options import Duration, ask_of, board_options, needed_plan
from pipeline.cli.starting import carry_out, fit_to_send
from pipeline.errors import UsageError
from pipeline.messages import say
from pipeline.run.options import Options


@click.command("mend", help=say("cli.help-mend"))
@needed_plan
@click.argument("panel")
@board_options
@click.option("--note", default="", help=say("cli.opt-mend-note"))
@click.option("--take", help=say("cli.opt-mend-take"))
@click.option("--mask", type=click.Path(path_type=Path, exists=True, dir_okay=False), help=say("cli.opt-mask"))
@click.option("--max-cost", type=click.FloatRange(min=0), help=say("cli.opt-max-cost"))
@click.option("--for", "seconds", type=Duration(), help=say("cli.opt-for"))
@click.option("--quiet", is_flag=True, help=say("cli.opt-quiet"))
@click.option("--verbose", is_flag=True, help=say("cli.opt-verbose"))
def command(
    plan: Path,
    panel: str,
    out: Path | None,
    provider: tuple[str, ...],
    as_json: bool,
    note: str,
    take: str | None,
    mask: Path | None,
    **options: Any,
) -> int:
    telling = Telling(
        Console(as_json), manner_of(options["quiet"], options["verbose"]), ("--only", panel, *again(options))
    )
    work = begin(ask_of(plan, out, provider), need_keys=True)
    only_known(work, [panel])
    if not note.strip():
        raise UsageError(say("mend.no-note"))
    fit_to_send(work, telling)
    if decide(work, mend(work, panel, note.strip(), take=take, mask=mask)).by_run:
        return tell(work, telling.console, [say("mend.by-run", panel=panel)])
    wishes = Options(only=frozenset([panel]), max_cost=options["max_cost"], seconds=options["seconds"], command="mend")
    return carry_out(work, wishes, telling)
