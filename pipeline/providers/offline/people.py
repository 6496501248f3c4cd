"""Reads who is on screen: each one's look from the cast line, each one's deeds from the action."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from pipeline.providers.offline import words
from pipeline.providers.offline.brief import Age, Feeling, Garment, Gesture, Hair, Person, Posture
from pipeline.providers.offline.lines import Lines, entries_of, head_of

_CLAUSE = re.compile(r"[，,。；;！!？?\n]+|\.\s|\b(?:while|and then)\b")
_NOBODY = re.compile(r"空镜|无人|没有人|画面中没有|nobody|no one|no people|empty", re.IGNORECASE)
_PUBLIC_CAST: Final = 6


def cast_of(lines: Lines, action: str) -> tuple[Person, ...]:
    line = lines.of("cast")
    if line:
        if _NOBODY.search(line):
            return ()
        named = [head_of(entry) for entry in entries_of(line)][:_PUBLIC_CAST]
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
