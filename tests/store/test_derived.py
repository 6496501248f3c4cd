"""Derived files change only when their bytes do: a run with nothing to do writes nothing."""

from __future__ import annotations

import json
import os

import pytest

from pipeline.store.derived import write_contact_sheets, write_if_changed, write_manifest
from pipeline.store.layout import Layout


def test_the_same_bytes_are_not_written_again(layout: Layout) -> None:
    assert write_if_changed(layout.manifest, b"one")
    os.utime(layout.manifest, (1, 1))
    assert not write_if_changed(layout.manifest, b"one")
    assert layout.manifest.stat().st_mtime == 1
    assert write_if_changed(layout.manifest, b"two")
    assert layout.manifest.read_bytes() == b"two"


def test_the_manifest_reads_as_people_write(layout: Layout) -> None:
    manifest = {"schema": 1, "title": "雨夜来信", "panels": [{"id": "P01"}]}
    assert write_manifest(layout, manifest)
    text = layout.manifest.read_text(encoding="utf-8")
    assert "雨夜来信" in text
    assert text.startswith('{\n  "schema": 1')
    assert text.endswith("}\n")
    assert json.loads(text) == manifest
    assert not write_manifest(layout, dict(manifest))


def test_a_manifest_that_is_no_json_is_not_half_written(layout: Layout) -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        write_manifest(layout, {"cost": float("nan")})
    assert not layout.manifest.exists()


def test_pages_of_a_longer_board_go(layout: Layout) -> None:
    assert write_contact_sheets(layout, [b"1", b"2", b"3"]) == (
        "contact-sheet.jpg",
        "contact-sheet-2.jpg",
        "contact-sheet-3.jpg",
    )
    (layout.root / "contact-sheet-mine.jpg").touch()
    assert write_contact_sheets(layout, [b"1", b"two"]) == ("contact-sheet-2.jpg",)
    assert sorted(p.name for p in layout.root.iterdir()) == [
        "contact-sheet-2.jpg",
        "contact-sheet-mine.jpg",
        "contact-sheet.jpg",
    ]


def test_a_board_without_pictures_has_no_contact_sheet(layout: Layout) -> None:
    write_contact_sheets(layout, [b"1"])
    assert write_contact_sheets(layout, []) == ()
    assert list(layout.root.iterdir()) == []
