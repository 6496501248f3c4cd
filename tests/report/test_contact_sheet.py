"""The contact sheet shows every panel once, on pages that fit a screen, whatever is missing."""

import time
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from pipeline.check.inspect.inspection import CHECKS
from pipeline.decide.view import PanelState
from pipeline.images.size import Aspect
from pipeline.report.contact_sheet import Cell, board_sheets, cells_of, contact_sheets
from pipeline.report.sheet_layout import LONG_EDGE, PER_PAGE, grid, pages
from tests.report.boards import Board, all_drawn, own_picture, plan_in, png

FONT = Path(__file__).parents[2] / "pipeline/providers/offline/fonts/NotoSansCJKsc-Regular.otf"
ASPECTS = ("9:16", "16:9", "1:1", "2.39:1", "3:4")


def opened(page: bytes) -> Image.Image:
    return Image.open(BytesIO(page))


@given(st.integers(1, 120), st.sampled_from(ASPECTS))
def test_every_panel_stands_on_one_page_of_at_most_twenty(count: int, aspect: str) -> None:
    layout = grid(min(count, PER_PAGE), Aspect.parse(aspect))
    spread = pages(count, layout.columns)
    assert [at for page in spread for at in page] == list(range(count))
    assert all(len(page) <= PER_PAGE for page in spread)
    assert len(spread) == -(-count // PER_PAGE)


@given(st.integers(1, PER_PAGE), st.sampled_from(ASPECTS), st.booleans())
def test_cells_lie_inside_the_page_and_beside_each_other(count: int, aspect: str, clips: bool) -> None:
    layout = grid(count, Aspect.parse(aspect), clips=clips)
    page = layout.page(count)
    assert max(page.width, page.height) <= LONG_EDGE
    taken: list[tuple[int, int, int, int]] = []
    for at in range(count):
        left, top = layout.corner(at)
        box = (left, top, left + layout.picture.width, top + layout.picture.height)
        assert 0 <= box[0] < box[2] <= page.width
        assert 0 <= box[1] < box[3] <= page.height
        assert all(box[0] >= b[2] or box[2] <= b[0] or box[1] >= b[3] or box[3] <= b[1] for b in taken)
        taken.append(box)


@pytest.mark.parametrize("count", [1, 6, 15, 20])
@pytest.mark.parametrize("aspect", ["9:16", "16:9"])
def test_pictures_take_most_of_a_full_page(count: int, aspect: str) -> None:
    layout = grid(count, Aspect.parse(aspect))
    assert count * layout.picture.pixels >= 0.4 * layout.page(count).pixels


def test_a_hundred_panels_are_five_pages() -> None:
    sheets = contact_sheets(cells(100), title="雨夜来信", aspect=Aspect.parse("9:16"), font=FONT)
    assert [max(opened(page).size) <= LONG_EDGE for page in sheets] == [True] * 5
    assert all(opened(page).format == "JPEG" for page in sheets)


def test_the_same_board_gives_the_same_bytes(tmp_path: Path) -> None:
    board = all_drawn(tmp_path).view()
    first, second = (board_sheets(board, root=tmp_path / "plan.board", font=FONT) for _ in range(2))
    assert first == second


def test_a_panel_is_shown_in_its_colours(tmp_path: Path) -> None:
    picture = tmp_path / "a.png"
    picture.write_bytes(png((200, 30, 40), (900, 1600)))
    sheet = contact_sheets([Cell("P01", PanelState.CURRENT, picture=picture)], title="", aspect=Aspect.parse("9:16"))
    middle = opened(sheet[0]).convert("RGB").getpixel((opened(sheet[0]).width // 2, 300))
    assert np.abs(np.array(middle) - (200, 30, 40)).max() < 8


@pytest.mark.parametrize("state", PanelState)
def test_every_state_but_current_is_marked_in_words(state: PanelState) -> None:
    aspect = Aspect.parse("9:16")
    marked, plain = (
        contact_sheets([Cell("P01", s)], title="", aspect=aspect, font=FONT)[0] for s in (state, PanelState.CURRENT)
    )
    assert (marked != plain) == (state is not PanelState.CURRENT)


@pytest.mark.parametrize("name", [*CHECKS, "decodes", "alike", "judge"])
def test_what_is_worth_a_look_is_marked_in_one_word(name: str) -> None:
    aspect = Aspect.parse("9:16")
    found = [
        contact_sheets([Cell("P01", PanelState.CURRENT, marks=marks)], title="", aspect=aspect, font=FONT)[0]
        for marks in ((), (name,), (name, "tone"))
    ]
    assert len(set(found)) == 3


def test_marks_are_part_of_what_is_shown(tmp_path: Path) -> None:
    board = all_drawn(tmp_path)
    plain, marked = (
        cells_of(board.view(), root=board.root, marks=marks) for marks in (None, {"P02": ("tone", "palette")})
    )
    assert [cell.marks for cell in marked] == [(), ("tone", "palette"), (), ()]
    assert plain != marked
    sheets = [board_sheets(board.view(), root=board.root, font=FONT, marks=m) for m in ({}, {"P02": ("tone",)})]
    assert sheets[0] != sheets[1]


def test_what_is_missing_spoilt_or_gone_does_not_spoil_the_sheet(tmp_path: Path) -> None:
    broken, gone = tmp_path / "broken.png", tmp_path / "gone.png"
    broken.write_bytes(b"\x89PNG\r\n\x1a\nrubbish")
    found = contact_sheets(
        [
            Cell("P01", PanelState.MISSING),
            Cell("P02", PanelState.CURRENT, picture=broken),
            Cell("P03", PanelState.STALE, picture=gone),
        ],
        title="t\u202eitle",
        aspect=Aspect.parse("16:9"),
    )
    assert len(found) == 1


@pytest.mark.parametrize("text", ["", "x" * 4000, "雨" * 4000, "🎬 \x1b[31m", "a b " * 900])
def test_any_text_can_be_drawn_with_and_without_a_font(text: str) -> None:
    cell = Cell(
        text[:90] or "P", PanelState.WAITING, action=text, clip=text[:300] or None, ends=text[:40] or None, seconds=3
    )
    for font in (FONT, None):
        assert contact_sheets([cell], title=text, aspect=Aspect.parse("9:16"), font=font)


def test_a_board_shows_candidates_own_pictures_and_what_counts(tmp_path: Path) -> None:
    own = tmp_path / "mine.png"
    facts = own_picture(own)
    plan = plan_in(tmp_path, {"id": "P01", "action": "灯"}, {"id": "P02", "image": own}, accept="all")
    board = Board.opened(plan, pictures={own: facts}).draw("P01")
    first, second = cells_of(board.view(), root=board.root, pictures=board.pictures)
    assert (first.state, first.picture) == (PanelState.WAITING, board.root / "takes/P01/01.png")
    assert (second.picture, second.sha256) == (own, facts.sha256)


def test_a_last_frame_stands_in_the_clip_of_the_shot_it_ends(tmp_path: Path) -> None:
    board = all_drawn(tmp_path)
    assert [cell.clip for cell in cells_of(board.view(), root=board.root)] == ["C1", "C1", "C1", None]


def test_equal_cells_tell_that_nothing_changed_and_a_redrawn_panel_changes_them(tmp_path: Path) -> None:
    board = all_drawn(tmp_path)
    before = cells_of(board.view(), root=board.root)
    assert cells_of(board.view(), root=board.root) == before
    board.replan(P03={"action": "新照片特写"})
    assert cells_of(board.view(), root=board.root) != before


def test_twenty_panels_are_drawn_in_about_a_second(tmp_path: Path) -> None:
    noise = np.random.default_rng(1).normal(0, 4, (1536, 864, 3))
    picture = tmp_path / "big.png"
    Image.fromarray((np.linspace(40, 200, 1536)[:, None, None] + noise).clip(0, 255).astype(np.uint8)).save(picture)
    began = time.process_time()
    contact_sheets(cells(20, picture), title="雨夜来信", aspect=Aspect.parse("9:16"), font=FONT)
    assert time.process_time() - began < 4  # generous, for machines that are busy


def cells(count: int, picture: Path | None = None) -> list[Cell]:
    return [
        Cell(f"P{at:02d}", PanelState.CURRENT, "林晚停在门口，手扶门框", f"C{at // 3}", 3.5, picture=picture)
        for at in range(count)
    ]
