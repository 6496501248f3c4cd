"""What the plan asks of a panel, as canonical JSON, and its digest: by it takes are found and staleness is seen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from pipeline.compose.bibles import BIBLE_ASPECT
from pipeline.compose.canonical import digest
from pipeline.compose.look import Ref
from pipeline.compose.said import Said, said
from pipeline.images.size import Aspect
from pipeline.plan.bibles import Bible
from pipeline.plan.model import Panel, Plan

VERSION: Final = 1
"""Of the format of ``asked``; absent fields are left out, so that a later field changes no digest."""


@dataclass(frozen=True, slots=True)
class Inputs:
    """``asked`` is JSON-ready; ``digest`` its sha256 in hex."""

    asked: Mapping[str, Any]
    digest: str


def inputs(plan: Plan, panel: Panel, refs: Sequence[Ref], lineage: str) -> Inputs:
    """What is asked of ``panel``, sent with ``refs`` to a model of ``lineage``.

    The panel's id, the compiled wording, notes, the profile, paths, prepared bytes and pass-through keys are no
    part of it.
    """
    asked = {
        "v": VERSION,
        "lineage": lineage,
        "mode": "edit" if refs else "generate",
        "language": plan.language,
        **_kind(plan, panel),
        "quality": panel.quality or plan.quality,
        "format": plan.format,
        "moderation": plan.moderation,
        **_said(said(plan, panel)),
        "references": [_reference(use) for ref in refs for use in ref.uses],
    }
    asked = {key: value for key, value in asked.items() if value not in ("", [], {}, None)}
    return Inputs(asked, digest(asked))


def _kind(plan: Plan, panel: Panel) -> dict[str, str]:
    """A bible has a shape of its own, whatever the panels' is."""
    if isinstance(panel, Bible):
        return {"bible": panel.kind, "aspect": _ratio(BIBLE_ASPECT)}
    size = "auto" if plan.size == "exact" else str(plan.size)  # both ask for the same picture
    return {"aspect": _ratio(plan.aspect), "size": size}


def _ratio(aspect: Aspect) -> str:
    """9:16 and 18:32 are one aspect."""
    return f"{aspect.ratio.numerator}:{aspect.ratio.denominator}"


def _said(what: Said) -> dict[str, Any]:
    return {
        "place": _filled(asdict(what.place)) if what.place else None,
        "scene": what.scene,
        "weather": what.weather,
        "light": what.light,
        "cast": [_filled(asdict(actor)) for actor in what.cast],
        "props": [_filled(asdict(prop)) for prop in what.props],
        "action": what.action,
        "shot": what.shot,
        "camera": what.camera,
        "avoid": list(what.avoid),
        "style": _filled({"preset": what.preset, "text": what.style}),
    }


def _reference(ref: Ref) -> dict[str, str]:
    """Role and bytes; ``of`` whom or what, since two people may have one picture each or one of them two."""
    entry = {"role": ref.role.value, "sha256": ref.source.sha256, "of": ref.who}
    return _filled(entry | {"for": ref.detail} if ref.role.value == "extra" else entry)


def _filled(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in fields.items() if value}
