"""What several commands tell after looking at a board: the report of how it stands."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pipeline.assemble.boards import Standing, at_rest_asks
from pipeline.assemble.comparing import compare
from pipeline.assemble.frames import frames
from pipeline.assemble.work import Work
from pipeline.decide.ending import Ending, at_rest
from pipeline.decide.plan_step import plan_step
from pipeline.decide.sheet import holding_cut, newer_texts, without_crop
from pipeline.decide.view import BoardView
from pipeline.errors import Problem, UsageError
from pipeline.messages import say
from pipeline.plan.bibles import bibles, called
from pipeline.report.build import build
from pipeline.report.steps import steps
from pipeline.report.view import RunReport
from pipeline.store.locks import Holder


def standing_report(
    work: Work,
    standing: Standing,
    board: BoardView,
    notes: Sequence[str] = (),
    problems: Sequence[Problem] | None = None,
    ending: Ending | None = None,
) -> RunReport:
    """How the board stands, with what to look at and what to do next; exit 0 unless ``ending`` says otherwise.

    An ending is that of the board's last run. ``problems`` are the plan's warnings unless a command found more.
    """
    asked = at_rest_asks(work.plan, board, standing.state, standing.facts.pictures)
    step = plan_step(board, standing.state, asked)
    ending = ending or at_rest(board, step, running=standing.holder is not None)
    todo = steps(board, standing.state, step, ending, root=work.root, commands=work.commands())
    running = [_running(standing.holder)] if standing.holder else []
    return build(
        work.plan,
        board,
        standing.state,
        root=work.root,
        ending=ending,
        run=standing.facts.run if ending.exit else None,
        next_=todo.next_,
        look=todo.look,
        notes=(*work.said, *running, *_of_sheet(work, standing), *notes),
        problems=work.loaded.warnings if problems is None else problems,
        pictures=work.loaded.pictures,
        since=standing.since,
        frames=frames(board, standing.state, standing.layout, work.loaded.pictures),
        consistency=compare(work, board, standing.state),
    )


def _of_sheet(work: Work, standing: Standing) -> tuple[str, ...]:
    """Whose texts are newer than the drawn sheet, and who is on none."""
    cut = holding_cut(work.plan, standing.state, standing.facts.pictures)
    if cut is None:
        return ()
    newer, missing = newer_texts(work.plan, cut), without_crop(work.plan, cut)
    return (
        *((say("run.newer-texts", panels=", ".join(newer)),) if newer else ()),
        *((say("run.without-crop", panels=", ".join(missing)),) if missing else ()),
    )


def _running(holder: Holder) -> str:
    if holder.started is None:
        return say("cli.running")
    at = holder.started.astimezone().strftime("%H:%M:%S")
    return say("cli.running-since", pid=holder.pid, command=holder.command, at=at)


def only_known(work: Work, names: Iterable[str]) -> None:
    """UsageError where the plan has no panel and no drawn bible of a name."""
    known = [p.id for p in work.plan.panels]
    drawn = [bible.called for bible in bibles(work.plan)]
    unknown = [name for name in names if not {name, called(name), name.replace("/", ".")} & {*known, *drawn}]
    if unknown:
        raise UsageError(say("cli.no-such-panel", panel=", ".join(unknown), known=", ".join([*known[:20], *drawn])))
