"""The judge's part of a run: takes are looked at side by side, within the limits, and what was said is written down."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import anyio

from pipeline.check.judge.case import JudgeCase
from pipeline.check.judge.judge import Judge
from pipeline.check.judge.verdict import Item, Verdict
from pipeline.compose.look import Source
from pipeline.compose.prompt import panel_text
from pipeline.decide.drafts import Draft
from pipeline.decide.events import SheetCut, SheetJudged, TakeChosen, TakeJudged
from pipeline.decide.eyes import ToChoose, ToJudge
from pipeline.decide.panels import PanelView
from pipeline.decide.sheet import served
from pipeline.decide.state import Take
from pipeline.messages import say
from pipeline.run.desk import Desk

AT_ONCE: Final = 4
"""How many questions a judge is asked side by side."""

_CROP_TOKENS: Final = 6000  # one picture with the dearest service's factor, the rubric, a panel's text


@dataclass(frozen=True, slots=True)
class Jury:
    """A judge, and how many takes it looks at at once."""

    judge: Judge
    room: anyio.Semaphore = field(default_factory=lambda: anyio.Semaphore(AT_ONCE))

    @property
    def name(self) -> str:
        return self.judge.resolved.name


async def look_at(jury: Jury, desk: Desk, todo: ToJudge) -> None:
    """Have one take looked at; unless the run is to end, there is a word on it in the journal afterwards."""
    async with jury.room:
        if desk.halted:
            return
        case = _case(desk, todo.panel, todo.draft, todo.take)
        reserve = jury.judge.reserve(case) or 0.0
        if desk.ledger.hold(reserve):
            try:
                verdict = await jury.judge.judge_take(case)
            finally:
                desk.ledger.let_go(reserve)
        else:
            verdict = Verdict("unknown", reason=say("judge.over-limit"))
    if not verdict.items:
        desk.say_once(verdict.reason)
    await desk.ledger.durably(
        TakeJudged(
            subject=todo.panel.id,
            take=todo.take.sha256,
            inputs=todo.draft.inputs,
            run=desk.run,
            judge=jury.name,
            result=verdict.result,
            items=tuple(_item(item) for item in verdict.items),
            reason=verdict.reason,
            model=verdict.model,
            cost=_cost(verdict.cost, reserve),
        )
    )


async def choose_from(jury: Jury, desk: Desk, todo: ToChoose) -> None:
    """Have one of several takes chosen; a choice that can't be made is left to a person."""
    async with jury.room:
        cases = [_case(desk, todo.panel, todo.draft, take) for take in todo.takes]
        reserve = jury.judge.reserve(cases[0]) or 0.0
        if desk.halted or not desk.ledger.hold(reserve):
            return
        try:
            ranking = await jury.judge.choose(cases, [Verdict("pass")] * len(cases))
        finally:
            desk.ledger.let_go(reserve)
    if ranking.chosen is not None:
        take = todo.takes[ranking.chosen].sha256
        cost = _cost(ranking.cost, reserve)
        chosen = TakeChosen(todo.panel.id, take, todo.draft.inputs, desk.run, jury.name, ranking.reason, cost)
        await desk.ledger.durably(chosen)


async def look_at_sheet(jury: Jury, desk: Desk, cut: SheetCut) -> None:
    """Ask of every crop whether it shows its panel, side by side; what is not sure is a person's to say."""
    said = desk.state.sheets_judged.get(cut.sheet)
    if said is not None and said.result == "fail":
        return
    verdicts: dict[str, Verdict] = {}
    async with anyio.create_task_group() as group:
        for panel, old in served(desk.plan, cut).items():
            crop = Source(desk.layout.path(cut.files[old]), cut.crops[old])
            group.start_soon(_look_at_crop, jury, desk, panel, crop, verdicts)
    fails = {panel: v.reason for panel, v in verdicts.items() if v.result != "pass"}
    results = {v.result for v in verdicts.values()}
    result = "fail" if "fail" in results else "pass" if results == {"pass"} else "unknown"
    cost = sum(_cost(v.cost, _reserve(jury)) for v in verdicts.values())
    await desk.ledger.durably(SheetJudged(cut.sheet, desk.run, jury.name, result, fails, cost))
    for panel, reason in fails.items():
        desk.say_once(say("run.crop-doubted", panel=panel, reason=reason))


async def _look_at_crop(jury: Jury, desk: Desk, panel: str, crop: Source, verdicts: dict[str, Verdict]) -> None:
    reserve = _reserve(jury)
    async with jury.room:
        if desk.halted or not desk.ledger.hold(reserve):
            verdicts[panel] = Verdict("unknown", reason=say("judge.over-limit"))
            return
        try:
            lines = panel_text(desk.plan, desk.plan.panel(panel))
            verdicts[panel] = await jury.judge.judge_crop(crop, lines, desk.plan.language)
        finally:
            desk.ledger.let_go(reserve)


def _reserve(jury: Jury) -> float:
    """USD that a word on a crop can cost at most."""
    profile = jury.judge.resolved.profile
    tokens = 2 * _CROP_TOKENS + profile.answer_tokens
    return jury.judge.resolved.cost(tokens, 2 * profile.answer_tokens) or 0.0


def _case(desk: Desk, panel: PanelView, draft: Draft, take: Take) -> JudgeCase:
    """The take beside the panel's own references, with the wishes that it was drawn with."""
    attempt = desk.state.attempts.get(take.attempt or "")
    note = attempt.started.note if attempt else ""
    return JudgeCase(desk.plan, panel.panel, Source(desk.layout.path(take.file), take.sha256), draft.refs, note)


def _cost(cost: float | None, reserve: float) -> float:
    """What is not known may have cost as much as was set aside."""
    return reserve if cost is None else cost


def _item(item: Item) -> Mapping[str, Any]:
    return {
        "name": item.name,
        "who": item.who,
        "result": item.result,
        "evidence": item.evidence,
        "fault": str(item.fault) if item.fault else None,
    }
