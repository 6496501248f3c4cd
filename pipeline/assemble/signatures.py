"""Signatures of pictures that the journal has none of: one's own, edited by hand, drawn before they were kept."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from pipeline.assemble.work import Work
from pipeline.check.inspect.signature import Signature, sign
from pipeline.check.inspect.view import SMALL_EDGE
from pipeline.decide.state import BoardState
from pipeline.decide.view import BoardView
from pipeline.errors import PictureError
from pipeline.images.picture import PictureFacts
from pipeline.pictures.files import read_regular
from pipeline.pictures.pixels import small
from pipeline.report.consistency import compared, consistency, read_signature
from pipeline.report.outliers import Consistency
from pipeline.store.derived import write_json
from pipeline.store.layout import Layout


def known(layout: Layout) -> dict[str, Signature]:
    """Those that the last writer of the board kept in ``.work/cache``, by sha256; losing them costs time only."""
    try:
        texts = json.loads(_note(layout).read_bytes())
    except (OSError, ValueError):
        return {}
    kept = texts.items() if isinstance(texts, dict) else ()
    return {sha: found for sha, text in kept if isinstance(text, str) and (found := read_signature(text))}


def complete(
    board: BoardView, state: BoardState, layout: Layout, pictures: Mapping[Path, PictureFacts]
) -> dict[str, Signature]:
    """All that the board needs, the missing ones made from the pictures and kept; hold the run lock."""
    before, found = known(layout), {}
    for sha, (path, kept) in compared(board, state, layout.root, pictures).items():
        signature = None if read_signature(kept) else before.get(sha) or _made(path)
        if signature is not None:
            found[sha] = signature
    if found != before:
        write_json(_note(layout), {sha: signature.text for sha, signature in found.items()})
    return found


def compare(work: Work, board: BoardView, state: BoardState) -> Consistency:
    """The table over all panels as a reader of the board can tell it, with complete commands."""
    return consistency(
        board,
        state,
        root=work.root,
        pictures=work.loaded.pictures,
        signatures=known(Layout(work.root)),
        commands=work.commands(),
    )


def _made(path: Path) -> Signature | None:
    try:
        return sign(small(read_regular(path), SMALL_EDGE))
    except PictureError:
        return None


def _note(layout: Layout) -> Path:
    return layout.cache / "signatures.json"
