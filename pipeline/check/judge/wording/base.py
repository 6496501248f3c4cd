"""The shape of a language's words for a judge."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.images.picture import Role


@dataclass(frozen=True, slots=True)
class JudgeWords:
    """All fixed words of one language; none of them holds a word of the plan.

    ``take``, ``crop`` and ``compare`` open the three questions, ``rules`` follow each of them. ``data`` stands before
    the plan's data. ``image`` takes ``{n}`` and ``{what}``; ``subject`` is the take, ``piece`` the crop,
    ``candidate`` takes ``{n}``; ``roles`` say what the other pictures are, and ``person`` and ``person_outfit``
    (``{n}``) whose. ``points`` are what each point of the rubric asks; those of one person take ``{n}``.
    ``form`` and ``order`` (``{count}``) say how to answer, ``again`` (``{problems}``) what was wrong with it.
    """

    take: str
    crop: str
    compare: str
    rules: str
    data: str
    image: str
    subject: str
    piece: str
    candidate: str
    also: str
    roles: Mapping[Role, str]
    person: str
    person_outfit: str
    ask: str
    points: Mapping[str, str]
    crop_points: Mapping[str, str]
    form: str
    order: str
    again: str
