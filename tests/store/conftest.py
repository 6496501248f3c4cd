"""A board in a folder of its own, and child processes that can be killed."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.store.layout import Layout
from tests.store.processes import Start, start_child


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    return Layout(tmp_path / "雨夜 plan.board")


@pytest.fixture
def start(layout: Layout) -> Iterator[Start]:
    """Start a child by name; whatever is still there at the end is killed."""
    children: list[subprocess.Popen[str]] = []

    def begin(name: str, *args: object) -> subprocess.Popen[str]:
        children.append(start_child(layout, name, *args))
        return children[-1]

    yield begin
    for child in children:
        child.kill()
        child.communicate()
