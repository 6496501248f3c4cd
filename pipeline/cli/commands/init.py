"""``init DIR``: writes a commented plan to start from; existing files are left alone."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import click

from pipeline.assemble.work import begin
from pipeline.cli.console import Console
from pipeline.cli.looking import standing_report
from pipeline.cli.options import ask_of
from pipeline.errors import DiskError, UsageError
from pipeline.messages import say
from pipeline.plan.starter import starter
from pipeline.report.lines import next_lines

OFFLINE = ("offline",)
"""Whom the first try asks: it costs nothing and needs no key."""


@click.command("init", help=say("cli.help-init"))
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--language", type=click.Choice(["zh", "en"]), default="zh", help=say("cli.opt-language"))
@click.option("--json", "as_json", is_flag=True, help=say("cli.opt-json"))
def command(folder: Path, language: str, as_json: bool) -> int:
    console = Console(as_json)
    plan = folder.absolute() / "plan.yaml"
    ask = ask_of(plan, None, OFFLINE)
    if plan.exists():
        raise UsageError(say("cli.init-exists", path=plan))
    written = _write(folder, starter("en" if language == "en" else "zh"))
    work = begin(ask, need_keys=False)
    report = standing_report(work, *work.look())
    if as_json:
        console.json({**report.to_json(), "plan": str(plan), "written": written})
    else:
        console.lines([say("cli.init-done", folder=folder, files=", ".join(written))])
    console.aside(next_lines(report))
    return 0


def _write(folder: Path, files: Mapping[str, str]) -> list[str]:
    written = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in files.items():
            path = folder / name
            if not path.exists():
                path.write_text(text, encoding="utf-8", newline="\n")
                written.append(name)
    except OSError as error:
        raise DiskError(say("cli.init-failed", folder=folder, reason=error.strerror or error)) from error
    return written
