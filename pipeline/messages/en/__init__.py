"""English texts, one module per area; keys are ``area.what``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from pipeline.messages.en import (
    board,
    check,
    cli,
    client,
    compose,
    judge,
    mend,
    plan,
    profiles,
    report,
    run,
    sheet,
    wire,
)

TEXTS: Final[Mapping[str, str]] = {
    f"{area}.{key}": text
    for area, texts in {
        "board": board.TEXTS,
        "check": check.TEXTS,
        "cli": cli.TEXTS,
        "client": client.TEXTS,
        "compose": compose.TEXTS,
        "judge": judge.TEXTS,
        "mend": mend.TEXTS,
        "plan": plan.TEXTS,
        "profiles": profiles.TEXTS,
        "report": report.TEXTS,
        "run": run.TEXTS,
        "sheet": sheet.TEXTS,
        "wire": wire.TEXTS,
    }.items()
    for key, text in texts.items()
}
