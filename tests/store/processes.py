"""Starts the children that these tests kill."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from pipeline.store.layout import Layout

ROOT = Path(__file__).parents[2]
Start = Callable[..., "subprocess.Popen[str]"]


def start_child(layout: Layout, name: str, *args: object) -> subprocess.Popen[str]:
    """Run ``children.py NAME BOARD ARGS…`` with pipes for its input and output."""
    return subprocess.Popen(
        [sys.executable, "-W", "error", Path(__file__).with_name("children.py"), name, layout.root, *map(str, args)],
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )
