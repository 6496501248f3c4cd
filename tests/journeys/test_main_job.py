"""The main job end to end: the real command line against a real HTTP service."""

from __future__ import annotations

import hashlib
import json

from tests.fakes.image_service import Do, ImageService
from tests.journeys.stage import PLAN, Stage


async def test_a_board_is_drawn_anchor_first_then_the_rest_with_it(stage: Stage) -> None:
    """The anchor is a generation sent alone; every other panel is an edit that carries the anchor's bytes."""
    async with ImageService() as service:
        stage.service(service.url, service.key)
        done = await stage.go(str(stage.plan), "--json")
    assert (done.code, done.json["state"]) == (0, "complete")
    assert set(done.states.values()) == {"current"}
    first, *rest = service.posts
    assert first.path.endswith("/generations")
    assert "林晚停在门口" in first.prompt
    anchor = hashlib.sha256((stage.board / "keyframes" / "P01.png").read_bytes()).hexdigest()
    assert len(rest) == 3
    for post in rest:
        assert post.path.endswith("/edits")
        assert post.images[-1].sha256 == anchor
        assert post.at > first.at
        assert not any(panel["id"] in post.prompt for panel in PLAN["panels"])
    assert {p.fields["quality"] for p in service.posts} == {"low"}
    assert {p.fields["size"] for p in service.posts} == {"864x1536"}


async def test_a_rerun_sends_nothing_and_writes_nothing(stage: Stage) -> None:
    async with ImageService() as service:
        stage.service(service.url, service.key)
        await stage.go(str(stage.plan))
        before = {p: p.read_bytes() for p in stage.board.rglob("*") if p.is_file() and ".work" not in p.parts}
        sent = len(service.posts)
        done = await stage.go(str(stage.plan), "--json")
        assert len(service.posts) == sent
    after = {p: p.read_bytes() for p in stage.board.rglob("*") if p.is_file() and ".work" not in p.parts}
    assert (done.code, done.json["calls"]["sent"]) == (0, 0)
    assert before == after


async def test_one_changed_text_redraws_one_panel_and_undo_is_free(stage: Stage) -> None:
    async with ImageService() as service:
        stage.service(service.url, service.key)
        await stage.go(str(stage.plan))
        first = (stage.board / "keyframes" / "P03.png").read_bytes()
        stage.edit("林晚坐到桌前", "林晚站到桌前")
        changed = await stage.go(str(stage.plan), "--json")
        assert changed.json["calls"]["sent"] == 1
        assert (stage.board / "keyframes" / "P03.png").read_bytes() != first
        stage.edit("林晚站到桌前", "林晚坐到桌前")
        undone = await stage.go(str(stage.plan), "--json")
    assert undone.json["calls"]["sent"] == 0
    assert (stage.board / "keyframes" / "P03.png").read_bytes() == first


async def test_renaming_reordering_and_pass_through_keys_cost_nothing(stage: Stage) -> None:
    async with ImageService() as service:
        stage.service(service.url, service.key)
        await stage.go(str(stage.plan))
        panels = [dict(p) for p in PLAN["panels"]]
        panels[1]["id"] = "信封"
        panels[2] |= {"motion": "缓慢推近", "seconds": 4, "clip": "C1", "lines": [{"who": "林晚", "say": "你好"}]}
        stage.write({**PLAN, "panels": [panels[3], panels[0], panels[2], panels[1]]})
        done = await stage.go(str(stage.plan), "--json")
    assert (done.code, done.json["calls"]["sent"]) == (0, 0)
    assert set(done.states.values()) == {"current"}
    manifest = json.loads((stage.board / "manifest.json").read_text(encoding="utf-8"))
    assert next(p for p in manifest["panels"] if p["id"] == "P03")["pass_through"]["seconds"] == 4
    assert (stage.board / "keyframes" / "信封.png").exists()
    assert not (stage.board / "keyframes" / "P02.png").exists()


