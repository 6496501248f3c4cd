"""Puts the pictures of a board beside their anchor and each other, from what was measured of them; reads no file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import combinations, islice
from pathlib import Path
from typing import Any, Final

from pipeline.check.inspect.limits import Limits, limits_of
from pipeline.compose.references import NO_ANCHOR, needs
from pipeline.decide.state import BoardState, Take
from pipeline.decide.view import BoardView, PanelState, PanelView
from pipeline.images.picture import PictureFacts, Role
from pipeline.messages import say
from pipeline.report.likeness import Likeness
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
    likeness: Likeness | None = None,
    commands: Commands | None = None,
    judged: Mapping[str, tuple[str, ...]] | None = None,
    limits: Limits | None = None,
) -> Consistency:
    """One row for each panel of ``board`` (in the folder ``root``) that has a picture, outliers first.

    ``pictures`` are the facts of the plan's own pictures, by absolute path; ``likeness`` is what was
    measured between the pictures; ``judged`` are the judge's marks by panel, no entry where no judge looked.
    """
    table = _Table(
        board, state, root, pictures or {}, likeness or Likeness(), limits or limits_of(board.plan.checks.said)
    )
    rows = table.rows(judged or {}, commands)
    order = {panel.id: at for at, panel in enumerate(board.panels)}
    rows.sort(key=lambda row: (*_severity(row), order[row.panel]))
    used = {name: getattr(table.limits, name) for name in (*_AGAINST_ANCHOR, "alike")}
    anchor = board.anchor.name if isinstance(board.anchor, Path) else board.anchor
    return Consistency(tuple(rows), anchor, used)


@dataclass(frozen=True, slots=True)
class Beside:
    """A picture that takes part: ``signature`` as the journal has it or ``""``, ``anchor`` its anchor's sha256."""

    path: Path
    signature: str
    anchor: str | None = None


def beside(board: BoardView, state: BoardState, root: Path, pictures: Mapping[Path, PictureFacts]) -> dict[str, Beside]:
    """Every picture that takes part, by sha256: those that people see, and the anchors they are held against."""
    table = _Table(board, state, root, pictures, Likeness(), limits_of(board.plan.checks.said))
    found: dict[str, Beside] = {}
    for panel in board.panels:
        shown, anchor = _shown(panel, root, pictures), table.anchor(panel)
        held = anchor[1] if anchor else None
        if held is not None:
            found.setdefault(held.sha256, Beside(held.path, _kept(held.take, state)))
        if shown is not None:
            found[shown.sha256] = Beside(shown.path, _kept(shown.take, state), held.sha256 if held else None)
    return found


@dataclass
class _Table:
    """What one call of ``consistency`` keeps at hand."""

    board: BoardView
    state: BoardState
    root: Path
    pictures: Mapping[Path, PictureFacts]
    likeness: Likeness
    limits: Limits

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
        anchor = self.anchor(panel)
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
            unknown=(
                *unknown,
                *(name for name, value in far.items() if value is None),
                *(() if shown.sha256 in self.likeness.compared else ("alike",)),
            ),
            alike=_twins_of(panel.id, twins),
        )

    def anchor(self, panel: PanelView) -> tuple[str, Shown | None] | None:
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
        measured = self.likeness.far.get((shown.sha256, anchor[1].sha256)) if anchor[1] else None
        if measured is not None:
            return dict(zip(_AGAINST_ANCHOR, measured, strict=True))
        # What inspection measured holds as long as the anchor that was sent is the anchor.
        fresh = panel.state is not PanelState.STALE
        return {name: checks.get(name, {}).get("value") if fresh else None for name in _AGAINST_ANCHOR}

    def _alike(self, shown: Mapping[str, Shown]) -> list[tuple[str, str, Mark]]:
        """Pairs of panels, in their order, that are nearly the same picture; a shot's first and last frame may be."""
        meant = {frozenset((p.id, p.panel.ends)) for p in self.board.panels if p.panel.ends}
        found = []
        for (one, mine), (other, its) in combinations(shown.items(), 2):
            share = self.likeness.share(mine.sha256, its.sha256)
            if share is not None and frozenset((one, other)) not in meant:
                sentence = say("check.alike-fail", one=clean(one), other=clean(other), value=f"{share:.0%}")
                found.append((one, other, Mark("alike", sentence)))
        return found

    def _too_far(self, name: str, value: float) -> Mark:
        limit = self._limit(name)
        sentence = say(f"check.{name}-fail", value=f"{value:.3g}", limit=f"{limit:.3g}")
        return Mark(name, sentence)

    def _limit(self, name: str) -> float:
        return float(getattr(self.limits, name))


def _twins_of(panel: str, twins: list[tuple[str, str, Mark]]) -> tuple[str, ...]:
    found = (one if other == panel else other for one, other, _ in twins if panel in (one, other))
    return tuple(islice(found, _MOST_TWINS))


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
