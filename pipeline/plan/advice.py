"""The warnings: what a plan may say, but rarely means."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Final

from pipeline.plan.bibles import shows
from pipeline.plan.found import Facts, Found, Rule, warning
from pipeline.plan.graph import chain_lengths, default_anchor
from pipeline.plan.model import Panel, Plan
from pipeline.plan.pictures import panel_pictures
from pipeline.plan.presets import preset_near
from pipeline.plan.values import Loc

MANY_REFERENCES: Final = 6
LONG_CHAIN: Final = 3

_CJK: Final = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
_LATIN_WORD: Final = re.compile(r"[A-Za-z]{2,}")
_MOVES: Final = re.compile(
    r"缓慢推|慢推|推近|推进|推向|推镜|平移|拉远|拉开|拉镜|拉出|摇镜|摇向|横摇|移镜|横移|跟拍|跟随|跟镜|环绕|旋转|升降|上升|下降|甩镜|运镜|变焦推"
    r"|\b(?:dolly(?:ing)?|pan(?:s|ning)?|tilt(?:s|ing)? (?:up|down)|zoom(?:s|ing)?(?: in| out)|track(?:s|ing)|"
    r"push(?:es|ing)? in|pull(?:s|ing)? (?:back|out)|crane (?:up|down)|orbit(?:s|ing)?|whip[- ]pan)\b",
    re.IGNORECASE,
)
_SPEECH: Final = re.compile(
    r"(?:[说道喊问答叫吼骂念]|低语|喃喃|\b(?:says?|said|asks?|asked|shouts?|whispers?|replies)\b)[^“”\"「」。.]{0,8}"
    r"[“\"「][^”\"」]+[”\"」]|[:：]\s*[“\"「][^”\"」]+[”\"」]",
    re.IGNORECASE,
)
_DRAWN_TEXTS: Final = ("action", "scene", "weather", "lighting", "note")  # lens and angle have English names


def named_but_absent(facts: Facts) -> Iterator[Found]:
    """A character whom the action names is usually on screen."""
    people = {c.id: c.name for c in facts.plan.characters if _telling(c.name)}
    for i, panel in enumerate(facts.plan.panels):
        present = {member.character for member in panel.characters}
        for who, name in people.items():
            if panel.drawn and who not in present and _mentions(panel.action, name, people.values()):
                yield warning(("panels", i, "action"), "absent-character", name=name, id=who)


def _telling(name: str) -> bool:
    """One letter or one character is found in too many words."""
    return len(name) >= (2 if _CJK.search(name) else 3)


def _mentions(text: str, name: str, names: Iterable[str]) -> bool:
    if name.casefold() not in text.casefold():
        return False
    for longer in names:
        if name in longer and name != longer:
            text = text.replace(longer, "")
    if _CJK.search(name):
        return name in text
    return re.search(rf"\b{re.escape(name)}\b", text, re.IGNORECASE) is not None


def still_camera(facts: Facts) -> Iterator[Found]:
    """A keyframe stands still; movement belongs to ``motion``."""
    for i, panel in enumerate(facts.plan.panels):
        if panel.drawn and (match := _MOVES.search(panel.camera)):
            yield warning(("panels", i, "camera"), "movement", word=match[0])


def silent_action(facts: Facts) -> Iterator[Found]:
    """Quoted speech gets painted as text or opens mouths; it belongs to ``lines``."""
    for i, panel in enumerate(facts.plan.panels):
        if panel.drawn and _SPEECH.search(panel.action):
            yield warning(("panels", i, "action"), "speech")


def faces_have_pictures(facts: Facts) -> Iterator[Found]:
    """Somebody who is on several panels drifts without an identity picture."""
    seen = Counter(who for p in facts.plan.panels if p.drawn for who in {m.character for m in p.characters})
    for i, character in enumerate(facts.plan.characters):
        if seen[character.id] > 1 and not (character.image or character.draws):
            yield warning(("characters", i), "no-face", id=character.id, panels=seen[character.id])


def short_chains(facts: Facts) -> Iterator[Found]:
    """Each link of ``follows`` copies the faults of the one before."""
    for i, (panel, length) in enumerate(zip(facts.plan.panels, chain_lengths(facts.plan), strict=True)):
        if panel.drawn and length > LONG_CHAIN:
            yield warning(("panels", i, "follows"), "long-chain", length=length, most=LONG_CHAIN)


def one_language(facts: Facts) -> Iterator[Found]:
    """Texts are copied into the prompt, so they should be in its language."""
    plan = facts.plan
    foreign = _is_english if plan.language == "zh" else _is_chinese
    key = "english-text" if plan.language == "zh" else "chinese-text"
    found = [loc for loc, text in _texts(plan) if foreign(text)]
    if found:
        yield warning(found[0], key, count=len(found))


def _texts(plan: Plan) -> Iterator[tuple[Loc, str]]:
    for kind in ("characters", "places", "props"):
        for i, entry in enumerate(getattr(plan, kind)):
            yield (kind, i, "look"), entry.look
    for i, panel in enumerate(plan.panels):
        for key in _DRAWN_TEXTS if panel.drawn else ():
            yield ("panels", i, key), getattr(panel, key)


def _is_english(text: str) -> bool:
    """Whole phrases only: lens data and single terms are international."""
    return not _CJK.search(text) and len(_LATIN_WORD.findall(text)) >= 3


def _is_chinese(text: str) -> bool:
    return len(_CJK.findall(text)) >= 4


def few_references(facts: Facts) -> Iterator[Found]:
    """Every picture sent is paid for; at low quality one costs more than the drawing."""
    plan = facts.plan
    anchor = default_anchor(plan)
    counts = [reference_count(plan, panel, anchor) if panel.drawn else 0 for panel in plan.panels]
    many = [i for i, count in enumerate(counts) if count > MANY_REFERENCES]
    if many:
        ids = ", ".join(plan.panels[i].id for i in many[:5]) + (" …" if len(many) > 5 else "")
        yield warning(("panels", many[0]), "many-references", ids=ids, count=max(counts), most=MANY_REFERENCES)


def reference_count(plan: Plan, panel: Panel, anchor: str | None) -> int:
    """Return how many pictures a panel's drawing would be sent, the anchor and a crop included."""
    files = set(panel_pictures(plan, panel)) | set(plan.bible) | set(shows(plan, panel))
    keyframes = {panel.follows, panel.ends, panel.anchor or anchor} - {None, "none", panel.id}
    outside = panel.anchor is None and plan.anchor is not None and not isinstance(plan.anchor, str)
    crop = plan.sheet is not None and panel.sketch is None and panel.ends is None
    return len(files) + len(keyframes) + outside + crop


def relative_paths(facts: Facts) -> Iterator[Found]:
    """An absolute path is true on one machine only."""
    for named in facts.named:
        if named.is_absolute:
            yield warning(named.loc, "absolute-path", path=named.text)


def known_style(facts: Facts) -> Iterator[Found]:
    """Free words that miss a preset's name by a typo."""
    styles: list[tuple[Loc, str]] = [(("style",), facts.plan.style.text)]
    styles += [(("panels", i, "style"), p.style.text) for i, p in enumerate(facts.plan.panels) if p.style]
    for loc, text in styles:
        if near := preset_near(text):
            yield warning(loc, "near-preset", text=text, nearest=near)


def size_of_aspect(facts: Facts) -> Iterator[Found]:
    """An explicit size of another shape than the aspect wins, and is rarely meant."""
    plan = facts.plan
    if not isinstance(plan.size, str) and plan.aspect.off(plan.size) > 0.02:
        yield warning(("size",), "size-aspect", size=plan.size, aspect=plan.aspect)


ADVICE: Final[tuple[Rule, ...]] = (
    named_but_absent,
    still_camera,
    silent_action,
    faces_have_pictures,
    short_chains,
    one_language,
    few_references,
    relative_paths,
    known_style,
    size_of_aspect,
)
