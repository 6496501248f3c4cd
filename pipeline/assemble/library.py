"""The library: what ``from pipeline import …`` gives to programs that embed a run."""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

from pipeline.assemble.providers import Providers, open_providers, opened
from pipeline.assemble.running import run
from pipeline.assemble.work import Ask, begin, loaded_of
from pipeline.plan.model import Accept, Plan
from pipeline.report.view import RunReport
from pipeline.run.notices import OnEvent
from pipeline.run.options import Options
from pipeline.run.stopping import Stop

__all__ = ["open_providers", "run_plan", "run_plan_sync"]

PlanLike = Plan | str | os.PathLike[str]


async def run_plan(
    plan: PlanLike,
    *,
    board: str | os.PathLike[str] | None = None,
    providers: Providers | str | Sequence[str] | None = None,
    only: Sequence[str] = (),
    accept: Accept | None = None,
    yes: bool = False,
    max_cost: float | None = None,
    max_calls: int | None = None,
    seconds: float | None = None,
    on_event: OnEvent | None = None,
    stop: Stop | None = None,
) -> RunReport:
    """Carry a plan out in the running asyncio loop and report how it ended.

    ``plan`` is a loaded plan or a path, ``board`` the folder (default: beside the plan), ``providers`` what
    ``open_providers`` gave, or names; ``max_cost`` in USD, ``seconds`` as ``--for``. ``stop.request()`` ends the
    run as a first Ctrl-C does; cancelling the task ends it as a second one does. A panel that failed is in the
    report; InvalidPlan, ConfigError, NoProvider, BoardError are raised before anything is sent.
    Signal handlers and logging are left alone.
    """
    path = plan.file if isinstance(plan, Plan) else Path(plan)
    names = _names(providers)
    ask = Ask(path, Path(board) if board is not None else None, names, accept)
    loaded = await asyncio.to_thread(loaded_of, plan) if isinstance(plan, Plan) else None
    given = providers if isinstance(providers, Providers) else None
    work = await asyncio.to_thread(
        begin,
        ask,
        need_keys=True,
        loaded=loaded,
        chain=given.chain if given else None,
        settings=given.settings if given else None,
    )
    options = Options(
        only=frozenset(only),
        accept=accept,
        yes=yes,
        max_cost=max_cost,
        max_calls=max_calls,
        seconds=seconds,
        command="library",
    )
    async with AsyncExitStack() as stack:
        crew = given if given is not None else await stack.enter_async_context(opened(work.chain))
        return await run(work, crew, options, stop=stop, on_event=on_event)


def run_plan_sync(plan: PlanLike, **options: Any) -> RunReport:
    """``run_plan`` for scripts and notebooks: in a loop of its own, in a worker thread."""
    return _in_thread(lambda: asyncio.run(run_plan(plan, **options)))


def _in_thread(call: Callable[[], RunReport]) -> RunReport:
    result: list[RunReport] = []
    failure: list[BaseException] = []

    def work() -> None:
        try:
            result.append(call())
        except BaseException as error:  # noqa: BLE001 - it is raised on in the caller's thread
            failure.append(error)

    thread = threading.Thread(target=work, name="run-storyboard")
    thread.start()
    thread.join()
    if failure:
        raise failure[0]
    return result[0]


def _names(providers: Providers | str | Sequence[str] | None) -> tuple[str, ...]:
    match providers:
        case None:
            return ()
        case Providers():
            return providers.names
        case str():
            return (providers,)
        case _:
            return tuple(providers)
