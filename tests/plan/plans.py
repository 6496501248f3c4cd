"""Plans for tests: written to real files, read by the real loader."""

from __future__ import annotations

from pathlib import Path

from PIL import Image

from pipeline.errors import Problem
from pipeline.plan.loader import Loaded, read_plan

HEAD = "version: 1\naspect: 9:16\nstyle: live-action\n"
PANEL = "panels:\n  - {id: P01, action: 她站着}\n"


def read(folder: Path, text: str | bytes, name: str = "plan.yaml") -> Loaded:
    """Write a plan into a folder and read it."""
    file = folder / name
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_plan(file)


def panels(folder: Path, *lines: str, head: str = HEAD) -> Loaded:
    """Read a plan of these panels, each the inside of ``{…}``."""
    return read(folder, head + "panels:\n" + "".join(f"  - {{{line}}}\n" for line in lines))


def picture(file: Path, size: tuple[int, int] = (8, 8)) -> Path:
    """Draw a small picture."""
    file.parent.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", size, "teal").save(file)
    return file


def said(problems: tuple[Problem, ...], level: str = "error") -> list[tuple[int | None, str]]:
    """Line and path of the problems of one level."""
    return [(p.line, p.path) for p in problems if p.level == level]


def words(loaded: Loaded) -> str:
    """Everything that was said."""
    return "\n".join(map(str, loaded.problems))
