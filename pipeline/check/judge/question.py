"""A question to a judge: fixed words, the plan's own texts as one block of data, and pictures by number.

Every word that comes from a plan stands inside that block, where it can't close it; captions and rules hold none.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from pipeline.check.judge.answer import Form, MarksForm, OrderForm, form_words
from pipeline.check.judge.case import JudgeCase, Picture, sha_of
from pipeline.check.judge.rubric import Asked, asked_of_crop, asked_of_take
from pipeline.check.judge.wording import JUDGE_WORDS
from pipeline.check.judge.wording.base import JudgeWords
from pipeline.compose.canonical import digest
from pipeline.compose.look import Ref
from pipeline.compose.prompt import TextLine, panel_text
from pipeline.compose.said import Said, clean, said
from pipeline.compose.styles import style_words
from pipeline.compose.wording import WORDINGS
from pipeline.images.picture import Role
from pipeline.plan.model import Language

RECIPE: Final = 1
"""The number of this way of asking; another number is another question to the cache."""

Part: TypeAlias = str | Picture

_RANKS: Final = (
    Role.CROP,
    Role.SKETCH,
    Role.IDENTITY,
    Role.ANCHOR,
    Role.FOLLOWED,
    Role.ENDED,
    Role.OUTFIT,
    Role.PLACE,
    Role.PROP,
)
"""The pictures that are shown beside the take, the most telling first; the world's look and extras are not."""

_THINGS: Final = frozenset({Role.PLACE, Role.PROP})


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: the rules, then texts and pictures in their order, and the form of the answer.

    ``asked`` are the points behind the form's keys; ``again`` takes ``{problems}`` for a second try.
    """

    system: str
    parts: tuple[Part, ...]
    form: Form
    again: str
    asked: tuple[Asked, ...] = ()

    @property
    def pictures(self) -> tuple[Picture, ...]:
        return tuple(part for part in self.parts if not isinstance(part, str))

    def digest(self, **about: Any) -> str:
        """What the answer is cached under: every word, every picture's sha256, and ``about`` (the model …)."""
        parts = [part if isinstance(part, str) else {"sha256": sha_of(part)} for part in self.parts]
        form = list(self.form.keys) if isinstance(self.form, MarksForm) else self.form.count
        return digest({"recipe": RECIPE, "system": self.system, "parts": parts, "form": form, **about})


def about_take(case: JudgeCase, most: int) -> Question:
    """Ask whether a take is what its panel says; at most ``most`` pictures in all."""
    language = case.plan.language
    words = JUDGE_WORDS[language]
    what = said(case.plan, case.panel)
    lines = panel_text(case.plan, case.panel)
    shown = _shown(case.refs, most - 1)
    asked = asked_of_take(what, _keys(lines), shown, clean(case.note))
    data = _data(case, what, lines, shown, first=2)
    pictures: list[Part] = [words.image.format(n=1, what=words.subject), case.take]
    pictures += _references(shown, what, words, first=2)
    return _question(words.take, words, [data, *pictures], asked)


def about_crop(crop: Picture, lines: Sequence[TextLine], language: Language) -> Question:
    """Ask whether a crop shows the panel whose texts these are."""
    words = JUDGE_WORDS[language]
    asked = asked_of_crop(_keys(lines))
    data = _block({"panel": _labelled(lines, language)}, words)
    picture = words.image.format(n=1, what=words.piece)
    return _question(words.crop, words, [data, picture, crop], asked, words.crop_points)


def about_order(cases: Sequence[JudgeCase], most: int) -> Question:
    """Ask which of several takes of one panel is best; the references are the first case's."""
    case = cases[0]
    words = JUDGE_WORDS[case.plan.language]
    what = said(case.plan, case.panel)
    count = len(cases)
    shown = _shown(case.refs, max(0, most - count))
    parts: list[Part] = [_data(case, what, panel_text(case.plan, case.panel), shown, first=count + 1)]
    for n, each in enumerate(cases, start=1):
        parts += [words.image.format(n=n, what=words.candidate.format(n=n)), each.take]
    parts += _references(shown, what, words, first=count + 1)
    form = words.order.format(count=count)
    return Question(f"{words.compare}\n\n{words.rules}", (*parts, form), OrderForm(count), words.again)


