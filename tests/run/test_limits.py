"""How wide a service is asked: additive growth, one fall a crowd, a door for everybody, so many pictures a minute."""

from __future__ import annotations

import asyncio

import pytest

from pipeline.decide.policy import PATIENCE
from pipeline.run.limits import WINDOW, Permit, Permits, Shut, Slot, Width
from tests.run.clock import FakeClock, settle


async def take(permits: Permits, count: int) -> list[Permit]:
    taken = []
    for _ in range(count):
        permit = await asyncio.wait_for(permits.acquire(), 5)
        assert isinstance(permit, Permit)
        taken.append(permit)
    return taken


def give_back(permits: Permits, *taken: Permit, answered: bool = True) -> None:
    for permit in taken:
        if answered:
            permits.answered(permit)
        permits.release(permit)


async def test_no_more_than_the_width_are_under_way_and_the_first_to_wait_is_served_first() -> None:
    permits = Permits("a", start=2)
    one, _two = await take(permits, 2)
    served: list[str] = []

    async def wait(name: str) -> None:
        await permits.acquire()
        served.append(name)

    tasks = [asyncio.create_task(wait(name)) for name in ("first", "second")]
    await settle()
    assert served == []
    permits.release(one)
    await settle()
    assert served == ["first"]
    permits.release(_two)
    await asyncio.gather(*tasks)


async def test_the_width_grows_by_one_after_as_many_answers_as_it_is_wide() -> None:
    permits = Permits("a", start=2, most=4)
    widths = []
    for _ in range(5):
        taken = await take(permits, permits.width.width)
        for permit in taken:
            permits.answered(permit)
        for permit in taken:
            permits.release(permit)
        widths.append(permits.width.width)
    assert widths == [3, 4, 4, 4, 4]


async def test_a_width_that_is_not_used_does_not_grow() -> None:
    permits = Permits("a", start=4)
    for _ in range(20):
        give_back(permits, *(await take(permits, 1)))
    assert permits.width.width == 4


async def test_a_crowd_of_rate_limit_answers_halves_once() -> None:
    permits = Permits("a", start=8)
    taken = await take(permits, 8)
    for permit in taken:
        permits.limited(permit, "slow down")
        permits.release(permit)
    assert (permits.width.width, permits.width.fell) == (4, "slow down")
    (late,) = await take(permits, 1)
    permits.limited(late, "slower")
    assert permits.width.width == 2


async def test_an_answer_from_before_the_fall_gives_no_credit() -> None:
    permits = Permits("a", start=2, most=8)
    first, second = await take(permits, 2)
    permits.limited(first, "x")
    permits.release(first)
    permits.answered(second)
    assert permits.width.width == 1


async def test_the_width_never_falls_below_one() -> None:
    permits = Permits("a", start=1)
    for _ in range(3):
        (permit,) = await take(permits, 1)
        permits.limited(permit, "x")
        permits.release(permit)
    assert permits.width.width == 1


async def test_a_closed_door_holds_everybody_until_its_time_and_not_a_moment_less() -> None:
    clock = FakeClock()
    permits = Permits("a", start=4, clock=clock)
    permits.close(30, "later")
    waiting = [asyncio.create_task(permits.acquire()) for _ in range(3)]
    await clock.advance(29.9)
    assert not any(task.done() for task in waiting)
    await clock.advance(0.1)
    assert all(isinstance(task.result(), Permit) for task in waiting)


async def test_the_later_of_two_times_counts() -> None:
    clock = FakeClock()
    permits = Permits("a", clock=clock)
    permits.close(50, "x")
    permits.close(10, "y")
    waiting = asyncio.create_task(permits.acquire())
    await clock.advance(49)
    assert not waiting.done()
    await clock.advance(1)
    assert waiting.done()


async def test_a_door_closed_for_too_long_is_told_at_once_also_to_those_who_wait() -> None:
    clock = FakeClock()
    permits = Permits("a", start=1, clock=clock)
    (holder,) = await take(permits, 1)
    waiting = asyncio.create_task(permits.acquire())
    await settle()
    permits.close(PATIENCE + 480, "quota window")
    await settle()
    assert waiting.result() == Shut(PATIENCE + 480, "quota window")
    permits.release(holder)
    assert isinstance(await permits.acquire(), Shut)
    await clock.advance(500)
    assert isinstance(await asyncio.wait_for(_soon(permits, clock), 5), Permit)


async def _soon(permits: Permits, clock: FakeClock) -> Permit | Shut:
    task = asyncio.create_task(permits.acquire())
    await clock.advance(PATIENCE)
    return await task


@pytest.mark.parametrize(("per_minute", "at_once", "window"), [(3, 3, WINDOW), (1, 1, WINDOW), (0.5, 1, 2 * WINDOW)])
async def test_in_no_minute_leave_more_than_the_service_counts(per_minute: float, at_once: int, window: float) -> None:
    clock = FakeClock()
    permits = Permits("a", start=16, per_minute=per_minute, clock=clock)
    give_back(permits, *(await take(permits, at_once)))
    waiting = asyncio.create_task(permits.acquire())
    await clock.advance(window - 0.1)
    assert not waiting.done()
    await clock.advance(0.1)
    assert waiting.done()


async def test_a_wait_that_is_cancelled_costs_no_place() -> None:
    permits = Permits("a", start=1)
    (holder,) = await take(permits, 1)
    waiting = asyncio.create_task(permits.acquire())
    await settle()
    waiting.cancel()
    permits.release(holder)
    await take(permits, 1)
    assert permits.width.under_way == 1


async def test_a_slot_is_given_back_once_and_its_answer_counts_once() -> None:
    permits = Permits("a", start=1, most=4)
    (permit,) = await take(permits, 1)
    told: list[Width] = []
    slot = Slot(permits, permit, told.append)
    slot.arrived()
    slot.answered()
    slot.free()
    assert (permits.answered_total, permits.width.under_way) == (1, 0)
    assert [width.under_way for width in told] == [0, 0]
