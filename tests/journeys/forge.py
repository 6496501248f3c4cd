"""Starts commands as processes of their own without paying for Python's start each time: forked from one warm process.

The warm process has imported the command line and nothing else: no thread, no loop, no open board. A forked command
gets its own environment, folder, output files and process group, and is killed or signalled like any other.
Where there is no fork, commands are started the ordinary way.
"""

from __future__ import annotations

import atexit
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

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
        if not self.started.wait(60) or self.pid <= 0:
            raise RuntimeError("the command did not start")
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
            [sys.executable, "-m", "tests.journeys.warm"],
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
        for forged in self._commands.values():  # the warm process is gone, and its commands' ends go untold
            if not forged.ended.is_set():
                forged.returncode = 1
                forged.ended.set()


_forges: list[Forge] = []


def forge() -> Forge:
    """The one warm process of this test session."""
    if not _forges:
        _forges.append(Forge())
    return _forges[0]
