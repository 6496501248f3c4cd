"""Embeds a board in a video-production script: carry the plan out, then hand every clip to the video step.

    python examples/embed.py [PLAN]

Prints one job per clip as JSON lines: first frame, last frame, seconds, motion, lines. A real script would give these
to its video model.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from pipeline import RunReport, StoryboardError, run_plan_sync

HERE = Path(__file__).resolve().parent


def jobs(report: RunReport) -> list[dict[str, object]]:
    """What a video model is asked for, clip by clip, in plan order."""
    return [
        {
            "clip": clip.id,
            "panels": list(clip.panels),
            "first_frame": str(clip.first_frame) if clip.first_frame else None,
            "last_frame": str(clip.last_frame) if clip.last_frame else None,
            "seconds": clip.seconds,
            "motion": clip.motion,
            "lines": [dict(line) for line in clip.lines],
        }
        for clip in report.clips()
    ]


def main() -> int:
    plan = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE / "rain-letter" / "plan.yaml"
    try:
        report = run_plan_sync(plan)
    except StoryboardError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    if not report.ok:
        print(f"the board is {report.state}", *report.next, sep="\n", file=sys.stderr)
        return report.exit
    for job in jobs(report):
        print(json.dumps(job, ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main())
