"""A verdict says what was found and what it cost; whatever the service does, nothing is raised."""

from __future__ import annotations

import asyncio
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from pipeline.check.judge.asking import Waiter
from pipeline.check.judge.judge import Judge
from pipeline.check.judge.verdict import Usage, Verdict
from pipeline.compose.look import Ref, Source
from pipeline.compose.prompt import panel_text
from pipeline.compose.stress import Stress
from pipeline.errors import DiskError
from pipeline.images.picture import Role
from tests.check.judge.cases import PANEL, case, made
from tests.compose.plans import P01, drama
from tests.fakes.judge_service import KEY, JudgeService, Say
from tests.fakes.pictures import picture


class Memory:
    """A cache that remembers; ``broken`` ones fail at everything."""

    def __init__(self, *, broken: bool = False) -> None:
        self.kept: dict[str, bytes] = {}
        self.broken = broken

    async def get(self, key: str, /) -> bytes | None:
        if self.broken:
            raise OSError("gone")
        return self.kept.get(key)

    async def put(self, key: str, data: bytes, /) -> None:
        if self.broken:
            raise DiskError("full")
        self.kept[key] = data


def waiter(times: list[float], *, go: bool = True) -> Waiter:
    async def wait(seconds: float) -> bool:
        times.append(seconds)
        return go

    return wait


async def verdict(folder: Path, *script: Say, wait: Waiter | None = None, **profile: object) -> Verdict:
    async with JudgeService(script) as service, Judge(service.resolved(**profile), wait=wait) as judge:
        return await judge.judge_take(case(folder))


# ── good answers ──────────────────────────────────────────────────────────────────────────────────────


async def test_a_take_that_fits_passes_and_says_what_it_cost(tmp_path: Path):
    found = await verdict(tmp_path)
    assert found.result == "pass"
    assert [(item.name, item.who) for item in found.items] == [
        ("cast", ""),
        ("identity", "林晚"),
        ("identity", "陈默"),
        ("outfit", "林晚"),
        ("action", ""),
        ("framing", ""),
        ("place", ""),
        ("props", ""),
        ("composition", ""),
        ("continuity", ""),
        ("style", ""),
        ("sketch", ""),
        ("lettering", ""),
        ("people", ""),
        ("bodies", ""),
        ("frame", ""),
        ("avoid", ""),
    ]
    assert (found.usage, found.cost, found.requests) == (Usage(1000, 100), pytest.approx(0.002), 1)
    assert (found.model, found.seen, found.faults) == ("eyes-1-2026", "a woman at a door", ())


@pytest.mark.parametrize(
    ("key", "fault"),
    [
        ("composition", Stress.SOURCE),
        ("style", Stress.STYLE),
        ("sketch", Stress.STYLE),
        ("lettering", Stress.TEXT),
        ("people", Stress.PEOPLE),
        ("frame", Stress.FRAME),
        ("identity-1", None),
        ("bodies", None),
    ],
)
async def test_a_failed_point_fails_the_take_and_names_the_fault_a_redo_aims_at(
    tmp_path: Path, key: str, fault: Stress | None
):
    found = await verdict(tmp_path, Say(fails={key: "two strangers at the back"}))
    assert found.result == "fail"
    (item,) = found.failures
    assert (item.evidence, item.fault) == ("two strangers at the back", fault)
    assert found.faults == ((fault,) if fault else ())
    assert "two strangers at the back" in found.reason


async def test_a_failed_identity_names_the_person(tmp_path: Path):
    found = await verdict(tmp_path, Say(fails={"identity-2": "no glasses"}))
    assert found.failures[0].who == "陈默"
    assert found.reason == "does not fit the plan: the same person (陈默): no glasses"


async def test_what_could_not_be_judged_is_unknown_and_never_a_pass(tmp_path: Path):
    found = await verdict(tmp_path, Say(unknown=("props",)))
    assert (found.result, found.reason[:15]) == ("unknown", "nothing speaks ")


