"""The shape of a language's words for prompts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.compose.labels import Labels
from pipeline.compose.stress import Stress
from pipeline.images.picture import Role


@dataclass(frozen=True, slots=True)
class RoleWords:
    """How a sent picture is introduced.

    ``named`` takes ``{who}`` and stands where that is known, else ``plain``; ``decides`` is what the picture
    rules, ``leaves`` what the lines below rule; ``again`` what it has in common with the picture before of the
    same person or thing.
    """

    plain: str
    decides: str
    leaves: str = ""
    named: str = ""
    again: str = ""


@dataclass(frozen=True, slots=True)
class Wording:
    """All words of one language.

    A picture's line is its name, ``again`` (of ``{what}`` and ``{n}``) and ``decides`` (``{what}``), then ``also``
    (``{name}``, ``{what}``) for its other uses and what it leaves to the lines below. ``frame``,
    ``frame_inside`` and ``wishes`` take ``{orientation}`` and ``{aspect}``. ``people`` finds words for people in
    free text. ``wishes`` and ``exclusions`` are what a redo says against a fault.
    """

    labels: Labels
    first_frame: str
    last_frame: str
    roles: Mapping[Role, RoleWords]
    decides: str
    again: str
    also: str
    orientations: Mapping[str, str]
    frame: str
    frame_inside: str
    people: re.Pattern[str]
    wishes: Mapping[Stress, str]
    exclusions: Mapping[Stress, str]
