"""A sheet drawn from the plan: after its bibles, on every bill, never bought twice, never in vain."""

from __future__ import annotations

import asyncio
import json
import signal
from pathlib import Path
from typing import Any

import pytest
import yaml

from pipeline.decide.events import AttemptStarted, SheetRefused, TakeSaved, TaskAccepted
from pipeline.run.stopping import Stop
from tests.fakes.image_service import Do
from tests.journeys.house import SMALL, house
from tests.journeys.stage import Done, Stage

PLAN: dict[str, Any] = {
    "version": 1,
    "aspect": "5:8",
    "size": "640x1024",
    "style": "live-action",
    "provider": "offline",
    "characters": [{"id": "lin", "name": "林晚", "look": "短发，左眉有痣", "image": "draw"}],
    "places": [{"id": "teahouse", "look": "民国茶馆，雕花窗", "image": "draw"}],
    "sheet": {"generate": True},
    "panels": [
        {"id": "P01", "action": "林晚停在门口，手扶门框", "shot": "中景", "characters": ["lin"]},
        {"id": "P02", "action": "一只手拿起旧信封", "shot": "特写"},
        {"id": "P03", "action": "林晚走到桌前坐下", "shot": "全景", "characters": ["lin"]},
        {"id": "P04", "action": "窗外雨停了", "shot": "远景", "sketch": "none", "place": "teahouse"},
    ],
}
BRAVE = {**PLAN, "sheet": {"generate": True, "accept": "auto"}}
LIN = "_bible/lin"
WORDS_OF_BIBLE = "人物设定图"


def subjects(stage: Stage) -> list[str]:
    return [event["subject"] for event in stage.events("attempt-started")]


def billed(done: Done) -> list[tuple[str, list[str], bool]]:
    return [(item["id"], item["after"], item["gated"]) for item in done.json["bill"]["items"]]


# ── the order ─────────────────────────────────────────────────────────────────────────────────────────


def test_bibles_come_first_then_the_sheet_with_them_then_the_anchor_then_the_rest(stage: Stage) -> None:
    stage.write(BRAVE)
    done = stage.run(str(stage.plan), "--json", "--quiet")
    assert (done.code, done.json["state"]) == (0, "complete"), done.err
    sent = stage.events("attempt-started")
    order = [event["subject"] for event in sent]
    assert order.index(LIN) < order.index("sheet") < order.index("P01")
    assert order.index("P01") < min(order.index("P02"), order.index("P03"))
    page = next(event for event in sent if event["subject"] == "sheet")
    assert [ref["role"] for ref in page["references"]] == ["identity"]
    first = next(event for event in sent if event["subject"] == "P01")
    assert [ref["role"] for ref in first["references"]] == ["identity", "crop"]


def test_a_place_that_no_panel_of_the_sheet_shows_does_not_keep_it_waiting(stage: Stage) -> None:
    stage.write({**PLAN, "accept": "anchor"})
    assert stage.run(str(stage.plan), "--quiet").code == 3
    assert stage.run("accept", str(stage.plan), "lin").code == 0
    assert stage.run(str(stage.plan), "--quiet").code == 3
    assert subjects(stage) == [LIN, "sheet"]


def test_where_a_person_has_the_word_each_gate_comes_in_its_turn(stage: Stage) -> None:
    stage.write({**PLAN, "accept": "all", "panels": PLAN["panels"][:2]})
    seen: list[list[str]] = []
    for _ in range(6):
        done = stage.run(str(stage.plan), "--json", "--quiet")
        if done.code == 0:
            break
        assert done.code == 3, done.err
        say_yes = done.json["next_argv"][0][1:]
        assert say_yes[0] == "accept"
        seen.append(say_yes[2:])
        assert stage.run(*say_yes).code == 0
    assert seen == [["lin"], ["sheet"], ["P01"], ["P02"]]
    assert sorted(subjects(stage)) == sorted([LIN, "sheet", "P01", "P02"])


