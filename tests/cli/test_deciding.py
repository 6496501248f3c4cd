"""accept, reject, pin, unpin, retry: what people decide, before, between and during runs."""

from __future__ import annotations

import pytest

from tests.cli.shop import Shop, ThreadedService, a_run_on
from tests.cli.test_run import REFUSED
from tests.fakes.pictures import picture
from tests.journeys.stage import PLAN


def states(shop: Shop) -> dict[str, str]:
    return shop.call("status", str(shop.plan), "--json").states


def test_several_candidates_are_accepted_at_once(served: Shop) -> None:
    served.write({**PLAN, "accept": "all"})
    served.call(str(served.plan))
    served.call("accept", str(served.plan), "P01")
    served.call(str(served.plan))
    assert states(served) == {"P01": "current", "P02": "waiting", "P03": "waiting", "P04": "waiting"}
    done = served.call("accept", str(served.plan), "P02", "P03")
    assert (done.code, done.out.splitlines()[0]) == (0, "accepted: P02, P03")
    assert states(served) == {"P01": "current", "P02": "current", "P03": "current", "P04": "waiting"}
    assert served.call("accept", str(served.plan), "--all").code == 0
    assert set(states(served).values()) == {"current"}
    assert served.call("accept", str(served.plan), "--all").out.startswith("nothing was waiting")


def test_one_wrong_name_among_several_decides_nothing(drawn: Shop) -> None:
    before = drawn.journal()
    done = drawn.call("reject", str(drawn.plan), "P02", "P9")
    assert (done.code, "there is no panel P9" in done.err) == (2, True)
    assert drawn.journal() == before


def test_a_picture_of_ones_own_begins_the_board(shop: Shop) -> None:
    """Nothing was ever drawn, no key is at hand: the anchor is given, and the others come to need only it."""
    mine = shop.folder / "mine.png"
    mine.write_bytes(picture(864, 1536, "mine"))
    done = shop.call("accept", str(shop.plan), "P01", "--file", str(mine))
    assert done.code == 0
    assert (shop.board / "keyframes" / "P01.png").read_bytes() == mine.read_bytes()
    assert states(shop)["P01"] == "current"


@pytest.mark.parametrize("bad", [b"no picture at all", b""])
def test_a_file_that_is_no_picture_is_refused(shop: Shop, bad: bytes) -> None:
    mine = shop.folder / "mine.png"
    mine.write_bytes(bad)
    assert shop.call("accept", str(shop.plan), "P01", "--file", str(mine)).code == 2
    assert states(shop)["P01"] == "missing"


def test_what_can_not_be_decided_says_why(shop: Shop) -> None:
    own = shop.folder / "own.png"
    own.write_bytes(picture(864, 1536, "own"))
    shop.write({**PLAN, "panels": [*PLAN["panels"], {"id": "P05", "image": "own.png"}]})
    plan = str(shop.plan)
    for argv, said in (
        (["accept", plan, "P01"], "P01 has no take that could be accepted yet"),
        (["accept", plan, "P02"], "P02 can't have a picture yet: it needs the keyframe of P01 first"),
        (["accept", plan, "P02", "--file", str(own)], "P02 can't have a picture yet"),
        (["accept", plan, "P05"], "P05 has a picture of its own in the plan"),
        (["retry", plan, "P05", "--provider", "offline"], "P05 has a picture of its own in the plan"),
        (["reject", plan, "P01"], "P01 has no take that could be rejected"),
        (["pin", plan, "P01"], "P01 has no take that could be pinned"),
        (["accept", plan], "name panels, or give --all"),
        (["accept", plan, "P01", "--all"], "name panels, or give --all"),
        (["accept", plan, "P01", "P02", "--take", "1"], "--take and --file go with one panel"),
        (["pin", plan, "P01", "P02", "--take", "1"], "--take and --file go with one panel"),
        (["accept", plan, "P01", "--take", "1", "--file", str(own)], "--take and --file don't go together"),
        (["stop", plan], "no run is going on this board"),
    ):
        done = shop.call(*argv)
        assert (done.code, said in done.err) == (2, True), (argv, done.err)


def test_a_wrong_take_is_answered_with_those_there_are(drawn: Shop) -> None:
    done = drawn.call("accept", str(drawn.plan), "P02", "--take", "7")
    assert (done.code, "P02 has no take 7; it has 1" in done.err) == (2, True)


def test_a_rejected_take_is_drawn_anew_with_the_note(drawn: Shop, service: ThreadedService) -> None:
    done = drawn.call("reject", str(drawn.plan), "P02", "--note", "信封是红色的")
    assert (done.code, "a run draws 1 picture" in done.out or "replaces 1 picture" in done.out) == (0, True)
    drawn.call(str(drawn.plan))
    assert "信封是红色的" in service.posts[-1].prompt


