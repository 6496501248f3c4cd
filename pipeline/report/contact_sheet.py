"""Draws the whole board at a look: JPEG pages of up to 20 panels, good to show to a client."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path

from PIL import Image

from pipeline.decide.view import BoardView, PanelState, PanelView
from pipeline.errors import PictureError
from pipeline.images.picture import PictureFacts
from pipeline.images.size import Aspect, Size
from pipeline.messages import say
from pipeline.pictures.files import read_regular
from pipeline.pictures.pixels import small
from pipeline.report.pen import HAIRLINE, INK, MARK, MUTED, PAPER, PLACE, TAGS, Pen, clip_colour
from pipeline.report.sheet_layout import BAND, HEADER, MARGIN, Grid, grid, pages
from pipeline.report.text import clean, plural

_QUALITY = 88

Marks = Mapping[str, Sequence[str]]
"""Names of checks that failed, by panel."""

Preview = Callable[[Path, str | None], bytes]
"""A picture to show of a file, given its sha256 where that is known; raises PictureError."""


def _whole(picture: Path, sha256: str | None) -> bytes:
    del sha256
    return read_regular(picture)


@dataclass(frozen=True, slots=True)
class Cell:
    """One panel on the sheet; ``picture`` is a file of any size, ``sha256`` of it; None where there is none."""

    id: str
    state: PanelState
    action: str = ""
    clip: str | None = None
    seconds: float | None = None
    ends: str | None = None
    picture: Path | None = None
    sha256: str | None = None
    pinned: bool = False
    marks: tuple[str, ...] = ()


def board_sheets(
    board: BoardView, *, root: Path, font: Path | None = None, marks: Marks | None = None, preview: Preview = _whole
) -> tuple[bytes, ...]:
    """The pages of ``board``, whose folder is ``root``; ``font`` is a file with the characters of its texts.

    One picture is in memory at a time. ``preview`` finds a small one, else the files themselves are read.
    """
    title = board.plan.title or board.plan.file.stem
    cells = cells_of(board, root=root, marks=marks)
    return contact_sheets(cells, title=title, aspect=board.plan.aspect, font=font, preview=preview)


def cells_of(
    board: BoardView,
    *,
    root: Path,
    pictures: Mapping[Path, PictureFacts] | None = None,
    marks: Marks | None = None,
) -> tuple[Cell, ...]:
    """The cells of ``board``: where they are equal, so are its pages. A panel that waits shows its candidate.

    ``pictures`` are the facts of the plan's own pictures, by absolute path; they tell when one of them changed.
    ``marks`` are the names of the checks that failed, by panel.
    """
    clips = {panel.id: panel.panel.clip for panel in board.panels}
    cells = (_cell(panel, root, pictures or {}, clips) for panel in board.panels)
    return tuple(replace(cell, marks=tuple((marks or {}).get(cell.id, ()))) for cell in cells)


def contact_sheets(
    cells: Sequence[Cell], *, title: str, aspect: Aspect, font: Path | None = None, preview: Preview = _whole
) -> tuple[bytes, ...]:
    """Draw ``cells`` in order; every page is a JPEG whose long edge is at most 1568 pixels."""
    colours = {name: clip_colour(at) for at, name in enumerate(dict.fromkeys(c.clip for c in cells if c.clip))}
    first = pages(len(cells), 1)[0]
    layout = grid(len(first), aspect, clips=bool(colours))
    spread = pages(len(cells), layout.columns)
    pen_of = Pen.with_font(font)
    drawn = []
    for number, page in enumerate(spread, 1):
        size = layout.page(len(page))
        pen = pen_of(Image.new("RGB", (size.width, size.height), PAPER))
        part = [cells[at] for at in page]
        _header(
            pen,
            size,
            title,
            _facts(cells, aspect),
            say("report.page", page=number, pages=len(spread)) * (len(spread) > 1),
        )
        _bands(pen, layout, part, colours)
        for at, cell in enumerate(part):
            _draw(pen, layout, at, cell, preview)
        drawn.append(_packed(pen.image))
    return tuple(drawn)


def _cell(seen: PanelView, root: Path, pictures: Mapping[Path, PictureFacts], clips: Mapping[str, str | None]) -> Cell:
    """A last frame stands in the clip of the shot it ends."""
    take, panel = seen.candidate or seen.shown, seen.panel
    own = pictures.get(panel.image) if panel.image is not None else None
    return Cell(
        id=panel.id,
        state=seen.state,
        action=panel.action,
        clip=panel.clip or clips.get(panel.ends or ""),
        seconds=panel.seconds,
        ends=panel.ends,
        picture=panel.image or (root / take.file if take else None),
        sha256=take.sha256 if take else own.sha256 if own else None,
        pinned=seen.pinned,
    )


def _facts(cells: Sequence[Cell], aspect: Aspect) -> str:
    """``15 panels · 9:16 · 62 s · 12 current · 3 stale``."""
    parts = [plural(len(cells), say("report.panel"), say("report.panels")), str(aspect)]
    seconds = sum(cell.seconds or 0 for cell in cells)
    if seconds:
        parts.append(say("report.seconds", seconds=f"{seconds:g}"))
    states = [cell.state for cell in cells]
    if set(states) != {PanelState.CURRENT}:
        parts += [f"{states.count(state)} {state}" for state in PanelState if state in states]
    return " · ".join(parts)


def _header(pen: Pen, size: Size, title: str, facts: str, page: str) -> None:
    room = size.width - 2 * MARGIN
    right = " · ".join(part for part in (facts, page) if part)
    beside = pen.width(right, 16)
    if beside + pen.width(clean(title)[:200], 27) > room - 40:
        pen.text((MARGIN, 14), pen.short(clean(title), 24, room), 24, INK)
        pen.text((MARGIN, 44), pen.short(right, 14, room), 14, MUTED)
    else:
        pen.text((MARGIN, 18), pen.short(clean(title), 27, room - beside - 40), 27, INK)
        pen.text((size.width - MARGIN - beside, 29), right, 16, MUTED)
    pen.line((MARGIN, HEADER - 10), (size.width - MARGIN, HEADER - 10), HAIRLINE)


def _bands(pen: Pen, layout: Grid, cells: Sequence[Cell], colours: dict[str, tuple[int, int, int]]) -> None:
    """A coloured line over the panels of one clip, row by row."""
    start = 0
    for at in range(1, len(cells) + 1):
        same = at < len(cells) and cells[at].clip == cells[start].clip and at % layout.columns
        if same:
            continue
        clip = cells[start].clip
        if clip:
            left, right, top = layout.band(start, at - 1)
            pen.line((left, top + BAND - 5), (right, top + BAND - 5), colours[clip], 3)
            pen.text((left, top), pen.short(clean(clip), 13, right - left), 13, colours[clip])
        start = at


def _draw(pen: Pen, layout: Grid, at: int, cell: Cell, preview: Preview) -> None:
    left, top = layout.corner(at)
    _picture(pen, (left, top), layout.picture, _thumbnail(cell, layout.picture, preview))
    middle = left + layout.picture.width // 2
    left, right = middle - layout.cell // 2, middle + layout.cell // 2
    top += layout.picture.height + 7
    used = pen.tag((right, top + 1), _tag(cell), *TAGS[cell.state])
    if cell.marks:
        # The worst by name, since a cell has room for one word beside its id.
        used += pen.tag((right - used, top + 1), _mark(cell.marks), *MARK)
    room = right - left - used
    pen.text((left, top), name := pen.short(clean(cell.id), 18, room), 18, INK)
    taken = pen.width(name, 18) + 9
    beside = " · ".join(_asides(cell))
    if beside and taken < room - 20:
        pen.text((left + taken, top + 3), pen.short(beside, 14, room - taken), 14, MUTED)
    for line, text in enumerate(pen.wrapped(clean(cell.action), 14, right - left, 2)):
        pen.text((left, top + 25 + 19 * line), text, 14, MUTED)


def _tag(cell: Cell) -> str:
    """Nothing is said of a panel that is as it should be."""
    if cell.state is not PanelState.CURRENT:
        return str(cell.state)
    return say("report.pinned") if cell.pinned else ""


def _mark(marks: Sequence[str]) -> str:
    name = say(f"report.mark-{marks[0]}")
    return say("report.mark-more", mark=name, count=len(marks) - 1) if len(marks) > 1 else name


def _asides(cell: Cell) -> list[str]:
    found = [say("report.seconds", seconds=f"{cell.seconds:g}")] if cell.seconds else []
    return [*found, *([say("report.ends", panel=clean(cell.ends))] if cell.ends else [])]


def _picture(pen: Pen, corner: tuple[int, int], size: Size, shown: Image.Image | None) -> None:
    left, top = corner
    if shown is None:
        pen.box(corner, size, PLACE, HAIRLINE)
        text = say("report.no-picture")
        pen.text((left + (size.width - pen.width(text, 14)) // 2, top + size.height // 2 - 10), text, 14, MUTED)
        return
    at = (left + (size.width - shown.width) // 2, top + (size.height - shown.height) // 2)
    pen.image.paste(shown, at)
    pen.box(at, Size(*shown.size), None, HAIRLINE)


def _thumbnail(cell: Cell, size: Size, preview: Preview) -> Image.Image | None:
    """The picture inside ``size``; None where it can't be read, since a sheet without it still tells the rest."""
    if cell.picture is None:
        return None
    try:
        shown = Image.fromarray(small(preview(cell.picture, cell.sha256), max(size.width, size.height)))
    except PictureError:
        return None
    shown.thumbnail((size.width, size.height), Image.Resampling.LANCZOS)
    return shown


def _packed(image: Image.Image) -> bytes:
    out = BytesIO()
    image.save(out, "JPEG", quality=_QUALITY, subsampling=0)
    return out.getvalue()