async def test_a_style_that_drifts_without_an_anchor_has_no_cure_that_speaks_of_one(tmp_path: Path):
    async with JudgeService([Say(fails={"style": "cartoon"})]) as service, Judge(service.resolved()) as judge:
        found = await judge.judge_take(case(tmp_path, sent=()))
    assert (found.result, found.faults) == ("fail", ())


async def test_the_pictures_are_jpeg_thumbnails_the_take_first(tmp_path: Path):
    big = tmp_path / "big.png"
    big.write_bytes(picture(2200, 1100, "big"))
    async with JudgeService() as service, Judge(service.resolved()) as judge:
        plan = drama(P01, PANEL)
        await judge.judge_take(case(tmp_path, plan=plan, sent=(Ref(Role.ANCHOR, made(tmp_path, "a")),)))
        await judge.judge_crop(big.read_bytes(), panel_text(plan, plan.panel("P02")), "zh")
    take, crop = service.seen
    assert [Image.open(BytesIO(data)).format for data in take.pictures] == ["JPEG", "JPEG"]
    assert Image.open(BytesIO(take.pictures[0])).size == (120, 200)
    assert Image.open(BytesIO(crop.pictures[0])).size == (1024, 512)


async def test_a_crop_is_held_against_its_panels_texts(tmp_path: Path):
    plan = drama(P01, PANEL)
    crop = made(tmp_path, "crop")
    lines = panel_text(plan, plan.panel("P02"))
    async with (
        JudgeService([Say(fails={"subject": "nobody is drawn"}), Say()]) as service,
        Judge(service.resolved()) as judge,
    ):
        other = await judge.judge_crop(crop, lines, "zh")
        same = await judge.judge_crop(crop, lines, "zh")
    assert (other.result, other.failures[0].name, same.result) == ("fail", "subject", "pass")
    assert list(service.seen[0].data) == ["panel"]
    assert list(service.seen[0].data["panel"].values()) == [line.text for line in lines]
    assert service.seen[0].keys == ["subject", "action", "framing", "whole"]


# ── the form ──────────────────────────────────────────────────────────────────────────────────────────


async def test_an_answer_out_of_form_is_asked_for_once_more_with_what_was_wrong(tmp_path: Path):
    async with (
        JudgeService([Say("raw", text="Looks great to me!"), Say()]) as service,
        Judge(service.resolved()) as judge,
    ):
        found = await judge.judge_take(case(tmp_path))
    assert (found.result, found.requests, found.usage) == ("pass", 2, Usage(2000, 200))
    first, second = service.seen
    assert second.body["messages"][:2] == first.body["messages"]
    assert second.body["messages"][2] == {"role": "assistant", "content": "Looks great to me!"}
    assert "it is not one JSON object" in second.body["messages"][3]["content"]


async def test_an_answer_that_never_keeps_to_the_form_is_unknown_and_was_paid_for(tmp_path: Path):
    found = await verdict(tmp_path, Say("raw", text="{}"), Say("raw", text='{"items": {}}'), Say())
    assert (found.result, found.items, found.requests) == ("unknown", (), 2)
    assert found.reason.startswith("not judged: the judge's answer does not keep to the form: items lacks cast, ")
    assert found.cost == pytest.approx(0.004)


async def test_half_a_character_in_an_answer_can_be_sent_back(tmp_path: Path):
    found = await verdict(tmp_path, Say("raw", text="\ud83d oops"), Say())
    assert found.result == "pass"


