"""Carries a run out on the command line, shown while it goes and stopped by signals."""

from __future__ import annotations

import asyncio

from pipeline.assemble.providers import opened
from pipeline.assemble.running import run
from pipeline.assemble.work import Work
from pipeline.cli.garbage import look_as_usual
from pipeline.cli.looking import standing_report
from pipeline.cli.manner import Telling
from pipeline.cli.memory import give_back_large_blocks
from pipeline.cli.progress import Watcher, watcher_for
from pipeline.cli.signals import stopping_on_signals
from pipeline.decide.ending import Ending
from pipeline.report.view import RunReport
from pipeline.run.options import Options
from pipeline.run.stopping import Stop


def carried_out(work: Work, options: Options, telling: Telling) -> RunReport:
    """Run to the end, or to the second signal; the report of what is on disk then."""
    look_as_usual()
    give_back_large_blocks()
    watcher = watcher_for(work, telling.console, telling.manner)
    try:
        return asyncio.run(_run(work, options, watcher, telling.again))
    except asyncio.CancelledError:  # the second signal; what is on disk is told
        standing, board = work.look()
        return standing_report(work, standing, board, ending=Ending("interrupted", 130))


async def _run(work: Work, options: Options, watcher: Watcher, again: tuple[str, ...]) -> RunReport:
    stop = Stop()
    with stopping_on_signals(stop, watcher.stopping, stop.insist), watcher:
        async with opened(work.chain, options.concurrency) as providers:
            return await run(work, providers, options, stop=stop, on_event=watcher.see, again=again)
