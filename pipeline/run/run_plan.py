"""One run at one board, as a list of steps."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import anyio
import anyio.from_thread
import anyio.to_thread

from pipeline.check.inspect.limits import limits_of
from pipeline.check.judge.judge import Judge
from pipeline.decide.belonging import board_fits
from pipeline.decide.ending import Ending, ending
from pipeline.decide.events import BoardOpened, Event, RunEnded, RunStarted, TakeAdopted, TakeSaved
from pipeline.decide.plan_step import Step
from pipeline.decide.sheet import SHEET, crops
from pipeline.decide.state import BoardState, fold
from pipeline.decide.view import BoardView, Facts
from pipeline.errors import ConfigError, StoryboardError
from pipeline.messages import say
from pipeline.plan.bibles import called
from pipeline.plan.model import Plan
from pipeline.providers.base import Provider
from pipeline.run.adopt import Adopter
from pipeline.run.attempts import Bench
from pipeline.run.desk import Desk
from pipeline.run.judging import Jury
from pipeline.run.ledger import JournalLedger, Limits
from pipeline.run.limits import Permits
from pipeline.run.notices import OnEvent, Said
from pipeline.run.options import Options
from pipeline.run.prepared import Preparer
from pipeline.run.resume import mark_dead_runs, settle_answers
from pipeline.run.scheduler import Scheduler, settled
from pipeline.run.sheeting import Stage as SheetStage
from pipeline.run.sheeting import awaits_bibles, sheet_stage
from pipeline.run.stopping import Stop
from pipeline.store.artifacts import FolderStore
from pipeline.store.disk import check_room, sweep_temporaries
from pipeline.store.facts import Digests, verify_takes
from pipeline.store.journal import Journal
from pipeline.store.layout import Layout
from pipeline.store.locks import run_lock

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Finished:
    """What a run leaves: the board, the state, and how it ended. ``run`` is None where it had nothing to do."""

    board: BoardView
    state: BoardState
    step: Step
    ending: Ending
    run: str | None
    digests: Digests


@dataclass(frozen=True, slots=True)
class Crew:
    """The providers of the chain, in order, by name, and the permits of each."""

    providers: Mapping[str, Provider]
    permits: Mapping[str, Permits]

    @property
    def lineage(self) -> str:
        return next(iter(self.providers.values())).resolved.lineage


async def carry_out(
    plan: Plan,
    layout: Layout,
    crew: Crew,
    pictures: Mapping[Path, str],
    *,
    options: Options,
    stop: Stop,
    notify: OnEvent,
    derive: Callable[[Finished], None],
    tool: str,
    font: Path | None = None,
    judge: Judge | None = None,
) -> Finished:
    """Carry ``plan`` out on the board at ``layout``; ``derive`` writes what is computed from it, under the lock;
    ``judge`` looks at the takes.

    Raises BoardBusy, BoardError, DiskError, ConfigError before anything is sent.
    """
    _limits_can_be_kept(plan, options, crew, judge)
    jury = Jury(judge) if judge is not None else None
    with ExitStack() as stack:
        await anyio.to_thread.run_sync(stack.enter_context, run_lock(layout, options.command))
        await anyio.to_thread.run_sync(sweep_temporaries, layout.root)
        journal = stack.enter_context(await anyio.to_thread.run_sync(Journal.open, layout))
        if journal.torn is not None:
            notify(Said(say("board.torn", path=journal.torn)))
        state = fold(recorded.event for recorded in journal.events)
        board_fits(state, plan, crew.lineage)
        desk, digests = await _desk(plan, layout, crew, pictures, options, notify, journal, state, tool)
        await anyio.to_thread.run_sync(check_room, layout.root)
        await _run(desk, journal, stop, SheetStage(font, options.draw_sheet, jury), jury)
        return await _finish(desk, digests, journal, derive)


def _limits_can_be_kept(plan: Plan, options: Options, crew: Crew, judge: Judge | None) -> None:
    if plan.budget is None and options.max_cost is None:
        return
    for name, provider in crew.providers.items():
        if not provider.resolved.priced:
            raise ConfigError(say("run.no-price", profile=name))
    if judge is not None and judge.resolved.cost(1, 1) is None:
        raise ConfigError(say("run.no-price", profile=judge.resolved.name))


async def _desk(
    plan: Plan,
    layout: Layout,
    crew: Crew,
    pictures: Mapping[Path, str],
    options: Options,
    notify: OnEvent,
    journal: Journal,
    state: BoardState,
    tool: str,
) -> tuple[Desk, Digests]:
    """Put the run's collaborators together; nothing is written before there is something to write."""
    run = secrets.token_hex(6)
    opening: tuple[Event, ...] = (RunStarted(run, options.command),)
    if state.plan is None:
        opening = (BoardOpened(plan.file.name, tool), *opening)
    taken = [r.event for r in journal.events if isinstance(r.event, TakeSaved | TakeAdopted)]
    digests = await anyio.to_thread.run_sync(Digests.load, layout)
    spoiled = await anyio.to_thread.run_sync(verify_takes, digests, taken)
    for spoilt in spoiled:
        notify(Said(spoilt.text))
    limits = Limits(float(plan.budget) if plan.budget else None, options.max_cost, options.max_calls)
    facts = Facts(
        board=layout.root,
        pictures=pictures,
        lineage=crew.lineage,
        chain=tuple(crew.providers),
        accept=options.accept or plan.accept,
        crops={} if options.no_sheet else crops(plan, state, pictures, layout.root),
        spoiled=frozenset(s.file for s in spoiled),
        live=True,
    )
    store = FolderStore(layout, taken)
    desk = Desk(
        plan=plan,
        layout=layout,
        state=state,
        facts=facts,
        ledger=JournalLedger(journal, state, limits, run, notify, opening),
        bench=Bench(layout, store, lambda text: notify(Said(text)), limits_of(plan.checks.said)),
        preparer=Preparer(layout.cache),
        providers=crew.providers,
        permits=crew.permits,
        options=options,
        run=run,
        notify=notify,
    )
    adopter = Adopter(state, digests, store, _in_loop(desk.ledger.record), _in_loop(desk.say_once))
    await anyio.to_thread.run_sync(adopter.by_hand, desk.look())
    return desk, digests


