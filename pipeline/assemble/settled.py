"""Tells at a look that a run would have nothing to do: all is drawn, and no file was touched since it was in order."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Final

from pipeline._version import __version__
from pipeline.assemble.boards import Standing
from pipeline.assemble.work import Work
from pipeline.decide.ending import Ending, Halts, ending
from pipeline.decide.eyes import looks
from pipeline.decide.marks import marks
from pipeline.decide.plan_step import Asked, Step, plan_step
from pipeline.decide.sheet import agreed, holding_cut, newer_texts, without_crop
from pipeline.decide.state import BoardState, in_flight
from pipeline.decide.view import BoardView
from pipeline.images.picture import PictureFacts
from pipeline.plan.model import Plan
from pipeline.run.options import Options
from pipeline.store.derived import write_if_changed
from pipeline.store.layout import Layout
from pipeline.store.spool import holds_answers

RECIPE: Final = 1
"""Raised when derived files come to be made in another way, so that every board is looked through once."""


def note_order(plan: Plan, board: BoardView, layout: Layout, pictures: Mapping[Path, PictureFacts]) -> None:
    """Keep that every file of the board is as it should be; hold the run lock, with the journal on disk."""
    note = _note(layout)
    with suppress(OSError):  # what can't be looked through is looked through by every run
        stamp = _stamp(plan, board, layout, pictures)
        note.parent.mkdir(parents=True, exist_ok=True)
        write_if_changed(note, stamp)


def nothing_to_do(work: Work, standing: Standing, board: BoardView, options: Options) -> tuple[Step, Ending] | None:
    """How a run with ``options`` would end that starts nothing and writes nothing; None where it might do something.

    Whatever is in doubt is None: the run itself finds out, under its lock.
    """
    if standing.holder is not None or _unfinished(standing) or _may_stop_or_look(work, standing, options):
        return None
    step = plan_step(board, standing.state, Asked(options.only, options.yes))
    end = ending(board, step, Halts())
    if end != Ending("complete", 0) or step.start or step.gates or marks(board, standing.state):
        return None
    try:
        same = _note(standing.layout).read_bytes() == _stamp(work.plan, board, standing.layout, work.loaded.pictures)
    except OSError:
        return None
    return (step, end) if same else None


def _unfinished(standing: Standing) -> bool:
    """Whether a run that died left something to be finished."""
    state: BoardState = standing.state
    return bool(state.plan is None or state.open_runs or in_flight(state) or holds_answers(standing.layout))


def _may_stop_or_look(work: Work, standing: Standing, options: Options) -> bool:
    """Whether the run may refuse to begin, has a judge who may want to look, or says something about a sheet."""
    plan = work.plan
    limited = plan.budget is not None or options.max_cost is not None
    if looks(plan) or (limited and not all(profile.priced for profile in work.chain.profiles)):
        return True
    if plan.sheet is None or options.no_sheet:
        return options.sheet_only
    cut = holding_cut(plan, standing.state, standing.facts.pictures)
    if cut is None or not agreed(plan, standing.state, cut) or options.sheet_only:
        return True
    return bool(newer_texts(plan, cut) or without_crop(plan, cut))


def _stamp(plan: Plan, board: BoardView, layout: Layout, pictures: Mapping[Path, PictureFacts]) -> bytes:
    """A digest of what derived files are made of, and of every file's size and times; ``.work`` may always go.

    Raises OSError where that can't be told.
    """
    about = [
        [RECIPE, __version__],
        plan.model_dump_json(),
        sorted((str(path), facts.sha256) for path, facts in pictures.items()),
        [[p.id, p.state, p.shown and p.shown.sha256, p.by, p.word, p.pinned] for p in board.subjects],
        sorted(_files(layout.root, layout.work.name)),
    ]
    return (
        hashlib.sha256(json.dumps(about, ensure_ascii=False, default=str).encode("utf-8", "replace"))
        .hexdigest()
        .encode()
    )


def _files(folder: Path, but: str = "") -> Iterator[tuple[str, int, int, int]]:
    with os.scandir(folder) as found:
        for entry in found:
            if entry.is_dir():
                if entry.is_symlink():
                    raise NotADirectoryError(entry.path)  # it may lead anywhere, so nothing is known of what is in it
                if entry.name != but:
                    yield from _files(Path(entry.path))
            else:
                facts = Path(entry.path).stat()  # on Windows what the folder says of an open file may be old
                yield entry.path, facts.st_size, facts.st_mtime_ns, facts.st_ctime_ns


def _note(layout: Layout) -> Path:
    return layout.cache / "settled.sha256"
