"""Whether the chain's profiles can take what the plan asks for: sizes, numbers of references, words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from pipeline.assemble.work import Work
from pipeline.compose.commission import Commission, PageCommission, commission_of
from pipeline.compose.look import Look
from pipeline.compose.page import pages
from pipeline.compose.references import board_anchor, foreseen, references
from pipeline.compose.request import problems, warnings
from pipeline.decide.sheet import SHEET
from pipeline.errors import Problem
from pipeline.messages import say
from pipeline.plan.bibles import bibles, place_of
from pipeline.plan.model import Plan
from pipeline.plan.values import Loc


def misfits(work: Work) -> tuple[Problem, ...]:
    """Errors for panels that no profile of the chain can serve; warnings for those that a profile is skipped for."""
    plan = work.plan
    pictures = {path: facts.sha256 for path, facts in work.loaded.pictures.items()}
    look = foreseen(plan, Look(pictures, anchor=board_anchor(plan)))
    found: list[Problem] = []
    for name, commission, where in _drawings(plan, look):
        faults: dict[str, tuple[str, ...]] = {}
        said: list[str] = []
        for profile in work.chain.profiles:
            wanted = commission.spec(profile.capabilities)
            faults[profile.name] = problems(wanted, profile.capabilities)
            said += warnings(wanted, profile.capabilities)
        unable = {unfit: why for unfit, why in faults.items() if why}
        level: Literal["error", "warning"] = "error" if len(unable) == len(faults) else "warning"
        for unfit, why in unable.items():
            message = say("cli.cannot-serve", profile=unfit, panel=name, why="; ".join(why))
            found.append(work.loaded.problem(level, where, message))
        found += [work.loaded.problem("warning", where, text) for text in dict.fromkeys(said)]
    return _once(found)


def _drawings(plan: Plan, look: Look) -> Iterator[tuple[str, Commission, Loc]]:
    """Everything that a run may draw: its name, its request, and where the plan asks for it."""
    for bible in bibles(plan):
        yield bible.called, commission_of(plan, bible, references(plan, bible, look)), place_of(plan, bible)
    if plan.sheet is not None and plan.sheet.generate:
        for page in pages(plan):
            yield SHEET, PageCommission(plan, page, look), ("sheet",)
    for at, panel in enumerate(plan.panels):
        if panel.drawn:
            yield panel.id, commission_of(plan, panel, references(plan, panel, look)), ("panels", at)


def _once(found: list[Problem]) -> tuple[Problem, ...]:
    """A fault that many panels share is said once, of the first."""
    kept: dict[str, Problem] = {}
    for problem in found:
        kept.setdefault(f"{problem.level}{problem.message.split(':', 1)[-1]}", problem)
    return tuple(kept.values())
