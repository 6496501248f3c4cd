"""Two locks: one run at a time, decisions at any time, and no killed process keeps a board."""

from __future__ import annotations

import os
import threading
import time

import pytest

from pipeline.errors import BoardBusy
from pipeline.store.layout import Layout
from pipeline.store.locks import derive_lock, is_running, journal_lock, run_lock
from tests.store.processes import Start


def test_a_second_run_is_told_at_once_who_runs(layout: Layout, start: Start) -> None:
    child = start("hold_run")
    assert child.stdout.readline() == "held\n"
    begun = time.monotonic()
    with pytest.raises(BoardBusy) as caught, run_lock(layout, "second"):
        pass
    assert time.monotonic() - begun < 2
    assert str(layout.root) in str(caught.value)
    assert f"process {child.pid}" in str(caught.value)
    assert "run-storyboard run 雨夜.yaml" in str(caught.value)


def test_readers_see_who_runs_and_when_it_has_ended(layout: Layout, start: Start) -> None:
    assert is_running(layout) is None
    child = start("hold_run")
    child.stdout.readline()
    holder = is_running(layout)
    assert holder is not None
    assert (holder.pid, holder.command) == (child.pid, "run-storyboard run 雨夜.yaml")
    child.communicate("\n")
    assert is_running(layout) is None


def test_asking_creates_nothing(layout: Layout) -> None:
    assert is_running(layout) is None
    assert not layout.root.exists()


def test_kill_9_frees_the_board(layout: Layout, start: Start) -> None:
    for name in ("hold_run", "hold_journal"):
        child = start(name)
        child.stdout.readline()
        child.kill()
        child.wait()
    assert is_running(layout) is None
    with run_lock(layout, "next"), journal_lock(layout, patience=0):
        holder = is_running(layout)
        assert holder is not None
        assert holder.pid == os.getpid()


def test_a_run_waits_for_a_decision_that_writes_the_board(layout: Layout, start: Start) -> None:
    child = start("hold_derive")
    assert child.stdout.readline() == "held\n"
    threading.Timer(0.3, lambda: child.communicate("\n")).start()
    with run_lock(layout, "run"):
        assert child.wait(10) == 0


def test_a_run_waits_for_a_decision_only_so_long(layout: Layout, start: Start) -> None:
    child = start("hold_derive")
    child.stdout.readline()
    with pytest.raises(BoardBusy, match="another process"), run_lock(layout, "run", patience=0.3):
        pass


def test_a_decision_leaves_derived_files_to_the_run_that_is_going(layout: Layout, start: Start) -> None:
    child = start("hold_run")
    child.stdout.readline()
    with derive_lock(layout) as held:
        assert not held
    child.communicate("\n")
    with derive_lock(layout) as held:
        assert held
        assert is_running(layout) is None  # a decision is no run


def test_a_decision_is_written_while_a_run_holds_the_board(layout: Layout, start: Start) -> None:
    start("hold_run").stdout.readline()
    with journal_lock(layout, patience=0):
        pass


def test_a_journal_held_for_ever_is_said(layout: Layout, start: Start) -> None:
    start("hold_journal").stdout.readline()
    with pytest.raises(BoardBusy, match=r"held the journal for 0\.2 s"), journal_lock(layout, patience=0.2):
        pass


def test_two_runs_in_one_process_exclude_each_other_too(layout: Layout) -> None:
    with run_lock(layout, "first"), pytest.raises(BoardBusy, match="first"), run_lock(layout, "second"):
        pass


def test_readers_that_ask_all_the_time_never_keep_a_run_from_starting(layout: Layout) -> None:
    """Else `status --wait` would make a starting run end with exit 2."""
    with run_lock(layout, "makes the files"):
        pass
    done = threading.Event()

    def ask() -> None:
        while not done.is_set():
            is_running(layout)

    readers = [threading.Thread(target=ask) for _ in range(2)]
    for reader in readers:
        reader.start()
    try:
        for _ in range(40):
            with run_lock(layout, "run", patience=0):
                pass
    finally:
        done.set()
        for reader in readers:
            reader.join()


def test_the_working_folder_is_its_owners_only(layout: Layout) -> None:
    with run_lock(layout, "run"):
        pass
    if os.name != "nt":
        assert layout.work.stat().st_mode & 0o777 == 0o700
