"""Where the strip of a panel's candidates is; ``strip`` draws it."""

from __future__ import annotations

from hashlib import sha256
from typing import Final

from pipeline.decide.view import PanelView
from pipeline.plan.names import slug

FOLDER: Final = ".work/choices"


def strip_file(panel: PanelView) -> str | None:
    """Where the strip of a panel's candidates is, board-relative; None where there is nothing to choose.

    The name tells the candidates, so a file of that name shows them.
    """
    if len(panel.candidates) < 2:
        return None
    about = "\n".join(f"{take.name_for(panel.id)} {take.sha256}" for take in panel.candidates)
    return f"{FOLDER}/{slug(panel.id)}-{sha256(about.encode()).hexdigest()[:8]}.jpg"