def _in_loop(call: Callable[[T], object]) -> Callable[[T], object]:
    """``call`` for somebody in a thread: whoever watches the run is told in its loop."""
    return lambda value: anyio.from_thread.run_sync(call, value)


async def _run(desk: Desk, journal: Journal, stop: Stop, stage: SheetStage, jury: Jury | None) -> None:
    async with anyio.create_task_group() as watchers:
        watchers.start_soon(_hear, desk, journal)
        watchers.start_soon(_halt_on_stop, desk, stop)
        watchers.start_soon(_halt_in_time, desk)
        with anyio.CancelScope() as work:
            watchers.start_soon(_cancel_on_insistence, stop, work)
            await _work(desk, stage, jury)
        watchers.cancel_scope.cancel()
    if desk.trouble is not None:
        raise desk.trouble


async def _work(desk: Desk, stage: SheetStage, jury: Jury | None) -> None:
    try:
        mark_dead_runs(desk)
        tasks = await settle_answers(desk)
        if awaits_bibles(desk, stage):
            await Scheduler(desk, jury).carry_out(tasks)
            tasks = ()
            if awaits_bibles(desk, stage):
                desk.say_once(say("run.sheet-waits", bibles=", ".join(map(called, sorted(desk.first)))))
                return
        desk.gate = await sheet_stage(desk, stage, tasks)
    except StoryboardError as error:
        desk.fail(error)
        return
    await Scheduler(desk, jury).carry_out(a for a in tasks if a.started.subject != SHEET)


async def _finish(desk: Desk, digests: Digests, journal: Journal, derive: Callable[[Finished], None]) -> Finished:
    """Write how it ended and what is derived; decisions that come in the meantime are in it as well."""
    board, step = await settled(desk)
    if desk.out_of_time and desk.usual_seconds() > (desk.options.seconds or 0.0):
        desk.say_once(say("run.slow-here", usual=f"{desk.usual_seconds():.0f} s"))
    end = ending(board, step, desk.halts)
    if desk.ledger.opened:
        desk.ledger.record(RunEnded(desk.run, end.state, end.exit))
    while True:
        finished = Finished(board, desk.state, step, end, desk.run if desk.ledger.opened else None, digests)
        await anyio.to_thread.run_sync(journal.flush)
        await anyio.to_thread.run_sync(derive, finished)
        late = await anyio.to_thread.run_sync(journal.heard)
        if not late:
            return finished
        for recorded in late:
            desk.hear(recorded.event)
        board, step = await settled(desk)


async def _hear(desk: Desk, journal: Journal) -> None:
    """Fold what other processes decide while the run is going."""
    try:
        async for recorded in journal.watch():
            desk.hear(recorded.event)
    except StoryboardError as error:
        desk.fail(error)


async def _halt_on_stop(desk: Desk, stop: Stop) -> None:
    await stop.wait()
    desk.interrupt()


async def _cancel_on_insistence(stop: Stop, work: anyio.CancelScope) -> None:
    await stop.wait_insisted()
    work.cancel()


async def _halt_in_time(desk: Desk) -> None:
    """End waits when the run's time is over; answers in flight are awaited even then."""
    if desk.options.seconds is not None:
        await anyio.sleep(desk.options.seconds)
        desk.out_of_time = True
        desk.halt()
