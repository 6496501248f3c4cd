"""Reads a prompt, ours or anybody's, into a ``FrameBrief``; every text gives one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from pipeline.compose.labels import LABELS
from pipeline.images.picture import Role
from pipeline.providers.offline import words
from pipeline.providers.offline.brief import (
    Age,
    Angle,
    Feeling,
    FrameBrief,
    Garment,
    Gesture,
    Hair,
    Kind,
    Person,
    Posture,
    Shot,
    Thing,
    Time,
    Weather,
)

_IMAGE_LINE = re.compile(r"^\s*(?:图|image)\s*(\d{1,2})\s*[：:]\s*(.*)$", re.IGNORECASE)
_LINE = re.compile(r"^\s*([^：:\n]{1,24}?)\s*[：:]\s*(.+)$")
_LENS = re.compile(r"(\d{2,3})\s*mm", re.IGNORECASE)
_CLAUSE = re.compile(r"[，,。；;！!？?\n]+|\.\s|\b(?:while|and then)\b")
_NOBODY = re.compile(r"空镜|无人|没有人|画面中没有|nobody|no one|no people|empty", re.IGNORECASE)
_FIELDS: Final = (
    "place",
    "scene",
    "weather",
    "light",
    "cast",
    "props",
    "action",
    "shot",
    "camera",
    "style",
    "wish",
    "purpose",
)
_OPENERS, _CLOSERS = "（([", "）)]"
_PUBLIC_CAST: Final = 6


@dataclass(frozen=True, slots=True)
class _Lines:
    """The prompt's labelled texts, its loose text, and what it says of each sent picture."""

    fields: dict[str, str]
    loose: str
    images: tuple[str, ...]

    def of(self, *names: str) -> str:
        return " ".join(filter(None, (self.fields.get(name, "") for name in names)))


def read_prompt(text: str, variant: int = 0) -> FrameBrief:
    """Read ``text`` into what to draw; labelled lines are read by their label, anything else by its words.

    ``variant`` tells several pictures of one request apart.
    """
    lines = _lines(text)
    action = lines.of("action") or _headline(lines.loose)
    told = _without_names(lines, lines.of("scene", "light", "action", "wish") + " " + lines.loose)
    setting = _setting(lines, action)
    shot_line = lines.of("shot") or lines.of("camera") or lines.loose
    camera_line = lines.of("camera", "shot") or lines.loose
    indoors = setting in words.INDOORS and not (setting == "room" and words.says(words.OUTSIDE, action))
    lens = _LENS.search(camera_line)
    return FrameBrief(
        kind=words.first(words.KINDS, lines.of("purpose"), lines.loose) or Kind.FRAME,
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
        cast=_cast(lines, action),
        props=_props(lines),
        things=_things(lines, action),
        wish=lines.of("wish") or (lines.loose if not lines.fields else ""),
        wished=_named(lines.of("wish") or lines.loose, {}),
        hands=words.says(words.HANDS, action),
        action=action,
        shot_text=lines.of("shot"),
        camera_text=lines.of("camera"),
        monochrome=words.says(words.MONOCHROME, lines.of("style") or lines.loose),
        roles=tuple(
            words.first(words.ROLES, re.split("[，,；;]", line)[0], line) or Role.EXTRA for line in lines.images
        ),
        seed="\n".join((action, lines.of("shot", "camera", "wish"), str(variant))),
    )


def _lines(text: str) -> _Lines:
    by_label = {
        getattr(labels, field).casefold(): field for labels in LABELS.values() for field in (*_FIELDS, "frame", "avoid")
    }
    fields: dict[str, str] = {}
    loose: list[str] = []
    images: dict[int, str] = {}
    for line in text.splitlines():
        if image := _IMAGE_LINE.match(line):
            images[int(image[1])] = image[2]
        elif (labelled := _LINE.match(line)) and (field := by_label.get(labelled[1].casefold())):
            fields[field] = " ".join(filter(None, (fields.get(field), labelled[2].strip())))
        elif line.strip():
            loose.append(line.strip())
    ordered = tuple(images.get(index, "") for index in range(1, max(images, default=0) + 1))
    return _Lines(fields, "\n".join(loose), ordered)


def _without_names(lines: _Lines, text: str) -> str:
    """``text`` without the names of those on screen: somebody called 小雨 is no rain."""
    if not lines.of("cast"):
        return text
    for name in sorted((_head(entry)[0] for entry in _entries(lines.of("cast"))), key=len, reverse=True):
        text = text.replace(name, "") if name else text
    return text


def _headline(loose: str) -> str:
    """What free text is about, short enough for the slate."""
    return " ".join(loose.split())[:160]


def _setting(lines: _Lines, action: str) -> str:
    place = words.first(words.PLACES, lines.of("place"), lines.of("scene"), action, lines.loose)
    if place is None and lines.of("place"):
        return "room"
    return place or "limbo"


def _weather(lines: _Lines, told: str) -> Weather:
    found = words.first(words.WEATHERS, lines.of("weather"), lines.of("scene"), told)
    return found or Weather.CLEAR


def _props(lines: _Lines) -> tuple[str, ...]:
    """The names of what is at hand: the props line's entries."""
    return tuple(filter(None, (_head(entry)[0] for entry in _entries(lines.of("props")))))[:5]


