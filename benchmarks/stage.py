"""What the benchmarks share: a service in a process of its own, plans of any length, measured child processes."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[1]


@contextmanager
def service(latency: float = 0.0) -> Iterator[str]:
    """The address of a service that lives for the block."""
    process = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.service", "--latency", str(latency)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        yield process.stdout.readline().strip()
    finally:
        process.stdin.close()
        process.wait()


def write_plan(folder: Path, panels: int, **keys: object) -> Path:
    """A plan whose panels all differ."""
    plan = {
        "version": 1,
        "aspect": "9:16",
        "style": "live-action",
        "provider": "bench",
        "characters": [{"id": "lin", "name": "林晚", "look": "短发，左眉有痣"}],
        "panels": [
            {
                "id": f"P{n:03d}",
                "scene": f"雨夜，第{n}扇窗",
                "shot": "中景",
                "action": f"林晚走过第{n}扇窗",
                "characters": ["lin"],
                "motion": "缓慢推近",
                "seconds": 3,
                "clip": f"C{n // 3}",
            }
            for n in range(1, panels + 1)
        ],
        **keys,
    }
    path = folder / "plan.yaml"
    path.write_text(yaml.safe_dump(plan, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return path


def profile(folder: Path, url: str, width: int) -> Path:
    """A profile file for the service."""
    values = {
        "name": "bench",
        "model": "bench",
        "lineage": "bench",
        "base_url": url,
        "generate_path": "/v1/images/generations",
        "edit_path": "/v1/images/edits",
        "auth": "none",
        "limits": {"concurrency": width, "max_concurrency": width},
        "price": {"per_image": 0, "currency": "USD"},
    }
    home = folder / ".config" / "run-storyboard" / "profiles"
    home.mkdir(parents=True, exist_ok=True)
    path = home / "bench.yaml"
    path.write_text(yaml.safe_dump(values), encoding="utf-8")
    return path


@dataclass(frozen=True)
class Took:
    """Wall seconds, CPU seconds and peak resident memory (MB) of a child process."""

    wall: float
    cpu: float
    peak: float
    out: str


def measured(argv: Sequence[str], home: Path) -> Took:
    """Run a child to its end; its exit code must be 0."""
    env = {**os.environ, "HOME": str(home), "XDG_CONFIG_HOME": str(home / ".config"), "PYTHONPATH": str(ROOT)}
    begun = time.perf_counter()
    process = subprocess.Popen(argv, env=env, cwd=home, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stderr is not None
    out, err = process.stdout.read(), process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - begun
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{argv} ended with {process.returncode}:\n{err}")
    return Took(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, out)


def command(*argv: str) -> list[str]:
    return [sys.executable, "-c", "from pipeline.cli.main import main; main()", *argv]


def machine() -> str:
    return f"{platform.platform()}, {os.cpu_count()} cores, Python {platform.python_version()}"
