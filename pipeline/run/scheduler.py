"""Starts whatever may run, waits for the next event, and looks again, until nothing runs and nothing may start."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable, Iterable
from typing import Final

import anyio
import anyio.to_thread
from anyio.abc import TaskGroup

from pipeline.decide.events import Accepted, KeyframeSet, RetryWanted
from pipeline.decide.eyes import ToChoose, ToJudge, to_choose, to_judge
from pipeline.decide.history import attempts_for
from pipeline.decide.marks import marks
from pipeline.decide.plan_step import Step, Work, plan_step
from pipeline.decide.state import Attempt, Status
from pipeline.decide.view import BoardView, PanelState
from pipeline.errors import StoryboardError
from pipeline.images.size import Size
from pipeline.messages import say
from pipeline.plan.bibles import is_bible
from pipeline.run.desk import Desk
from pipeline.run.errand import draw
from pipeline.run.judging import Jury, choose_from, look_at
from pipeline.run.resume import finish_task
from pipeline.store.keyframes import show_keyframe

ENLARGED: Final = 1.5
"""How many times a take may be enlarged without a word."""

_OVER: Final = frozenset({Status.KEPT, Status.FAILED})
"""Ends of attempts that another wish may forget: nothing was bought in vain."""

Task = Callable[..., Awaitable[None]]
Key = tuple[str, str, str | None, int, str]


class Scheduler:
    """The loop of one run. What was drawn, or tried in vain, is drawn again only after people decided something."""

    def __init__(self, desk: Desk, jury: Jury | None = None) -> None:
        self._desk, self._jury = desk, jury
        self._running: set[Key] = set()
        self._tried: dict[Key, int] = {}
        self._tasks = 0  # whatever else is under way
        self._seen: set[tuple[str, ...]] = set()

    async def carry_out(self, tasks: Iterable[Attempt] = ()) -> None:
        """Run to the end; ``tasks`` are asynchronous jobs of an earlier run, polled first."""
        async with anyio.create_task_group() as group:
            for attempt in tasks:
                self._tasks += 1
                group.start_soon(self._counted, finish_task, self._desk, attempt)
            while True:
                await self._go_on(group)
                if not self._running and not self._tasks:
                    break
                await self._desk.until_news()

    async def _go_on(self, group: TaskGroup) -> None:
        """Look at the board and start what may be started; trouble with the board lets what runs end."""
        try:
            board, step = await settled(self._desk)
            if not self._desk.halted and _want_several(self._desk, step):
                board, step = await settled(self._desk)
        except StoryboardError as error:
            self._desk.fail(error)
            return
        if not self._desk.halted:
            self._start(step, group)
            if self._jury is not None and self._desk.gate is None and not self._desk.first:
                self._look(self._jury, board, step, group)

    def _look(self, jury: Jury, board: BoardView, step: Step, group: TaskGroup) -> None:
        """Have looked at what nobody has looked at yet, and chosen from what is there: each once in a run."""
        state = self._desk.state
        for todo in to_judge(board, state, step.scope, self._desk.run):
            self._once((todo.take.sha256, todo.draft.inputs), self._judge, group, jury, todo)
        for choice in to_choose(board, state, step.scope):
            about = (choice.draft.inputs, *(take.sha256 for take in choice.takes))
            self._once(about, self._choose, group, jury, choice)

    def _once(self, key: tuple[str, ...], task: Task, group: TaskGroup, *todo: object) -> None:
        if key not in self._seen:
            self._seen.add(key)
            self._tasks += 1
            group.start_soon(self._counted, task, *todo)

    async def _counted(self, task: Task, *todo: object) -> None:
        try:
            await task(*todo)
        except StoryboardError as error:
            self._desk.fail(error)
        finally:
            self._tasks -= 1
            self._desk.news()

    async def _judge(self, jury: Jury, todo: ToJudge) -> None:
        await look_at(jury, self._desk, todo)
        # What a judge turned down may be drawn again, as far as the policy lets it.
        self._tried = {k: n for k, n in self._tried.items() if k[:2] != (todo.panel.id, todo.draft.inputs)}

    async def _choose(self, jury: Jury, todo: ToChoose) -> None:
        await choose_from(jury, self._desk, todo)

    def _start(self, step: Step, group: TaskGroup) -> None:
        for work in step.start:
            errand = work.errand
            key = (errand.panel, errand.inputs, errand.want, errand.slot, errand.note)
            if key in self._running or self._tried.get(key) == self._desk.state.decisions:
                continue
            self._running.add(key)
            group.start_soon(self._draw, work, key)

    async def _draw(self, work: Work, key: Key) -> None:
        self._tried[key] = self._desk.state.decisions
        try:
            await draw(work, self._desk)
        finally:
            self._running.discard(key)
            self._desk.news()


async def settled(desk: Desk) -> tuple[BoardView, Step]:
    """Look, and write down what counts from now on, until looking changes nothing."""
    while True:
        board = desk.look()
        if not (_say_yes(desk, board) or await _mark(desk, board)):
            return board, plan_step(board, desk.state, desk.asked)


def _say_yes(desk: Desk, board: BoardView) -> bool:
    """``--yes`` accepts a redrawn anchor that passed inspection."""
    said = False
    for panel in board.subjects:
        if desk.options.yes and panel.word == "redrawn" and panel.state is PanelState.WAITING and panel.draft:
            take = panel.candidate
            if take is not None:
                desk.ledger.record(Accepted(panel.id, take.sha256, panel.draft.inputs))
                said = True
    return said


def _want_several(desk: Desk, step: Step) -> bool:
    """``--takes N``: for what would be drawn for the first time, write that several takes are wanted."""
    wanted: dict[str, Work] = {}
    for work in step.start:
        fresh = all(a.status in _OVER for a in attempts_for(desk.state, work.errand))
        if work.errand.want is None and fresh and work.view.panel.takes < desk.options.takes:
            wanted.setdefault(work.view.id, work)
    for work in wanted.values():
        want = secrets.token_hex(6)
        desk.ledger.record(RetryWanted(want, work.view.id, work.draft.inputs, desk.options.takes))
    return bool(wanted)


async def _mark(desk: Desk, board: BoardView) -> bool:
    """Copy what counts from now on to ``keyframes/``, and write that it counts."""
    new = marks(board, desk.state)
    for mark in new:
        shown = board[mark.panel].shown
        if isinstance(mark, KeyframeSet) and shown is not None and not is_bible(mark.panel):
            source = desk.layout.path(shown.file)
            desk.ledger.record(await anyio.to_thread.run_sync(show_keyframe, desk.layout, mark, source))
            _say_enlarged(desk, mark, shown.size)
        else:
            desk.ledger.record(mark)
    return bool(new)


def _say_enlarged(desk: Desk, mark: KeyframeSet, drawn: Size) -> None:
    """Say where ``size: exact`` makes much out of little."""
    size = Size.parse(mark.size) if mark.size else drawn
    times = max(size.width / drawn.width, size.height / drawn.height)
    if times > ENLARGED:
        desk.say_once(say("run.enlarged", drawn=drawn, size=size, times=f"{times:.1f}"))