def test_another_bible_makes_no_other_sheet(stage: Stage) -> None:
    stage.write(BRAVE)
    assert stage.run(str(stage.plan), "--quiet").code == 0
    stage.edit("短发，左眉有痣", "长发及腰")
    bill = stage.run("status", str(stage.plan), "--json").json["bill"]
    assert (bill["pages"], [item["id"] for item in bill["items"]]) == (0, ["lin", "P01", "P02", "P03", "P04"])
    assert stage.run("retry", str(stage.plan), "lin", "--quiet").code in (0, 3)
    assert subjects(stage).count("sheet") == 1


def test_a_run_about_a_bible_alone_and_one_without_the_sheet_draw_none(stage: Stage) -> None:
    stage.write(PLAN)
    assert stage.run(str(stage.plan), "--only", "lin", "--quiet").code == 0
    assert stage.run(str(stage.plan), "--no-sheet", "--only", "P02", "--quiet").code == 0
    assert "sheet" not in subjects(stage)
    assert stage.run(str(stage.plan), "--only", "P02", "--quiet").code == 3
    assert subjects(stage)[-1] == "sheet"


def test_a_limit_that_ends_with_the_bible_leaves_the_sheet_to_the_next_run(stage: Stage) -> None:
    stage.write(PLAN)
    done = stage.run(str(stage.plan), "--max-calls", "1", "--json", "--quiet")
    assert (done.code, done.json["state"]) == (4, "budget")
    assert stage.run(str(stage.plan), "--quiet").code == 3
    assert subjects(stage).count("sheet") == 1


@pytest.mark.parametrize(
    "operation",
    [
        "os.mkdir takes/_sheet",  # the page has arrived, and is no take yet
        "os.rename sheet/.report.json.#.tmp sheet/report.json",  # it is looked at, and not said to be cut
    ],
)
def test_a_killed_run_goes_on_where_it_was_and_buys_nothing_twice(stage: Stage, operation: str) -> None:
    stage.write({**PLAN, "panels": PLAN["panels"][:3]})
    killer = ("-m", "tests.journeys.killer", operation, str(stage.board), "--")
    assert stage.run(str(stage.plan), "--quiet", wrapper=killer).code == -signal.SIGKILL
    assert stage.run(str(stage.plan), "--quiet").code == 3
    assert subjects(stage) == [LIN, "sheet"]
    assert json.loads((stage.board / "sheet" / "report.json").read_text("utf-8"))["verdict"] == "cut"


# ── what fails ────────────────────────────────────────────────────────────────────────────────────────

FAKE = {**SMALL, "characters": PLAN["characters"], "sheet": {"generate": True, "attempts": 1}}
FAKE["panels"] = [{**panel, "characters": ["lin"]} for panel in SMALL["panels"]]


async def test_a_sheet_waits_for_a_bible_that_failed_and_no_panel_is_bought(tmp_path: Path) -> None:
    async with house(tmp_path, sub2api=[Do("blank", times=0, match=WORDS_OF_BIBLE)]) as here:
        report = await here.run(FAKE)
        assert (report.exit, report.state) == (1, "failed")
        assert {event.subject for event in here.of(AttemptStarted)} == {LIN}
        assert report.next_argv[0][1:4:2] == ("retry", "lin")
        assert "the sheet is drawn once these bibles stand: lin" in report.notes[-1]


async def test_a_page_whose_task_a_stop_left_is_polled_and_not_bought_again(tmp_path: Path) -> None:
    plan = {**FAKE, "characters": [], "panels": SMALL["panels"]}
    tasks = {"use": True, "suffix": "/async", "poll_path": "/v1/images/tasks/{task}", "poll_seconds": 0.05}
    async with house(tmp_path, sub2api=[Do(polls=1_000_000)]) as here:
        here.profile("sub2api", tasks=tasks)
        stop = Stop()
        service = here.services["sub2api"]
        here.write(plan)
        running = asyncio.create_task(here.run(None, stop=stop))
        async with service._changed:
            await service._changed.wait_for(lambda: sum(s.did == "poll" for s in service.seen) >= 2)
        stop.request()
        assert (await running).exit == 130
        service._tasks = {k: (d, s, 1) for k, (d, s, _) in service._tasks.items()}
        report = await here.run()
        assert [post.number for post in service.posts] == [1]
        assert len(here.of(TaskAccepted)) == len(here.of(TakeSaved)) == 1
    assert here.of(SheetRefused)  # what such a service draws is no sheet
    assert report.exit == 3


