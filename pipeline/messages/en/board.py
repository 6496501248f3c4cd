"""English texts of the area ``board``: one entry per sentence, named by what it says."""

from __future__ import annotations

TEXTS: dict[str, str] = {}
