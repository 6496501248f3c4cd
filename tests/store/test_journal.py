"""The journal is the truth: what was said to be written is there, whatever is killed, torn or full."""

from __future__ import annotations

import asyncio
import json
import sys
import threading
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from pipeline.decide.events import Accepted, BoardOpened, Noted
from pipeline.errors import BoardError, DiskError
from pipeline.store.append import append_decision
from pipeline.store.codec import Recorded
from pipeline.store.journal import Journal, replay, replay_each
from pipeline.store.layout import Layout
from tests.store.processes import Start

OPENED = BoardOpened("plan.yaml", "1.0")


def events(layout: Layout) -> list[Any]:
    return [recorded.event for recorded in replay(layout)]


def wrote(layout: Layout, *what: Any) -> None:
    with Journal.open(layout) as journal:
        for event in what:
            journal.record(event)


async def take(source: AsyncIterator[Recorded], count: int) -> list[Recorded]:
    return [recorded async for recorded, _ in _zip(source, range(count))]


async def _zip(source: AsyncIterator[Recorded], numbers: range) -> AsyncIterator[tuple[Recorded, int]]:
    for number in numbers:
        yield await anext(source), number


# ── writing and reading ───────────────────────────────────────────────────────────────────────────────


def test_a_board_that_is_not_there_has_no_history(layout: Layout) -> None:
    assert replay(layout) == ()
    assert not layout.root.exists()


def test_what_was_recorded_is_there_in_its_order_when_it_is_opened_again(layout: Layout) -> None:
    wrote(layout, OPENED, Noted("P01", "雨"))
    with Journal.open(layout) as journal:
        assert [r.event for r in journal.events] == [OPENED, Noted("P01", "雨")]
        assert [r.seq for r in journal.events] == [1, 2]
        journal.record(Noted("P02", ""))
    assert [r.seq for r in replay(layout)] == [1, 2, 3]


async def test_durable_means_on_disk(layout: Layout) -> None:
    with Journal.open(layout) as journal:
        ticket = journal.record(OPENED)
        await journal.durable(ticket)
        assert events(layout) == [OPENED]
        await journal.durable(ticket)  # a second time costs nothing
        assert journal.syncs == 1


async def test_lines_recorded_together_are_synced_together(layout: Layout) -> None:
    with Journal.open(layout) as journal:
        tickets = [journal.record(Noted("P01", str(n))) for n in range(200)]
        await asyncio.gather(*(journal.durable(t) for t in tickets))
        assert journal.syncs <= 10
    assert events(layout) == [Noted("P01", str(n)) for n in range(200)]


async def test_whoever_is_cancelled_while_waiting_disturbs_nobody(layout: Layout) -> None:
    with Journal.open(layout) as journal:
        first, second = journal.record(Noted("P01", "1")), journal.record(Noted("P01", "2"))
        gone = asyncio.ensure_future(journal.durable(first))
        stays = asyncio.ensure_future(journal.durable(second))
        gone.cancel()
        await stays
    assert len(replay(layout)) == 2


def test_a_value_no_journal_can_hold_is_refused_where_it_is_recorded(layout: Layout) -> None:
    with Journal.open(layout) as journal:
        with pytest.raises(TypeError):
            journal.record(Noted("P01", Path("x")))  # type: ignore[arg-type]
        journal.record(OPENED)
    assert events(layout) == [OPENED]


def test_closing_writes_what_nobody_waited_for_and_ends_the_thread(layout: Layout) -> None:
    before = threading.active_count()
    with Journal.open(layout) as journal:
        journal.record(OPENED)
    assert events(layout) == [OPENED]
    assert threading.active_count() == before
    with pytest.raises(BoardError, match="closed"):
        journal.record(OPENED)


def test_opening_and_closing_writes_nothing(layout: Layout) -> None:
    wrote(layout, OPENED)
    before = layout.journal.stat().st_mtime_ns
    with Journal.open(layout):
        pass
    assert layout.journal.stat().st_mtime_ns == before


# ── other processes ───────────────────────────────────────────────────────────────────────────────────


