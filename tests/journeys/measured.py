"""Runs the command line and writes its peak memory in bytes: ``python -m tests.journeys.measured FILE -- …``."""

from __future__ import annotations

import resource
import sys
from pathlib import Path

from pipeline.cli.main import main as command


def main() -> None:
    note, argv = Path(sys.argv[1]), sys.argv[sys.argv.index("--") + 1 :]
    try:
        command(argv)
    finally:
        note.write_text(str(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024))


if __name__ == "__main__":
    main()
