"""A board in a folder of its own, and child processes that can be killed."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pipeline.store.layout import Layout

ROOT = Path(__file__).parents[2]
Start = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    return Layout(tmp_path / "雨夜 plan.board")


@pytest.fixture
def start(layout: Layout) -> Iterator[Start]:
    """Start ``children.py NAME BOARD ARGS…``; whatever is still there at the end is killed."""
    children: list[subprocess.Popen[str]] = []

    def begin(name: str, *args: object) -> subprocess.Popen[str]:
        child = subprocess.Popen(
            [
                sys.executable,
                "-W",
                "error",
                Path(__file__).with_name("children.py"),
                name,
                layout.root,
                *map(str, args),
            ],
            env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )
        children.append(child)
        return child

    yield begin
    for child in children:
        child.kill()
        child.communicate()