async def test_a_decision_of_another_process_is_seen_by_the_run_in_its_order(layout: Layout) -> None:
    with Journal.open(layout) as journal:
        await journal.durable(journal.record(OPENED))
        watch = journal.watch()
        append_decision(layout, Accepted("P01", "sha", "i"), Noted("P01", "1"))
        journal.record(Noted("P02", "own"))
        journal.flush()
        append_decision(layout, Noted("P01", "2"))
        seen = await asyncio.wait_for(take(watch, 3), 10)
        await watch.aclose()
    assert [r.event for r in seen] == [Accepted("P01", "sha", "i"), Noted("P01", "1"), Noted("P01", "2")]
    assert [r.seq for r in seen] == [2, 3, 5]
    assert [r.seq for r in replay(layout)] == [1, 2, 3, 4, 5]


def test_the_head_of_a_journal_is_read_without_the_rest(layout: Layout) -> None:
    wrote(layout, OPENED, Noted("P01", "1"))
    with layout.journal.open("ab") as file:
        file.write(b"no event\n")
    each = replay_each(layout)
    assert [next(each).event, next(each).event] == [OPENED, Noted("P01", "1")]
    with pytest.raises(BoardError):
        next(each)


async def test_a_foreign_line_that_can_not_be_read_stops_the_run(layout: Layout) -> None:
    with Journal.open(layout) as journal:
        await journal.durable(journal.record(OPENED))
        with layout.journal.open("ab") as file:
            file.write(b'{"v":2,"seq":2,"at":"2027-01-01T00:00:00Z","event":"dreamt"}\n')
        with pytest.raises(BoardError, match=r"journal\.jsonl:2: .*newer version"):
            await asyncio.wait_for(take(journal.watch(), 1), 10)


def test_two_processes_and_a_run_append_at_once_and_lose_nothing(layout: Layout, start: Start) -> None:
    wrote(layout, OPENED)
    with Journal.open(layout) as journal:
        children = [start("decide", who, 40) for who in ("A", "B")]
        for n in range(40):
            journal.record(Noted("run", str(n)))
            journal.flush()
        assert [child.stdout.readline() for child in children] == ["done\n", "done\n"]
        journal.record(Noted("run", "40"))
    found = replay(layout)
    assert [r.seq for r in found] == list(range(1, 123))
    for who, count in (("A", 40), ("B", 40), ("run", 41)):
        notes = [r.event.note for r in found if isinstance(r.event, Noted) and r.event.subject == who]
        assert notes == [str(n) for n in range(count)]


def test_a_decision_needs_a_board(layout: Layout) -> None:
    with pytest.raises(BoardError, match="no board here; run the plan first"):
        append_decision(layout, Noted("P01", "x"))
    assert not layout.root.exists()


def test_a_decision_comes_back_as_recorded(layout: Layout) -> None:
    wrote(layout, OPENED)
    (recorded,) = append_decision(layout, Noted("P01", "x"))
    assert replay(layout)[-1] == recorded


# ── what killed processes leave ───────────────────────────────────────────────────────────────────────


def test_what_was_confirmed_before_kill_9_is_there_and_the_board_goes_on(layout: Layout, start: Start) -> None:
    confirmed = 0
    for _ in range(3):
        child = start("record_for_ever")
        lines = [int(child.stdout.readline()) for _ in range(20)]
        child.kill()
        rest = child.stdout.read().split()
        confirmed += int((rest or lines)[-1])
        with Journal.open(layout) as journal:
            assert len(journal.events) >= confirmed
            confirmed = len(journal.events)
    wrote(layout, Noted("P01", "after"))
    assert len(replay(layout)) == confirmed + 1


@pytest.mark.parametrize("kept", range(0, 90, 7))
def test_a_torn_last_line_is_cut_off_and_kept(layout: Layout, kept: int) -> None:
    wrote(layout, OPENED, Noted("P01", "1"))
    whole = layout.journal.read_bytes()
    last = whole.split(b"\n")[1]
    torn = last[:kept] if kept else b"\0" * 30
    layout.journal.write_bytes(whole + torn)
    assert len(replay(layout)) == 2
    with Journal.open(layout) as journal:
        assert [r.event for r in journal.events] == [OPENED, Noted("P01", "1")]
        assert journal.torn is not None
        assert journal.torn.parent == layout.torn
        assert journal.torn.read_bytes() == torn
        journal.record(Noted("P01", "2"))
    assert [r.seq for r in replay(layout)] == [1, 2, 3]


