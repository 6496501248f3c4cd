"""``init DIR``: writes a commented plan to start from; existing files are left alone."""

from __future__ import annotations

from pathlib import Path

import click

from pipeline.cli.console import Console
from pipeline.errors import UsageError
from pipeline.messages import say
from pipeline.plan.starter import starter
from pipeline.report.steps import quoted


@click.command("init", help=say("cli.help-init"))
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--language", type=click.Choice(["zh", "en"]), default="zh", help=say("cli.opt-language"))
@click.option("--json", "as_json", is_flag=True, help=say("cli.opt-json"))
def command(folder: Path, language: str, as_json: bool) -> int:
    console = Console(as_json)
    files = starter("en" if language == "en" else "zh")
    plan = folder.absolute() / "plan.yaml"
    if plan.exists():
        raise UsageError(say("cli.init-exists", path=plan))
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, text in files.items():
        path = folder / name
        if not path.exists():
            path.write_text(text, encoding="utf-8", newline="\n")
            written.append(name)
    argv = ("run-storyboard", "run", str(plan), "--provider", "offline")
    if as_json:
        console.json(
            {
                "schema": 1,
                "state": "complete",
                "exit": 0,
                "plan": str(plan),
                "written": written,
                "next": [quoted(argv)],
                "next_argv": [list(argv)],
            }
        )
    else:
        console.lines([say("cli.init-done", folder=folder, files=", ".join(written))])
    console.aside([say("report.next", command=quoted(argv))])
    return 0
