"""How close a run comes to the ideal when every answer takes a while: the anchor, then the rest in full rows."""

from __future__ import annotations

import math
import shutil
import statistics
import tempfile
from pathlib import Path

from benchmarks.stage import command, machine, measured, profile, service, write_plan

LATENCY = 2.0
WIDTH = 8
PANELS = 33
ROUNDS = 3


def main() -> None:
    print(machine())
    ideal = LATENCY * (1 + math.ceil((PANELS - 1) / WIDTH))
    with service(LATENCY) as url, tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        profile(home, url, WIDTH)
        plan = write_plan(home, PANELS)
        start = measured(command("--version"), home).wall
        ratios = []
        for _ in range(ROUNDS):
            shutil.rmtree(home / "plan.board", ignore_errors=True)
            ratios.append(measured(command("run", str(plan), "--quiet"), home).wall / ideal)
        print(
            f"{PANELS} panels, {LATENCY:g} s an answer, {WIDTH} at once: whole command / ideal {ideal:g} s: "
            f"{statistics.median(ratios):.3f} ({min(ratios):.3f} to {max(ratios):.3f}); "
            f"starting Python is {start:.2f} s of it"
        )


if __name__ == "__main__":
    main()
