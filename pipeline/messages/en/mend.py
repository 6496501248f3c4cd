"""English texts of the area ``mend``: one entry per sentence, named by what it says."""

from __future__ import annotations

TEXTS: dict[str, str] = {
    "no-note": "say what is to change: --note '去掉左侧路人'",
    "no-take": "{panel} has no take that could be mended; `run` draws one",
    "no-panel": "{panel} is no panel; a drawn bible is drawn anew by `retry`",
    "own": "{panel} is a picture of your own; mend it where it was made",
    "pinned": "{panel} is pinned, so a mended take would not count; `unpin` it first",
    "mask-format": "{path}: a mask is a PNG with an alpha channel; what is transparent there may change",
    "mask-size": "{path} is {mask}, and the take is {take}; a mask has exactly the take's size",
    "nobody": "{panel} can't be mended by anybody in the chain: {why}",
    "by-run": "the run that is going mends {panel}",
}
