"""``run --detach``: carries a plan out in a process of its own, which nobody has to wait for."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from pipeline.assemble.work import Work
from pipeline.cli.console import Console
from pipeline.cli.looking import standing_report
from pipeline.messages import say
from pipeline.report.lines import next_lines
from pipeline.report.steps import quoted
from pipeline.store.disk import make_folder, on_disk
from pipeline.store.layout import Layout
from pipeline.store.locks import is_running

PATIENCE: Final = 20.0
"""Seconds that a run is given to take its board before it is left alone with it."""

_POLL: Final = 0.05
_START: Final = ("-P", "-c", "from pipeline.cli.main import main; main()")  # -P: not what stands in this folder


def detach(work: Work, console: Console, words: Sequence[str]) -> int:
    """Start ``run`` with these further words, and return as soon as it has the board, or has ended at once.

    What it says goes to ``.work/run.log``, its JSON object to ``.work/run.json``.
    """
    layout = Layout(work.root)
    make_folder(layout.work, private=True)
    argv = ("run", str(work.plan.file.absolute()), *work.ask.common, *words, "--json")
    with on_disk(layout.log), layout.log.open("wb") as log, layout.answer.open("wb") as answer:
        run = subprocess.Popen(  # noqa: S603 - ourselves
            [sys.executable, *_START, *argv], stdin=subprocess.DEVNULL, stdout=answer, stderr=log, **_alone()
        )
    code = _begun(run, layout)
    return _going(work, console, run.pid) if code is None else _ended(layout, console, code)


def _alone() -> dict[str, Any]:
    """Out of reach of whatever ends this terminal, session or tool call."""
    if sys.platform == "win32":
        return {"creationflags": subprocess.DETACHED_PROCESS | subprocess.CREATE_NEW_PROCESS_GROUP}
    return {"start_new_session": True}


def _begun(run: subprocess.Popen[bytes], layout: Layout) -> int | None:
    """None once the run has the board; its exit code where it ended before that."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        code = run.poll()
        holder = is_running(layout) if code is None else None
        if code is not None or (holder is not None and holder.pid == run.pid):
            return code
        time.sleep(_POLL)
    return None


def _going(work: Work, console: Console, pid: int) -> int:
    standing, board = work.look()
    waiting = work.commands().waiting()
    log = Layout(work.root).log
    report = standing_report(work, standing, board, notes=[say("cli.detached", pid=pid, log=log)])
    report = replace(report, state="running", exit=0, next=(quoted(waiting),), next_argv=(waiting,), look=())
    if console.json_mode:
        console.json({**report.to_json(), "pid": pid, "log": str(log)})
        return 0
    console.lines([say("cli.detached", pid=pid, log=log)])
    console.aside(next_lines(report))
    return 0


def _ended(layout: Layout, console: Console, code: int) -> int:
    """It had nothing to do, or could not begin: what it said is said here."""
    if console.json_mode:
        console.json(_answer(layout.answer))
    console.aside(layout.log.read_text(encoding="utf-8", errors="replace").splitlines())
    return code


def _answer(path: Path) -> dict[str, Any]:
    try:
        answer: dict[str, Any] = json.loads(path.read_bytes())
    except ValueError:  # it was killed before it could say anything
        return {"schema": 1, "state": "failed", "exit": 1}
    return answer
