"""What a wish to mend a take sends: that take and its wish, for the panel's own inputs."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from pipeline.compose.commission import MendCommission
from pipeline.compose.look import Source
from pipeline.compose.mend import mend_refs
from pipeline.decide.drafts import Draft
from pipeline.decide.events import RetryWanted
from pipeline.plan.model import Panel, Plan


def mend_draft(plan: Plan, panel: Panel, draft: Draft, wanted: RetryWanted, take: Source, board: Path) -> Draft:
    """``draft`` with the request that changes ``take``; ``board`` is the folder that the wish's mask is in."""
    refs = mend_refs(take, draft.refs)
    mask = Source(board / wanted.mask, wanted.mask_sha256) if wanted.mask else None
    return replace(draft, refs=refs, commission=MendCommission(plan, panel, refs, wanted.wish, mask))
