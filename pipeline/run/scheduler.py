"""Starts whatever may run, waits for the next event, and looks again, until nothing runs and nothing may start."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import anyio
import anyio.to_thread
from anyio.abc import TaskGroup

from pipeline.decide.events import Accepted, KeyframeSet
from pipeline.decide.marks import marks
from pipeline.decide.plan_step import Step, Work, plan_step
from pipeline.decide.state import Attempt
from pipeline.decide.view import BoardView, PanelState
from pipeline.errors import StoryboardError
from pipeline.images.size import Size
from pipeline.messages import say
from pipeline.plan.bibles import is_bible
from pipeline.run.desk import Desk
from pipeline.run.errand import draw
from pipeline.run.resume import finish_task
from pipeline.store.keyframes import show_keyframe

ENLARGED: Final = 1.5
"""How many times a take may be enlarged without a word."""

Key = tuple[str, str, str | None, int, str]


class Scheduler:
    """The loop of one run. What was drawn, or tried in vain, is drawn again only after people decided something."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._running: set[Key] = set()
        self._tried: dict[Key, int] = {}
        self._tasks = 0

    async def carry_out(self, tasks: Iterable[Attempt] = ()) -> None:
        """Run to the end; ``tasks`` are asynchronous jobs of an earlier run, polled first."""
        async with anyio.create_task_group() as group:
            for attempt in tasks:
                self._tasks += 1
                group.start_soon(self._finish, attempt)
            while True:
                await self._go_on(group)
                if not self._running and not self._tasks:
                    break
                await self._desk.until_news()

    async def _go_on(self, group: TaskGroup) -> None:
        """Look at the board and start what may be started; trouble with the board lets what runs end."""
        try:
            _, step = await settled(self._desk)
        except StoryboardError as error:
            self._desk.fail(error)
            return
        if not self._desk.halted:
            self._start(step, group)

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

    async def _finish(self, attempt: Attempt) -> None:
        try:
            await finish_task(self._desk, attempt)
        finally:
            self._tasks -= 1
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
