"""Opens the judge that a plan names, for one run."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from pipeline.assemble.work import Work
from pipeline.check.judge.judge import Judge
from pipeline.config.judge import ResolvedJudge, resolve_judge
from pipeline.decide.eyes import looks
from pipeline.run.stopping import Stop, Stopping
from pipeline.store.answers import FolderCache
from pipeline.store.layout import Layout

LONGEST: Final = 30.0
"""Seconds that are waited before a judge is asked once more; above it there is no word."""


def judge_of(work: Work) -> ResolvedJudge | None:
    """The judge that the plan names, if it is to look at anything. ConfigError for a name that is none."""
    judging = work.plan.judge
    if judging is None or not looks(work.plan):
        return None
    return resolve_judge(judging.profile, work.settings, chain=work.chain.profiles)


@asynccontextmanager
async def opened_judge(work: Work, stop: Stop) -> AsyncIterator[Judge | None]:
    """Open the plan's judge, and close it with the block; its second tries end with ``stop``."""
    resolved = judge_of(work)
    if resolved is None:
        yield None
        return

    async def wait(seconds: float) -> bool:
        if seconds > LONGEST:
            return False
        try:
            await stop.sleep(seconds)
        except Stopping:
            return False
        return True

    async with Judge(resolved, cache=FolderCache(Layout(work.root).answers), wait=wait) as judge:
        yield judge