# ── faults of the service ─────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("say", "words"),
    [
        (Say("rate"), "HTTP 429: Rate limit reached"),
        (Say("status", status=500), "HTTP 500: no message"),
        (Say("status", status=400, error={"message": "no images here"}), "HTTP 400: no images here"),
        (Say("error-200"), "with an error: upstream failed"),
        (Say("body", text=""), "no chat completion"),
        (Say("body", text="<html>gateway</html>", status=502), "HTTP 502"),
        (Say("body", text=b"\xff\xfe{"), "no chat completion"),
        (Say("body", text='{"choices": [{"message": ' + "[" * 50_000), "no chat completion"),
        (Say("body", text='{"choices": {"0": 1}}'), "no chat completion"),
        (Say("body", text='{"base_resp": {"status_code": 1004, "status_msg": "login fail"}}'), "login fail"),
        (Say("refusal"), "refuses to look at this (I can't help with that picture.)"),
        (Say("filtered"), "refuses"),
        (Say("status", status=400, error={"code": "content_policy_violation", "message": "no"}), "refuses"),
        (Say("length"), "cut off after 3000 tokens; raise answer_tokens"),
        (Say("empty"), "answer is empty"),
        (Say("drop"), "the connection broke"),
        (Say("cut"), "the connection broke"),
    ],
)
async def test_whatever_the_service_does_is_unknown_with_a_sentence(tmp_path: Path, say: Say, words: str):
    found = await verdict(tmp_path, say)
    assert (found.result, found.items, found.requests) == ("unknown", (), 1)
    assert found.reason.startswith("not judged: ")
    assert words in found.reason


async def test_a_service_that_never_answers_is_unknown_and_may_have_billed(tmp_path: Path):
    times: list[float] = []
    found = await verdict(tmp_path, Say("hang"), wait=waiter(times), timeout=0.3)
    assert (found.result, found.cost, found.requests, times) == ("unknown", None, 1, [])


async def test_a_judge_that_can_not_be_reached_is_unknown_and_free(tmp_path: Path):
    async with JudgeService() as service:
        resolved = service.resolved()
    async with Judge(resolved) as judge:
        found = await judge.judge_take(case(tmp_path))
    assert (found.result, found.cost) == ("unknown", 0.0)
    assert "no connection to the service" in found.reason


@pytest.mark.parametrize(
    ("say", "waited"),
    [(Say("rate"), 7.0), (Say("status", status=503), 0.0), (Say("drop"), 0.0), (Say("error-200"), 0.0)],
)
async def test_a_passing_fault_is_asked_once_more_if_the_caller_says_so(tmp_path: Path, say: Say, waited: float):
    times: list[float] = []
    found = await verdict(tmp_path, say, Say(), wait=waiter(times))
    assert (found.result, found.requests, times) == ("pass", 2, [waited])
    assert (await verdict(tmp_path, say, Say(), wait=waiter([], go=False))).result == "unknown"
    assert (await verdict(tmp_path, say, say, Say(), wait=waiter([]))).requests == 2


@pytest.mark.parametrize(
    "say",
    [
        Say("status", status=401),
        Say("status", status=404),
        Say("status", status=429, error={"code": "insufficient_quota"}),
        Say("status", status=400, error={"message": "余额不足"}),
    ],
)
async def test_a_service_that_can_not_be_used_is_not_asked_again(tmp_path: Path, say: Say):
    times: list[float] = []
    async with JudgeService([say]) as service, Judge(service.resolved(), wait=waiter(times)) as judge:
        first, second = await judge.judge_take(case(tmp_path)), await judge.judge_take(case(tmp_path, take="other"))
    assert (first.requests, second.requests, second.cost, times) == (1, 0, 0.0, [])
    assert second.reason == first.reason


async def test_a_judge_without_a_key_asks_nobody(tmp_path: Path):
    async with JudgeService() as service:
        lacking = service.resolved(key=None)
        async with Judge(type(lacking)(lacking.profile, lacking.base_url, missing=("no key.",))) as judge:
            found = await judge.judge_take(case(tmp_path))
    assert (found.result, found.reason, service.seen) == ("unknown", "no key.", [])


async def test_the_key_is_sent_and_never_shown(tmp_path: Path):
    async with (
        JudgeService([Say("echo-key"), Say("raw", text=f'{{"{KEY}": 1}}')]) as service,
        Judge(service.resolved()) as judge,
    ):
        found = await judge.judge_take(case(tmp_path))
    assert service.seen[0].headers["Authorization"] == f"Bearer {KEY}"
    assert "***" in found.reason
    assert KEY not in f"{found!r}{judge.resolved!r}"


