"""``retry PLAN P03 P07``: new takes; the note is kept for later drawings of these panels."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from pipeline.assemble.deciding import decide, retry
from pipeline.assemble.work import Work, begin
from pipeline.cli.commands.run import again
from pipeline.cli.console import Console
from pipeline.cli.deciding import tell
from pipeline.cli.looking import only_known
from pipeline.cli.manner import Telling, manner_of
from pipeline.cli.options import Duration, ask_of, board_options, needed_plan, panels_argument
from pipeline.cli.starting import carry_out, fit_to_send
from pipeline.messages import say
from pipeline.report.text import clean
from pipeline.run.options import Options


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
    words = ("--only", ",".join(panels), *again(options))
    telling = Telling(Console(as_json), manner_of(options["quiet"], options["verbose"]), words)
    work = begin(ask_of(plan, out, provider), need_keys=True)
    only_known(work, panels)
    fit_to_send(work, telling)
    ended = ended_notes(work, panels) if note == "" else []
    decided = decide(work, retry(panels, note, takes))
    if decided.by_run:
        return tell(work, telling.console, [say("cli.retry-by-run", panels=", ".join(panels)), *ended])
    telling.console.aside(ended)
    wishes = Options(
        only=frozenset(panels),
        yes=options["yes"],
        max_cost=options["max_cost"],
        seconds=options["seconds"],
        command="retry",
    )
    return carry_out(work, wishes, telling)


def ended_notes(work: Work, panels: Sequence[str]) -> list[str]:
    """For each note that ends here, the line that keeps it in the plan for good."""
    standing, board = work.look()
    notes = ((name, found.id) for name in panels if (found := board.find(name)) is not None)
    kept = ((name, standing.state.notes.get(subject, "")) for name, subject in notes)
    return [say("cli.note-ended", panel=name, note=_quoted(note)) for name, note in kept if note]


def _quoted(note: str) -> str:
    """As YAML takes it on one line, whatever is in it."""
    return "'" + clean(note).replace("'", "''") + "'"
