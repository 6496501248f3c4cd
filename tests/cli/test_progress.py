"""Off a terminal: a line where something is done, a sign of life in between, nothing when quiet."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from dataclasses import dataclass, field

import pytest

from pipeline.cli.console import Console
from pipeline.cli.manner import Manner, manner_of
from pipeline.cli.progress import Lines
from pipeline.cli.tally import Tally
from pipeline.run.limits import Width
from pipeline.run.notices import CircuitOpened, Said, Waits
from tests.cli.notices import failed, looked, plan_of, saved, started


@dataclass(frozen=True)
class Ear(Console):
    """A console that keeps what it is told, and tells when there was something."""

    heard: list[str] = field(default_factory=list)
    spoken: threading.Event = field(default_factory=threading.Event)

    def aside(self, lines: Iterable[str]) -> None:
        self.heard.extend(lines)
        if self.heard:
            self.spoken.set()


def told(manner: Manner, *notices: object) -> list[str]:
    ear, plan = Ear(), plan_of(4)
    watcher = Lines(ear, Tally(plan), manner)
    watcher.see(looked(plan))
    for notice in notices:
        watcher.see(notice)  # type: ignore[arg-type]
    return ear.heard


HARD = (
    Width("sub2api", 4, 0), started("P01"), saved("P01"),
    started("P02"), failed("P02"), Width("sub2api", 2, 1, "rate limit"), Width("sub2api", 2, 1, "rate limit"),
    Waits("P02", 8, "rate-limit"), started("P02", "b"), saved("P02", "b", passed=False),
    CircuitOpened("canvas-20", "no balance"), Said("a torn line was cut off"),
)  # fmt: skip


def test_a_line_for_what_is_done_and_for_what_a_person_should_know() -> None:
    assert told(Manner.PLAIN, *HARD) == [
        "P01    drawn    864x1536  12 s  $0.010  1 of 4",
        "sub2api: 2 at once from here on: rate limit",
        "canvas-20 is asked no more in this run: no balance",
        "a torn line was cut off",
    ]


def test_every_request_answer_and_wait_where_that_is_wanted() -> None:
    assert [line for line in told(Manner.VERBOSE, *HARD) if line.startswith("P02")] == [
        "P02: asks sub2api for 864x1536, request 1",
        "P02: failed: too many",
        "P02: again in 8 s (rate-limit)",
        "P02: asks sub2api for 864x1536, request 2",
        "P02: turned down by inspection",
    ]


def test_nothing_where_nothing_is_wanted() -> None:
    assert told(Manner.QUIET, *HARD) == []


def test_control_characters_of_a_service_are_not_passed_on() -> None:
    assert told(Manner.PLAIN, CircuitOpened("canvas-20", "no\x1b[31m balance\u202e")) == [
        "canvas-20 is asked no more in this run: no[31m balance"
    ]


def test_a_sign_of_life_comes_by_itself() -> None:
    ear, plan = Ear(), plan_of(4)
    with Lines(ear, Tally(plan), beat=0.01) as watcher:
        watcher.see(looked(plan))
        assert ear.spoken.wait(10)
    assert ear.heard[0] == "0 of 4 done  0 drawing  0 s  $0"


@pytest.mark.parametrize(
    ("quiet", "verbose", "manner"),
    [
        (False, False, Manner.PLAIN),
        (True, False, Manner.QUIET),
        (False, True, Manner.VERBOSE),
        (True, True, Manner.VERBOSE),
    ],
)
def test_who_wants_both_wants_to_see(quiet: bool, verbose: bool, manner: Manner) -> None:
    assert manner_of(quiet, verbose) is manner
