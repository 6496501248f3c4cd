"""The live board on a terminal: every panel's state, attempt and time; what is done, how wide, how much, how long."""

from __future__ import annotations

from dataclasses import dataclass, field
from time import monotonic
from types import TracebackType
from typing import Final, Self

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from pipeline.cli.tally import Tally
from pipeline.decide.view import PanelState, PanelView
from pipeline.messages import say
from pipeline.plan.bibles import called
from pipeline.report.text import clean, cut, duration, money
from pipeline.run.notices import Notice

_STYLES: Final = {
    PanelState.CURRENT: ("✓", "green"),
    PanelState.STALE: ("↻", "yellow"),
    PanelState.MISSING: ("·", "bright_black"),
    PanelState.DRAWING: ("●", "cyan"),
    PanelState.WAITING: ("?", "magenta"),
    PanelState.FAILED: ("✗", "red"),
    PanelState.UNKNOWN: ("!", "red"),
}
_CELL: Final = 26


@dataclass(slots=True)
class LiveBoard:
    """Draws itself four times a second while the run goes, and stays as a picture of its end."""

    tally: Tally
    _console: Console = field(default_factory=lambda: Console(stderr=True))
    _started: float = field(default_factory=monotonic)
    _stopping: bool = False
    _live: Live | None = None

    def __enter__(self) -> Self:
        self._live = Live(get_renderable=self._render, console=self._console, refresh_per_second=4, transient=False)
        self._live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._live is not None:
            self._live.stop()

    def stopping(self) -> None:
        self._stopping = True

    def see(self, notice: Notice) -> None:
        self.tally.see(notice)

    def _render(self) -> RenderableType:
        parts: list[RenderableType] = [self._head(), self._bar(), self._grid()]
        parts += [Text(clean(text), style="yellow") for text in self.tally.said[-2:]]
        parts += [
            Text(say("cli.circuit", profile=name, why=cut(clean(why), 90)), style="red")
            for name, why in list(self.tally.circuits.items())
        ]
        if self._stopping:
            parts.append(Text(say("cli.stopping"), style="bold yellow"))
        return Group(*parts)

    def _head(self) -> Text:
        tally = self.tally
        now = monotonic()
        left = tally.left(now)
        said = [
            (clean(tally.plan.title or tally.plan.file.stem), "bold"),
            (say("report.beat-done", done=tally.done, total=tally.total), ""),
            (self._widths(), "cyan"),
            (money(tally.cost), ""),
            (duration(now - self._started), "bright_black"),
            (say("report.beat-left", left=duration(left)) if left else "", "bright_black"),
        ]
        text = Text()
        for part, style in said:
            if part:
                text.append(("  " if text else "") + part, style=style)
        return text

    def _widths(self) -> str:
        shown = []
        for width in self.tally.widths.values():
            fell = f" ({cut(clean(width.fell), 40)})" if width.fell else ""
            shown.append(say("cli.width", profile=width.profile, under_way=width.under_way, width=width.width) + fell)
        return "  ".join(shown)

    def _bar(self) -> ProgressBar:
        return ProgressBar(
            total=max(self.tally.total, 1), completed=self.tally.done, width=min(60, self._console.width)
        )

    def _grid(self) -> RenderableType:
        board = self.tally.board
        if board is None:
            return Text(say("cli.opening"), style="bright_black")
        columns = max(1, min(self._console.width // _CELL, 5))
        rows_free = max(self._console.height - 8, 4)
        shown = _most_telling(board.subjects, columns * rows_free)
        table = Table.grid(padding=(0, 2))
        for _ in range(columns):
            table.add_column(width=_CELL - 2, no_wrap=True)
        rows = -(-len(shown) // columns)
        for row in range(rows):
            cells = [shown[row + rows * column] for column in range(columns) if row + rows * column < len(shown)]
            table.add_row(*(self._cell(panel) for panel in cells))
        hidden = len(board.subjects) - len(shown)
        return Group(table, Text(say("cli.more-panels", count=hidden), style="bright_black")) if hidden else table

    def _cell(self, panel: PanelView) -> Text:
        now = monotonic()
        busy = self.tally.drawing.get(panel.id)
        state = PanelState.DRAWING if busy else panel.state
        sign, style = _STYLES[state]
        text = Text(f"{sign} ", style=style)
        text.append(cut(clean(called(panel.id)), 8).ljust(4), style="bold" if busy else "")
        if busy and busy.waits_until is not None and busy.waits_until > now:
            text.append(f" {say('cli.again-in', seconds=duration(busy.waits_until - now))}", style="yellow")
        elif busy:
            text.append(f" {duration(now - busy.since)}", style="cyan")
            if busy.attempt > 1:
                text.append(f" #{busy.attempt}", style="yellow")
        else:
            said = say("cli.state-behind") if panel.behind and state is PanelState.MISSING else str(state)
            text.append(f" {said}", style=style if state is not PanelState.CURRENT else "bright_black")
        return text


def _most_telling(panels: tuple[PanelView, ...], room: int) -> tuple[PanelView, ...]:
    """All panels if they fit, else those that are not finished first; in plan order."""
    if len(panels) <= room:
        return panels
    chosen = sorted(panels, key=lambda p: p.state is PanelState.CURRENT)[:room]
    keep = {p.id for p in chosen}
    return tuple(p for p in panels if p.id in keep)