async def test_a_picture_that_is_gone_or_changed_is_unknown_and_free(tmp_path: Path):
    gone = Ref(Role.ANCHOR, Source(tmp_path / "no.png", "0" * 64))
    changed = Ref(Role.ANCHOR, Source(made(tmp_path, "a").path, "0" * 64))
    async with JudgeService() as service, Judge(service.resolved()) as judge:
        found = [await judge.judge_take(case(tmp_path, sent=(ref,))) for ref in (gone, changed)]
    assert [(each.result, each.cost) for each in found] == [("unknown", 0.0)] * 2
    assert "no such file" in found[0].reason
    assert "has changed" in found[1].reason
    assert service.seen == []


async def test_cancelling_ends_it(tmp_path: Path):
    async with JudgeService([Say("hang")]) as service, Judge(service.resolved()) as judge:
        task = asyncio.create_task(judge.judge_take(case(tmp_path)))
        await service.arrived()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task


# ── cost ──────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("profile", "say", "cost"),
    [
        ({}, Say(), 0.002),
        ({"price": None}, Say(), None),
        ({"price": {"input": 10, "output": 100, "currency": "CNY", "usd": 0.14}}, Say(), 0.0028),
        ({"price": {"input": 10, "output": 100, "currency": "CNY"}}, Say(), None),
        ({}, Say(usage=None), None),
        ({}, Say(usage={"prompt_tokens": "many", "completion_tokens": True}), None),
        ({}, Say("rate"), 0.0),
        ({}, Say("filtered"), 0.002),
    ],
)
async def test_the_cost_is_the_usage_at_the_profiles_price(
    tmp_path: Path, profile: dict[str, object], say: Say, cost: float | None
):
    found = await verdict(tmp_path, say, **profile)
    assert found.cost == (None if cost is None else pytest.approx(cost))


async def test_the_reservation_bounds_what_two_tries_can_cost(tmp_path: Path):
    async with JudgeService() as service:
        judge = Judge(service.resolved(answer_tokens=1000))
        reserved = judge.reserve(case(tmp_path))
        assert reserved is not None
        assert reserved > 2 * (9 * 2000 * 1e-6 + 1000 * 10e-6)
        assert Judge(service.resolved(price=None)).reserve(case(tmp_path)) is None


# ── cache ─────────────────────────────────────────────────────────────────────────────────────────────


async def test_the_same_question_is_paid_once(tmp_path: Path):
    cache = Memory()
    async with JudgeService([Say(fails={"people": "a stranger"})]) as service:
        for _ in range(2):
            async with Judge(service.resolved(), cache=cache) as judge:
                found = await judge.judge_take(case(tmp_path))
    assert (found.cached, found.cost, found.requests, found.usage) == (True, 0.0, 0, None)
    assert (found.faults, found.model, found.seen) == ((Stress.PEOPLE,), "eyes-1-2026", "a woman at a door")
    assert len(service.seen) == 1


async def test_another_take_text_reference_model_or_note_is_another_question(tmp_path: Path):
    cache, plan = Memory(), drama(P01, PANEL)
    words = drama(P01, PANEL | {"weather": "大雪"})
    async with JudgeService() as service:
        async with Judge(service.resolved(), cache=cache) as judge:
            await judge.judge_take(case(tmp_path, plan=plan))
            await judge.judge_take(case(tmp_path, plan=plan, take="second"))
            await judge.judge_take(case(tmp_path, plan=words))
            await judge.judge_take(case(tmp_path, plan=plan, sent=()))
            await judge.judge_take(case(tmp_path, plan=plan, note="眼神更疲惫"))
        async with Judge(service.resolved(model="eyes-2"), cache=cache) as judge:
            await judge.judge_take(case(tmp_path, plan=plan))
    assert (len(service.seen), len(cache.kept)) == (6, 6)


