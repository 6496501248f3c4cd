"""The request for a bible: one picture that shows a person, an outfit, a place or a prop as all panels draw it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Final

from pipeline.compose.look import Ref
from pipeline.compose.prompt import RECIPE, panel_text, role_lines
from pipeline.compose.request import RequestSpec
from pipeline.compose.said import clean, said
from pipeline.compose.sizes import choose
from pipeline.compose.styles import style_words
from pipeline.compose.wording import BIBLES, WORDINGS
from pipeline.images.capabilities import Capabilities
from pipeline.images.size import Aspect
from pipeline.plan.bibles import Bible, Kind
from pipeline.plan.model import Plan

BIBLE_ASPECT: Final = Aspect(Fraction(3, 2), "3:2")
"""Four views of a person side by side and a face beside them; a set in full."""

_LINES: Final[Mapping[Kind, frozenset[str]]] = {
    "character": frozenset({"cast"}),
    "outfit": frozenset({"cast"}),
    "place": frozenset({"place", "light", "cast"}),
    "prop": frozenset({"props"}),
}
"""Which lines of a panel with this cast, place or props say what its bible shows."""


def bible_prompt(plan: Plan, bible: Bible, refs: Sequence[Ref], *, note: str = "") -> str:
    """Compile the prompt of ``bible``, sent with ``refs`` in this order; ``note`` is a wish for this drawing."""
    wording, words = WORDINGS[plan.language], BIBLES[plan.language]
    labels, kind = wording.labels, words.kinds[bible.kind]
    what = said(plan, bible)
    frame = words.frame.format(orientation=wording.orientations[BIBLE_ASPECT.orientation], aspect=BIBLE_ASPECT)
    lines = [
        (labels.purpose, kind.purpose),
        *((labels.image.format(n=n), text) for n, text in enumerate(role_lines(refs, wording), start=1)),
        *((str(getattr(labels, t.key)), t.text) for t in panel_text(plan, bible) if t.key in _LINES[bible.kind]),
        (words.layout_label, kind.layout),
        (words.ground_label, kind.ground),
        (labels.style, style_words(what.preset, what.style, plan.language)),
        (labels.frame, frame),
        (labels.avoid, labels.separator.join(what.avoid)),
        (labels.wish, clean(note)),
    ]
    return "\n".join(f"{label}{labels.colon}{text}" for label, text in lines if text)


def bible_spec(
    plan: Plan, bible: Bible, refs: Sequence[Ref], capabilities: Capabilities, *, note: str = ""
) -> RequestSpec:
    """The request for ``bible``: the plan's quality, lying 3:2 whatever the panels' shape."""
    return RequestSpec(
        mode="edit" if refs else "generate",
        size=choose(BIBLE_ASPECT, capabilities.sizes, "auto"),
        quality=plan.quality,
        format=plan.format,
        moderation=plan.moderation if not refs or capabilities.moderation_on_edit else None,
        prompt=bible_prompt(plan, bible, refs, note=note),
        refs=tuple(refs),
        recipe=RECIPE,
    )
