"""What a run may be told beside its plan."""

from __future__ import annotations

from dataclasses import dataclass, field

from pipeline.plan.model import Accept


@dataclass(frozen=True, slots=True)
class Options:
    """``accept`` None is the plan's word; ``max_cost`` USD and ``max_calls`` bound this run.

    ``seconds`` is how long it may take in all.
    """

    only: frozenset[str] = field(default_factory=frozenset)
    accept: Accept | None = None
    yes: bool = False
    max_cost: float | None = None
    max_calls: int | None = None
    seconds: float | None = None
    concurrency: int | None = None
    no_sheet: bool = False
    sheet_only: bool = False
    draw_sheet: bool = False
    command: str = "run"
