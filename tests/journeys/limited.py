"""Runs the command line where no file may grow above so many bytes: ``python -m tests.journeys.limited BYTES -- …``."""

from __future__ import annotations

import resource
import signal
import sys

from pipeline.cli.main import main as command


def main() -> None:
    most, argv = int(sys.argv[1]), sys.argv[sys.argv.index("--") + 1 :]
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)  # then writing fails with EFBIG, as on a full disk
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
    command(argv)


if __name__ == "__main__":
    main()
