"""How alike the pictures of a board are: one row per panel, those worth a look first; as values, JSON and lines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pipeline.messages import say
from pipeline.report.steps import Argv, quoted
from pipeline.report.text import clean, plural, table


@dataclass(frozen=True, slots=True)
class Mark:
    """A check that failed: its name (docs/checks.md) and its sentence."""

    name: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Row:
    """One panel's picture beside the others.

    ``tone`` and ``palette`` are the distances to its ``anchor`` in the units of docs/checks.md, ``distance`` the larger
    of the two in limits (1 is the limit); None where it has no anchor or where they are not known (then ``unknown``
    names them). ``alike`` are panels that are nearly the same picture, four at most.
    ``judge`` are the judge's marks, None where no judge looked. ``open``: something failed, no person has said yes to
    this picture, and no run would redraw it by itself. ``command`` is what would mend it, ``argv`` the complete one.
    """

    panel: str
    anchor: str | None = None
    distance: float | None = None
    tone: float | None = None
    palette: float | None = None
    failed: tuple[Mark, ...] = ()
    unknown: tuple[str, ...] = ()
    alike: tuple[str, ...] = ()
    judge: tuple[str, ...] | None = None
    open: bool = False
    command: str = ""
    argv: Argv = ()

    def to_json(self) -> dict[str, Any]:
        return {
            "id": self.panel,
            "anchor": self.anchor,
            "distance": self.distance,
            "tone": self.tone,
            "palette": self.palette,
            "failed": [{"name": mark.name, "sentence": mark.sentence} for mark in self.failed],
            "unknown": list(self.unknown),
            "alike": list(self.alike),
            "judge": None if self.judge is None else list(self.judge),
            "open": self.open,
            "command": self.command or None,
        }


@dataclass(frozen=True, slots=True)
class Consistency:
    """The table over all panels that have a picture, outliers first, else in plan order; ``anchor`` is the board's."""

    rows: tuple[Row, ...] = ()
    anchor: str | None = None
    limits: Mapping[str, float] = field(default_factory=dict)

    @property
    def open(self) -> tuple[Row, ...]:
        """The rows worth a look that nobody has taken yet, worst first."""
        return tuple(row for row in self.rows if row.open)

    @property
    def marks(self) -> Mapping[str, tuple[str, ...]]:
        """Panels worth a look, each with the names of what failed."""
        return {row.panel: (*(m.name for m in row.failed), *(["judge"] if row.judge else ())) for row in self.open}

    def to_json(self) -> dict[str, Any]:
        """For the ``--json`` object: with the commands."""
        rows = [{**row.to_json(), "next_argv": list(row.argv)} for row in self.rows]
        names = [row.panel for row in self.open]
        return {"anchor": self.anchor, "open": names, "limits": dict(self.limits), "panels": rows}

    def to_manifest(self) -> dict[str, Any]:
        """The same without anything that hangs on where the board is."""
        return {**self.to_json(), "panels": [row.to_json() for row in self.rows]}


def outlier_line(found: Consistency | None) -> str:
    """The worst that nobody has looked at, in one line; empty where there is none."""
    if found is None or not found.open:
        return ""
    worst, *others = found.open
    panels = say("report.outlier", panel=clean(worst.panel), said="; ".join(_faults(worst)))
    more = say("report.outliers-more", panels=_panels(len(others))) if others else ""
    return say("report.outliers", panels=f"{panels}{more}")


def consistency_lines(found: Consistency) -> list[str]:
    """The whole table: a line per panel, under each that something is wrong with the command that would mend it."""
    head = say("report.consistency", panels=_panels(len(found.rows)), open=len(found.open))
    lines = table([(clean(row.panel), *_numbers(row), _remarks(row, found.anchor)) for row in found.rows])
    rows = [
        line
        for row, shown in zip(found.rows, lines, strict=True)
        for line in (shown, *([f"    {quoted(row.argv)}"] if row.argv else []))
    ]
    return [head, *rows]


def _numbers(row: Row) -> tuple[str, str]:
    """The distances in words; dashes where they are not known, blanks where there is nothing to compare with."""
    if row.anchor is None:
        return "", ""
    far = [(name, getattr(row, name)) for name in ("tone", "palette")]
    told = [say(f"report.far-{name}", value="-" if value is None else f"{value:.2f}") for name, value in far]
    return told[0], told[1]


def _faults(row: Row) -> list[str]:
    """What failed, and what the judge marked."""
    return [clean(text) for text in (*(mark.sentence for mark in row.failed), *(row.judge or ()))]


def _remarks(row: Row, anchor: str | None) -> str:
    """All there is to say of a row: what is wrong, what is not known, what it was not held against."""
    said = _faults(row)
    if row.unknown:
        said.append(say("report.unchecked", checks=", ".join(row.unknown)))
    if row.anchor is None:
        said.append(say("report.the-anchor" if row.panel == anchor else "report.unanchored"))
    return "; ".join(said)


def _panels(count: int) -> str:
    return plural(count, say("report.panel"), say("report.panels"))
