"""Starts whatever may run, waits for the next event, and looks again, until nothing runs and nothing may start."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import anyio
import anyio.to_thread
from anyio.abc import TaskGroup

from pipeline.decide.events import Accepted, KeyframeSet
from pipeline.decide.marks import marks
from pipeline.decide.plan_step import Step, Work, plan_step
from pipeline.decide.state import Attempt
from pipeline.decide.view import BoardView, PanelState
from pipeline.run.desk import Desk
from pipeline.run.errand import draw
from pipeline.run.resume import finish_task
from pipeline.store.keyframes import put_keyframe

Key = tuple[str, str, str | None, int]


class Scheduler:
    """The loop of one run. What has been tried in this run and gave no picture is not started twice."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._running: set[Key] = set()
        self._tried: set[Key] = set()
        self._polled: Counter[str] = Counter()

    async def carry_out(self, tasks: Iterable[Attempt] = ()) -> tuple[BoardView, Step]:
        """Run to the end; ``tasks`` are asynchronous jobs of an earlier run, polled first."""
        desk = self._desk
        async with anyio.create_task_group() as group:
            for attempt in tasks:
                self._polled[attempt.started.inputs] += 1
                group.start_soon(self._finish, attempt)
            board, step = await self._look()
            while True:
                if not desk.stop.requested:
                    self._start(step, group)
                if not self._running and not self._polled.total():
                    break
                await desk.until_news()
                board, step = await self._look()
        return board, step

    async def _look(self) -> tuple[BoardView, Step]:
        board = await self._settled_board()
        return board, plan_step(board, self._desk.state, self._desk.asked)

    def _start(self, step: Step, group: TaskGroup) -> None:
        for work in step.start:
            key = (work.errand.panel, work.errand.inputs, work.errand.want, work.errand.slot)
            # The same inputs may be coming in from an earlier run's task, under an older name of the panel.
            if key in self._running or key in self._tried or self._polled[work.errand.inputs]:
                continue
            self._running.add(key)
            group.start_soon(self._draw, work, key)

    async def _draw(self, work: Work, key: Key) -> None:
        try:
            await draw(work, self._desk)
        finally:
            self._running.discard(key)
            self._tried.add(key)
            self._desk.news()

    async def _finish(self, attempt: Attempt) -> None:
        try:
            await finish_task(self._desk, attempt)
        finally:
            self._polled[attempt.started.inputs] -= 1
            self._desk.news()

    async def _settled_board(self) -> BoardView:
        """Look, and write down what counts from now on, until looking changes nothing."""
        while True:
            board = self._desk.look()
            if not (self._say_yes(board) or await self._mark(board)):
                return board

    def _say_yes(self, board: BoardView) -> bool:
        """``--yes`` accepts a redrawn anchor that passed inspection."""
        desk = self._desk
        said = False
        for panel in board.panels:
            if desk.options.yes and panel.word == "redrawn" and panel.state is PanelState.WAITING and panel.draft:
                take = panel.candidate
                if take is not None:
                    desk.ledger.record(Accepted(panel.id, take.sha256, panel.draft.inputs))
                    said = True
        return said

    async def _mark(self, board: BoardView) -> bool:
        """Copy what counts from now on to ``keyframes/``, and write that it counts."""
        desk = self._desk
        new = marks(board, desk.state)
        for mark in new:
            shown = board[mark.panel].shown
            if isinstance(mark, KeyframeSet) and shown is not None:
                await anyio.to_thread.run_sync(put_keyframe, desk.layout, mark.panel, desk.layout.path(shown.file))
            desk.ledger.record(mark)
        return bool(new)
