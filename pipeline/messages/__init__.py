"""What the program says to people, in one place: ``say("plan.unknown-key", key="shott")``.

Texts stand in one module per area below ``en``; a second language is a second folder with the same keys.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from pipeline.messages.en import TEXTS as _ENGLISH

_LANGUAGES: Final[Mapping[str, Mapping[str, str]]] = {"en": _ENGLISH}


def say(key: str, /, **values: object) -> str:
    """Return the text for ``key`` with ``values`` filled in; an unknown key is a bug (KeyError)."""
    return _LANGUAGES["en"][key].format(**values)
