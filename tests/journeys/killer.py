"""Runs the command line and kills it, from outside its code, right before its first operation of a kind on the board.

``python -m tests.journeys.killer "os.rename …" BOARD -- run plan.yaml``. Python's own audit events tell of every
open, rename and remove; without a kind nothing is killed and the operations are listed on stdout as JSON.
"""

from __future__ import annotations

import json
import os
import re
import signal
import sys
from typing import Any

from pipeline.cli.main import main as command

WATCHED = {"open", "os.rename", "os.remove", "os.mkdir", "os.truncate", "os.link", "os.chmod", "shutil.copyfile"}


def main() -> None:
    kind, board = sys.argv[1], os.path.abspath(sys.argv[2])  # noqa: PTH100 - a path that is not there yet
    argv = sys.argv[sys.argv.index("--") + 1 :]
    seen: list[str] = []

    def hook(event: str, args: tuple[Any, ...]) -> None:
        if event not in WATCHED:
            return
        paths = [os.fspath(a) for a in args[:2] if isinstance(a, str | os.PathLike)]
        if not any(isinstance(p, str) and os.path.abspath(p).startswith(board) for p in paths):  # noqa: PTH100
            return
        if event == "open" and not _writes(args):
            return
        seen.append(_name(event, paths, board))
        if seen[-1] == kind:
            os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(hook)
    try:
        command(argv)
    except SystemExit as done:
        if not kind:
            sys.stdout.write(json.dumps({"operations": seen, "exit": done.code}) + "\n")
        raise


def _writes(args: tuple[Any, ...]) -> bool:
    mode, flags = (*args, None, None)[1:3]
    if isinstance(mode, str):
        return any(letter in mode for letter in "wax+")
    return bool(isinstance(flags, int) and flags & (os.O_WRONLY | os.O_RDWR))


def _name(event: str, paths: list[Any], board: str) -> str:
    """The operation with what is random in it left out: attempts, temporary names, numbers."""
    shown = " ".join(os.path.relpath(p, board) for p in paths if isinstance(p, str))
    return f"{event} {re.sub(r'[0-9a-f]{8,}|[0-9]+|tmp[a-z0-9_]+', '#', shown)}"


if __name__ == "__main__":
    main()
