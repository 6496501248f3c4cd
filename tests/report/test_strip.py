"""The strip of candidates: every one with its number, on one page that an agent's viewer takes."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from pipeline.decide.panels import PanelState, PanelView
from pipeline.decide.state import Take
from pipeline.images.size import Size
from pipeline.plan.model import Panel
from pipeline.report.choices import strip_file
from pipeline.report.strip import strip
from tests.fakes.pictures import picture


def candidates(root: Path, count: int, size: Size) -> PanelView:
    takes = []
    for number in range(1, count + 1):
        file = f"{number:02d}.png"
        (root / file).write_bytes(picture(size.width // 4, size.height // 4, file))
        takes.append(Take(f"sha{number}", file, "P07", number, "i", True, "drawn", number, "png", size, {}))
    panel = Panel(id="P07", action="林晚停在门口，手扶门框，抬头看雨")
    return PanelView(panel, PanelState.WAITING, candidate=takes[-1], candidates=tuple(takes))


@pytest.mark.parametrize(
    ("count", "size", "columns"),
    [(2, Size(864, 1536), 2), (10, Size(864, 1536), 5), (3, Size(1536, 864), 2), (10, Size(1536, 640), 3)],
)
def test_whatever_there_is_to_choose_from_fits_on_one_page(
    tmp_path: Path, count: int, size: Size, columns: int
) -> None:
    with Image.open(BytesIO(strip(candidates(tmp_path, count, size), root=tmp_path))) as page:
        assert max(page.size) <= 1568
        assert page.size[0] > columns * 150


def test_a_strip_is_called_by_what_is_on_it(tmp_path: Path) -> None:
    two, three = (strip_file(candidates(tmp_path, count, Size(864, 1536))) for count in (2, 3))
    assert two != three
    assert (two or "").startswith(".work/choices/P07-")
    assert strip_file(candidates(tmp_path, 1, Size(864, 1536))) is None


def test_a_take_that_can_not_be_read_leaves_its_place_empty(tmp_path: Path) -> None:
    panel = candidates(tmp_path, 2, Size(864, 1536))
    (tmp_path / "01.png").write_bytes(b"")
    assert strip(panel, root=tmp_path)
