"""``sheet PLAN``: draws, finds, verifies and cuts the storyboard sheet, and draws no panel."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from pipeline.assemble.buying import bill_of
from pipeline.assemble.sheet_boxes import boxes_of
from pipeline.assemble.work import Work, begin
from pipeline.check.sheet.report import boxes_yaml, typed_box
from pipeline.cli.asking import agreed, may_ask
from pipeline.cli.commands.run import again
from pipeline.cli.console import Console
from pipeline.cli.looking import standing_report
from pipeline.cli.manner import Telling, manner_of
from pipeline.cli.options import ask_of, board_options, plan_argument
from pipeline.cli.starting import carry_out, fit_to_send
from pipeline.errors import UsageError
from pipeline.messages import say
from pipeline.plan.loader import read_plan
from pipeline.report.lines import bill_lines
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
    ask = ask_of(plan, out, provider)
    loaded = read_plan(ask.plan)
    given = loaded.plan.sheet if loaded.plan else None
    # A sheet that is there already is found and cut without asking anybody.
    need_keys = given is not None and (draw or (given.generate and not boxes))
    work = begin(ask, need_keys=need_keys, loaded=loaded)
    if work.plan.sheet is None:
        raise UsageError(say("cli.no-sheet"))
    if boxes:
        return print_boxes(work, telling.console)
    fit_to_send(work, telling)
    if not _may_draw(work, telling, draw=draw, yes=options["yes"]):
        return 0
    wishes = Options(
        yes=options["yes"], max_cost=options["max_cost"], sheet_only=True, draw_sheet=draw, command="sheet"
    )
    return carry_out(work, wishes, telling)


def _may_draw(work: Work, telling: Telling, *, draw: bool, yes: bool) -> bool:
    """The bill of a sheet that is drawn first; a new one is asked for where somebody can answer."""
    standing, board = work.look()
    bill = bill_of(work, standing, board, sheet="anew" if draw else "alone")
    if not bill.pages:
        return True
    if draw or not telling.quiet:
        telling.console.aside(bill_lines(bill))
    return yes or not draw or not may_ask(telling.console) or agreed(say("cli.ask-sheet"))


def print_boxes(work: Work, console: Console) -> int:
    """The boxes of the cut that holds, else of those that were tried, as the plan writes them."""
    standing, board = work.look()
    found = boxes_of(work, standing)
    if console.json_mode:
        boxes = {name: typed_box(*box) for name, box in found.boxes.items()}
        image = {"image": found.image} if found.image else {}
        console.json({**standing_report(work, standing, board).to_json(), **image, "boxes": boxes})
    else:
        remark = say("cli.only-tried") if found.tried else ""
        console.lines(boxes_yaml(found.boxes, found.image, remark).rstrip().splitlines())
    return 0
