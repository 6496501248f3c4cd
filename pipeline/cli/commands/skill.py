"""``skill --install DIR``: writes SKILL.md and the client's script for an agent."""

from __future__ import annotations

from pathlib import Path

import click

from pipeline.assemble.skill import install
from pipeline.cli.console import Console
from pipeline.messages import say


@click.command("skill", help=say("cli.help-skill"))
@click.option(
    "--install", "folder", required=True, metavar="DIR", type=click.Path(path_type=Path), help=say("client.opt-install")
)
@click.option("--json", "as_json", is_flag=True, help=say("cli.opt-json"))
def command(folder: Path, as_json: bool) -> int:
    console = Console(as_json)
    written = install(folder.expanduser().absolute())
    if as_json:
        console.json({"schema": 1, "state": "complete", "exit": 0, "written": [str(path) for path in written]})
    else:
        console.lines(say("client.skill-done", path=path) for path in written)
    return 0
