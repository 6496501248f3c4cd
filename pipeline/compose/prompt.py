"""Compiles a panel into its prompt: labelled lines, one per line, in the plan's language."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from pipeline.compose.labels import Labels
from pipeline.compose.look import Ref
from pipeline.compose.said import Actor, Said, Thing, clean, said
from pipeline.compose.sizes import CLOSE, SizeChoice
from pipeline.compose.stress import Stress
from pipeline.compose.styles import style_words
from pipeline.compose.wording import WORDINGS
from pipeline.compose.wording.base import Wording
from pipeline.images.picture import Role
from pipeline.images.size import Aspect
from pipeline.plan.model import Panel, Plan

RECIPE: Final = 1
"""The number of this way of compiling; it is recorded with each take and never makes one stale."""

Key = Literal["place", "scene", "weather", "light", "cast", "props", "action", "shot", "camera"]


@dataclass(frozen=True, slots=True)
class TextLine:
    """One of a panel's own lines: ``key`` is the name of its label in :class:`Labels`."""

    key: Key
    text: str


def prompt(
    plan: Plan,
    panel: Panel,
    refs: Sequence[Ref],
    choice: SizeChoice,
    *,
    note: str = "",
    board_note: str = "",
    stress: Sequence[Stress] = (),
) -> str:
    """Compile the prompt of ``panel``, sent with ``refs`` in this order at ``choice``.

    The plan's own note, the board's and this drawing's ``note`` are wishes; ``stress`` names the faults of an
    earlier take.
    """
    wording = WORDINGS[plan.language]
    labels = wording.labels
    what = said(plan, panel)
    frame = _frame(plan.aspect, choice, wording)
    wishes = _wishes(panel.note, board_note, note)
    cures = [_framed(wording.wishes[fault], plan.aspect, wording) for fault in stress if fault in wording.wishes]
    avoid = (*what.avoid, *(wording.exclusions[fault] for fault in stress if fault in wording.exclusions))
    lines = [
        (labels.purpose, wording.last_frame if panel.ends else wording.first_frame),
        *((labels.image.format(n=n), text) for n, text in enumerate(role_lines(refs, wording), start=1)),
        *((_label(labels, line.key), line.text) for line in panel_text(plan, panel)),
        (labels.style, style_words(what.preset, what.style, plan.language)),
        (labels.frame, frame),
        (labels.avoid, labels.separator.join(dict.fromkeys(avoid))),
        (labels.wish, labels.separator.join((*wishes, *cures))),
    ]
    return "\n".join(f"{label}{labels.colon}{text}" for label, text in lines if text)


def panel_text(plan: Plan, panel: Panel) -> tuple[TextLine, ...]:
    """The panel's own texts, in order, empty ones left out: the very lines of its prompt and of the sheet's."""
    wording = WORDINGS[plan.language]
    labels = wording.labels
    what = said(plan, panel)
    texts: tuple[tuple[Key, str], ...] = (
        ("place", _thing(what.place, labels) if what.place else ""),
        ("scene", what.scene),
        ("weather", what.weather),
        ("light", what.light),
        ("cast", _on_screen(what, plan)),
        ("props", labels.separator.join(_thing(prop, labels) for prop in what.props)),
        ("action", what.action),
        ("shot", what.shot),
        ("camera", what.camera),
    )
    return tuple(TextLine(key, text) for key, text in texts if text)


def _wishes(*notes: str) -> tuple[str, ...]:
    """Each wish once: a caller may hand in the plan's and the board's notes as one text."""
    wishes = tuple(dict.fromkeys(wish for note in notes if (wish := clean(note))))
    return tuple(wish for wish in wishes if not any(wish in other for other in wishes if other != wish))


def _label(labels: Labels, key: Key) -> str:
    return str(getattr(labels, key))


def _thing(thing: Thing, labels: Labels) -> str:
    return _described(thing.name, (thing.look,), labels)


def _on_screen(what: Said, plan: Plan) -> str:
    """The cast; where there is none, that nobody is there, unless the action or scene speaks of people."""
    labels = WORDINGS[plan.language].labels
    if what.cast:
        return labels.separator.join(_actor(actor, labels) for actor in what.cast)
    told = f"{what.action} {what.scene}"
    named = any(clean(character.called) in told for character in plan.characters)
    return "" if named or any(words.people.search(told) for words in WORDINGS.values()) else labels.nobody


def _actor(actor: Actor, labels: Labels) -> str:
    return _described(actor.name, (actor.look, actor.outfit, actor.state), labels)


def _described(name: str, words: Iterable[str], labels: Labels) -> str:
    """``name（words；words）``; without a name the words alone."""
    inside = labels.separator.join(word for word in words if word)
    return f"{name}{labels.opening}{inside}{labels.closing}" if name and inside else name or inside


def role_lines(refs: Sequence[Ref], wording: Wording) -> Iterable[str]:
    """One text per picture: what it is, what it decides, what it leaves to the words below."""
    separator = wording.labels.separator
    firsts: dict[tuple[Role, str], int] = {}
    for n, ref in enumerate(refs, start=1):
        words = wording.roles[ref.role]
        first = firsts.setdefault((ref.role, ref.who), n)
        again = wording.again.format(n=first, what=words.again) if first != n and words.again else ""
        head = f"{_name(ref, wording)}{again}{wording.decides.format(what=_decides(ref, wording))}"
        also = [wording.also.format(name=_name(use, wording), what=_decides(use, wording)) for use in ref.also]
        yield separator.join(part for part in (head, *also, words.leaves) if part)


def _name(ref: Ref, wording: Wording) -> str:
    words = wording.roles[ref.role]
    name = words.named.format(who=ref.who) if ref.who and words.named else words.plain
    detail = "" if ref.role is Role.EXTRA else ref.detail
    return _described(name, (detail,), wording.labels)


def _decides(ref: Ref, wording: Wording) -> str:
    return ref.detail if ref.role is Role.EXTRA and ref.detail else wording.roles[ref.role].decides


def _frame(aspect: Aspect, choice: SizeChoice, wording: Wording) -> str:
    near = aspect.off(choice.size) <= float(CLOSE - 1)
    return _framed(wording.frame if choice.exact or near else wording.frame_inside, aspect, wording)


def _framed(text: str, aspect: Aspect, wording: Wording) -> str:
    return text.format(orientation=wording.orientations[aspect.orientation], aspect=aspect)
