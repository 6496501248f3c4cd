"""What init writes is a plan without a fault, in both languages."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipeline.plan.loader import read_plan
from pipeline.plan.schema import json_schema
from pipeline.plan.starter import SCHEMA_FILE, starter


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_starter_is_read_without_a_word(tmp_path: Path, language: str):
    for name, text in starter(language).items():  # type: ignore[arg-type]
        (tmp_path / name).write_text(text, encoding="utf-8", newline="\n")
    loaded = read_plan(tmp_path / "plan.yaml")
    assert loaded.problems == ()
    assert loaded.plan is not None
    assert (loaded.plan.language, loaded.plan.accept) == (language, "anchor")
    assert loaded.plan.panel("P02z").props == ("letter",)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_starter_brings_its_schema_and_gits_files(language: str):
    files = starter(language)  # type: ignore[arg-type]
    assert files["plan.yaml"].splitlines()[0] == f"# yaml-language-server: $schema={SCHEMA_FILE}"
    assert json.loads(files[SCHEMA_FILE]) == json_schema()
    assert "*.board/.work/" in files[".gitignore"].splitlines()
    assert "*.board/** -text" in files[".gitattributes"].splitlines()
