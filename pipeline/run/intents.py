"""One request before it leaves: its references made plain, its words, and the intent that goes to the journal."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from pipeline.check.inspect.case import Asked, Reference
from pipeline.compose.look import Ref
from pipeline.compose.prices import reserve
from pipeline.compose.request import RequestSpec, request_digest
from pipeline.compose.stress import Stress
from pipeline.decide.events import AttemptStarted
from pipeline.decide.plan_step import Work
from pipeline.decide.state import Attempt, Status
from pipeline.images.request import ImageRequest
from pipeline.messages import say
from pipeline.providers.base import Provider
from pipeline.run.attempts import Job
from pipeline.run.desk import Desk
from pipeline.run.prepared import Prepared

_STRESSES: Final[Mapping[str, Stress]] = {"aspect": Stress.ASPECT, "copy": Stress.SOURCE}
"""Which failed check is answered by which words in the next prompt."""

_TOLD: Final = frozenset({"first-frame", "alpha"})
"""Changes of a reference that a person could miss in the result."""


@dataclass(frozen=True, slots=True)
class Intent:
    """A request that may leave once its job's ``started`` is on disk."""

    job: Job
    request: ImageRequest


async def intend(work: Work, desk: Desk, profile: str, attempts: tuple[Attempt, ...]) -> Intent:
    """Put together what is sent to ``profile`` next, after ``attempts``. PictureError where a reference changed."""
    provider = desk.providers[profile]
    commission = work.draft.commission
    note = desk.state.notes.get(work.view.id, "")
    wanted = commission.spec(provider.resolved.capabilities, note=note, stress=_stress(attempts))
    prepared = await desk.preparer.prepare(wanted.refs)
    _say_changes(desk, wanted.refs, prepared)
    request = ImageRequest(
        prompt=wanted.prompt,
        size=wanted.size.size,
        quality=wanted.quality,
        format=wanted.format,
        moderation=wanted.moderation or "",
        images=tuple(p.image for p in prepared),
    )
    job = Job(
        _started(work, desk, provider, wanted, request, attempts),
        Asked(wanted.size.size, commission.aspect),
        provider,
        tuple(Reference(r.role, p.view, r.source.path.name) for r, p in zip(wanted.refs, prepared, strict=True)),
        tuple(p.size for p in prepared),
    )
    return Intent(job, request)


def _started(
    work: Work,
    desk: Desk,
    provider: Provider,
    wanted: RequestSpec,
    request: ImageRequest,
    attempts: tuple[Attempt, ...],
) -> AttemptStarted:
    resolved = provider.resolved
    last = next((a for a in reversed(attempts) if a.started.slot == work.errand.slot), None)
    return AttemptStarted(
        attempt=secrets.token_hex(10),
        run=desk.run,
        subject=work.view.id,
        inputs=work.draft.inputs,
        asked=work.draft.asked,
        profile=resolved.name,
        lineage=resolved.lineage,
        model=resolved.model,
        mode=wanted.mode,
        size=str(wanted.size.size),
        quality=wanted.quality,
        format=wanted.format,
        prompt=wanted.prompt,
        recipe=wanted.recipe,
        references=tuple(_reference(desk, ref) for ref in wanted.refs),
        request=request_digest(request, profile=resolved.name, model=resolved.model),
        reserve=reserve(resolved.price, wanted.size.size, wanted.quality, len(wanted.refs), wanted.prompt),
        reason="retry" if work.errand.want else "draw",
        want=work.errand.want,
        note=work.errand.note,
        resend_of=last.started.attempt if last and last.status is Status.UNKNOWN else None,
        slot=work.errand.slot,
    )


def _reference(desk: Desk, ref: Ref) -> dict[str, str]:
    """A reference for the record: a board's own file by its place in the board, others by name only."""
    path = ref.source.path
    inside = path.is_relative_to(desk.layout.root)
    source = path.relative_to(desk.layout.root).as_posix() if inside else path.name
    return {"role": str(ref.role), "source": source, "sha256": ref.source.sha256}


def _stress(attempts: tuple[Attempt, ...]) -> tuple[Stress, ...]:
    """The cures for what inspection found wrong with the last take."""
    last = next((a.take for a in reversed(attempts) if a.take is not None), None)
    if last is None or last.passed:
        return ()
    failed = [str(check["name"]) for check in last.checks if check.get("gate") and check.get("result") == "fail"]
    return tuple(_STRESSES[name] for name in failed if name in _STRESSES)


def _say_changes(desk: Desk, refs: tuple[Ref, ...], prepared: tuple[Prepared, ...]) -> None:
    for ref, plain in zip(refs, prepared, strict=True):
        changes = [say(f"check.plain-{code}") for code in plain.changes if code in _TOLD]
        if changes:
            desk.say_once(say("run.made-plain", name=ref.source.path.name, changes="; ".join(changes)))
