"""Measures how alike the pictures of a board are, and keeps what was measured for those who only read the board."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from pipeline.check.inspect.alike import alike
from pipeline.check.inspect.limits import limits_of
from pipeline.check.inspect.signature import Signature, distances, sign
from pipeline.check.inspect.view import SMALL_EDGE
from pipeline.decide.state import BoardState
from pipeline.decide.view import BoardView
from pipeline.errors import PictureError
from pipeline.images.picture import PictureFacts
from pipeline.pictures.files import read_regular
from pipeline.pictures.pixels import small
from pipeline.report.consistency import Beside, beside
from pipeline.report.likeness import Likeness
from pipeline.store.derived import write_json
from pipeline.store.layout import Layout

_DIGITS = 5


def measure(board: BoardView, state: BoardState, layout: Layout, pictures: Mapping[Path, PictureFacts]) -> Likeness:
    """Compare all pictures of the board and keep the result in ``.work/cache``; hold the run lock.

    What the journal has no signature of is read once, and its signature kept there too.
    """
    taking_part = beside(board, state, layout.root, pictures)
    signs = _signatures(taking_part, layout)
    far = {
        (sha, each.anchor): _far(signs[sha], signs[each.anchor])
        for sha, each in taking_part.items()
        if each.anchor in signs and sha in signs
    }
    pairs = alike(signs, limits_of(board.plan.checks.said))
    found = Likeness(
        far, {(one, other): round(check.value or 0.0, _DIGITS) for one, other, check in pairs}, frozenset(signs)
    )
    write_json(layout.likeness, found.to_json())
    return found


def _signatures(taking_part: Mapping[str, Beside], layout: Layout) -> dict[str, Signature]:
    note = layout.cache / "signatures.json"
    before, own, found = _read(note), {}, {}
    for sha, each in taking_part.items():
        kept = _signature(each.signature)
        if kept is None:
            kept = own[sha] = before.get(sha) or _made(each.path)
        if kept is not None:
            found[sha] = kept
    known = {sha: signature for sha, signature in own.items() if signature is not None}
    if known != before:
        write_json(note, {sha: signature.text for sha, signature in known.items()})
    return found


def _far(one: Signature, anchor: Signature) -> tuple[float, float]:
    tone, palette = distances(one, anchor)
    return round(tone, _DIGITS), round(palette, _DIGITS)


def _read(note: Path) -> dict[str, Signature]:
    try:
        texts = json.loads(note.read_bytes())
    except (OSError, ValueError):
        return {}
    kept = texts.items() if isinstance(texts, dict) else ()
    return {sha: found for sha, text in kept if isinstance(text, str) and (found := _signature(text))}


def _signature(text: str) -> Signature | None:
    """The signature in ``text``, None where it is none that this version reads."""
    try:
        return Signature.from_text(text)
    except ValueError:
        return None


def _made(path: Path) -> Signature | None:
    try:
        return sign(small(read_regular(path), SMALL_EDGE))
    except PictureError:
        return None
