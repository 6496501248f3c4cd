"""Compares the pictures of a board with their anchor and with each other, from what was kept of each; reads no file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import Any, Final

from pipeline.check.inspect.alike import alike
from pipeline.check.inspect.limits import Limits
from pipeline.check.inspect.signature import Signature, distances
from pipeline.compose.references import NO_ANCHOR, needs
from pipeline.decide.state import BoardState, Take
from pipeline.decide.view import BoardView, PanelState, PanelView
from pipeline.images.picture import PictureFacts, Role
from pipeline.messages import say
from pipeline.report.outliers import Consistency, Mark, Row
from pipeline.report.steps import Commands
from pipeline.report.text import clean

_AGAINST_ANCHOR: Final = ("tone", "palette")
_OF_ANY_PICTURE: Final = ("border", "split", "sharpness")
"""Checks that would have been made of a picture that was bought."""
_DIGITS: Final = 4
_MOST_TWINS: Final = 4


@dataclass(frozen=True, slots=True)
class Shown:
    """The picture of a panel that people see: ``path`` absolute; ``take`` None for one's own picture."""

    path: Path
    sha256: str
    take: Take | None = None


def consistency(
    board: BoardView,
    state: BoardState,
    *,
    root: Path,
    pictures: Mapping[Path, PictureFacts] | None = None,
    signatures: Mapping[str, Signature] | None = None,
    commands: Commands | None = None,
    judged: Mapping[str, tuple[str, ...]] | None = None,
    limits: Limits | None = None,
) -> Consistency:
    """One row for each panel of ``board`` (in the folder ``root``) that has a picture, outliers first.

    ``pictures`` are the facts of the plan's own pictures, by absolute path; ``signatures`` those of pictures that the
    journal has none of, by sha256; ``judged`` the judge's marks by panel, no entry where no judge looked.
    """
    table = _Table(board, state, root, pictures or {}, signatures or {}, limits or Limits())
    rows = table.rows(judged or {}, commands)
    order = {panel.id: at for at, panel in enumerate(board.panels)}
    rows.sort(key=lambda row: (*_severity(row), order[row.panel]))
    used = {name: getattr(table.limits, name) for name in (*_AGAINST_ANCHOR, "alike")}
    anchor = board.anchor.name if isinstance(board.anchor, Path) else board.anchor
    return Consistency(tuple(rows), anchor, used)


def compared(
    board: BoardView, state: BoardState, root: Path, pictures: Mapping[Path, PictureFacts]
) -> dict[str, tuple[Path, str]]:
    """Every picture that takes part, by sha256: where it is, and the signature that the journal has of it or ``""``."""
    shown = [s for panel in board.panels if (s := _shown(panel, root, pictures))]
    shown += [s for panel in board.panels if (s := _keyframe(panel, root, pictures))]
    if isinstance(board.anchor, Path) and board.anchor in pictures:
        shown.append(Shown(board.anchor, pictures[board.anchor].sha256))
    return {each.sha256: (each.path, _kept(each.take, state)) for each in shown}


@dataclass
class _Table:
    """What one call of ``consistency`` keeps at hand."""

    board: BoardView
    state: BoardState
    root: Path
    pictures: Mapping[Path, PictureFacts]
    given: Mapping[str, Signature]
    limits: Limits
    signs: dict[str, Signature | None] = field(default_factory=dict)

    def rows(self, judged: Mapping[str, tuple[str, ...]], commands: Commands | None) -> list[Row]:
        shown = {p.id: s for p in self.board.panels if (s := _shown(p, self.root, self.pictures))}
        twins = self._alike(shown)
        rows = []
        for panel in self.board.panels:
            if panel.id in shown:
                row = self._row(panel, shown[panel.id], twins)
                row = replace(row, judge=judged.get(panel.id))
                rows.append(_with_command(row, panel, commands))
        return rows

    def _row(self, panel: PanelView, shown: Shown, twins: list[tuple[str, str, Mark]]) -> Row:
        checks = _checks(shown.take, self.state)
        anchor = self._anchor(panel)
        far = self._distances(panel, shown, anchor, checks)
        failed = [_mark(c) for c in checks.values() if c.get("result") == "fail" and c["name"] not in _AGAINST_ANCHOR]
        unknown = [name for name, c in checks.items() if c.get("result") == "unknown" and name not in _AGAINST_ANCHOR]
        unknown += [name for name in _OF_ANY_PICTURE if not checks]
        failed += [self._too_far(name, value) for name, value in far.items() if value and value > self._limit(name)]
        failed += [mark for _, later, mark in twins if later == panel.id][:1]
        known = {name: round(value, _DIGITS) for name, value in far.items() if value is not None}
        shares = [value / self._limit(name) for name, value in far.items() if value is not None]
        return Row(
            panel=panel.id,
            anchor=anchor[0] if anchor else None,
            distance=round(max(shares), 2) if len(shares) == len(_AGAINST_ANCHOR) else None,
            tone=known.get("tone"),
            palette=known.get("palette"),
            failed=tuple(failed),
            unknown=(*unknown, *(name for name, value in far.items() if value is None)),
            alike=_twins_of(panel.id, twins),
        )

    def _anchor(self, panel: PanelView) -> tuple[str, Shown | None] | None:
        """What the panel's picture is held against: its name, and the picture if there is one; None: nothing."""
        named = _anchor_of(self.board, panel)
        if isinstance(named, Path):
            facts = self.pictures.get(named)
            return named.name, Shown(named, facts.sha256) if facts else None
        return (named, _keyframe(self.board[named], self.root, self.pictures)) if named else None

    def _distances(
        self,
        panel: PanelView,
        shown: Shown,
        anchor: tuple[str, Shown | None] | None,
        checks: Mapping[str, Mapping[str, Any]],
    ) -> dict[str, float | None]:
        """Distances by name, None where one is not known; empty for a panel that is held against nothing."""
        if anchor is None:
            return {}
        mine, its = self._sign(shown), self._sign(anchor[1]) if anchor[1] else None
        if mine and its:
            return dict(zip(_AGAINST_ANCHOR, distances(mine, its), strict=True))
        # What inspection measured holds as long as the anchor that was sent is the anchor.
        fresh = panel.state is not PanelState.STALE
        return {name: checks.get(name, {}).get("value") if fresh else None for name in _AGAINST_ANCHOR}

    def _alike(self, shown: Mapping[str, Shown]) -> list[tuple[str, str, Mark]]:
        known = {name: sign for name, each in shown.items() if (sign := self._sign(each))}
        meant = {frozenset((p.id, p.panel.ends)) for p in self.board.panels if p.panel.ends}
        pairs = alike(known, self.limits, meant)
        return [(one, other, Mark("alike", check.sentence)) for one, other, check in pairs]

    def _sign(self, shown: Shown) -> Signature | None:
        if shown.sha256 not in self.signs:
            text = _kept(shown.take, self.state)
            self.signs[shown.sha256] = self.given.get(shown.sha256) or (read_signature(text) if text else None)
        return self.signs[shown.sha256]

    def _too_far(self, name: str, value: float) -> Mark:
        limit = self._limit(name)
        sentence = say(f"check.{name}-fail", value=f"{value:.3g}", limit=f"{limit:.3g}")
        return Mark(name, sentence)

    def _limit(self, name: str) -> float:
        return float(getattr(self.limits, name))


