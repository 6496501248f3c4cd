"""``sheet PLAN``: draws, finds, verifies and cuts the storyboard sheet, and draws no panel."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
import yaml

from pipeline.assemble.work import Work, begin
from pipeline.cli.asking import agreed, may_ask
from pipeline.cli.commands.run import again
from pipeline.cli.console import Console
from pipeline.cli.looking import standing_report
from pipeline.cli.manner import Telling, manner_of
from pipeline.cli.options import ask_of, board_options, plan_argument
from pipeline.cli.starting import carry_out, fit_to_send
from pipeline.compose.look import Look
from pipeline.compose.page import page_spec, pages
from pipeline.compose.prices import estimate
from pipeline.decide.sheet import holding_cut
from pipeline.errors import UsageError
from pipeline.messages import say
from pipeline.report.text import money
from pipeline.run.options import Options


@click.command("sheet", help=say("cli.help-sheet"))
@plan_argument
@board_options
@click.option("--draw", is_flag=True, help=say("cli.opt-draw"))
@click.option("--boxes", is_flag=True, help=say("cli.opt-boxes"))
@click.option("--yes", is_flag=True, help=say("cli.opt-yes"))
@click.option("--max-cost", type=click.FloatRange(min=0), help=say("cli.opt-max-cost"))
@click.option("--quiet", is_flag=True, help=say("cli.opt-quiet"))
@click.option("--verbose", is_flag=True, help=say("cli.opt-verbose"))
def command(
    plan: Path,
    out: Path | None,
    provider: tuple[str, ...],
    as_json: bool,
    draw: bool,
    boxes: bool,
    **options: Any,
) -> int:
    telling = Telling(Console(as_json), manner_of(options["quiet"], options["verbose"]), again(options))
    work = begin(ask_of(plan, out, provider), need_keys=not boxes)
    if work.plan.sheet is None:
        raise UsageError(say("cli.no-sheet"))
    if boxes:
        return print_boxes(work, telling.console)
    fit_to_send(work, telling)
    if draw and not _may_draw(work, telling.console, yes=options["yes"]):
        return 0
    wishes = Options(max_cost=options["max_cost"], sheet_only=True, draw_sheet=draw, command="sheet")
    return carry_out(work, wishes, telling)


def _may_draw(work: Work, console: Console, *, yes: bool) -> bool:
    """The bill of a new sheet first; asked for where somebody can answer."""
    pictures = {path: facts.sha256 for path, facts in work.loaded.pictures.items()}
    sizes = {facts.sha256: facts.size for facts in work.loaded.pictures.values()}
    total = 0.0
    made = pages(work.plan)
    for page in made:
        wanted = page_spec(work.plan, page, Look(pictures), work.offer.capabilities)
        references = [sizes[ref.source.sha256] for ref in wanted.refs]
        total += estimate(work.offer.price, wanted.size.size, wanted.quality, references, wanted.prompt).usd or 0.0
    console.aside([say("cli.sheet-bill", pages=len(made), usd=money(total))])
    return yes or not may_ask(console) or agreed(say("cli.ask-sheet"))


def print_boxes(work: Work, console: Console) -> int:
    """The boxes of the cut that holds, as the plan writes them."""
    standing, board = work.look()
    cut = holding_cut(work.plan, standing.state, standing.facts.pictures)
    if cut is None:
        raise UsageError(say("cli.no-cut"))
    found = {name: list(box[1:]) for name, box in cut.boxes.items()}
    if console.json_mode:
        console.json({**standing_report(work, standing, board).to_json(), "boxes": found})
    else:
        text = yaml.safe_dump({"boxes": found}, allow_unicode=True, default_flow_style=None, sort_keys=False)
        console.lines(text.rstrip().splitlines())
    return 0
