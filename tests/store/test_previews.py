"""Previews: one small picture a take, the same whoever makes it, and nothing is lost with them."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from pipeline.check.inspect.view import MIDDLE_EDGE, view
from pipeline.errors import PictureError
from pipeline.pictures.files import digest
from pipeline.store.layout import Layout
from pipeline.store.previews import EDGE, Previews
from tests.fakes.pictures import picture


@pytest.fixture
def take(tmp_path: Path) -> Path:
    path = tmp_path / "01.png"
    path.write_bytes(picture(864, 1536, "take"))
    return path


def test_inspection_and_the_contact_sheet_make_the_same_preview(tmp_path: Path, take: Path) -> None:
    """Deleting .work changes no contact sheet."""
    assert EDGE == MIDDLE_EDGE
    data = take.read_bytes()
    first, second = Previews(Layout(tmp_path / "a")), Previews(Layout(tmp_path / "b"))
    assert first.keep(digest(data), view(data).middle) == second.of(take, digest(data))


def test_a_preview_that_is_there_is_used_without_the_picture(tmp_path: Path, take: Path) -> None:
    previews = Previews(Layout(tmp_path / "board"))
    made = previews.of(take, sha := digest(take))
    take.unlink()
    assert previews.of(take, sha) == made
    assert max(Image.open(BytesIO(made)).size) == EDGE


def test_half_a_preview_is_made_again(tmp_path: Path, take: Path) -> None:
    layout = Layout(tmp_path / "board")
    made = Previews(layout).of(take, sha := digest(take))
    (kept,) = layout.previews.iterdir()
    kept.write_bytes(made[:1000])
    assert Previews(layout).of(take, sha) == made == kept.read_bytes()


def test_a_folder_that_takes_nothing_costs_no_preview(tmp_path: Path, take: Path) -> None:
    layout = Layout(tmp_path / "board")
    layout.cache.mkdir(parents=True)
    layout.previews.write_text("a file")
    assert Previews(layout).of(take, digest(take))


def test_what_is_no_picture_has_no_preview(tmp_path: Path) -> None:
    path = tmp_path / "01.png"
    path.write_bytes(b"none")
    with pytest.raises(PictureError):
        Previews(Layout(tmp_path)).of(path, digest(path))
