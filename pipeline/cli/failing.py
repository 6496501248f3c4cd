"""Says why a command could not do its work, and what to do about it; loaded only when one could not."""

from __future__ import annotations

import traceback
from typing import Final

import click

from pipeline.assemble.work import Ask
from pipeline.cli.console import Console
from pipeline.errors import BoardBusy, ConfigError, InvalidPlan, PictureError, StoryboardError, UsageError
from pipeline.messages import say
from pipeline.report.build import counts, failure
from pipeline.report.lines import next_lines, problem_lines
from pipeline.report.steps import PROGRAM, Argv, Commands
from pipeline.report.text import clean_lines
from pipeline.report.view import RunReport

INTERRUPTED: Final = 130


def failed(console: Console, error: BaseException, ask: Ask | None = None) -> int:
    """Print the error for people, and as JSON where that was asked for; return the exit code.

    ``ask`` is what the command said about its board, if it came that far.
    """
    if isinstance(error, click.Abort | KeyboardInterrupt):
        report = RunReport(board=None, state="interrupted", exit=INTERRUPTED, counts=counts(()))
        return _told(console, report, [say("cli.interrupted")])
    told, next_ = _explained(error, ask)
    report = failure(told, next_=next_)
    if isinstance(told, InvalidPlan):
        return _told(console, report, problem_lines(told.problems))
    if told is not error and not isinstance(error, click.ClickException | BaseExceptionGroup):
        console.aside("".join(traceback.format_exception(error)).splitlines())
    return _told(console, report, clean_lines(say("cli.error", message=told)))


def _told(console: Console, report: RunReport, lines: list[str] | tuple[str, ...]) -> int:
    if console.json_mode:
        console.json(report.to_json())
    console.aside([*lines, *next_lines(report)])
    return report.exit


def _explained(error: BaseException, ask: Ask | None) -> tuple[StoryboardError, tuple[Argv, ...]]:
    """The error as one of ours, and the commands that help."""
    match error:
        case StoryboardError():
            return error, _next(error, ask)
        case BaseExceptionGroup() if (ours := _first(error)) is not None:
            return ours, _next(ours, ask)
        case click.UsageError(ctx=click.Context() as ctx):
            return UsageError(error.format_message()), ((*ctx.command_path.split(), "--help"),)
        case click.ClickException():
            return UsageError(error.format_message()), ((PROGRAM, "--help"),)
        case _:
            return StoryboardError(say("cli.bug", error=f"{type(error).__name__}: {error}")), ()


def _first(group: BaseExceptionGroup[BaseException]) -> StoryboardError | None:
    """The first error of ours that tasks of a run failed with together."""
    for each in group.exceptions:
        found = _first(each) if isinstance(each, BaseExceptionGroup) else each
        if isinstance(found, StoryboardError):
            return found
    return None


def _next(error: StoryboardError, ask: Ask | None) -> tuple[Argv, ...]:
    if ask is None:
        return ((PROGRAM, "--help"),) if isinstance(error, UsageError) else ()
    commands = Commands(ask.plan.absolute(), ask.common)
    match error:
        case InvalidPlan() if ask.plan.is_dir():
            inside = ask.plan.absolute() / "plan.yaml"
            return ((PROGRAM, "check", str(inside)) if inside.exists() else (PROGRAM, "init", str(inside.parent)),)
        case InvalidPlan() if not ask.plan.exists():
            return ((PROGRAM, "init", str(ask.plan.absolute().parent)),) if ask.plan.name == "plan.yaml" else ()
        case InvalidPlan():
            return (commands.of("check"),)
        case BoardBusy():
            return (commands.waiting(),)
        case ConfigError():
            return ((PROGRAM, "doctor"),)
        case UsageError() | PictureError():
            return (commands.of("status"),)
        case _:
            return ()
