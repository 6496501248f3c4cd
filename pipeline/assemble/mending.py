"""Makes a wish to mend a take out of what a command line says: which take, what is wished, where it may change."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from pathlib import Path

from pipeline.assemble.boards import Standing
from pipeline.assemble.deciding import Chooser, named_take
from pipeline.assemble.work import Work
from pipeline.compose.look import Source
from pipeline.compose.request import problems
from pipeline.decide.events import Decision, RetryWanted
from pipeline.decide.mending import mend_draft
from pipeline.decide.state import Take
from pipeline.decide.view import BoardView, PanelView
from pipeline.errors import UsageError
from pipeline.messages import say
from pipeline.pictures.files import digest, read_regular
from pipeline.pictures.probe import probe
from pipeline.plan.bibles import is_bible
from pipeline.store.disk import make_folder, write_whole
from pipeline.store.layout import Layout


def mend(work: Work, panel_id: str, wish: str, *, take: str | None = None, mask: Path | None = None) -> Chooser:
    """Ask for one take to be changed: the named one, else the candidate, else what is shown, else the last.

    UsageError where there is no such take, where the mask does not fit it, or where no profile could do it.
    """

    def choose(standing: Standing, board: BoardView) -> Sequence[Decision]:
        panel = _ready(board, panel_id)
        chosen = named_take(standing, panel, take) if take is not None else _own(standing, panel)
        if chosen is None or chosen.file in standing.facts.spoiled:
            raise UsageError(say("mend.no-take", panel=panel_id))
        want = secrets.token_hex(6)
        data = _mask(mask, chosen) if mask is not None else b""
        file = standing.layout.mask(panel_id, want) if data else None
        wanted = RetryWanted(
            want,
            panel_id,
            panel.draft.inputs if panel.draft else "",
            mend=chosen.sha256,
            wish=wish,
            mask=standing.layout.file(file) if file else "",
            mask_sha256=digest(data) if data else "",
        )
        _can_be_sent(work, panel, wanted, chosen, standing.layout)
        if file is not None:
            make_folder(file.parent)
            write_whole(file, data)
        return [wanted]

    return choose


def _ready(board: BoardView, name: str) -> PanelView:
    panel = board.find(name)
    if panel is None or is_bible(panel.id):
        raise UsageError(say("mend.no-panel", panel=name))
    if not panel.panel.drawn:
        raise UsageError(say("mend.own", panel=panel.id))
    if panel.pinned:
        raise UsageError(say("mend.pinned", panel=panel.id))
    if panel.draft is None:
        raise UsageError(say("cli.not-yet", panel=panel.id, behind=", ".join(panel.behind)))
    return panel


def _own(standing: Standing, panel: PanelView) -> Take | None:
    """The take that a panel has or, where all were turned down, had last."""
    drawn = (t for t in standing.state.takes.values() if panel.draft and t.inputs == panel.draft.inputs)
    decoded = (t for t in drawn if t.size.pixels and t.sha256 not in standing.state.rejected)
    return panel.candidate or panel.shown or max(decoded, key=lambda t: t.order, default=None)


def _mask(path: Path, take: Take) -> bytes:
    """The mask's bytes, which are sent as they are."""
    data = read_regular(path)
    facts = probe(data, fully=True)
    if facts.format != "png" or not facts.has_alpha:
        raise UsageError(say("mend.mask-format", path=path))
    if facts.size != take.size:
        raise UsageError(say("mend.mask-size", path=path, mask=facts.size, take=take.size))
    return data


def _can_be_sent(work: Work, panel: PanelView, wanted: RetryWanted, take: Take, layout: Layout) -> None:
    if panel.draft is None:
        return
    source = Source(layout.path(take.file), take.sha256)
    commission = mend_draft(work.plan, panel.panel, panel.draft, wanted, source, layout.root).commission
    faults = {p.name: problems(commission.spec(p.capabilities), p.capabilities) for p in work.chain.profiles}
    if all(faults.values()):
        said = "; ".join(f"{name}: {', '.join(why)}" for name, why in faults.items())
        raise UsageError(say("mend.nobody", panel=panel.id, why=said))
