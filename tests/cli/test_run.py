"""``run``: what it says where, when it asks, how it ends."""

from __future__ import annotations

import shlex

import pytest

from tests.cli.shop import Shop, ThreadedService
from tests.fakes.image_service import Do
from tests.journeys.stage import PLAN

REFUSAL = {"error": {"message": "rejected by the safety system", "code": "moderation_blocked", "type": "x"}}
REFUSED = Do("status", status=400, body=REFUSAL, match="信封", times=0)


def test_a_run_leaves_stdout_empty_and_tells_each_panel_once(served: Shop) -> None:
    done = served.call(str(served.plan))
    assert (done.code, done.out) == (0, "")
    for panel in PLAN["panels"]:
        assert sum(line.startswith(f"{panel['id']} ") for line in done.err.splitlines()) == 1
    assert "complete: 4 of 4 panels have their keyframe" in done.err


def test_a_panel_that_is_sent_again_is_told_once(served: Shop, service: ThreadedService) -> None:
    service.play([Do("status", status=429, headers={"Retry-After": "0"}, match="信封", times=2)])
    done = served.call(str(served.plan))
    assert done.code == 0
    assert [line.split()[1] for line in done.err.splitlines() if line.startswith("P02 ")] == ["drawn"]


def test_a_panel_that_is_given_up_is_told_once_with_its_kind(served: Shop, service: ThreadedService) -> None:
    service.play([REFUSED])
    done = served.call(str(served.plan))
    assert done.code == 1
    (line,) = [line for line in done.err.splitlines() if line.startswith("P02 ")]
    assert "refused: " in line
    assert "rejected by the safety system" in line


def test_verbose_tells_requests_answers_and_waits(served: Shop, service: ThreadedService) -> None:
    served.service(service.url, service.key, limits={"backoff": 0.01})
    service.play([Do("status", status=429, match="信封"), REFUSED])
    err = served.call(str(served.plan), "--verbose").err
    assert "P02: asks sub2api for 864x1536, request 1" in err
    assert "P02: asks sub2api for 864x1536, request 2" in err
    assert "P02: failed: " in err
    assert "P02: again in 0 s (rate-limit)" in err


def test_quiet_says_nothing_of_a_run_that_went_well(served: Shop) -> None:
    done = served.call(str(served.plan), "--quiet")
    assert (done.code, done.out, done.err) == (0, "", "")


def test_quiet_says_why_it_is_not_done_and_what_to_do(served: Shop, service: ThreadedService) -> None:
    service.play([REFUSED])
    done = served.call(str(served.plan), "--quiet")
    assert (done.code, done.out) == (1, "")
    assert done.err.startswith("some panels failed: 3 of 4")
    assert "next: run-storyboard show" in done.err
    assert served.call(str(served.plan), "--quiet", "--json").err == ""


def test_there_are_at_most_eight_closing_lines(served: Shop, service: ThreadedService) -> None:
    service.play([Do("blank", match="信封", times=0), Do("blank", match="窗外", times=0)])
    done = served.call(str(served.plan), "--quiet")
    assert done.code == 1
    lines = done.err.splitlines()
    assert len(lines) <= 8
    assert lines[-1].startswith("next: ")
    assert sum(line.startswith("look: ") for line in lines) >= 1


def test_what_comes_next_keeps_the_limits_and_never_a_yes(served: Shop) -> None:
    served.write({**PLAN, "accept": "anchor"})
    options = ["--max-cost", "2.5", "--max-calls", "9", "--for", "90s", "--concurrency", "2"]
    done = served.call(str(served.plan), *options, "--yes", "--json")
    assert (done.code, done.json["state"]) == (3, "waiting")
    assert done.json["next_argv"][-1] == [
        "run-storyboard", "run", str(served.plan),
        "--max-cost", "2.5", "--max-calls", "9", "--concurrency", "2", "--for", "90",
    ]  # fmt: skip
    assert served.call(*done.json["next_argv"][-1][1:], "--dry-run").code == 0


def test_replacing_what_a_person_accepted_needs_their_yes(drawn: Shop, service: ThreadedService) -> None:
    """Off a terminal everything else is drawn, and the command that agrees is the next one."""
    assert drawn.call("accept", str(drawn.plan), "P02").code == 0
    drawn.edit("一只手拿起旧信封", "一只手放下旧信封")
    drawn.edit("窗外雨停了", "窗外又下雨了")
    before = len(service.posts)
    done = drawn.call(str(drawn.plan))
    assert (done.code, len(service.posts) - before) == (3, 1)
    assert any(line.startswith("replaces 2 pictures, about $") for line in done.err.splitlines())
    (line,) = [line for line in done.err.splitlines() if line.startswith("next: ")]
    argv = shlex.split(line.removeprefix("next: "))
    assert argv[-1] == "--yes"
    assert drawn.call(*argv[1:]).code == 0
    assert len(service.posts) - before == 2


def test_a_dry_run_is_on_stdout_and_sends_nothing(served: Shop, service: ThreadedService) -> None:
    done = served.call(str(served.plan), "--dry-run")
    assert done.code == 0
    assert [line.split()[0] for line in done.out.splitlines() if line.startswith("P0")] == ["P01", "P02", "P03", "P04"]
    assert not service.posts
    assert not served.board.exists()


def test_only_takes_full_width_commas_and_refuses_unknown_panels(served: Shop) -> None:
    done = served.call(str(served.plan), "--only", "P02，P03", "--json")
    assert (done.code, done.json["state"], done.json["counts"]["current"]) == (0, "partial", 3)
    done = served.call(str(served.plan), "--only", "P02,P9")
    assert (done.code, "there is no panel P9" in done.err) == (2, True)


@pytest.mark.parametrize("span", ["0", "soon", "-3m", "", "1h2h"])
def test_a_time_span_that_means_nothing_is_refused(shop: Shop, span: str) -> None:
    done = shop.call(str(shop.plan), "--for", span)
    assert (done.code, "write 9m, 90s or 1h30m" in done.err) == (2, True)


def test_a_service_that_is_away_says_when_it_is_back(served: Shop, service: ThreadedService) -> None:
    service.play([Do("status", status=429, headers={"Retry-After": "7200"}, times=0)])
    done = served.call(str(served.plan), "--json")
    assert (done.code, done.json["state"]) == (5, "unavailable")
    assert 7000 < done.json["come_back"] <= 7200
    assert "come back in 2 h 00 min" in done.err


def test_a_panel_no_profile_can_serve_is_an_error_at_its_line(served: Shop, service: ThreadedService) -> None:
    served.profile("sub2api", base_url=service.url, key=service.key, capabilities={"qualities": ["high"]})
    for argv in (["check", str(served.plan)], [str(served.plan)], ["retry", str(served.plan), "P01"]):
        done = served.call(*argv, "--json")
        (problem,) = [p for p in done.json["problems"] if p["level"] == "error"]
        assert (done.code, problem["path"], problem["line"]) == (2, "panels[0]", 11)
        assert "sub2api" in problem["message"]
    assert not service.posts
