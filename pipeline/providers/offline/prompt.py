"""Reads a prompt, ours or anybody's, into a ``FrameBrief``; every text gives one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from pipeline.images.picture import Role
from pipeline.providers.offline import words
from pipeline.providers.offline.brief import Angle, FrameBrief, Kind, Shot, Thing, Time, Weather
from pipeline.providers.offline.lines import Lines, entries_of, head_of, lines_of
from pipeline.providers.offline.pages import read_page
from pipeline.providers.offline.people import cast_of

_LENS = re.compile(r"(\d{2,3})\s*mm", re.IGNORECASE)


def read_prompt(text: str, variant: int = 0) -> FrameBrief:
    """Read ``text`` into what to draw; labelled lines are read by their label, anything else by its words.

    ``variant`` tells several pictures of one request apart.
    """
    lines = lines_of(text)
    kind = words.first(words.KINDS, lines.of("purpose"), lines.heads, lines.loose) or Kind.FRAME
    if kind is Kind.PAGE and (page := read_page(text, read_prompt)) is not None:
        return replace(_frame(lines, text, variant), kind=kind, page=page)
    return replace(_frame(lines, text, variant), kind=Kind.FRAME if kind is Kind.PAGE else kind)


def _frame(lines: Lines, text: str, variant: int) -> FrameBrief:
    action = lines.of("action") or _headline(lines.loose)
    told = _without_names(lines, lines.of("scene", "light", "action", "wish") + " " + lines.loose)
    setting = _setting(lines, action)
    shot_line = lines.of("shot") or lines.of("camera") or lines.loose
    camera_line = lines.of("camera", "shot") or lines.loose
    indoors = setting in words.INDOORS and not (setting == "room" and words.says(words.OUTSIDE, action))
    lens = _LENS.search(camera_line)
    return FrameBrief(
        language="zh" if re.search(r"[\u4e00-\u9fff]", text) else "en",
        shot=words.first(words.SHOTS, shot_line, camera_line, action) or Shot.MEDIUM,
        angle=words.first(words.ANGLES, camera_line) or Angle.EYE,
        over_shoulder=words.says(words.OVER_SHOULDER, camera_line),
        subjective=words.says(words.SUBJECTIVE, camera_line),
        aerial=words.says(words.AERIAL, camera_line),
        tilted=words.says(words.TILTED, camera_line),
        lens=int(lens[1]) if lens else None,
        place=setting,
        seed_place=lines.of("place") or setting,
        indoors=indoors,
        time=words.first(words.TIMES, lines.of("scene"), told, lines.of("weather", "place")) or Time.DAY,
        weather=_weather(lines, told),
        lights=words.every(words.LIGHTS, lines.of("light", "scene"), lines.of("place"), action, lines.loose),
        cast=cast_of(lines, action),
        props=_props(lines),
        things=_things(lines, action),
        wish=lines.of("wish") or (lines.loose if not lines.fields else ""),
        wished=_named(lines.of("wish") or lines.loose, {}),
        hands=words.says(words.HANDS, action),
        together=words.says(words.TOGETHER, action),
        action=action,
        shot_text=lines.of("shot"),
        camera_text=lines.of("camera"),
        monochrome=words.says(words.MONOCHROME, lines.of("style") or lines.loose),
        roles=tuple(
            words.first(words.ROLES, re.split("[，,；;]", line)[0], line) or Role.EXTRA for line in lines.images
        ),
        seed="\n".join((action, lines.of("shot", "camera", "wish"), str(variant))),
    )


def _without_names(lines: Lines, text: str) -> str:
    """``text`` without the names of those on screen: somebody called 小雨 is no rain."""
    if not lines.of("cast"):
        return text
    for name in sorted((head_of(entry)[0] for entry in entries_of(lines.of("cast"))), key=len, reverse=True):
        text = text.replace(name, "") if name else text
    return text


def _headline(loose: str) -> str:
    """What free text is about, short enough for the slate."""
    return " ".join(loose.split())[:160]


def _setting(lines: Lines, action: str) -> str:
    place = words.first(words.PLACES, lines.of("place"), lines.of("scene"), action, lines.loose)
    if place is None and lines.of("place"):
        return "room"
    return place or "limbo"


def _weather(lines: Lines, told: str) -> Weather:
    found = words.first(words.WEATHERS, lines.of("weather"), lines.of("scene"), told)
    return found or Weather.CLEAR


def _props(lines: Lines) -> tuple[str, ...]:
    """The names of what is at hand: the props line's entries."""
    return tuple(filter(None, (head_of(entry)[0] for entry in entries_of(lines.of("props")))))[:5]


def _things(lines: Lines, action: str) -> tuple[Thing, ...]:
    """The objects on screen: those that the action names, in its order, then the rest of the props line."""
    listed = [
        (name, look, words.first(words.PROPS, name) or words.first(words.PROPS, look) or "object")
        for name, look in (head_of(entry) for entry in entries_of(lines.of("props")))
        if name
    ]
    found = [*_named(action, {kind: (name, look) for name, look, kind in reversed(listed)})]
    found += [
        Thing(name, kind, words.earliest(words.TINTS, name + look))
        for name, look, kind in listed
        if kind == "object" or kind not in {thing.kind for thing in found}
    ]
    return tuple(found)[:5]


def _named(text: str, looks: Mapping[str, tuple[str, str]]) -> tuple[Thing, ...]:
    """The things that ``text`` names, in its order; ``looks`` has the name and look of those that are listed."""
    told = sorted((at, kind) for kind, said in words.PROPS if (at := words.where(said, text)) >= 0)
    return tuple(
        Thing(name, kind, words.earliest(words.TINTS, name + look))
        for _, kind in told
        for name, look in (looks.get(kind, ("", "")),)
    )
