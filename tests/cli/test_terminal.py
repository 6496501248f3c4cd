"""On a terminal: questions are asked where a person can answer, and a run is shown on a board that fits."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import threading

import pytest

from tests.cli.shop import Shop, ThreadedService
from tests.journeys.stage import COMMAND

pty = pytest.importorskip("pty")
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals are POSIX")


def at_terminal(shop: Shop, *argv: str, answer: str = "") -> tuple[int, str]:
    """A command whose stdin and stderr are a terminal; ``answer`` is typed at once. Its code, and what is seen."""
    ours, theirs = pty.openpty()
    os.set_blocking(ours, True)
    environment = {**shop.environment, "TERM": "xterm-256color"}
    process = subprocess.Popen(
        [*COMMAND, *argv], stdin=theirs, stdout=subprocess.DEVNULL, stderr=theirs, env=environment
    )
    os.close(theirs)
    patience = threading.Timer(30, process.kill)  # a question that nobody answers would wait for ever
    patience.start()
    os.write(ours, answer.encode())
    seen = b""
    try:
        while chunk := os.read(ours, 65536):
            seen += chunk
    except OSError:  # Linux says so when the other end is closed
        pass
    os.close(ours)
    patience.cancel()
    return process.wait(30), seen.decode()


def replacing(drawn: Shop) -> Shop:
    assert drawn.call("accept", str(drawn.plan), "P02").code == 0
    drawn.edit("一只手拿起旧信封", "一只手放下旧信封")
    return drawn


@pytest.mark.parametrize(("answer", "code", "sent"), [("y\n", 0, 1), ("n\n", 3, 0), ("\n", 3, 0)])
def test_replacing_what_a_person_accepted_is_asked(
    drawn: Shop, service: ThreadedService, answer: str, code: int, sent: int
) -> None:
    """Once, with the bill, before anything is sent; an empty answer is no."""
    ended, seen = at_terminal(replacing(drawn), str(drawn.plan), answer=answer)
    assert (ended, len(service.posts)) == (code, sent)
    assert "replaces 1 picture, about $" in seen
    assert seen.count("Replace pictures that were accepted by a person (P02)? [y/N]") == 1


def test_nobody_is_asked_who_has_said_yes_or_reads_json(drawn: Shop, service: ThreadedService) -> None:
    replacing(drawn)
    ended, seen = at_terminal(drawn, str(drawn.plan), "--json")
    assert (ended, "[y/N]" in seen) == (3, False)
    ended, seen = at_terminal(drawn, str(drawn.plan), "--yes")
    assert (ended, "[y/N]" in seen, len(service.posts)) == (0, False, 1)


def test_accepting_a_redrawn_anchor_is_asked_with_what_it_leads_to(drawn: Shop) -> None:
    drawn.edit("林晚停在门口", "林晚冲进门口")
    assert drawn.call(str(drawn.plan)).code == 3
    ended, seen = at_terminal(drawn, "accept", str(drawn.plan), "P01", answer="n\n")
    assert ended == 0
    assert "with this yes the next run replaces 3 pictures, about $" in seen
    assert drawn.call("status", str(drawn.plan), "--json").states["P01"] == "waiting"
    at_terminal(drawn, "accept", str(drawn.plan), "P01", "--yes")
    assert drawn.call("status", str(drawn.plan), "--json").states["P01"] == "current"


def test_a_run_draws_a_live_board_and_leaves_its_end(served: Shop) -> None:
    ended, seen = at_terminal(served, str(served.plan))
    assert ended == 0
    plain = re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", seen)
    assert "4 of 4 done" in plain
    assert all(f"✓ P0{n}" in plain for n in range(1, 5))
    assert "complete: 4 of 4 panels have their keyframe" in plain
    assert "\x1b[?25h" in seen  # the cursor is there again
