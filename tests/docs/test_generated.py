"""What the documentation says of the code is what the code says."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

import pytest

DOCS = Path(__file__).resolve().parents[2] / "docs"


def generator():
    spec = importlib.util.spec_from_file_location("docs_generate", DOCS / "generate.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


GENERATE = generator()


@pytest.mark.parametrize("page", GENERATE.PAGES)
def test_generated_parts_are_up_to_date(page: str) -> None:
    """Else: ``python docs/generate.py``."""
    made = dict(GENERATE.generated())
    assert (DOCS / page).read_text(encoding="utf-8") == made[DOCS / page]


def test_every_part_is_on_a_page_and_every_mark_is_made() -> None:
    marks = re.findall(r"<!-- begin: (.+?) -->", (DOCS / "decide.md").read_text(encoding="utf-8"))
    assert sorted(marks) == sorted(GENERATE.PARTS)


def test_a_drifted_page_is_noticed() -> None:
    page = (DOCS / "decide.md").read_text(encoding="utf-8")
    assert GENERATE.with_parts(page.replace("`take-saved`", "`take-sold`")) == page