# ── the bill ──────────────────────────────────────────────────────────────────────────────────────────


def test_the_bill_has_the_pages_between_the_bibles_and_the_panels_until_they_are_cut(stage: Stage) -> None:
    stage.write({**PLAN, "panels": PLAN["panels"][:3]})
    plan = str(stage.plan)
    expected = [
        ("lin", [], False),
        ("sheet", ["lin"], False),
        ("P01", ["lin", "sheet"], True),
        ("P02", ["P01", "sheet"], True),
        ("P03", ["lin", "P01", "sheet"], True),
    ]
    for command in (("check", plan), ("status", plan), ("run", plan, "--dry-run")):
        done = stage.run(*command, "--json")
        assert billed(done) == expected
        bill = done.json["bill"]
        assert (bill["pages"], bill["pictures"], bill["now"]) == (1, 5, 2)
        assert [ref["role"] for ref in bill["items"][1]["references"]] == ["identity"]
        assert "crop" in [ref["role"] for ref in bill["items"][2]["references"]]
    without = stage.run("run", plan, "--dry-run", "--no-sheet", "--json")
    assert [name for name, _, _ in billed(without)] == ["lin", "P01", "P02", "P03"]
    said = stage.run(plan).err
    assert "draws 1 page of the sheet and 4 pictures" in said
    gone = stage.run("status", plan, "--json")
    assert [name for name, _, _ in billed(gone)] == ["P01", "P02", "P03"]
    assert all(gated for _, _, gated in billed(gone))
    assert stage.run("accept", plan, "sheet").code == 0
    assert not any(gated for _, _, gated in billed(stage.run("check", plan, "--json")))


def test_a_page_per_twenty_panels_is_billed_with_what_the_budget_lacks(stage: Stage) -> None:
    panels = [{"id": f"P{n:02}", "action": f"第{n}盏灯"} for n in range(1, 23)]
    stage.write({**PLAN, "provider": "sub2api", "budget": 0.1, "characters": [], "places": [], "panels": panels})
    bill = stage.run("check", str(stage.plan), "--json").json["bill"]
    pages = [item for item in bill["items"] if item["page"]]
    assert [(item["id"], item["page"], item["quality"], item["size"]) for item in pages] == [
        ("sheet", 1, "low", "1536x1024"),
        ("sheet", 2, "low", "1536x1024"),
    ]
    assert all(item["usd"] > 0 for item in pages)
    assert bill["usd"] == pytest.approx(sum(item["usd"] for item in bill["items"]))
    assert bill["budget_left_usd"] == 0.1
    shown = stage.run("check", str(stage.plan)).out
    assert "sheet 2 of 2" in shown
    assert "the budget leaves $0.10" in shown


# ── drawn in the place of a given one ─────────────────────────────────────────────────────────────────


@pytest.fixture
def refused(stage: Stage) -> Stage:
    """A plan of three panels whose given sheet has four."""
    stage.write(
        {**BRAVE, "characters": [], "panels": [{**p, "characters": []} for p in PLAN["panels"][:3]]}, "four.yaml"
    )
    four = yaml.safe_load((stage.folder / "four.yaml").read_text("utf-8"))
    four["panels"].append({"id": "P05", "action": "空桌"})
    stage.write(four, "four.yaml")
    assert stage.run("sheet", str(stage.folder / "four.yaml"), "--quiet").code == 0
    page = (stage.folder / "four.board" / "sheet" / "sheet.png").read_bytes()
    (stage.folder / "given.png").write_bytes(page)
    stage.write({**BRAVE, "panels": PLAN["panels"][:3], "sheet": {"image": "given.png", "accept": "auto"}})
    return stage


