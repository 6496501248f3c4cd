"""A stop is seen by everybody, once asked; a wait never merely returns when it comes."""

from __future__ import annotations

import asyncio

import pytest

from pipeline.run.stopping import Stop, Stopping


async def test_a_sleep_ends_at_the_stop_by_raising() -> None:
    stop = Stop()
    sleeping = asyncio.create_task(stop.sleep(1000))
    await asyncio.sleep(0)
    stop.request()
    with pytest.raises(Stopping):
        await sleeping


async def test_after_the_stop_no_sleep_begins() -> None:
    stop = Stop()
    stop.request()
    with pytest.raises(Stopping):
        await stop.sleep(0)


async def test_insisting_is_asking_too() -> None:
    stop = Stop()
    assert not stop.requested
    stop.insist()
    assert stop.requested
    await asyncio.wait_for(stop.wait_insisted(), 1)


async def test_asking_twice_is_no_insisting() -> None:
    stop = Stop()
    stop.request()
    stop.request()
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(stop.wait_insisted(), 0.01)
