"""Takes in what people did to the keyframes folder by hand: an edited picture becomes a take, accepted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256

from pipeline.decide.events import Accepted, Event, KeyframeSet, TakeAdopted
from pipeline.decide.marks import shown_size
from pipeline.decide.state import BoardState
from pipeline.decide.view import BoardView, PanelView
from pipeline.errors import PictureError
from pipeline.images.picture import EXTENSIONS
from pipeline.messages import say
from pipeline.pictures.files import read_regular
from pipeline.pictures.probe import probe
from pipeline.store.artifacts import FolderStore, Key
from pipeline.store.facts import Digests
from pipeline.store.keyframes import Counted, Edited, Missing, Swapped, look_at_keyframes, resampled, show_keyframe


@dataclass(frozen=True, slots=True)
class Adopter:
    """Looks at ``keyframes/`` under the run lock; ``record`` writes an event, ``told`` says a sentence. Blocks."""

    state: BoardState
    digests: Digests
    store: FolderStore
    record: Callable[[Event], object]
    told: Callable[[str], object]

    def by_hand(self, board: BoardView) -> None:
        """Adopt what a person put into the folder, accept a take that was copied there, restore what is gone."""
        counted = [c for panel in board.panels if (c := self._counted(panel, board)) is not None]
        shas = frozenset(t.sha256 for t in self.state.takes.values())
        for found in look_at_keyframes(self.digests, counted, shas):
            panel = board[found.panel]
            match found:
                case Missing():
                    self._restore(panel, board)
                case Edited():
                    self._edited(panel, found)
                case Swapped() if panel.draft is not None:
                    self.record(Accepted(panel.id, found.sha256, panel.draft.inputs))
                    self.told(say("run.swapped", panel=panel.id))

    def _counted(self, panel: PanelView, board: BoardView) -> Counted | None:
        was = self.state.keyframes.get(panel.id)
        if was is None or panel.shown is None:
            return None
        size = shown_size(panel, board)
        sha = panel.shown.sha256
        if size is not None:
            known = was.take == sha and was.size == str(size)
            source = self.digests.layout.path(panel.shown.file)
            sha = was.copy if known else sha256(resampled(source, size)).hexdigest()
        return Counted(panel.id, panel.shown.file, sha, was.copy or was.take)

    def _restore(self, panel: PanelView, board: BoardView) -> None:
        if panel.shown is not None:
            layout = self.digests.layout
            mark = KeyframeSet(panel.id, panel.shown.sha256, "", size=str(shown_size(panel, board) or ""))
            show_keyframe(layout, mark, layout.path(panel.shown.file))

    def _edited(self, panel: PanelView, edited: Edited) -> None:
        try:
            data = read_regular(edited.path)
            self.adopt(panel, data, origin="hand")
        except PictureError as error:
            self.told(say("run.edited-unreadable", panel=panel.id, reason=error))
            return
        self.told(say("run.adopted", panel=panel.id))

    def adopt(self, panel: PanelView, data: bytes, *, origin: str) -> None:
        """Make ``data`` a take of ``panel`` that a person accepted. PictureError where it is no picture."""
        facts = probe(data, fully=True)
        if panel.draft is None:
            raise PictureError(say("run.no-inputs", panel=panel.id, behind=", ".join(panel.behind)))
        extension = EXTENSIONS.get(facts.format, f".{facts.format}").removeprefix(".")
        key = Key.by_hand(panel.draft.inputs, panel.id, extension, data)
        stored = self.store.save(key, data)
        if stored.file not in self.state.takes:
            self.record(
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
                    origin=origin,
                    asked=panel.draft.asked,
                )
            )
        self.record(Accepted(panel.id, stored.sha256, panel.draft.inputs))
        self.store.forget(key.attempt)
