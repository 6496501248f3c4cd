"""What the other processes of these tests do; each says a line when it has got somewhere."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from pipeline.decide.events import Noted
from pipeline.errors import DiskError, StoryboardError
from pipeline.store.append import append_decision
from pipeline.store.artifacts import FolderStore, Key
from pipeline.store.journal import Journal, replay
from pipeline.store.layout import Layout
from pipeline.store.locks import derive_lock, journal_lock, run_lock
from pipeline.store.spool import SpoolWriter


def say(*words: object) -> None:
    print(*words, flush=True)  # noqa: T201 - how a child tells where it is


def hold_run(layout: Layout) -> None:
    with run_lock(layout, "run-storyboard run 雨夜.yaml"):
        say("held")
        sys.stdin.readline()


def hold_derive(layout: Layout) -> None:
    with derive_lock(layout) as held:
        say("held" if held else "busy")
        sys.stdin.readline()


def hold_journal(layout: Layout) -> None:
    with journal_lock(layout):
        say("held")
        sys.stdin.readline()


def try_run(layout: Layout) -> None:
    try:
        with run_lock(layout, "second"):
            say("held")
    except StoryboardError as error:
        say("busy", error)


def decide(layout: Layout, who: str, count: str) -> None:
    for n in range(int(count)):
        append_decision(layout, Noted(who, str(n)))
    say("done")


def record_for_ever(layout: Layout) -> None:
    with Journal.open(layout) as journal:
        n = 0
        while True:
            n += 1
            for _ in range(5):
                journal.record(Noted("P01", f"{n} " + "雨" * 2000))
            journal.flush()
            say(n * 5)


def record_on_a_full_disk(layout: Layout, limit: str) -> None:
    """RLIMIT_FSIZE stands for a full disk: a write ends in the middle and the next one fails."""
    import resource  # noqa: PLC0415 - not on Windows

    _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    journal = Journal.open(layout)
    journal.record(Noted("P01", "fits"))
    journal.flush()
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(limit), hard))

    async def fill() -> None:
        try:
            await journal.durable(journal.record(Noted("P01", "x" * int(limit))))
        except DiskError as error:
            say("durable", error)

    asyncio.run(fill())
    try:
        journal.record(Noted("P01", "later"))
    except DiskError as error:
        say("record", error)
    say("on disk", len(replay(layout)))
    try:
        journal.close()
    except DiskError as error:
        say("close", error)
    resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
    journal.close()
    say("after room was made", len(replay(layout)))


def save_on_a_full_disk(layout: Layout) -> None:
    import resource  # noqa: PLC0415 - not on Windows

    _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    store = FolderStore(layout)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, hard))
    try:
        store.save(Key("i", "a1", "P01", "png"), b"x" * 5000)
    except DiskError as error:
        say("save", error)
    say("left", *sorted(p.name for p in layout.take_folder("P01").iterdir()))


def save_many(layout: Layout, who: str, extension: str, count: str) -> None:
    store = FolderStore(layout)
    for n in range(int(count)):
        say(store.save(Key("i", f"{who}{n}", "P01", extension), f"{who}{n}".encode()).file)


def save_for_ever(layout: Layout) -> None:
    store = FolderStore(layout)
    n = 0
    while True:
        n += 1
        store.save(Key("i", f"a{n}", "P01", "png"), f"{n}".encode() * 100_000)
        say(n)


def spool_for_ever(layout: Layout) -> None:
    async def arrive() -> None:
        async with SpoolWriter(layout, "whole") as spool:
            await spool.begin({"status": 200})
            await spool.write(b"w" * 1000)
            await spool.finish()
        async with SpoolWriter(layout, "cut") as spool:
            await spool.begin({"status": 200})
            while True:
                await spool.write(b"c" * 300_000)
                say("arrived")

    asyncio.run(arrive())


def spool_on_a_full_disk(layout: Layout, pieces: str) -> None:
    async def arrive() -> None:
        async with SpoolWriter(layout, "a1") as spool:
            await spool.begin({"status": 200})
            for n in range(int(pieces)):
                await spool.write(bytes([n]) * 100_000)
            done = await spool.finish()
            say(done is not None and done.body)
            say(spool.trouble)

    asyncio.run(arrive())


if __name__ == "__main__":
    name, root, *rest = sys.argv[1:]
    globals()[name](Layout(Path(root)), *rest)
