"""A run with a judge: what is asked, what a fail leads to, what it costs, and that silence is no yes."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from typing import Any, Self

import pytest
import yaml

from tests.cli.shop import Shop, ThreadedService
from tests.fakes.judge_service import KEY, JudgeService, Say
from tests.journeys.stage import PLAN

PRICE = {"input": 1, "output": 10}  # USD per million: 0.002 for each of the fake's answers
ANSWER = 0.002


class ThreadedJudge:
    """``JudgeService`` in a loop of its own."""

    def __enter__(self) -> Self:
        self._ready = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()), name="judge")
        self._thread.start()
        assert self._ready.wait(10)
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._over.set)
        self._thread.join(10)

    async def _serve(self) -> None:
        self._loop, self._over = asyncio.get_running_loop(), asyncio.Event()
        async with JudgeService() as self.service:
            self._ready.set()
            await self._over.wait()


@pytest.fixture
def eyes() -> Iterator[JudgeService]:
    with ThreadedJudge() as started:
        yield started.service


def judged(shop: Shop, eyes: JudgeService, mode: str, /, count: int = 1, **keys: Any) -> Shop:
    """The plan's first panels under a judge."""
    folder = shop.home / ".config" / "run-storyboard" / "profiles" / "judges"
    folder.mkdir(parents=True, exist_ok=True)
    profile = {"model": "eyes-1", "base_url": eyes.url, "key": KEY, "backoff": 0, "price": PRICE}
    path = folder / "eyes.yaml"
    path.write_text(yaml.safe_dump(profile), encoding="utf-8")
    path.chmod(0o600)
    shop.write({**PLAN, "panels": PLAN["panels"][:count], "judge": {"profile": "eyes", "mode": mode}, **keys})
    return shop


def panels(shop: Shop) -> dict[str, dict[str, Any]]:
    return {p["id"]: p for p in shop.call("status", str(shop.plan), "--json").json["panels"]}


def test_a_take_that_the_judge_passes_counts_and_its_word_is_paid_for(served: Shop, eyes: JudgeService) -> None:
    judged(served, eyes, "gate", count=2)
    done = served.call(str(served.plan), "--json")
    assert (done.code, len(eyes.seen)) == (0, 2)
    report = done.json
    assert {p["accepted"] for p in report["panels"]} == {"judge"}
    assert report["panels"][0]["judge"]["result"] == "pass"
    assert report["cost"]["judge"] == pytest.approx(2 * ANSWER)
    pictures = sum(e["cost"] for e in served.events("take-saved"))
    assert report["cost"]["run"] == pytest.approx(pictures + 2 * ANSWER, abs=1e-5)
    before = served.journal()
    assert served.call(str(served.plan)).code == 0
    assert (served.journal(), len(eyes.seen)) == (before, 2)


def test_a_fail_is_drawn_again_with_the_words_that_name_the_fault(
    served: Shop, eyes: JudgeService, service: ThreadedService
) -> None:
    eyes.script = [Say(fails={"people": "two strangers at the left"})]
    judged(served, eyes, "gate")
    done = served.call(str(served.plan), "--json")
    assert (done.code, len(service.posts)) == (0, 2)
    first, second = served.events("attempt-started")
    assert (first["reason"], first["stress"]) == ("draw", [])
    assert (second["reason"], second["stress"]) == ("redo", ["people"])
    assert len(second["prompt"]) > len(first["prompt"])
    assert "strangers" not in second["prompt"]
    assert panels(served)["P01"]["take"] == 2


def test_a_panel_that_fails_again_is_failed_with_its_takes_to_look_at(
    served: Shop, eyes: JudgeService, service: ThreadedService
) -> None:
    eyes.script = [Say(fails={"people": "a stranger"})] * 2
    judged(served, eyes, "gate")
    done = served.call(str(served.plan), "--json")
    assert (done.code, len(service.posts), len(done.json["look"])) == (1, 2, 2)
    assert "a stranger" in done.json["panels"][0]["error"]["message"]
    assert served.call("accept", str(served.plan), "P01", "--take", "1").code == 0
    assert panels(served)["P01"]["accepted"] == "person"


@pytest.mark.parametrize("kind", ["status", "refusal", "length"])
def test_a_judge_who_does_not_answer_leaves_the_word_to_a_person(
    served: Shop, eyes: JudgeService, service: ThreadedService, kind: str
) -> None:
    eyes.script = [Say(kind, status=500)] * 4
    judged(served, eyes, "gate")
    done = served.call(str(served.plan))
    assert (done.code, len(service.posts), "not judged" in done.err) == (3, 1, True)
    eyes.script = []
    assert served.call(str(served.plan)).code == 0
    assert len(service.posts) == 1


