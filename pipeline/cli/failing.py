"""Says why a command could not do its work; loaded only when one could not."""

from __future__ import annotations

from pipeline.cli.console import Console
from pipeline.errors import InvalidPlan, StoryboardError
from pipeline.messages import say
from pipeline.report.build import failure
from pipeline.report.lines import problem_lines


def failed(console: Console, error: StoryboardError) -> int:
    """Print the error for people, and as JSON where that was asked for; the exit code is the error's."""
    if console.json_mode:
        console.json(failure(error).to_json())
    if isinstance(error, InvalidPlan):
        console.aside(problem_lines(error.problems))
    else:
        console.aside([say("cli.error", message=error)])
    return error.exit_code