def _twins_of(panel: str, twins: list[tuple[str, str, Mark]]) -> tuple[str, ...]:
    found = (one if other == panel else other for one, other, _ in twins if panel in (one, other))
    return tuple(islice(found, _MOST_TWINS))


def read_signature(text: str) -> Signature | None:
    """The signature in ``text``, None where it is none that this version reads."""
    try:
        return Signature.from_text(text)
    except ValueError:
        return None


def _shown(panel: PanelView, root: Path, pictures: Mapping[Path, PictureFacts]) -> Shown | None:
    """The candidate where a person is asked about one, else what counts."""
    take = panel.candidate
    return Shown(root / take.file, take.sha256, take) if take else _keyframe(panel, root, pictures)


def _keyframe(panel: PanelView, root: Path, pictures: Mapping[Path, PictureFacts]) -> Shown | None:
    own, take = panel.panel.image, panel.shown
    if own is not None:
        return Shown(own, pictures[own].sha256) if own in pictures else None
    return Shown(root / take.file, take.sha256, take) if take else None


def _anchor_of(board: BoardView, panel: PanelView) -> str | Path | None:
    """Whose look the panel should have; None for the anchor itself and for a panel with a look of its own."""
    said = panel.panel.anchor
    if said == NO_ANCHOR:
        return None
    if not panel.panel.drawn:
        named: str | Path | None = said or board.anchor
    elif isinstance(board.anchor, Path) and said is None:
        named = board.anchor
    else:
        asked = needs(board.plan, panel.panel, board.anchor)
        named = next((need.panel_id for need in asked if need.role is Role.ANCHOR), None)
    return None if named == panel.id else named


def _kept(take: Take | None, state: BoardState) -> str:
    attempt = state.attempts.get(take.attempt) if take and take.attempt else None
    return attempt.take.signature if attempt and attempt.take else ""


def _checks(take: Take | None, state: BoardState) -> dict[str, Mapping[str, Any]]:
    """What inspection said of a take, by the check's name; empty for a picture that was not bought."""
    attempt = state.attempts.get(take.attempt) if take and take.attempt else None
    checks = attempt.take.checks if attempt and attempt.take else ()
    return {str(check.get("name")): check for check in checks}


def _mark(check: Mapping[str, Any]) -> Mark:
    return Mark(str(check["name"]), clean(str(check.get("sentence", ""))))


def _with_command(row: Row, panel: PanelView, commands: Commands | None) -> Row:
    """Say how the panel would be mended: nothing is drawn for one's own picture, nor while a take is pinned."""
    if not (row.failed or row.judge) or not panel.panel.drawn:
        return row
    redrawn = panel.state in (PanelState.STALE, PanelState.DRAWING)
    command = "unpin" if panel.pinned else "run" if redrawn else "retry"
    chosen = panel.candidate is None and panel.by in ("person", "hand")
    argv = (
        commands.run()
        if command == "run" and commands
        else commands.on_panels(command, [row.panel])
        if commands
        else ()
    )
    return replace(row, open=not redrawn and not chosen, command=command, argv=argv)


def _severity(row: Row) -> tuple[bool, int, float]:
    """Rows that are open, then those that fail the most checks and are the farthest from the anchor."""
    marks = len(row.failed) + len(row.judge or ())
    return not row.open, -marks, -(row.distance or 0.0) if marks else 0.0
