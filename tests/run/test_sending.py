"""What every sender shares: waits as the policy says, tasks asked for until they end."""

from __future__ import annotations

import pytest

from pipeline.decide.events import FailureKind
from pipeline.decide.policy import Send
from pipeline.providers.base import Failure, Pending
from pipeline.run.sending import LONGEST_BACKOFF, TASK_PATIENCE, Again, polled, until_over, wait_before
from pipeline.run.stopping import Stop, Stopping

LOST = Failure(FailureKind.TRANSIENT, "maybe", "the question got lost")
REFUSED = Failure(FailureKind.REFUSED, "no", "refused")


class Clock:
    """Sleeps at once and remembers how long; stops after so many waits."""

    def __init__(self, stop_after: int = 1 << 30) -> None:
        self.waits: list[float] = []
        self._left = stop_after

    async def sleep(self, seconds: float) -> None:
        self._left -= 1
        if self._left < 0:
            raise Stopping
        self.waits.append(seconds)


async def test_it_waits_as_each_outcome_says_until_one_ends_it() -> None:
    outcomes = iter([Again(3.0), Again(0.5), "done"])
    clock = Clock()

    async def once() -> Again | str:
        return next(outcomes)

    assert await until_over(once, clock.sleep) == "done"
    assert clock.waits == [3.0, 0.5]


async def test_a_stop_ends_the_wait_and_nothing_is_sent_again() -> None:
    stop, sent = Stop(), []

    async def once() -> Again | str:
        sent.append(1)
        stop.request()
        return Again(1000.0)

    with pytest.raises(Stopping):
        await until_over(once, stop.sleep)
    assert len(sent) == 1


@pytest.mark.parametrize(
    ("step", "low", "high"),
    [
        (Send("a"), 0, 0),
        (Send("a", backoff=1), 1.5, 2.5),
        (Send("a", backoff=3), 6, 10),
        (Send("a", backoff=30), LONGEST_BACKOFF * 0.75, LONGEST_BACKOFF * 1.25),
        (Send("a", backoff=1, floor=90), 90, 90),
    ],
)
def test_backoff_doubles_with_jitter_and_never_undercuts_what_the_service_said(
    step: Send, low: float, high: float
) -> None:
    for _ in range(20):
        assert low <= wait_before(step, 2.0) <= high


async def ended(answers: list[str | Failure | Pending], clock: Clock) -> str | Failure | Pending:
    left = iter(answers)

    async def ask() -> str | Failure | Pending:
        return next(left)

    return await polled(Pending("t", 2.0), ask, clock.sleep, lambda a: a if isinstance(a, Failure) else None)


async def test_a_task_is_asked_for_until_it_ends_and_a_lost_question_is_asked_again() -> None:
    clock = Clock()
    assert await ended([LOST, Pending("t", 5.0), "picture"], clock) == "picture"
    assert clock.waits == [2.0, 2.0, 5.0]
    assert await ended([REFUSED], Clock()) is REFUSED


async def test_a_stop_leaves_the_task_to_a_later_start() -> None:
    assert await ended([Pending("t", 3.0)] * 5, Clock(stop_after=2)) == Pending("t", 3.0)


async def test_a_task_that_never_ends_is_given_up_as_unknown() -> None:
    clock = Clock()
    given_up = await ended([Pending("t", 100.0)] * 100, clock)
    assert isinstance(given_up, Failure)
    assert (given_up.kind, given_up.charged) == (FailureKind.UNKNOWN, "maybe")
    assert TASK_PATIENCE < sum(clock.waits) <= TASK_PATIENCE + 100