def test_a_judge_without_a_key_is_said_and_never_ends_a_run(served: Shop, eyes: JudgeService) -> None:
    judged(served, eyes, "advise")
    served.plan.write_text(served.plan.read_text().replace("profile: eyes", "profile: openai"))
    done = served.call(str(served.plan))
    assert (done.code, "the judge openai has no key" in done.err) == (0, True)


def test_a_judge_that_is_none_is_an_error_before_anything_is_sent(
    served: Shop, eyes: JudgeService, service: ThreadedService
) -> None:
    judged(served, eyes, "advise")
    served.plan.write_text(served.plan.read_text().replace("profile: eyes", "profile: eyez"))
    done = served.call(str(served.plan))
    assert (done.code, "there is no judge eyez" in done.err, service.posts) == (2, True, [])


def test_advice_is_shown_and_changes_nothing(served: Shop, eyes: JudgeService, service: ThreadedService) -> None:
    eyes.script = [Say(fails={"people": "a stranger"})]
    judged(served, eyes, "advise")
    assert served.call(str(served.plan)).code == 0
    assert len(service.posts) == 1
    assert "judge: does not fit the plan: nobody else" in served.call("status", str(served.plan)).out
    seen = panels(served)["P01"]
    assert (seen["state"], seen["judge"]["result"]) == ("current", "fail")
    table = served.call("status", str(served.plan), "--json").json["consistency"]
    assert (table["open"], "a stranger" in table["panels"][0]["judge"][0]) == (["P01"], True)
    entry = served.call("show", str(served.plan), "P01", "--json").json["panel"]["takes"][0]["judge"]
    assert next(i for i in entry["items"] if i["result"] == "fail")["fault"] == "people"


def test_the_judge_chooses_among_several_takes(served: Shop, eyes: JudgeService, service: ThreadedService) -> None:
    eyes.script = [Say(), Say(), Say(), Say(ranking=(2, 3, 1))]
    judged(served, eyes, "gate")
    done = served.call(str(served.plan), "--takes", "3")
    assert (done.code, len(service.posts), len(eyes.seen)) == (0, 3, 4)
    assert panels(served)["P01"]["take"] == 2
    assert served.call(str(served.plan)).code == 0
    assert len(eyes.seen) == 4


def test_a_limit_bounds_what_a_judge_is_paid(served: Shop, eyes: JudgeService, service: ThreadedService) -> None:
    judged(served, eyes, "gate")
    path = served.home / ".config" / "run-storyboard" / "profiles" / "judges" / "eyes.yaml"
    path.write_text(path.read_text().replace("output: 10", "output: 1000"))
    done = served.call(str(served.plan), "--max-cost", "1")
    assert len(service.posts) == 1
    assert (done.code, len(eyes.seen), "limit" in done.err) == (3, 0, True), done.err


def test_a_limit_and_a_judge_without_a_price_is_an_error(served: Shop, eyes: JudgeService) -> None:
    judged(served, eyes, "gate")
    path = served.home / ".config" / "run-storyboard" / "profiles" / "judges" / "eyes.yaml"
    path.write_text(path.read_text().replace("price:", "body:"))
    done = served.call(str(served.plan), "--max-cost", "1")
    assert (done.code, "eyes" in done.err) == (2, True)


SHEET = {
    "provider": "offline",
    "aspect": "16:9",
    "sheet": {"generate": True},
    "panels": [
        {"id": "P01", "action": "林晚停在门口，手扶门框", "shot": "中景", "characters": ["lin"]},
        {"id": "P02", "action": "一只手拿起旧信封", "shot": "特写"},
        {"id": "P03", "action": "林晚走到桌前坐下", "shot": "全景", "characters": ["lin"]},
        {"id": "P04", "action": "窗外雨停了", "shot": "远景"},
    ],
}


def test_a_sheet_whose_every_crop_the_judge_takes_needs_nobody_to_look(shop: Shop, eyes: JudgeService) -> None:
    judged(shop, eyes, "gate", **SHEET)
    assert shop.call("sheet", str(shop.plan)).code == 0
    assert (len(eyes.seen), shop.events("sheet-judged")[0]["result"]) == (4, "pass")


def test_a_crop_that_the_judge_doubts_is_for_a_person(shop: Shop, eyes: JudgeService) -> None:
    eyes.script = [Say(fails={"action": "a door, no letter"})]
    judged(shop, eyes, "gate", **SHEET)
    done = shop.call("sheet", str(shop.plan))
    assert (done.code, "a door, no letter" in done.err) == (3, True)
    assert shop.call("sheet", str(shop.plan)).code == 3
    assert len(eyes.seen) == 4
