"""Whether the chain's profiles can take what the plan asks for: sizes, numbers of references, words."""

from __future__ import annotations

from typing import Literal

from pipeline.assemble.work import Work
from pipeline.compose.commission import commission_of
from pipeline.compose.look import Look
from pipeline.compose.references import board_anchor, foreseen, references
from pipeline.compose.request import problems, warnings
from pipeline.errors import Problem
from pipeline.messages import say
from pipeline.plan.bibles import bibles, called, place_of
from pipeline.plan.model import Panel


def misfits(work: Work) -> tuple[Problem, ...]:
    """Errors for panels that no profile of the chain can serve; warnings for those that a profile is skipped for."""
    plan = work.plan
    pictures = {path: facts.sha256 for path, facts in work.loaded.pictures.items()}
    look = foreseen(plan, Look(pictures, anchor=board_anchor(plan)))
    found: list[Problem] = []
    subjects: list[tuple[Panel, tuple[str | int, ...]]] = [(bible, place_of(plan, bible)) for bible in bibles(plan)]
    subjects += [(panel, ("panels", at)) for at, panel in enumerate(plan.panels) if panel.drawn]
    for panel, where in subjects:
        refs = references(plan, panel, look)
        faults: dict[str, tuple[str, ...]] = {}
        said: list[str] = []
        for profile in work.chain.profiles:
            wanted = commission_of(plan, panel, refs).spec(profile.capabilities)
            faults[profile.name] = problems(wanted, profile.capabilities)
            said += warnings(wanted, profile.capabilities)
        unable = {name: why for name, why in faults.items() if why}
        level: Literal["error", "warning"] = "error" if len(unable) == len(faults) else "warning"
        for name, why in unable.items():
            message = say("cli.cannot-serve", profile=name, panel=called(panel.id), why="; ".join(why))
            found.append(work.loaded.problem(level, where, message))
        found += [work.loaded.problem("warning", where, text) for text in dict.fromkeys(said)]
    return _once(found)


def _once(found: list[Problem]) -> tuple[Problem, ...]:
    """A fault that many panels share is said once, of the first."""
    kept: dict[str, Problem] = {}
    for problem in found:
        kept.setdefault(f"{problem.level}{problem.message.split(':', 1)[-1]}", problem)
    return tuple(kept.values())