def _question(
    opening: str,
    words: JudgeWords,
    parts: Sequence[Part],
    asked: tuple[Asked, ...],
    points: Mapping[str, str] | None = None,
) -> Question:
    texts = points or words.points
    keys = tuple(each.key for each in asked)
    listed = (f"- {each.key}: {texts[each.point.name].format(n=each.person)}" for each in asked)
    closing = "\n".join((words.ask, *listed, words.form.format(items=form_words(keys))))
    return Question(f"{opening}\n\n{words.rules}", (*parts, closing), MarksForm(keys), words.again, asked)


# ── the plan's words ──────────────────────────────────────────────────────────────────────────────────


def _data(case: JudgeCase, what: Said, lines: Sequence[TextLine], shown: Sequence[Ref], *, first: int) -> str:
    language = case.plan.language
    cast = [
        _filled({"person": n, "name": a.name, "look": a.look, "outfit": a.outfit, "state": a.state})
        for n, a in enumerate(what.cast, start=1)
    ]
    names = (
        (n, [use.who for use in ref.uses if use.role in _THINGS and use.who]) for n, ref in enumerate(shown, first)
    )
    told = {
        "panel": _labelled(lines, language),
        "cast": cast,
        "style": style_words(what.preset, what.style, language),
        "aspect": str(case.plan.aspect),
        "avoid": list(what.avoid),
        "wish": clean(case.note),
        "images": {str(n): each for n, each in names if each},
    }
    return _block(_filled(told), JUDGE_WORDS[language])


def _block(told: Mapping[str, Any], words: JudgeWords) -> str:
    """Data as JSON between two marks that it can't hold: its angle brackets are escaped."""
    text = json.dumps(told, ensure_ascii=False, indent=1).replace("<", "\\u003c").replace(">", "\\u003e")
    return f"{words.data}\n<data>\n{_sendable(text)}\n</data>"


def _sendable(text: str) -> str:
    """A text that UTF-8 can say: a lone surrogate becomes a question mark."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _labelled(lines: Sequence[TextLine], language: Language) -> dict[str, str]:
    labels = WORDINGS[language].labels
    return {str(getattr(labels, line.key)): line.text for line in lines}


def _filled(values: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value}


def _keys(lines: Iterable[TextLine]) -> frozenset[Any]:
    return frozenset(line.key for line in lines)


# ── the pictures ──────────────────────────────────────────────────────────────────────────────────────


def _shown(refs: Sequence[Ref], most: int) -> tuple[Ref, ...]:
    """The references that are shown, in the order of their worth: a second picture of a person comes late."""
    seen: set[tuple[Role, str]] = set()
    ranked: list[tuple[tuple[bool, int], Ref]] = []
    for ref in refs:
        roles = [use.role for use in ref.uses if use.role in _RANKS]
        if roles:
            again = ref.role is Role.IDENTITY and (ref.role, ref.who) in seen
            ranked.append(((again, min(_RANKS.index(role) for role in roles)), ref))
            seen.add((ref.role, ref.who))
    return tuple(ref for _, ref in sorted(ranked, key=lambda pair: pair[0])[:most])


def _references(shown: Sequence[Ref], what: Said, words: JudgeWords, *, first: int) -> Iterable[Part]:
    for n, ref in enumerate(shown, start=first):
        uses = (_role(use, what, words) for use in ref.uses if use.role in _RANKS)
        yield words.image.format(n=n, what=words.also.join(dict.fromkeys(uses)))
        yield ref.source


def _role(use: Ref, what: Said, words: JudgeWords) -> str:
    """What a picture is, in fixed words; people are told apart by their number in the data."""
    person = next((n for n, actor in enumerate(what.cast, start=1) if actor.name == use.who), 0)
    match use.role:
        case Role.IDENTITY if person:
            return words.person.format(n=person)
        case Role.OUTFIT if person:
            return words.person_outfit.format(n=person)
        case role:
            return words.roles[role]
