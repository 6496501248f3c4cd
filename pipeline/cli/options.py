"""Options and arguments that several commands share, and how their words are read."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, TypeVar

import click

from pipeline.assemble.work import Ask
from pipeline.messages import say

F = TypeVar("F", bound=Callable[..., Any])

_DURATION: Final = re.compile(r"(?:(\d+)h)?(?:(\d+)m)?(?:(\d+(?:\.\d+)?)s?)?")


class Duration(click.ParamType[float]):
    """``9m``, ``90s``, ``1h30m`` or plain seconds; the value is seconds."""

    name = "duration"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        match = _DURATION.fullmatch(str(value).strip().lower())
        if match is None or not any(match.groups()):
            self.fail(say("cli.bad-duration", value=value), param, ctx)
        hours, minutes, seconds = (float(part or 0) for part in match.groups())
        total = hours * 3600 + minutes * 60 + seconds
        if total <= 0:
            self.fail(say("cli.bad-duration", value=value), param, ctx)
        return total


class Names(click.ParamType[tuple[str, ...]]):
    """``P03,P07``: names with commas between; the full-width comma does too."""

    name = "names"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, ...]:
        if isinstance(value, tuple):
            return value
        names = tuple(part.strip() for part in re.split("[,，]", str(value)) if part.strip())
        if not names:
            self.fail(say("cli.no-names"), param, ctx)
        return names


def plan_argument(function: F) -> F:
    return click.argument("plan", default="plan.yaml", type=click.Path(path_type=Path))(function)


def needed_plan(function: F) -> F:
    return click.argument("plan", type=click.Path(path_type=Path))(function)


def panels_argument(function: F) -> F:
    return click.argument("panels", nargs=-1, required=True)(function)


def board_options(function: F) -> F:
    """``--out``, ``--provider`` and ``--json``: what every command about a board takes."""
    for option in (
        click.option("--json", "as_json", is_flag=True, help=say("cli.opt-json")),
        click.option("--provider", type=Names(), default=(), help=say("cli.opt-provider")),
        click.option("--out", type=click.Path(path_type=Path), help=say("cli.opt-out")),
    ):
        function = option(function)
    return function


def ask_of(plan: Path, out: Path | None, provider: tuple[str, ...], accept: Any = None) -> Ask:
    """What a command line says about its board; remembered for the case that the command fails."""
    ask = Ask(plan, out, provider, accept)
    click.get_current_context().ensure_object(dict)["ask"] = ask
    return ask
