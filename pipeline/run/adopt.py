"""Takes in what people did to the keyframes folder by hand: an edited picture becomes a take, accepted."""

from __future__ import annotations

import anyio
import anyio.to_thread

from pipeline.decide.events import Accepted, TakeAdopted
from pipeline.decide.view import PanelView
from pipeline.errors import PictureError
from pipeline.images.picture import EXTENSIONS
from pipeline.messages import say
from pipeline.pictures.files import read_regular
from pipeline.pictures.probe import probe
from pipeline.run.desk import Desk
from pipeline.run.notices import Said
from pipeline.store.artifacts import FolderStore, Key
from pipeline.store.facts import Digests
from pipeline.store.keyframes import Counted, Edited, Missing, Swapped, look_at_keyframes, put_keyframe


async def adopt_by_hand(desk: Desk, digests: Digests, store: FolderStore) -> None:
    """Compare ``keyframes/`` with what should be there, adopt what a person put there, restore what is gone."""
    board = {p.id: p for p in desk.look().panels}
    counted = [c for p in board.values() if (c := _counted(p, desk)) is not None]
    shas = frozenset(t.sha256 for t in desk.state.takes.values())
    found = await anyio.to_thread.run_sync(look_at_keyframes, digests, counted, shas)
    for one in found:
        panel = board[one.panel]
        match one:
            case Missing():
                await _restore(desk, panel)
            case Edited():
                await _adopt(desk, panel, one, store)
            case Swapped() if panel.draft is not None:
                desk.ledger.record(Accepted(panel.id, one.sha256, panel.draft.inputs))
                desk.notify(Said(say("run.swapped", panel=panel.id)))


def _counted(panel: PanelView, desk: Desk) -> Counted | None:
    was = desk.state.keyframes.get(panel.id)
    if was is None or panel.shown is None:
        return None
    return Counted(panel.id, panel.shown.file, panel.shown.sha256, was.take)


async def _restore(desk: Desk, panel: PanelView) -> None:
    if panel.shown is not None:
        await anyio.to_thread.run_sync(put_keyframe, desk.layout, panel.id, desk.layout.path(panel.shown.file))


async def _adopt(desk: Desk, panel: PanelView, edited: Edited, store: FolderStore) -> None:
    if panel.draft is None:
        return
    try:
        data = await anyio.to_thread.run_sync(read_regular, edited.path)
        facts = probe(data)
    except PictureError as error:
        desk.notify(Said(say("run.edited-unreadable", panel=panel.id, reason=error)))
        return
    extension = EXTENSIONS.get(facts.format, f".{facts.format}").removeprefix(".")
    key = Key.by_hand(panel.draft.inputs, panel.id, extension, data)
    stored = await store.put_if_absent(key, data)
    desk.ledger.record(
        TakeAdopted(
            subject=panel.id,
            inputs=panel.draft.inputs,
            number=stored.number,
            file=stored.file,
            sha256=stored.sha256,
            format=facts.format,
            width=facts.size.width,
            height=facts.size.height,
            length=stored.length,
            origin="hand",
            asked=panel.draft.asked,
        )
    )
    await desk.ledger.durably(Accepted(panel.id, stored.sha256, panel.draft.inputs))
    store.forget(key.attempt)
    desk.notify(Said(say("run.adopted", panel=panel.id)))