async def test_what_did_not_answer_is_not_cached(tmp_path: Path):
    cache = Memory()
    async with JudgeService([Say("rate"), Say("refusal")]) as service, Judge(service.resolved(), cache=cache) as judge:
        results = [(await judge.judge_take(case(tmp_path))).result for _ in range(3)]
    assert results == ["unknown", "unknown", "pass"]


@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b'{"model": "m", "answer": {"items": {}}}', b"[" * 50_000])
async def test_a_damaged_cache_is_asked_past(tmp_path: Path, damage: bytes):
    cache = Memory()
    async with JudgeService() as service, Judge(service.resolved(), cache=cache) as judge:
        await judge.judge_take(case(tmp_path))
        cache.kept = dict.fromkeys(cache.kept, damage)
        assert (await judge.judge_take(case(tmp_path))).result == "pass"
    assert len(service.seen) == 2


async def test_a_cache_that_fails_costs_no_verdict(tmp_path: Path):
    async with JudgeService() as service, Judge(service.resolved(), cache=Memory(broken=True)) as judge:
        assert (await judge.judge_take(case(tmp_path))).result == "pass"


# ── choosing ──────────────────────────────────────────────────────────────────────────────────────────


async def test_of_takes_that_passed_the_one_that_looks_best_is_chosen(tmp_path: Path):
    script = [Say(fails={"style": "cartoon"}), Say(), Say(), Say(ranking=(2, 1))]
    async with JudgeService(script) as service, Judge(service.resolved()) as judge:
        ranking = await judge.choose([case(tmp_path, take=f"take{n}") for n in (1, 2, 3)])
    assert (ranking.order, ranking.chosen, ranking.requests) == ((2, 1, 0), 2, 4)
    assert ranking.cost == pytest.approx(0.008)
    assert [each.result for each in ranking.verdicts] == ["fail", "pass", "pass"]
    assert ranking.reason == "take 3 is best: sharper eyes"
    compared = service.seen[3]
    assert compared.captions[:2] == ["图1：候选 1", "图2：候选 2"]
    assert len(compared.pictures) == 2 + 8


async def test_one_that_passed_alone_needs_no_comparison(tmp_path: Path):
    script = [Say(fails={"style": "cartoon"}), Say()]
    async with JudgeService(script) as service, Judge(service.resolved()) as judge:
        ranking = await judge.choose([case(tmp_path, take=f"take{n}") for n in (1, 2)])
    assert (ranking.order, ranking.chosen, len(service.seen)) == ((1, 0), 1, 2)


async def test_where_none_passed_nothing_is_chosen_and_the_least_faulty_comes_first(tmp_path: Path):
    script = [
        Say(fails={"style": "cartoon", "people": "crowd"}),
        Say("refusal"),
        Say(fails={"style": "cartoon"}),
        Say(unknown=("props",)),
    ]
    async with JudgeService(script) as service, Judge(service.resolved()) as judge:
        ranking = await judge.choose([case(tmp_path, take=f"take{n}") for n in (1, 2, 3, 4)])
    assert (ranking.chosen, ranking.order[2:], len(service.seen)) == (None, (2, 0), 4)
    assert set(ranking.order) == {0, 1, 2, 3}


async def test_verdicts_that_are_known_are_not_asked_for_again_and_a_mute_comparison_keeps_their_order(tmp_path: Path):
    cases = [case(tmp_path, take=f"take{n}") for n in (1, 2)]
    async with JudgeService([Say(), Say(), Say("rate")]) as service, Judge(service.resolved()) as judge:
        known = [await judge.judge_take(each) for each in cases]
        ranking = await judge.choose(cases, known)
    assert (ranking.order, ranking.chosen, ranking.requests, len(service.seen)) == ((0, 1), 0, 1, 3)
    assert ranking.cost == 0.0


async def test_no_takes_are_no_choice():
    async with JudgeService() as service, Judge(service.resolved()) as judge:
        ranking = await judge.choose([])
    assert (ranking.order, ranking.chosen, ranking.cost, service.seen) == ((), None, 0.0, [])