def test_a_refusal_says_both_counts_and_a_new_sheet_stands_in_its_place(refused: Stage) -> None:
    plan = str(refused.plan)
    done = refused.run(plan, "--json", "--quiet")
    assert (done.code, done.json["calls"]["sent"]) == (3, 0)
    report = json.loads((refused.board / "sheet" / "report.json").read_text("utf-8"))
    assert (report["planned"], report["seen"]) == (3, 4)
    both = "the plan has 3 panels on this sheet; about 4 panel-like boxes are seen"
    assert report["reasons"][0] == both
    assert any(both in note for note in done.json["notes"])
    journal = refused.journal()
    assert refused.run(plan, "--quiet").code == 3
    assert [e["event"] for e in refused.journal()] == [e["event"] for e in journal]  # nothing new, nothing written

    draw = done.json["next_argv"][0][1:]
    assert draw == ["sheet", plan, "--draw"]
    drawn = refused.run(*draw)
    assert drawn.code == 0, drawn.err
    assert "draws 1 page of the sheet and 1 picture" in drawn.err
    assert subjects(refused) == [LIN, "sheet"]
    assert refused.run(plan, "--quiet").code == 0
    assert subjects(refused).count("sheet") == 1
    assert {ref["role"] for ref in refused.events("attempt-started")[2]["references"]} == {"identity", "crop"}

    assert refused.run("reject", plan, "sheet").code == 0
    assert refused.run(plan, "--quiet").code == 3  # the given one again


def test_drawing_a_new_sheet_goes_on_as_such_after_the_gate_of_a_bible(refused: Stage) -> None:
    refused.edit("version: 1\n", "version: 1\naccept: anchor\n")
    plan = str(refused.plan)
    waits = refused.run("sheet", plan, "--draw", "--json", "--quiet")
    assert (waits.code, subjects(refused)) == (3, [LIN])
    accept, on = waits.json["next_argv"]
    assert (accept[1:], on[1:]) == (["accept", plan, "lin"], ["sheet", plan, "--draw"])
    assert refused.run(*accept[1:]).code == 0
    assert refused.run(*on[1:], "--quiet").code == 0
    assert subjects(refused) == [LIN, "sheet"]


# ── boxes ─────────────────────────────────────────────────────────────────────────────────────────────


def test_the_printed_boxes_of_several_pages_are_taken_as_they_are(stage: Stage) -> None:
    panels = [{"id": f"P{n:02}", "action": f"第{n}盏灯，雨水落在伞上"} for n in range(1, 23)]
    plan = {**BRAVE, "characters": [], "places": [], "panels": panels}
    stage.write(plan)
    assert stage.run("sheet", str(stage.plan), "--quiet").code == 0
    printed = yaml.safe_load("sheet:\n" + stage.run("sheet", str(stage.plan), "--boxes").out)["sheet"]
    assert len(printed["image"]) == 2
    assert printed["boxes"]["P12"]["page"] == 2
    stage.write({**plan, "sheet": {**printed, "accept": "auto"}}, "hand.yaml")
    by_hand = str(stage.folder / "hand.yaml")
    done = stage.run("sheet", by_hand, "--json", "--quiet")
    assert done.code == 0, done.err
    crops = [sorted((folder / "sheet" / "crops").iterdir()) for folder in (stage.board, stage.folder / "hand.board")]
    assert [[crop.read_bytes() for crop in its] for its in crops[:1]] == [[c.read_bytes() for c in crops[1]]]
    again = stage.run("sheet", by_hand, "--boxes", "--json").json
    assert again["boxes"] == printed["boxes"]
    assert "image" not in again


def test_boxes_that_were_only_tried_are_printed_to_be_corrected(refused: Stage) -> None:
    assert refused.run("sheet", str(refused.plan), "--quiet").code == 3
    printed = refused.run("sheet", str(refused.plan), "--boxes").out
    assert printed.lstrip().startswith("# only tried")
    assert set(yaml.safe_load(printed)["boxes"]) <= {"P01", "P02", "P03"}
