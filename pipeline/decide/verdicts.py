"""What a judge's word on a take means, where the judge decides: which takes it turns down, lets through, chose."""

from __future__ import annotations

from dataclasses import replace

from pipeline.decide.events import AttemptLost, TakeJudged
from pipeline.decide.state import Attempt, BoardState, Status


def passed(state: BoardState, take: str, inputs: str) -> bool:
    """Whether a judge found nothing wrong with a take."""
    verdict = state.judged.get((take, inputs))
    return verdict is not None and verdict.result == "pass"


def turned_down(state: BoardState, take: str, inputs: str) -> TakeJudged | None:
    """The word that keeps a take from counting.

    A person's yes goes before it, and what has counted goes on counting.
    """
    verdict = state.judged.get((take, inputs))
    if verdict is None or verdict.result != "fail":
        return None
    said = (take, inputs) in state.accepted or (take, inputs) in state.were_set
    return None if said else verdict


def answered(state: BoardState, take: str, inputs: str, run: str | None) -> bool:
    """Whether there is a judge's word on a take; where the judge did not answer, a later run asks again."""
    verdict = state.judged.get((take, inputs))
    return verdict is not None and (bool(verdict.items) or verdict.run == run)


def standing(attempt: Attempt, state: BoardState) -> Attempt:
    """The attempt as it stands under a judge who decides: a take that was turned down is a lost one."""
    if attempt.status is not Status.KEPT or attempt.take is None:
        return attempt
    verdict = turned_down(state, attempt.take.sha256, attempt.started.inputs)
    if verdict is None:
        return attempt
    return replace(attempt, status=Status.LOST, ending=AttemptLost(attempt.started.attempt, verdict.reason))


def faults(attempt: Attempt, state: BoardState) -> tuple[str, ...]:
    """The faults that a judge found in an attempt's take, each once."""
    verdict = state.judged.get((attempt.take.sha256, attempt.started.inputs)) if attempt.take else None
    found = (str(item["fault"]) for item in verdict.items if item.get("fault")) if verdict else ()
    return tuple(dict.fromkeys(found))
