"""Writes the skill that teaches an agent these commands: SKILL.md, and a script that calls the installed client."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from pipeline.errors import UsageError
from pipeline.messages import say
from pipeline.store.disk import write_whole

_PACKAGE: Final = Path(__file__).resolve().parent.parent
_OURS: Final = ("name: run-storyboard", "run-storyboard's client")
"""What a file of ours holds, so that an older one may be replaced and anybody else's may not."""

SHIM: Final = '''#!/usr/bin/env python3
"""gpt_image2.py generate|edit …: run-storyboard's client, as installed for this Python or on the PATH."""

import importlib.util
import shutil
import subprocess
import sys

sys.path[:] = [entry for entry in sys.path[1:]]  # not this folder: another package may be called like ours


def installed():
    try:
        return importlib.util.find_spec("pipeline.cli.gpt_image2") is not None
    except ImportError:
        return False


if installed():
    from pipeline.cli.gpt_image2 import main

    main()
client = shutil.which("gpt-image2")
if client is None:
    sys.exit("run-storyboard is not installed for this Python: python3 -m pip install run-storyboard")
sys.exit(subprocess.call([client, *sys.argv[1:]]))
'''


def skill_text() -> str:
    """SKILL.md, from the wheel or from a checkout."""
    inside = _PACKAGE / "_skill" / "SKILL.md"
    return (inside if inside.is_file() else _PACKAGE.parent / "SKILL.md").read_text(encoding="utf-8")


def install(folder: Path) -> tuple[Path, ...]:
    """Write both files into ``folder``; older ones of ours are replaced. UsageError where a file is not ours."""
    files = {folder / "SKILL.md": skill_text(), folder / "scripts" / "gpt_image2.py": SHIM}
    for path in files:
        if path.exists() and not _ours(path):
            raise UsageError(say("client.skill-foreign", path=path))
    for path, text in files.items():
        write_whole(path, text.encode())
    (folder / "scripts" / "gpt_image2.py").chmod(0o755)
    return tuple(files)


def _ours(path: Path) -> bool:
    try:
        text = path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return False
    return any(mark in text for mark in _OURS)
