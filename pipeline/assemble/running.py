"""Carries a plan out and reports on it."""

from __future__ import annotations

from dataclasses import dataclass, field

import anyio.to_thread

from pipeline._version import __version__
from pipeline.assemble.derive import derive, font
from pipeline.assemble.eyes import opened_judge
from pipeline.assemble.providers import Providers
from pipeline.assemble.reporting import run_report
from pipeline.assemble.work import Work
from pipeline.decide.view import PanelState
from pipeline.messages import say
from pipeline.report.text import duration
from pipeline.report.view import RunReport
from pipeline.run.notices import Notice, OnEvent, Said
from pipeline.run.options import Options
from pipeline.run.run_plan import Finished, carry_out
from pipeline.run.stopping import Stop
from pipeline.store.layout import Layout


@dataclass(slots=True)
class _Listener:
    """Hands notices on and keeps the sentences for the report."""

    on_event: OnEvent | None
    said: list[str] = field(default_factory=list)

    def __call__(self, notice: Notice) -> None:
        if isinstance(notice, Said) and notice.text not in self.said:
            self.said.append(notice.text)
        if self.on_event is not None:
            self.on_event(notice)


async def run(
    work: Work,
    providers: Providers,
    options: Options,
    *,
    stop: Stop | None = None,
    on_event: OnEvent | None = None,
    again: tuple[str, ...] = (),
) -> RunReport:
    """Carry the plan out with open providers. ``again`` are the words of this run's options for ``next:``."""
    layout = Layout(work.root)
    listener = _Listener(on_event, [])
    for sentence in work.said:
        listener(Said(sentence))
    pictures = dict(work.loaded.pictures)

    def write(finished: Finished) -> None:
        derive(work.plan, finished.board, finished.state, layout, finished.digests, pictures)

    stop = stop or Stop()
    async with opened_judge(work, stop) as judge:
        finished = await carry_out(
            work.plan,
            layout,
            providers.crew,
            {path: facts.sha256 for path, facts in pictures.items()},
            options=options,
            stop=stop,
            notify=listener,
            derive=write,
            tool=f"run-storyboard {__version__}",
            font=font(),
            judge=judge,
        )
    if finished.ending.come_back:
        listener(Said(say("run.come-back", time=duration(finished.ending.come_back))))
    board = finished.board
    if any(panel.state is PanelState.DRAWING for panel in board.subjects):
        # Stopped between two requests: nothing is being drawn any more but what a service goes on with by itself.
        board = (await anyio.to_thread.run_sync(work.look))[1]
    # A sheet that waits for its bibles is gone on with as such; whatever else is next, the run brings.
    command = "run"
    if options.sheet_only and finished.step.scope:
        command, again = "sheet", (*again, *(["--draw"] if options.draw_sheet else []))
    return run_report(
        work,
        board,
        finished.state,
        finished.step,
        finished.ending,
        run=finished.run,
        notes=listener.said,
        again=again,
        command=command,
    )
