"""How much longer a run takes than a plain loop, at zero latency, and how much memory it holds."""

from __future__ import annotations

import shutil
import statistics
import sys
import tempfile
from pathlib import Path

from benchmarks.stage import command, machine, measured, profile, service, write_plan

WIDTH = 8
ROUNDS = 5


def main() -> None:
    print(machine())
    with service() as url, tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        profile(home, url, WIDTH)
        for panels in (16, 64, 128):
            plan = write_plan(home, panels)
            ratios, busy, peaks, plain_peaks = [], [], [], []
            for _ in range(ROUNDS):
                shutil.rmtree(home / "plain", ignore_errors=True)
                shutil.rmtree(home / "plan.board", ignore_errors=True)
                plain = measured(
                    [sys.executable, "-m", "benchmarks.plain", url, str(home / "plain"), str(panels), str(WIDTH)], home
                )
                ours = measured(command("run", str(plan), "--quiet"), home)
                ratios.append(ours.wall / plain.wall)
                busy.append(ours.cpu / plain.cpu)
                peaks.append(ours.peak)
                plain_peaks.append(plain.peak)
            print(
                f"{panels:4d} panels  run / plain loop: {statistics.median(ratios):.2f} "
                f"({min(ratios):.2f} to {max(ratios):.2f})  "
                f"processor time {statistics.median(busy):.2f} ({min(busy):.2f} to {max(busy):.2f})  "
                f"peak {statistics.median(peaks):.0f} MB, "
                f"plain {statistics.median(plain_peaks):.0f} MB"
            )


if __name__ == "__main__":
    main()