def test_a_last_line_that_lacks_only_its_newline_counts(layout: Layout) -> None:
    wrote(layout, OPENED, Noted("P01", "1"))
    layout.journal.write_bytes(layout.journal.read_bytes()[:-1])
    with Journal.open(layout) as journal:
        assert [r.event for r in journal.events] == [OPENED, Noted("P01", "1")]
        assert journal.torn is None
        journal.record(Noted("P01", "2"))
    assert [r.seq for r in replay(layout)] == [1, 2, 3]


async def test_a_run_mends_what_a_killed_decision_tore(layout: Layout) -> None:
    with Journal.open(layout) as journal:
        await journal.durable(journal.record(OPENED))
        with layout.journal.open("ab") as file:
            file.write(b'{"v":1,"seq":2,"at"')
        await journal.durable(journal.record(Noted("P01", "1")))
    assert [r.seq for r in replay(layout)] == [1, 2]
    assert [p.read_bytes() for p in layout.torn.iterdir()] == [b'{"v":1,"seq":2,"at"']


@pytest.mark.parametrize("line", [b"", b"{}", b"\0\0\0", b"<<<<<<< HEAD"])
def test_a_broken_line_in_the_middle_is_named_and_nothing_is_written(layout: Layout, line: bytes) -> None:
    wrote(layout, OPENED, Noted("P01", "1"), Noted("P01", "2"))
    lines = layout.journal.read_bytes().split(b"\n")
    lines[1] = line
    layout.journal.write_bytes(b"\n".join(lines))
    before = layout.journal.read_bytes()
    for use in (replay, Journal.open, lambda where: append_decision(where, Noted("P01", "x"))):
        with pytest.raises(BoardError, match=r"journal\.jsonl:2: .*nothing was sent"):
            use(layout)
    assert layout.journal.read_bytes() == before


def test_a_missing_line_is_noticed(layout: Layout) -> None:
    wrote(layout, OPENED, Noted("P01", "1"), Noted("P01", "2"))
    lines = layout.journal.read_bytes().split(b"\n")
    layout.journal.write_bytes(b"\n".join([lines[0], *lines[2:]]))
    with pytest.raises(BoardError, match=r"journal\.jsonl:2: this line says it is number 3"):
        replay(layout)


def test_a_journal_of_a_newer_version_is_left_alone_even_when_its_last_line_is_torn(layout: Layout) -> None:
    wrote(layout, OPENED)
    newer = json.dumps({"v": 2, "seq": 2, "at": "2027-01-01T00:00:00Z", "event": "noted"}).encode()
    layout.journal.write_bytes(layout.journal.read_bytes() + newer)
    before = layout.journal.read_bytes()
    with pytest.raises(BoardError, match="newer version"):
        Journal.open(layout)
    assert layout.journal.read_bytes() == before


async def test_a_journal_that_was_replaced_under_a_run_stops_it(layout: Layout) -> None:
    wrote(layout, OPENED, Noted("P01", "1"))
    journal = Journal.open(layout)
    layout.journal.write_bytes(layout.journal.read_bytes().split(b"\n")[0] + b"\n")
    with pytest.raises(BoardError, match="replaced or cut"):
        await journal.durable(journal.record(Noted("P01", "2")))
    with pytest.raises(BoardError, match="1 events could not be written"):
        journal.close()


# ── disks that refuse ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.skipif(sys.platform == "win32", reason="no RLIMIT_FSIZE there")
def test_a_full_disk_is_told_to_all_who_ask_and_leaves_a_whole_journal(layout: Layout, start: Start) -> None:
    out, _ = start("record_on_a_full_disk", 20_000).communicate(timeout=30)
    said = dict(
        line.split(" ", 1)
        for line in out.replace("on disk", "on-disk").replace("after room was made", "after").splitlines()
    )
    assert "disk is full" in said["durable"]
    assert "disk is full" in said["record"]
    assert said["on-disk"] == "1"
    assert "1 events could not be written" in said["close"]
    assert said["after"] == "2"
    assert not layout.torn.exists()
    assert len(replay(layout)) == 2


async def test_a_journal_that_can_not_be_written_is_a_disk_error(layout: Layout) -> None:
    wrote(layout, OPENED)
    journal = Journal.open(layout)
    layout.journal.rename(layout.root / "away")
    layout.journal.mkdir()
    with pytest.raises(BoardError):
        await journal.durable(journal.record(Noted("P01", "1")))
    with pytest.raises(BoardError):
        journal.flush()
    with pytest.raises(DiskError, match="could not be written"):
        journal.close()
