"""Files that can be computed again: written whole, and only where their bytes change."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from pipeline.store.disk import on_disk, write_whole
from pipeline.store.layout import Layout

_LATER_PAGE: Final = re.compile(r"contact-sheet-(\d+)\.jpg")


def write_if_changed(path: Path, data: bytes) -> bool:
    """Make ``path`` hold ``data`` and return whether it did not yet. Raises DiskError; hold the run lock."""
    with on_disk(path):
        try:
            if path.stat().st_size == len(data) and path.read_bytes() == data:
                return False
        except FileNotFoundError:
            pass
    write_whole(path, data)
    return True


def write_manifest(layout: Layout, manifest: Mapping[str, Any]) -> bool:
    """Write ``manifest`` (JSON values) as people read it: UTF-8, indented, keys in the order given."""
    return write_json(layout.manifest, manifest)


def write_json(path: Path, values: Mapping[str, Any]) -> bool:
    """Write ``values`` to any derived JSON file, such as ``sheet/report.json``."""
    text = json.dumps(values, ensure_ascii=False, indent=2, allow_nan=False) + "\n"
    return write_if_changed(path, text.encode("utf-8", errors="replace"))


def write_contact_sheets(layout: Layout, pages: Sequence[bytes]) -> tuple[str, ...]:
    """Write the pages (JPEG bytes), remove those of a longer board, and return the files that changed."""
    changed = [
        layout.file(path)
        for number, data in enumerate(pages, 1)
        if write_if_changed(path := layout.contact_sheet(number), data)
    ]
    for path in layout.root.glob("contact-sheet*.jpg"):
        if _page(path) > len(pages):
            with on_disk(path):
                path.unlink(missing_ok=True)
    return tuple(changed)


def _page(path: Path) -> int:
    if path.name == "contact-sheet.jpg":
        return 1
    later = _LATER_PAGE.fullmatch(path.name)
    return int(later[1]) if later else 0
