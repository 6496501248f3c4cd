"""The request that mends a take: the take itself first, everything but the wish unchanged."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.compose.look import Ref, Source
from pipeline.compose.prompt import RECIPE, role_lines
from pipeline.compose.request import RequestSpec
from pipeline.compose.said import clean
from pipeline.compose.sizes import choose
from pipeline.compose.wording import MENDS, WORDINGS
from pipeline.images.capabilities import Capabilities
from pipeline.images.picture import Role
from pipeline.plan.model import Panel, Plan

KEPT_ROLES = frozenset({Role.IDENTITY, Role.OUTFIT})


def mend_refs(take: Source, refs: Sequence[Ref]) -> tuple[Ref, ...]:
    """The take as image 1, then the identity and outfit bibles of those on screen."""
    return (Ref(Role.TAKE, take), *(ref for ref in refs if ref.role in KEPT_ROLES))


def mend_spec(
    plan: Plan, panel: Panel, refs: Sequence[Ref], capabilities: Capabilities, *, note: str, masked: bool
) -> RequestSpec:
    """The request for a mend; ``refs`` are of :func:`mend_refs`, ``masked`` says that a mask goes along."""
    wording, words = WORDINGS[plan.language], MENDS[plan.language]
    labels = wording.labels
    lines = [
        (labels.purpose, words.purpose),
        *((labels.image.format(n=n), text) for n, text in enumerate(role_lines(refs, wording), start=1)),
        (labels.wish, clean(note)),
        (words.rest_label, words.rest_masked if masked else words.rest),
    ]
    return RequestSpec(
        mode="edit",
        size=choose(plan.aspect, capabilities.sizes, plan.size),
        quality=panel.quality or plan.quality,
        format=plan.format,
        moderation=plan.moderation if capabilities.moderation_on_edit else None,
        prompt="\n".join(f"{label}{labels.colon}{text}" for label, text in lines if text),
        refs=tuple(refs),
        recipe=RECIPE,
    )
