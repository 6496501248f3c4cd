"""Whole commands as processes: --help, check of 100 panels, rerun of a finished 100-panel board."""

from __future__ import annotations

import statistics
import sys
import tempfile
from pathlib import Path

from benchmarks.stage import command, machine, measured, profile, service, write_plan

ROUNDS = 9


def main() -> None:
    print(machine())
    with service() as url, tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        profile(home, url, 8)
        plan = write_plan(home, 100)
        measured(command("run", str(plan), "--quiet"), home)
        bare = statistics.median(measured([sys.executable, "-c", "pass"], home).wall for _ in range(ROUNDS))
        print(f"python -c pass: {bare:.3f} s")
        for name, argv in (
            ("--help", ("--help",)),
            ("check, 100 panels", ("check", str(plan))),
            ("rerun, 100 panels, nothing to do", ("run", str(plan), "--quiet")),
            ("status, 100 panels", ("status", str(plan), "--brief")),
        ):
            took = [measured(command(*argv), home) for _ in range(ROUNDS)]
            walls, busy = [each.wall for each in took], min(each.cpu for each in took)
            print(
                f"{name}: {statistics.median(walls):.3f} s ({min(walls):.3f} to {max(walls):.3f}), "
                f"{statistics.median(walls) / bare:.1f} x an empty Python; processor time {busy:.3f} s at least"
            )


if __name__ == "__main__":
    main()
