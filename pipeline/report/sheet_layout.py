"""Where things stand on a contact sheet: pure geometry, in pixels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from pipeline.images.size import Aspect, Size

LONG_EDGE: Final = 1568
PER_PAGE: Final = 20
MARGIN: Final = 36
GAP: Final = 18
HEADER: Final = 74
BAND: Final = 24  # above each row, where there are clips: in which its panels are
NO_BAND: Final = 6
CAPTION: Final = 78
ROW_GAP: Final = 14
MIN_CELL: Final = 190  # narrower captions would say nothing
BIGGEST: Final = 620  # the long edge of a picture: few panels need no posters


@dataclass(frozen=True, slots=True)
class Grid:
    """Columns of cells on one page.

    ``picture`` is the size of every thumbnail, ``cell`` the width of a column, ``over`` the room above a row.
    """

    columns: int
    picture: Size
    cell: int
    over: int = BAND

    @property
    def row(self) -> int:
        return self.over + self.picture.height + CAPTION + ROW_GAP

    def rows(self, count: int) -> int:
        return -(-count // self.columns)

    def page(self, count: int) -> Size:
        """The size of a page with ``count`` cells."""
        width = 2 * MARGIN + self.columns * self.cell + (self.columns - 1) * GAP
        return Size(width, HEADER + self.rows(count) * self.row + MARGIN)

    def corner(self, at: int) -> tuple[int, int]:
        """The top left corner of the ``at``-th cell's picture."""
        row, column = divmod(at, self.columns)
        left = MARGIN + column * (self.cell + GAP) + (self.cell - self.picture.width) // 2
        return left, HEADER + row * self.row + self.over

    def band(self, first: int, last: int) -> tuple[int, int, int]:
        """Left, right and top of the band over cells ``first`` to ``last`` of one row."""
        left = MARGIN + first % self.columns * (self.cell + GAP)
        right = MARGIN + last % self.columns * (self.cell + GAP) + self.cell
        return left, right, HEADER + first // self.columns * self.row


def pages(count: int, columns: int) -> tuple[range, ...]:
    """Which cells stand on which page: as few pages as can be, evenly filled, whole rows where it fits."""
    needed = max(1, -(-count // PER_PAGE))
    even = -(-count // needed)
    whole = min(-(-even // columns) * columns, PER_PAGE // columns * columns or PER_PAGE)
    per_page = whole if whole * needed >= count else PER_PAGE
    return tuple(range(at, min(at + per_page, count)) for at in range(0, max(count, 1), per_page))


def grid(count: int, aspect: Aspect, *, clips: bool = True) -> Grid:
    """The columns that show ``count`` pictures (of one page, at most 20) the largest; a lying page in doubt."""
    over = BAND if clips else NO_BAND
    found = [_grid(columns, count, aspect, over) for columns in range(1, max(1, count) + 1)]
    fitting = [each for each in found if each is not None]
    return max(fitting, key=lambda each: _worth(each, count))


def _worth(each: Grid, count: int) -> float:
    page = each.page(count)
    empty = each.columns * each.rows(count) - count
    lying = 1.15 if page.width >= page.height else 1.0
    return each.picture.pixels * lying * (1 - empty / (each.columns * each.rows(count)) / 2)


def _grid(columns: int, count: int, aspect: Aspect, over: int) -> Grid | None:
    """The largest pictures that fit into ``columns``; None where cells would be too narrow or the page too long."""
    rows = -(-count // columns) or 1
    wide = (LONG_EDGE - 2 * MARGIN - (columns - 1) * GAP) // columns
    high = (LONG_EDGE - HEADER - MARGIN) // rows - over - CAPTION - ROW_GAP
    if (wide < MIN_CELL and columns > 1) or high < 60:
        return None
    ratio = float(aspect.ratio)
    width = min(wide, int(high * ratio), BIGGEST if ratio >= 1 else int(BIGGEST * ratio))
    picture = Size(max(width, 1), max(int(width / ratio), 1))
    return Grid(columns, picture, max(picture.width, min(MIN_CELL, wide)), over)
