"""A stage for journeys: a folder with a plan, an own home, and the real command line in a process of its own."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from tests.journeys.forge import HAS_FORK, Forged, forge

Process = subprocess.Popen[str] | Forged
ROOT = Path(__file__).resolve().parents[2]
COMMAND = (sys.executable, "-c", "from pipeline.cli.main import main; main()")

PLAN: dict[str, Any] = {
    "version": 1,
    "title": "雨夜来信",
    "aspect": "9:16",
    "style": "live-action",
    "provider": "sub2api",
    "characters": [{"id": "lin", "name": "林晚", "look": "短发，左眉有痣"}],
    "panels": [
        {"id": "P01", "action": "林晚停在门口", "characters": ["lin"]},
        {"id": "P02", "action": "一只手拿起旧信封"},
        {"id": "P03", "action": "林晚坐到桌前", "characters": ["lin"]},
        {"id": "P04", "action": "窗外雨停了"},
    ],
}


@dataclass
class Done:
    """A command that ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> dict[str, Any]:
        """The one object on stdout; anything else there fails."""
        assert self.out.startswith("{"), (self.code, self.out, self.err)
        value = json.loads(self.out)
        assert isinstance(value, dict)
        return value

    @property
    def states(self) -> dict[str, str]:
        return {panel["id"]: panel["state"] for panel in self.json["panels"]}


@dataclass
class Stage:
    """``folder`` holds plan.yaml; every command runs elsewhere, with a home and an environment of its own."""

    folder: Path
    env: dict[str, str] = field(default_factory=dict)

    @property
    def plan(self) -> Path:
        return self.folder / "plan.yaml"

    @property
    def board(self) -> Path:
        return self.folder / "plan.board"

    @property
    def home(self) -> Path:
        return self.folder / "home"

    def write(self, plan: Mapping[str, Any] | str = PLAN, name: str = "plan.yaml") -> Path:
        text = plan if isinstance(plan, str) else yaml.safe_dump(dict(plan), allow_unicode=True, sort_keys=False)
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        return path

    def edit(self, old: str, new: str) -> None:
        """Change the plan's text; the old words must be there."""
        text = self.plan.read_text(encoding="utf-8")
        assert old in text
        self.plan.write_text(text.replace(old, new), encoding="utf-8")

    def profile(self, name: str, **values: Any) -> None:
        """The user's own layer over a shipped profile, or a whole profile of another name."""
        folder = self.home / ".config" / "run-storyboard" / "profiles"
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{name}.yaml"
        path.write_text(yaml.safe_dump(values), encoding="utf-8")
        path.chmod(0o600)

    def service(self, url: str, key: str, name: str = "sub2api", **values: Any) -> None:
        """Point a profile at a service on loopback, with no back-off unless a test asks for one."""
        limits = {"backoff": 0, **values.pop("limits", {})}
        self.profile(name, base_url=url, key=key, limits=limits, **values)

    @property
    def environment(self) -> dict[str, str]:
        kept = {k: v for k, v in os.environ.items() if k in ("PATH", "LANG", "SYSTEMROOT", "TMPDIR")}
        home = {"HOME": str(self.home), "XDG_CONFIG_HOME": str(self.home / ".config"), "PYTHONPATH": str(ROOT)}
        return {**kept, **home, "PYTHONIOENCODING": "utf-8", "COLUMNS": "120", **self.env}

    def start(self, *argv: str, wrapper: Sequence[str] = (), fresh: bool = False) -> Process:
        """Start a command and return at once.

        ``wrapper`` is another command line to put before the words, or ``-m`` and a module of tests; ``fresh``
        starts Python anew instead of forking a warm one.
        """
        self.home.mkdir(exist_ok=True)
        module, *words = wrapper[1:] if wrapper[:1] == ("-m",) else ("",)
        if HAS_FORK and not fresh and (module or not wrapper):
            return forge().start([*words, *argv], cwd=self.home, env=self.environment, module=module)
        return subprocess.Popen(
            [*(wrapper or COMMAND), *argv] if not module else [sys.executable, *wrapper, *argv],
            cwd=self.home,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )

    def run(self, *argv: str, timeout: float = 60, **how: Any) -> Done:
        """Run a command to its end, blocking; only where no server lives in this test's loop."""
        process = self.start(*argv, **how)
        out, err = process.communicate(timeout=timeout)
        return Done(process.returncode or 0, out, err)

    async def go(self, *argv: str, timeout: float = 60, **how: Any) -> Done:  # noqa: ASYNC109
        """Run a command to its end while this test's servers go on serving."""
        return await asyncio.to_thread(self.run, *argv, timeout=timeout, **how)

    async def finish(self, process: Process, timeout: float = 60) -> Done:  # noqa: ASYNC109
        out, err = await asyncio.to_thread(process.communicate, timeout=timeout)
        return Done(process.returncode or 0, out, err)

    def journal(self) -> list[dict[str, Any]]:
        text = (self.board / "journal.jsonl").read_text(encoding="utf-8")
        return [json.loads(line) for line in text.splitlines()]

    def events(self, name: str) -> list[dict[str, Any]]:
        return [event for event in self.journal() if event["event"] == name]


def kill(process: Process) -> None:
    """SIGKILL, and wait until it is gone."""
    process.send_signal(signal.SIGKILL)
    process.wait()


def running(process: Process) -> bool:
    """Whether it has not ended by itself."""
    return not process.ended.is_set() if isinstance(process, Forged) else process.poll() is None


async def until(happened: Callable[[], bool]) -> None:
    """Wait for what another process does: its files can only be looked at."""
    async with asyncio.timeout(60):
        while not happened():  # noqa: ASYNC110
            await asyncio.sleep(0.01)
