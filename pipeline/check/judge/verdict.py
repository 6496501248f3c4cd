"""What a judge found, as values."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, TypeAlias

from pipeline.compose.stress import Stress
from pipeline.messages import say

Result: TypeAlias = Literal["pass", "fail", "unknown"]


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens sent and received."""

    input: int = 0
    output: int = 0

    def __add__(self, other: Usage) -> Usage:
        return Usage(self.input + other.input, self.output + other.output)


@dataclass(frozen=True, slots=True)
class Item:
    """One point of the rubric: what was found, by what evidence; ``who`` where it is about one person.

    ``fault`` is what a redo would aim at; None where the item did not fail or no wording mends it.
    """

    name: str
    result: Result
    evidence: str
    who: str = ""
    fault: Stress | None = None

    @property
    def label(self) -> str:
        """What it is about, in words."""
        return say(f"judge.item-{self.name}")

    @property
    def sentence(self) -> str:
        key = "judge.item-who" if self.who else "judge.item"
        return say(key, label=self.label, who=self.who, evidence=self.evidence)


@dataclass(frozen=True, slots=True)
class Verdict:
    """``fail`` where an item failed, ``pass`` where all passed, else ``unknown``; ``reason`` is a sentence.

    ``cost`` is USD of this call: 0 where the answer was ``cached``, None where it is not known (no price, no
    usage, or a request whose answer was lost). ``usage`` is None where no answer said it. ``requests`` counts what
    was sent. ``seen`` is what the judge saw, in its own words. ``model`` is the one that answered.
    """

    result: Result
    items: tuple[Item, ...] = ()
    cost: float | None = 0.0
    usage: Usage | None = None
    model: str = ""
    reason: str = ""
    seen: str = ""
    requests: int = 0
    cached: bool = False

    @property
    def failures(self) -> tuple[Item, ...]:
        return tuple(item for item in self.items if item.result == "fail")

    @property
    def faults(self) -> tuple[Stress, ...]:
        """What a redo would aim at, each once."""
        return tuple(dict.fromkeys(item.fault for item in self.items if item.fault is not None))


@dataclass(frozen=True, slots=True)
class Ranking:
    """Takes from best to worst as indexes into what was given, with the verdict of each in the given order.

    ``chosen`` is the best if it passed, else None: then a person chooses. ``cost`` and ``requests`` are of all.
    """

    order: tuple[int, ...]
    verdicts: tuple[Verdict, ...]
    chosen: int | None
    cost: float | None
    requests: int
    reason: str


def result_of(items: Iterable[Item]) -> Result:
    """What the items come to; no items are nothing known."""
    results = {item.result for item in items}
    if "fail" in results:
        return "fail"
    return "pass" if results == {"pass"} else "unknown"


def reason_of(items: tuple[Item, ...]) -> str:
    """The sentence for what the items come to."""
    match result_of(items):
        case "pass":
            return say("judge.passed")
        case "fail":
            return say("judge.failed", items="; ".join(item.sentence for item in items if item.result == "fail"))
        case _:
            unsure = (item.sentence for item in items if item.result == "unknown")
            return say("judge.unsure", items="; ".join(unsure))


def marks_of(verdict: Verdict) -> tuple[int, int, int]:
    """A key that sorts verdicts from best to worst."""
    unknown = sum(item.result == "unknown" for item in verdict.items)
    return (("pass", "unknown", "fail").index(verdict.result), len(verdict.failures), unknown)


def total(costs: Iterable[float | None]) -> float | None:
    """The sum of costs; None where one of them is not known."""
    summed = 0.0
    for cost in costs:
        if cost is None:
            return None
        summed += cost
    return summed