def test_a_note_before_anything_was_drawn_is_kept(served: Shop, service: ThreadedService) -> None:
    done = served.call("retry", str(served.plan), "P01", "--note", "雨再大些")
    assert done.code == 0
    assert [("雨再大些" in post.prompt) for post in service.posts] == [True]


def test_retrying_what_was_never_drawn_is_no_yes_to_it(served: Shop) -> None:
    served.write({**PLAN, "accept": "anchor"})
    assert served.call("retry", str(served.plan), "P01").code == 3


def test_an_empty_note_ends_it_and_gives_the_line_for_the_plan(drawn: Shop, service: ThreadedService) -> None:
    drawn.call("retry", str(drawn.plan), "P02", "--note", "it's red: no, blue")
    done = drawn.call("retry", str(drawn.plan), "P02", "--note", "")
    assert "note: 'it''s red: no, blue'" in done.err
    assert "it's red" not in service.posts[-1].prompt
    assert "note: " not in drawn.call("retry", str(drawn.plan), "P02", "--note", "").err


def test_the_line_for_the_plan_is_one(served: Shop) -> None:
    """Pasted under the panel it is what was said."""
    served.call("retry", str(served.plan), "P02", "--note", "it's red: no, blue")
    err = served.call("retry", str(served.plan), "P02", "--note", "").err
    line = "note: " + err.split("note: ", 1)[1].splitlines()[0]
    served.edit("- id: P02\n", f"- id: P02\n  {line}\n")
    assert "it's red: no, blue" in served.call("show", str(served.plan), "P02").out


def test_retry_sends_what_no_run_sends_again(served: Shop, service: ThreadedService) -> None:
    service.play([REFUSED])
    served.call(str(served.plan))
    assert served.call(str(served.plan), "--json").json["calls"]["sent"] == 0
    service.play([])
    done = served.call("retry", str(served.plan), "P02", "--json")
    assert (done.code, done.json["calls"]["sent"], done.states["P02"]) == (0, 1, "current")


def test_a_pin_holds_against_the_plan_until_it_is_taken_out(drawn: Shop) -> None:
    assert drawn.call("pin", str(drawn.plan), "P02").code == 0
    drawn.edit("一只手拿起旧信封", "一只手放下旧信封")
    assert states(drawn)["P02"] == "current"
    assert drawn.call("unpin", str(drawn.plan), "P02").code == 0
    assert states(drawn)["P02"] == "stale"
    assert drawn.call("unpin", str(drawn.plan), "P02").out.startswith("nothing was")


def test_accepting_a_redrawn_anchor_shows_what_it_leads_to(drawn: Shop) -> None:
    drawn.edit("林晚停在门口", "林晚冲进门口")
    assert drawn.call(str(drawn.plan)).code == 3
    done = drawn.call("accept", str(drawn.plan), "P01")
    assert done.code == 0
    assert done.err.splitlines()[0].startswith("with this yes the next run replaces 3 pictures, about $")
    assert states(drawn) == {"P01": "current", "P02": "stale", "P03": "stale", "P04": "stale"}


def test_decisions_during_a_run_are_left_to_it(drawn: Shop) -> None:
    with a_run_on(drawn.board):
        done = drawn.call("reject", str(drawn.plan), "P02")
        assert (done.code, done.out.splitlines()) == (0, ["rejected: P02", "a run is going and takes it up"])
        done = drawn.call("retry", str(drawn.plan), "P03")
        assert (done.code, done.out) == (0, "a run is going and draws P03 anew\n")
        assert done.err.splitlines()[-1] == f"next: run-storyboard status {drawn.plan} --wait 9m"
        mine = drawn.folder / "mine.png"
        mine.write_bytes(picture(864, 1536, "mine"))
        done = drawn.call("accept", str(drawn.plan), "P01", "--file", str(mine))
        assert (done.code, "give P01 your own picture when it has ended" in done.err) == (2, True)
        done = drawn.call("stop", str(drawn.plan))
        assert (done.code, done.out) == (0, "asked the run to stop\na run is going and takes it up\n")
        done = drawn.call(str(drawn.plan), "--json")
        assert (done.code, done.json["error"]["kind"]) == (2, "busy")
        assert done.json["next_argv"] == [["run-storyboard", "status", str(drawn.plan), "--wait", "9m"]]
    assert [e["event"] for e in drawn.journal()][-3:] == ["rejected", "retry-wanted", "stop-wanted"]
