"""The reference in docs/plan.md is the model's."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.plan.model import PASS_THROUGH, Panel
from pipeline.plan.reference import tables, with_keys
from pipeline.plan.schema import fields_of

PAGE = Path(__file__).parents[2] / "docs" / "plan.md"


def test_the_page_is_up_to_date():
    """After a change of the model: ``python -m pipeline.plan.reference docs/plan.md``."""
    page = PAGE.read_text(encoding="utf-8")
    assert with_keys(page) == page


def test_every_key_has_its_row():
    text = tables()
    assert all(f"`{key}`" in text for key, _ in fields_of(Panel))
    assert "| **`id`** |" in text


def test_the_page_names_the_keys_that_pass_through():
    page = PAGE.read_text(encoding="utf-8")
    line = next(line for line in page.splitlines() if line.startswith("- **`motion"))
    assert set(line.split("`")[1].split()) == {*PASS_THROUGH, "x-…"}


def test_a_page_without_marks_is_refused():
    with pytest.raises(ValueError, match="keys"):
        with_keys("# nothing")
