"""The warm process: has imported the command line, and forks a command of its own for every request.

Reads requests from stdin and tells on stdout, one JSON object a line, which process each became and how it ended.
"""

from __future__ import annotations

import json
import os
import runpy
import select
import signal
import sys
import tempfile
import traceback
from collections.abc import Mapping
from contextlib import suppress
from importlib import import_module
from typing import Any

import pipeline.cli.failing  # noqa: F401 - loaded by name only where a command fails
from pipeline.cli.main import main as command
from pipeline.cli.table import COMMANDS


def main() -> None:
    for module in set(COMMANDS.values()):
        import_module(f"pipeline.cli.commands.{module}")
    told = os.dup(1)
    children, waker = os.pipe()
    os.set_blocking(waker, False)
    signal.set_wakeup_fd(waker)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    held = b""
    while True:
        ready, _, _ = select.select([0, children], [], [])
        if 0 in ready:
            data = os.read(0, 1 << 20)
            if not data:
                return
            *lines, held = (held + data).split(b"\n")
            for line in lines:
                _fork(json.loads(line), told, (told, children, waker))
        if children in ready:
            os.read(children, 4096)
        _tell_ended(told)


def _fork(request: Mapping[str, Any], told: int, ours: tuple[int, ...]) -> None:
    pid = os.fork()
    if pid == 0:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        for fd in ours:
            os.close(fd)
        _become(request)
    os.write(told, json.dumps({"number": request["number"], "pid": pid}).encode() + b"\n")


def _tell_ended(told: int) -> None:
    with suppress(ChildProcessError):
        while (ended := os.waitpid(-1, os.WNOHANG))[0]:
            answer = {"pid": ended[0], "code": os.waitstatus_to_exitcode(ended[1])}
            os.write(told, json.dumps(answer).encode() + b"\n")


def _become(request: Mapping[str, Any]) -> None:
    """Run the command in this process; never returns."""
    code = 1
    try:
        _settle_in(request)
        if request["module"]:
            sys.argv = [request["module"], *request["argv"]]
            runpy.run_module(request["module"], run_name="__main__")
        else:
            command(request["argv"])
        code = 0
    except SystemExit as done:
        code = done.code if isinstance(done.code, int) else 1 if done.code else 0
    except BaseException:  # noqa: BLE001 - whatever it is, it belongs on the command's stderr
        traceback.print_exc()
    finally:
        with suppress(OSError, ValueError):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(code & 0xFF)


def _settle_in(request: Mapping[str, Any]) -> None:
    """Take on the command's files, folder, environment and signals."""
    for number, path in ((1, request["files"][0]), (2, request["files"][1])):
        os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), number)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.chdir(request["cwd"])
    os.environ.clear()
    os.environ.update(request["env"])
    tempfile.tempdir = None
    sys.stdin, sys.stdout, sys.stderr = (os.fdopen(n, "w" if n else "r", encoding="utf-8") for n in range(3))
    signal.signal(signal.SIGINT, signal.default_int_handler)


if __name__ == "__main__":
    main()
