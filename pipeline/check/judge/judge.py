"""The judge: gives verdicts on takes and crops and ranks takes; a service's fault is a verdict, never raised."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Self

from pipeline.check.judge.answer import Marks, Order
from pipeline.check.judge.asking import Asker, Outcome, Spent, Waiter
from pipeline.check.judge.cache import Cache
from pipeline.check.judge.case import JudgeCase, Picture
from pipeline.check.judge.question import Question, about_crop, about_order, about_take
from pipeline.check.judge.rubric import Asked
from pipeline.check.judge.verdict import Item, Ranking, Usage, Verdict, marks_of, reason_of, result_of, total
from pipeline.compose.prices import text_tokens
from pipeline.compose.prompt import TextLine
from pipeline.config.judge import ResolvedJudge
from pipeline.messages import say
from pipeline.plan.model import Language

_MOST_IMAGE_TOKENS: Final = 2500  # of one picture of 1024 pixels, with the dearest service's factor


class Judge:
    """One judge in one session; for one event loop, ``aclose`` when done (or ``async with``).

    ``cache`` keeps answers by the digest of everything that was asked. ``wait`` is asked before the one resend after
    a passing fault; without it there is none. Calls may overlap; how many at once is the caller's.
    """

    def __init__(self, judge: ResolvedJudge, *, cache: Cache | None = None, wait: Waiter | None = None) -> None:
        self.resolved = judge
        self._asker = Asker(judge, cache, wait)

    async def judge_take(self, case: JudgeCase) -> Verdict:
        """Say whether a take is what its panel says."""
        question = about_take(case, self.resolved.profile.max_pictures)
        return self._verdict(question, await self._asker.ask(question))

    async def judge_crop(self, crop: Picture, lines: Sequence[TextLine], language: Language) -> Verdict:
        """Say whether a crop shows the panel with these texts (``compose.prompt.panel_text``)."""
        question = about_crop(crop, lines, language)
        return self._verdict(question, await self._asker.ask(question))

    async def choose(self, cases: Sequence[JudgeCase], verdicts: Sequence[Verdict] = ()) -> Ranking:
        """Rank takes of one panel: by their verdicts, and where several passed by looking at them side by side.

        ``verdicts`` are those of the first cases, if they are known; the others are asked for one after another.
        """
        known = list(verdicts[: len(cases)])
        fresh = [await self.judge_take(case) for case in cases[len(known) :]]
        known += fresh
        order = sorted(range(len(known)), key=lambda at: marks_of(known[at]))
        passed = [at for at in order if known[at].result == "pass"]
        outcome = await self._compared([cases[at] for at in passed])
        if isinstance(outcome.answer, Order):
            order[: len(passed)] = [passed[n - 1] for n in outcome.answer.ranking]
        return Ranking(
            order=tuple(order),
            verdicts=tuple(known),
            chosen=order[0] if passed else None,
            cost=total((*(each.cost for each in fresh), self._cost(outcome.spent))),
            requests=sum(each.requests for each in fresh) + outcome.spent.requests,
            reason=_why(order[0] if passed else None, outcome),
        )

    def reserve(self, case: JudgeCase) -> float | None:
        """USD that judging a take can cost at most, a second try included; None where no price is known."""
        profile = self.resolved.profile
        question = about_take(case, profile.max_pictures)
        words = sum(text_tokens(part) for part in (question.system, *question.parts) if isinstance(part, str))
        once = words * 3 // 2 + len(question.pictures) * _MOST_IMAGE_TOKENS
        return self.resolved.cost(2 * once + profile.answer_tokens, 2 * profile.answer_tokens)

    async def aclose(self) -> None:
        """Close the connections."""
        await self._asker.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()

    async def _compared(self, cases: Sequence[JudgeCase]) -> Outcome:
        """Look at takes side by side; no answer where there is nothing to compare or too much for one request."""
        most = self.resolved.profile.max_pictures
        return await self._asker.ask(about_order(cases, most)) if 1 < len(cases) <= most else Outcome(None)

    def _verdict(self, question: Question, outcome: Outcome) -> Verdict:
        answer = outcome.answer if isinstance(outcome.answer, Marks) else None
        items = _items(question.asked, answer) if answer else ()
        return Verdict(
            result=result_of(items),
            items=items,
            cost=self._cost(outcome.spent),
            usage=outcome.spent.usage,
            model=outcome.model,
            reason=reason_of(items) if items else outcome.reason,
            seen=answer.seen if answer else "",
            requests=outcome.spent.requests,
            cached=outcome.cached,
        )

    def _cost(self, spent: Spent) -> float | None:
        if not spent.requests:
            return 0.0
        usage = spent.usage or Usage()
        return self.resolved.cost(usage.input, usage.output) if spent.sure else None


def _items(asked: Sequence[Asked], marks: Marks) -> tuple[Item, ...]:
    return tuple(
        Item(
            name=each.point.name,
            result=(mark := marks.items[each.key]).result,
            evidence=mark.evidence,
            who=each.who,
            fault=each.fault if mark.result == "fail" else None,
        )
        for each in asked
    )


def _why(best: int | None, outcome: Outcome) -> str:
    if best is None:
        return say("judge.none-passed")
    if isinstance(outcome.answer, Order):
        return say("judge.ranked", best=best + 1, why=outcome.answer.evidence)
    return say("judge.ranked-by-marks", best=best + 1)
