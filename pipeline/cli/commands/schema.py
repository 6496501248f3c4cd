"""``schema``: the JSON schema of a plan, for editors and checkers."""

from __future__ import annotations

import json

import click

from pipeline.cli.console import Console
from pipeline.messages import say
from pipeline.plan.schema import json_schema


@click.command("schema", help=say("cli.help-schema"))
def command() -> int:
    Console().lines([json.dumps(json_schema(), ensure_ascii=False, indent=2)])
    return 0
