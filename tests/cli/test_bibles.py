"""Drawn bibles on the command line: they are named as the plan names whom they show."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.cli.shop import Shop, ThreadedService
from tests.fakes.pictures import picture
from tests.journeys.stage import PLAN, Done

CAST = [
    {
        "id": "lin",
        "name": "林晚",
        "look": "短发，左眉有痣",
        "image": "draw",
        "outfits": {"coat": {"look": "米色风衣", "image": "draw"}},
    }
]
DRAWN: dict[str, Any] = {
    **PLAN,
    "characters": CAST,
    "panels": [
        {"id": "P01", "action": "林晚停在门口", "characters": ["lin/coat"]},
        {"id": "P02", "action": "一只手拿起旧信封"},
    ],
}


def bibles(done: Done) -> dict[str, str]:
    return {bible["id"]: bible["state"] for bible in done.json["bibles"]}


@pytest.fixture
def cast(served: Shop) -> Shop:
    """A board under ``accept: anchor`` whose bible of lin waits for somebody."""
    served.write({**DRAWN, "accept": "anchor"})
    assert served.call(str(served.plan), "--quiet").code == 3
    return served


def test_the_bill_has_the_bibles_first(served: Shop) -> None:
    served.write(DRAWN)
    bill = served.call(str(served.plan), "--dry-run", "--json").json["bill"]
    assert [(item["id"], item["size"], item["after"]) for item in bill["items"]] == [
        ("lin", "1536x1024", []),
        ("lin.coat", "1536x1024", ["lin"]),
        ("P01", "864x1536", ["lin", "lin.coat"]),
        ("P02", "864x1536", ["P01"]),
    ]
    assert [ref["source"] for ref in bill["items"][2]["references"]] == ["lin", "lin.coat"]


def test_a_run_draws_them_and_says_how_they_stand(served: Shop) -> None:
    served.write(DRAWN)
    done = served.call(str(served.plan), "--json")
    assert (done.code, bibles(done), sum(done.json["counts"].values())) == (
        0,
        {"lin": "current", "lin.coat": "current"},
        2,
    )
    assert [bible["keyframe"] for bible in done.json["bibles"]] == [
        "takes/_bible/lin/01.png",
        "takes/_bible/lin.coat/01.png",
    ]
    assert sorted(p.name for p in (served.board / "keyframes").iterdir()) == ["P01.png", "P02.png"]
    manifest = json.loads((served.board / "manifest.json").read_text("utf-8"))
    assert [(b["id"], b["request"]["size"]) for b in manifest["bibles"]] == [
        ("lin", "1536x1024"),
        ("lin.coat", "1536x1024"),
    ]
    sent = manifest["panels"][0]["request"]["references"]
    assert [(ref["role"], ref["source"]) for ref in sent] == [
        ("identity", "takes/_bible/lin/01.png"),
        ("outfit", "takes/_bible/lin.coat/01.png"),
    ]
    before = served.journal()
    assert served.call(str(served.plan), "--quiet").code == 0
    assert served.journal() == before


def test_a_waiting_bible_says_what_to_look_at_and_what_to_say(cast: Shop) -> None:
    status = cast.call("status", str(cast.plan))
    assert "(2 missing, of the bibles 1 missing, 1 waiting for a yes)" in status.out
    assert f"look: {cast.board}/takes/_bible/lin/01.png" in status.out
    report = cast.call("status", str(cast.plan), "--json").json
    assert report["next_argv"][0] == ["run-storyboard", "accept", str(cast.plan), "lin"]


@pytest.mark.parametrize("name", ["lin.coat", "lin/coat", "_bible/lin.coat"])
def test_an_outfit_is_called_as_in_the_plan_or_as_in_the_report(cast: Shop, name: str) -> None:
    plan = str(cast.plan)
    assert cast.call("accept", plan, "lin").code == 0
    assert cast.call(plan, "--quiet").code == 3
    for command in (
        ("show",),
        ("pin",),
        ("unpin",),
        ("reject", "--note", "扣子系上"),
        ("retry", "--quiet"),
        ("accept",),
    ):
        done = cast.call(command[0], plan, name, *command[1:])
        assert done.code == (3 if command[0] == "retry" else 0), (command, done.err)
    subjects = {event["subject"] for event in cast.journal() if event["event"] in ("rejected", "accepted", "noted")}
    assert subjects == {"_bible/lin", "_bible/lin.coat"}
    assert cast.call("accept", plan, "--all").code == 0


def test_the_page_of_a_bible_shows_its_prompt_and_takes(cast: Shop) -> None:
    page = cast.call("show", str(cast.plan), "lin")
    assert "用途：人物设定图" in page.out
    assert "takes/_bible/lin/01.png  1536x1024" in page.out
    entry = cast.call("show", str(cast.plan), "lin", "--json").json["panel"]
    assert (entry["id"], entry["candidate"], [take["take"] for take in entry["takes"]]) == ("lin", 1, [1])


def test_a_picture_of_ones_own_can_stand_for_a_drawn_one(cast: Shop) -> None:
    mine = cast.folder / "mine.png"
    mine.write_bytes(picture(1536, 1024, "mine"))
    assert cast.call("accept", str(cast.plan), "lin", "--file", str(mine)).code == 0
    assert (cast.board / "takes" / "_bible" / "lin" / "02.png").read_bytes() == mine.read_bytes()
    assert bibles(cast.call("status", str(cast.plan), "--json"))["lin"] == "current"


def test_accepting_a_redrawn_bible_shows_what_it_leads_to(served: Shop, service: ThreadedService) -> None:
    served.write({**DRAWN, "characters": [{**CAST[0], "outfits": {"coat": "米色风衣"}}]})
    assert served.call(str(served.plan), "--quiet").code == 0
    assert served.call("retry", str(served.plan), "lin", "--quiet").code == 3
    done = served.call("accept", str(served.plan), "lin")
    assert "replaces 2 pictures" in done.err
    assert len(service.posts) == 4


def test_a_name_that_is_neither_lists_what_there_is(served: Shop) -> None:
    served.write(DRAWN)
    done = served.call("show", str(served.plan), "chen")
    assert (done.code, "P01, P02, lin, lin.coat" in done.err) == (2, True)


def test_a_profile_that_can_not_take_a_bible_is_found_before_anything_is_sent(
    served: Shop, service: ThreadedService
) -> None:
    served.service(service.url, service.key, capabilities={"prompt_limit": 120})
    served.write(DRAWN)
    done = served.call("check", str(served.plan))
    assert (done.code, "lin" in done.err, service.posts) == (2, True, [])
