"""The live board on a terminal: every panel's state, attempt and time; what is done, how wide, how much, how long."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from time import monotonic
from types import TracebackType
from typing import Final, Self

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.table import Table
from rich.text import Text

from pipeline.cli.tally import Tally
from pipeline.decide.view import PanelState, PanelView
from pipeline.messages import say
from pipeline.plan.bibles import called
from pipeline.report.build import fault
from pipeline.report.text import clean, cut, duration, fit, money, width
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
_URGENCY: Final = {
    PanelState.DRAWING: 0,
    PanelState.FAILED: 1,
    PanelState.UNKNOWN: 1,
    PanelState.WAITING: 1,
    PanelState.CURRENT: 3,
}
_PLAIN_SIGNS: Final = dict(zip("✓↻·●?✗!━─", "+~.*?x!=-", strict=True))
"""For terminals whose code page has not the others."""
_FAILED: Final = frozenset({PanelState.FAILED, PanelState.UNKNOWN})
_REST: Final = 16
"""Columns of a cell behind the panel's id."""
_MOST_COLUMNS: Final = 5
_WIDEST: Final = 110
_MESSAGES: Final = 2


@dataclass(slots=True)
class LiveBoard:
    """Draws itself four times a second while the run goes, and stays as a picture of its end."""

    tally: Tally
    console: Console = field(default_factory=lambda: Console(stderr=True, highlight=False))
    _started: float = field(default_factory=monotonic)
    _stopping: bool = False
    _live: Live | None = None

    def __enter__(self) -> Self:
        self._live = Live(get_renderable=self.render, console=self.console, refresh_per_second=4, transient=False)
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

    def render(self) -> RenderableType:
        """The board as it is at this moment; never wider or higher than the terminal."""
        now = monotonic()
        columns = min(self.console.width, _WIDEST) - 1
        top: list[RenderableType] = [self._title(now, columns), self._bar(columns), self._counts(now, columns)]
        below = [cut_line(text, style, columns) for text, style in self._messages()]
        rows = max(self.console.height - len(top) - len(below) - 4, 3)
        return Group(*top, Text(), self._grid(now, columns, rows), *below, Text())

    def _title(self, now: float, columns: int) -> Text:
        elapsed = duration(now - self._started)
        title = fit(clean(self.tally.plan.title or self.tally.plan.file.stem), max(columns - len(elapsed) - 2, 8))
        return Text.assemble((title, "bold"), "  ", (elapsed, "bright_black"))

    def _bar(self, columns: int) -> Text:
        """What is done, what failed, what is open, in proportion."""
        tally = self.tally
        failed = sum(p.state in _FAILED for p in tally.board.panels) if tally.board else 0
        done, bad = (columns * count // max(tally.total, 1) for count in (tally.done, failed))
        bar, line = self._sign("━"), self._sign("─")
        rest = line * max(columns - done - bad, 0)
        return Text.assemble((bar * done, "green"), (bar * bad, "red"), (rest, "bright_black"), no_wrap=True)

    def _counts(self, now: float, columns: int) -> Text:
        tally = self.tally
        left = tally.left(now)
        said = [
            say("report.beat-done", done=tally.done, total=tally.total),
            *(
                say("cli.width", profile=w.profile, under_way=tally.under_way(w.profile), width=w.width)
                for w in tuple(tally.widths.values())
            ),
            money(tally.spent) if tally.sent else "",
            say("report.beat-left", left=duration(left))
            if left and left >= 1 and tally.done < tally.total and not self._stopping
            else "",
        ]
        return cut_line("   ".join(part for part in said if part), "", columns)

    def _messages(self) -> list[tuple[str, str]]:
        """What deserves a line of its own, with its style."""
        tally = self.tally
        found = [
            (say("cli.width-fell", profile=name, width=fall.width, why=clean(fall.why)), "yellow")
            for name, fall in tuple(tally.falls.items())
        ]
        found += [
            (say("cli.circuit", profile=name, why=clean(why)), "red") for name, why in tuple(tally.circuits.items())
        ]
        found += [(clean(text), "yellow") for text in tally.said[-_MESSAGES:]]
        if self._stopping:
            found.append((say("cli.stopping"), "bold yellow"))
        return found

    def _grid(self, now: float, columns: int, rows: int) -> RenderableType:
        board = self.tally.board
        if board is None:
            return Text(say("cli.opening"), style="bright_black")
        id_width = min(max((width(clean(called(p.id))) for p in board.subjects), default=3), 12)
        across = max(1, min(columns // (id_width + _REST + 3), _MOST_COLUMNS, -(-len(board.subjects) // 4)))
        room = across * rows
        shown = most_telling(board.subjects, room if len(board.subjects) <= room else room - across)
        height = -(-len(shown) // across)
        table = Table.grid(padding=(0, 1))
        for row in range(height):
            table.add_row(*(self._cell(panel, now, id_width) for panel in shown[row::height]))
        hidden = len(board.subjects) - len(shown)
        return Group(table, Text(say("cli.more-panels", count=hidden), style="bright_black")) if hidden else table

    def _cell(self, panel: PanelView, now: float, id_width: int) -> Text:
        busy = self.tally.busy(panel.id)
        wait = self.tally.waiting.get(panel.id)
        if wait is not None and wait.until < now:
            wait = None
        sign, style = _STYLES[PanelState.DRAWING if busy or wait else panel.state]
        if panel.state is PanelState.DRAWING and not (busy or wait):
            sign, style = _STYLES[PanelState.MISSING]
        text = Text(self._sign(sign) + " ", style=style, no_wrap=True)
        text.append(fit(clean(called(panel.id)), id_width), style="bold" if busy else "")
        number = self.tally.sent.get(panel.id, 0)
        again = f" #{number}" if number > 1 else ""
        if busy is not None:
            said, style = duration(now - busy.since) + again, "cyan"
        elif wait is not None:
            said, style = say("cli.again-in", seconds=duration(wait.until - now)), "yellow"
        else:
            said = self._rest(panel)
        text.append(" " + fit(said, _REST), style=style)
        return text

    def _rest(self, panel: PanelView) -> str:
        """What is said of a panel that nothing goes on with."""
        match panel.state:
            case PanelState.CURRENT if panel.id in self.tally.took:
                return duration(self.tally.took[panel.id])
            case PanelState.CURRENT:
                return ""
            case PanelState.FAILED | PanelState.UNKNOWN:
                why = fault(panel.failed)
                return why.kind if why else str(panel.state)
            case PanelState.MISSING:
                return ""
            case PanelState.DRAWING:
                return say("cli.state-queued")
            case PanelState.WAITING:
                return say("cli.state-waiting")
            case state:
                return str(state)

    def _sign(self, sign: str) -> str:
        try:
            sign.encode(self.console.encoding)
        except (UnicodeError, LookupError):
            return _PLAIN_SIGNS[sign]
        return sign


def cut_line(text: str, style: str, columns: int) -> Text:
    """One line of text that never wraps."""
    return Text(cut(text, columns), style=style, no_wrap=True)


def most_telling(panels: Sequence[PanelView], room: int) -> Sequence[PanelView]:
    """All panels if they fit, else rather what goes on, what went wrong, what is to come; in plan order."""
    if len(panels) <= room:
        return panels
    chosen = sorted(panels, key=lambda p: _URGENCY.get(p.state, 2))[: max(room, 1)]
    keep = {p.id for p in chosen}
    return [p for p in panels if p.id in keep]
