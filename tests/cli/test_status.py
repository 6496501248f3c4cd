"""``status`` and ``show``: how the board stands, and waiting for a run without looking all the time."""

from __future__ import annotations

import threading
from time import monotonic

import pytest

from pipeline.decide.events import Noted
from pipeline.store.append import append_decision
from pipeline.store.layout import Layout
from tests.cli.shop import Shop, ThreadedService, a_run_on
from tests.fakes.image_service import Do
from tests.journeys.stage import PLAN


def test_a_board_that_is_not_there_yet(shop: Shop) -> None:
    done = shop.call("status", str(shop.plan))
    assert (done.code, done.err) == (0, "")
    assert [line.split()[:2] for line in done.out.splitlines() if line.startswith("P0")] == [
        [f"P0{n}", "missing"] for n in range(1, 5)
    ]
    assert "a run draws 4 pictures" in done.out
    assert done.out.splitlines()[-1] == f"next: run-storyboard run {shop.plan}"
    assert not shop.board.exists()


@pytest.mark.parametrize("edit", [None, ("一只手拿起旧信封", "一只手放下旧信封")])
def test_brief_is_two_lines(drawn: Shop, edit: tuple[str, str] | None) -> None:
    if edit:
        drawn.edit(*edit)
    done = drawn.call("status", str(drawn.plan), "--brief")
    assert len(done.out.splitlines()) == 2
    assert ("3 of 4" in done.out) == bool(edit)


def test_a_stale_panel_says_what_changed(drawn: Shop) -> None:
    drawn.edit("一只手拿起旧信封", "一只手放下旧信封")
    (line,) = [x for x in drawn.call("status", str(drawn.plan)).out.splitlines() if x.startswith("P02")]
    assert line.split()[1] == "stale"
    assert "action changed" in line


def test_a_run_that_is_going_is_told_of_with_what_it_draws_since_when(served: Shop, service: ThreadedService) -> None:
    """Seen from another process while one request hangs."""
    service.play([Do("ok", path="generations"), Do("hang", times=0)])
    run = served.start(str(served.plan), "--quiet", "--concurrency", "1")
    service.arrived(2)
    done = served.call("status", str(served.plan), "--json")
    assert (done.code, done.json["state"]) == (0, "running")
    busy = [panel for panel in done.json["panels"] if panel["state"] == "drawing"]
    assert len(busy) == 1
    assert busy[0]["since"].endswith("+00:00")
    assert done.json["next_argv"] == [["run-storyboard", "status", str(served.plan), "--wait", "9m"]]
    text = served.call("status", str(served.plan)).out
    assert f"process {run.pid} is at work (run) since " in text
    assert "a run draws" not in text
    assert served.call("stop", str(served.plan)).code == 0
    service.release()
    assert run.wait(30) == 130
    run.communicate()


def test_waiting_ends_with_the_run(drawn: Shop) -> None:
    """At once, whatever time was given."""
    with a_run_on(drawn.board) as run:
        threading.Timer(0.3, run.end).start()
        before = monotonic()
        done = drawn.call("status", str(drawn.plan), "--wait", "5m", "--json")
    assert (done.code, done.json["state"]) == (0, "complete")
    assert monotonic() - before < 5


def test_waiting_gives_up_when_the_time_is_over(drawn: Shop) -> None:
    with a_run_on(drawn.board):
        done = drawn.call("status", str(drawn.plan), "--wait", "0.3s", "--json")
    assert (done.code, done.json["state"]) == (0, "running")


def test_a_run_that_came_and_went_is_not_waited_for(drawn: Shop) -> None:
    """A run may begin and end between two looks; what it wrote tells."""
    wrote = threading.Timer(0.5, append_decision, (Layout(drawn.board), Noted("P01", "")))
    wrote.start()
    before = monotonic()
    assert drawn.call("status", str(drawn.plan), "--wait", "5m", "--brief").code == 0
    wrote.join()
    assert monotonic() - before < 5


def test_show_has_the_prompt_and_what_goes_with_it(drawn: Shop) -> None:
    done = drawn.call("show", str(drawn.plan), "P03")
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("P03  current  accepted by inspection")
    assert "林晚坐到桌前" in done.out
    panel = drawn.call("show", str(drawn.plan), "P03", "--json").json["panel"]
    assert panel["id"] == "P03"
    assert "林晚坐到桌前" in panel["prompt"]
    assert [ref["role"] for ref in panel["references"]] == ["anchor"]
    assert [take["file"] for take in panel["takes"]] == ["takes/P03/01.png"]


def test_show_in_every_state(served: Shop, service: ThreadedService) -> None:
    service.play([Do("blank", match="信封", times=0), Do("status", status=400, match="坐到", times=0)])
    served.write({**PLAN, "accept": "anchor"})
    assert served.call("show", str(served.plan), "P01").out.startswith("P01  missing")
    served.call(str(served.plan))
    assert served.call("show", str(served.plan), "P01").out.startswith("P01  waiting")
    served.call("accept", str(served.plan), "P01")
    served.call(str(served.plan))
    assert "bad-picture: " in served.call("show", str(served.plan), "P02").out
    assert "bad-request: " in served.call("show", str(served.plan), "P03").out
    served.edit("窗外雨停了", "窗外又下雨了")
    assert served.call("show", str(served.plan), "P04").out.startswith("P04  stale")
