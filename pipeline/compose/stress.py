"""What a redo aims at: the fault whose cure is said in the prompt."""

from __future__ import annotations

from enum import StrEnum


class Stress(StrEnum):
    """A fault of an earlier take; its value is the name in the journal."""

    SOURCE = "source"  # the composition reference was ignored
    STYLE = "style"  # the rendering drifted from the anchor
    ASPECT = "aspect"  # another aspect came back
    PEOPLE = "people"  # there were more people than the cast
    TEXT = "text"  # lettering was painted
    FRAME = "frame"  # borders, bars or several pictures in one