async def test_an_inserted_panel_is_the_only_one_drawn(stage: Stage) -> None:
    async with ImageService() as service:
        stage.service(service.url, service.key)
        await stage.go(str(stage.plan))
        stage.write({**PLAN, "panels": [{"id": "P00", "action": "空巷"}, *PLAN["panels"]]})
        done = await stage.go(str(stage.plan), "--json")
    assert done.json["calls"]["sent"] == 1
    assert "空巷" in service.posts[-1].prompt


async def test_one_panels_refusal_does_not_stop_the_others(stage: Stage) -> None:
    refusal = {"error": {"message": "rejected by the safety system", "code": "moderation_blocked", "type": "x"}}
    async with ImageService([Do("status", status=400, body=refusal, match="信封")]) as service:
        stage.service(service.url, service.key)
        done = await stage.go(str(stage.plan), "--json")
        assert (done.code, done.json["state"]) == (1, "failed")
        assert done.states == {"P01": "current", "P02": "failed", "P03": "current", "P04": "current"}
        assert next(p for p in done.json["panels"] if p["id"] == "P02")["error"]["kind"] == "refused"
        again = await stage.go(str(stage.plan), "--json")
        assert again.json["calls"]["sent"] == 0  # a refusal stands until the words change
        stage.edit("一只手拿起旧信封", "一只手轻轻拿起旧信封")
        mended = await stage.go(str(stage.plan), "--json")
    assert (mended.code, mended.json["calls"]["sent"]) == (0, 1)


async def test_a_person_accepts_the_anchor_before_anything_else_is_drawn(stage: Stage) -> None:
    async with ImageService() as service:
        stage.service(service.url, service.key)
        stage.write({**PLAN, "accept": "anchor"})
        done = await stage.go(str(stage.plan), "--json")
        assert (done.code, done.json["state"]) == (3, "waiting")
        assert len(service.posts) == 1
        assert [p for p in done.json["look"] if p.endswith("takes/P01/01.png")]
        assert not list((stage.board / "keyframes").glob("*"))
        accept = done.json["next_argv"][0]
        assert accept[1] == "accept"
        assert (await stage.go(*accept[1:])).code == 0
        on = await stage.go(*done.json["next_argv"][-1][1:], "--json")
    assert (on.code, len(service.posts)) == (0, 4)


async def test_a_redrawn_anchor_waits_and_its_dependants_keep_the_old_one(stage: Stage) -> None:
    async with ImageService() as service:
        stage.service(service.url, service.key)
        await stage.go(str(stage.plan))
        stage.edit("林晚停在门口", "林晚冲进门口")
        done = await stage.go(str(stage.plan), "--json")
        assert (done.code, done.json["calls"]["sent"]) == (3, 1)
        assert done.states == {"P01": "waiting", "P02": "current", "P03": "current", "P04": "current"}
        yes = await stage.go(str(stage.plan), "--yes", "--json")
    assert (yes.code, yes.json["calls"]["sent"]) == (0, 3)


async def test_a_plan_with_errors_sends_nothing_and_says_where(stage: Stage) -> None:
    async with ImageService() as service:
        stage.service(service.url, service.key)
        stage.write({**PLAN, "aspect": "wide", "panels": [*PLAN["panels"], {"id": "P05", "actoin": "x"}]})
        done = await stage.go(str(stage.plan), "--json")
        assert not service.posts
    assert (done.code, done.json["state"]) == (2, "invalid")
    paths = {p["path"] for p in done.json["problems"]}
    assert {"aspect", "panels[4].actoin"} <= paths
    assert not stage.board.exists()


async def test_no_key_is_an_error_that_names_the_variable(stage: Stage) -> None:
    done = await stage.go(str(stage.plan), "--json")
    assert (done.code, done.json["state"]) == (5, "unavailable")
    assert "GPT_IMAGE2_API_KEY" in done.err
