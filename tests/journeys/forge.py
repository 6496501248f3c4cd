"""Starts commands as processes of their own without paying for Python's start each time: forked from one warm process.

The warm process has imported the command line and nothing else: no thread, no loop, no open board. A forked command
gets its own environment, folder, output files and process group, and is killed or signalled like any other.
Where there is no fork, commands are started the ordinary way.

``python -m tests.journeys.forge`` reads requests and writes answers, one JSON object a line.
"""

from __future__ import annotations

import atexit
import json
import os
import runpy
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
HAS_FORK = hasattr(os, "fork")


@dataclass
class Forged:
    """A command that was started; ``returncode`` is negative where a signal ended it."""

    number: int
    files: tuple[Path, Path]
    pid: int = 0
    returncode: int | None = None
    started: threading.Event = field(default_factory=threading.Event)
    ended: threading.Event = field(default_factory=threading.Event)

    def send_signal(self, number: int) -> None:
        self.started.wait(30)
        if not self.ended.is_set():
            os.kill(self.pid, number)

    def wait(self, timeout: float = 60) -> int:
        if not self.ended.wait(timeout):
            self.send_signal(signal.SIGKILL)
            raise subprocess.TimeoutExpired(str(self.number), timeout)
        assert self.returncode is not None
        return self.returncode

    def communicate(self, timeout: float = 60) -> tuple[str, str]:
        self.wait(timeout)
        out, err = (path.read_text(encoding="utf-8", errors="replace") for path in self.files)
        for path in self.files:
            path.unlink()
        return out, err


class Forge:
    """The warm process, seen from the tests."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="forge-")
        self._commands: dict[int, Forged] = {}
        self._by_pid: dict[int, Forged] = {}
        self._lock = threading.Lock()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.journeys.forge"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        atexit.register(self.close)
        threading.Thread(target=self._listen, daemon=True).start()

    def start(self, argv: Sequence[str], *, cwd: Path, env: Mapping[str, str], module: str = "") -> Forged:
        """Start ``run-storyboard argv``; with ``module``, ``python -m module argv``."""
        with self._lock:
            number = len(self._commands) + 1
            files = tuple(Path(self._folder.name) / f"{number}.{name}" for name in ("out", "err"))
            forged = self._commands[number] = Forged(number, (files[0], files[1]))
            request = {
                "number": number,
                "argv": list(argv),
                "cwd": str(cwd),
                "env": dict(env),
                "module": module,
                "files": [str(path) for path in files],
            }
            assert self._process.stdin is not None
            self._process.stdin.write(json.dumps(request) + "\n")
            self._process.stdin.flush()
        return forged

    def close(self) -> None:
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()
        self._folder.cleanup()

    def _listen(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            told = json.loads(line)
            if "number" in told:
                forged = self._by_pid[told["pid"]] = self._commands[told["number"]]
                forged.pid = told["pid"]
                forged.started.set()
            else:
                forged = self._by_pid.pop(told["pid"])
                forged.returncode = told["code"]
                forged.ended.set()


_forges: list[Forge] = []


def forge() -> Forge:
    """The one warm process of this test session."""
    if not _forges:
        _forges.append(Forge())
    return _forges[0]


# ── the warm process itself ───────────────────────────────────────────────────────────────────────────


def _warm_up() -> None:
    from importlib import import_module

    import pipeline.cli.failing
    import pipeline.cli.main
    from pipeline.cli.table import COMMANDS

    for module in set(COMMANDS.values()):
        import_module(f"pipeline.cli.commands.{module}")


def _command(request: Mapping[str, Any]) -> None:
    """Become the command; never returns."""
    code = 1
    try:
        for number, path in ((1, request["files"][0]), (2, request["files"][1])):
            fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            os.dup2(fd, number)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.chdir(request["cwd"])
        os.environ.clear()
        os.environ.update(request["env"])
        tempfile.tempdir = None
        sys.stdin = open(0, encoding="utf-8", closefd=False)
        sys.stdout = open(1, "w", encoding="utf-8", closefd=False)
        sys.stderr = open(2, "w", encoding="utf-8", closefd=False)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        if request["module"]:
            sys.argv = [request["module"], *request["argv"]]
            runpy.run_module(request["module"], run_name="__main__")
        else:
            from pipeline.cli.main import main as command

            command(request["argv"])
        code = 0
    except SystemExit as done:
        code = done.code if isinstance(done.code, int) else 1 if done.code else 0
    except BaseException:
        import traceback

        traceback.print_exc()
    finally:
        for stream in (sys.stdout, sys.stderr):
            try:
                stream.flush()
            except (OSError, ValueError):
                pass
        os._exit(code & 0xFF)


def main() -> None:
    _warm_up()
    say = os.dup(1)
    reader, waker = os.pipe()
    os.set_blocking(waker, False)
    signal.set_wakeup_fd(waker)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    import select

    held = b""
    while True:
        ready, _, _ = select.select([0, reader], [], [])
        if 0 in ready:
            data = os.read(0, 1 << 20)
            if not data:
                return
            held += data
            *lines, held = held.split(b"\n")
            for line in lines:
                request = json.loads(line)
                pid = os.fork()
                if pid == 0:
                    signal.set_wakeup_fd(-1)
                    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                    for fd in (say, reader, waker):
                        os.close(fd)
                    _command(request)
                os.write(say, json.dumps({"number": request["number"], "pid": pid}).encode() + b"\n")
        if reader in ready:
            os.read(reader, 4096)
        while True:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                break
            if pid == 0:
                break
            os.write(say, json.dumps({"pid": pid, "code": os.waitstatus_to_exitcode(status)}).encode() + b"\n")


if __name__ == "__main__":
    main()