def _things(lines: _Lines, action: str) -> tuple[Thing, ...]:
    """The objects on screen: those that the action names, in its order, then the rest of the props line."""
    listed = [
        (name, look, words.first(words.PROPS, name) or words.first(words.PROPS, look) or "box")
        for name, look in (_head(entry) for entry in _entries(lines.of("props")))
        if name
    ]
    found = [*_named(action, {kind: (name, look) for name, look, kind in reversed(listed)})]
    found += [
        Thing(name, kind, words.earliest(words.TINTS, name + look))
        for name, look, kind in listed
        if kind == "box" or kind not in {thing.kind for thing in found}
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


def _cast(lines: _Lines, action: str) -> tuple[Person, ...]:
    line = lines.of("cast")
    if line:
        if _NOBODY.search(line):
            return ()
        named = [_head(entry) for entry in _entries(line)][:_PUBLIC_CAST]
        names = tuple(name for name, _ in named)
        return tuple(_person(name, look, _deeds(name, names, action)) for name, look in named)
    if lines.fields or _NOBODY.search(lines.loose):
        return ()
    count = words.first(words.PEOPLE, lines.loose) or 0
    return tuple(_extra(index, count, lines.loose) for index in range(count))


def _extra(index: int, count: int, text: str) -> Person:
    """One of the unnamed in a free text; of several each is somebody else."""
    person = _person("", text, text, key=f"{index}" if count > 1 else "")
    if count == 1:
        return person
    female = index % 2 == 1
    hair = (Hair.SHORT, Hair.LONG, Hair.HAT, Hair.BUN)[index % 4]
    return replace(person, female=female, hair=hair, tint="" if index else person.tint, beard=index == 2)


def _entries(line: str) -> list[str]:
    """Split a line at its separators, but not inside brackets."""
    entries, depth, start = [], 0, 0
    separators = {labels.separator.strip() for labels in LABELS.values()} | {"、"}
    for index, sign in enumerate(line):
        depth += (sign in _OPENERS) - (sign in _CLOSERS)
        if depth <= 0 and sign in separators:
            entries.append(line[start:index])
            start, depth = index + 1, 0
    return [entry.strip() for entry in (*entries, line[start:]) if entry.strip()]


def _head(entry: str) -> tuple[str, str]:
    """An entry's name and what its brackets say of it."""
    opened = min((at for sign in _OPENERS if (at := entry.find(sign)) >= 0), default=len(entry))
    name = re.split(r"[：:]", entry[:opened])[0].strip()
    return name.strip("。.，,")[:24], entry[opened:].strip(_OPENERS + _CLOSERS)


def _deeds(name: str, names: tuple[str, ...], action: str) -> str:
    """The clauses of ``action`` that are about ``name``: from where it is named until another is."""
    subject = names[0] if len(names) == 1 else ""
    mine: list[str] = []
    for clause in _CLAUSE.split(action):
        subject = words.earliest(names, clause) or subject
        if subject in ("", name):
            mine.append(clause)
    return "，".join(mine)


def _person(name: str, look: str, deeds: str, key: str = "") -> Person:
    told = look + name
    female = words.says(words.FEMALE, told) or (
        not words.says(words.MALE, told) and words.says(words.FEMALE_NAMES, name)
    )
    garment = words.first(words.GARMENTS, look, deeds)
    hair = words.first(words.HAIRS, look, deeds)
    posture = words.first(words.POSTURES, deeds, look) or Posture.STAND
    return Person(
        name=name,
        posture=posture,
        gesture=words.first(words.GESTURES, deeds) or Gesture.NONE,
        facing=words.first(words.FACINGS, deeds),
        feeling=words.first(words.FEELINGS, deeds, look) or Feeling.CALM,
        hair=hair or (Hair.LONG if female else Hair.SHORT),
        garment=garment or Garment.SHIRT,
        age=words.first(words.AGES, look, name) or Age.ADULT,
        tint=_tint(look),
        hair_tint=_hair_tint(look),
        female=female,
        glasses=words.says(words.GLASSES, look),
        beard=words.says(words.BEARD, look),
        key=key,
        holds=next((kind for kind, said in words.PROPS if kind in words.HELD and words.says(said, deeds)), ""),
        at_table=posture is Posture.SIT and words.says(words.TABLES, deeds),
        in_bed=posture is Posture.LIE and words.says(words.BEDS, deeds),
    )


_HAIR_COLOUR = re.compile(
    r"(花白|灰白|[黑乌白灰银金棕褐栗红蓝粉紫])色?(?:[的之]?[长短卷直头]*[发须胡髯]|[长短]?双?马尾|[胡须])"
    r"|\b(silver|gr[ae]y|white|black|brown|chestnut|red|ginger|auburn|blond|blonde|golden|pink|blue|purple)"
    r"[\s-]+(?:(?:long|short|curly|wavy|straight|bobbed)[\s-]+)*(?:hair(?:ed)?|beard(?:ed)?|braids?|ponytail|bob|bun|moustache)\b",
    re.IGNORECASE,
)
_BODY = re.compile(r"红唇|[黑白]眉|左眉|眉|痣|[黑蓝绿]眼|眼|白皙|黝黑|肤色?|黑框|金丝|白大褂")


def _hair_tint(look: str) -> str:
    found = _HAIR_COLOUR.search(look)
    return (found[1] or found[2] or "").casefold() if found else ""


def _tint(look: str) -> str:
    """The colour of the clothes: the first colour word that isn't about hair, eyes or skin, the outfit's own first."""
    cloth = "白" if "白大褂" in look else ""
    parts = [_BODY.sub("", _HAIR_COLOUR.sub("", part)) for part in re.split("[；;]", look.casefold())]
    return cloth or next((tint for part in (*parts[1:], *parts[:1]) if (tint := words.earliest(words.TINTS, part))), "")
