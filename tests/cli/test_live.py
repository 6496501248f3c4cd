"""The live board: all of it fits any terminal, and it says what a waiting person wants to know."""

from __future__ import annotations

from io import StringIO

import pytest
from rich.console import Console

from pipeline.cli.live import LiveBoard, most_telling
from pipeline.cli.tally import Tally
from pipeline.decide.events import FailureKind
from pipeline.decide.view import PanelState, PanelView
from pipeline.report.text import width
from pipeline.run.limits import Width
from pipeline.run.notices import CircuitOpened, Said, Waits
from tests.cli.notices import failed, looked, plan_of, saved, started


def shown(board: LiveBoard) -> list[str]:
    """The lines of one look."""
    with board.console.capture() as capture:
        board.console.print(board.render())
    return capture.get().splitlines()


def board_of(count: int, columns: int, rows: int, encoding: str = "utf-8") -> LiveBoard:
    """A board in the middle of a hard run."""
    plan = plan_of(count)
    tally = Tally(plan)
    last = plan.panels[-1].id
    tally.see(looked(plan, P01=PanelState.CURRENT, **({last: PanelState.FAILED} if count > 4 else {})))
    for notice in (
        Width("sub2api", 4, 0),
        started("P01"), saved("P01"),
        started("P02"), started("P03"), failed("P03"), Waits("P03", 30, FailureKind.RATE_LIMIT),
        started("P04"), failed("P04"), started("P04", "again"),
        Width("sub2api", 2, 2, "rate limit reached for images per minute " * 4),
        CircuitOpened("canvas-20", "the balance is used up " * 10),
        Said("一句话" * 60),
    ):  # fmt: skip
        tally.see(notice)
    stream = StringIO()
    console = Console(file=stream, width=columns, height=rows, color_system=None, legacy_windows=False)
    if encoding != "utf-8":
        console = Console(file=_Encoded(encoding), width=columns, height=rows, color_system=None, legacy_windows=False)
    return LiveBoard(tally, console)


class _Encoded(StringIO):
    def __init__(self, encoding: str) -> None:
        super().__init__()
        self._encoding = encoding

    @property
    def encoding(self) -> str:
        return self._encoding


@pytest.mark.parametrize("count", [6, 15, 100])
@pytest.mark.parametrize(("columns", "rows"), [(110, 32), (80, 24), (44, 16), (30, 14), (300, 60)])
def test_it_fits_the_terminal(count: int, columns: int, rows: int) -> None:
    """Never wider or higher, or the terminal scrolls and flickers."""
    lines = shown(board_of(count, columns, rows))
    assert len(lines) <= rows
    assert max(width(line) for line in lines) < columns


def test_it_says_who_is_drawn_how_long_and_how_often(capsys: pytest.CaptureFixture[str]) -> None:
    text = "\n".join(shown(board_of(6, 110, 32)))
    assert "雨夜来信 第一集" in text
    assert "1 of 6 done   sub2api 2/2   $0.010   about " in text
    assert "✓ P01 12 s" in text
    assert "● P02 0 s " in text
    assert "● P03 again in " in text
    assert "● P04 0 s #2" in text
    assert "✗ P06 failed" in text
    assert "sub2api: 2 at once from here on: rate limit" in text
    assert "canvas-20 is asked no more in this run: the balance" in text


def test_its_form_does_not_change_while_it_goes() -> None:
    """Only what is said changes, not where: nothing jumps."""
    plan = plan_of(15)
    board = board_of(15, 110, 32)
    before = [[line.find(f"P{n:02d}") for n in range(1, 16)] for line in shown(board)]
    for n in range(5, 15):
        board.tally.see(started(f"P{n:02d}"))
        board.tally.see(saved(f"P{n:02d}", seconds=123.0))
    board.tally.see(looked(plan, **{f"P{n:02d}": PanelState.CURRENT for n in range(1, 15)}))
    assert [[line.find(f"P{n:02d}") for n in range(1, 16)] for line in shown(board)] == before


def test_a_code_page_without_our_signs_gets_plain_ones() -> None:
    text = "\n".join(shown(board_of(6, 80, 24, "cp1252")))
    assert "+ P01" in text
    assert "✓" not in text
    assert "━" not in text


def test_where_not_all_panels_fit_those_that_matter_are_shown() -> None:
    plan = plan_of(6)
    states = [PanelState.CURRENT, PanelState.MISSING, PanelState.FAILED, PanelState.DRAWING, PanelState.CURRENT,
              PanelState.MISSING]  # fmt: skip
    panels = [PanelView(p, state) for p, state in zip(plan.panels, states, strict=True)]
    assert [p.id for p in most_telling(panels, 3)] == ["P02", "P03", "P04"]
    assert most_telling(panels, 6) == panels


def test_no_colour_is_used_where_none_is_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    assert LiveBoard(Tally(plan_of(2))).console.no_color
