"""Several takes of a panel: drawn side by side, shown on a strip, chosen by a person."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from tests.cli.shop import Shop, ThreadedService
from tests.cli.test_run import REFUSAL
from tests.fakes.image_service import Do
from tests.journeys.stage import PLAN


def panel(shop: Shop, name: str) -> dict:
    status = shop.call("status", str(shop.plan), "--json").json
    return next(p for p in status["panels"] if p["id"] == name)


def test_a_retry_with_several_takes_waits_for_a_choice_and_the_old_one_counts_until_then(
    drawn: Shop, service: ThreadedService
) -> None:
    done = drawn.call("retry", str(drawn.plan), "P02", "--takes", "3", "--note", "再近一点", "--json")
    assert (done.code, len(service.posts)) == (3, 3)
    seen = panel(drawn, "P02")
    assert (seen["state"], seen["take"], seen["candidates"], seen["candidate"]) == ("waiting", 1, [2, 3, 4], 4)
    (strip,) = done.json["look"]
    with Image.open(strip) as picture:
        assert max(picture.size) <= 1568
    accept, run = done.json["next_argv"]
    assert accept[1:] == ["accept", str(drawn.plan), "P02", "--take", "4"]
    assert drawn.call(*accept[1:-1], "3").code == 0
    assert (panel(drawn, "P02")["take"], panel(drawn, "P02")["state"]) == (3, "current")
    assert drawn.call(*run[1:]).code == 0
    assert len(service.posts) == 3
    assert not Path(strip).exists()


def test_a_run_with_several_takes_stops_at_the_anchor_and_then_at_the_others(
    served: Shop, service: ThreadedService
) -> None:
    first = served.call(str(served.plan), "--takes", "2", "--json")
    assert (first.code, len(service.posts)) == (3, 2)
    assert first.json["next_argv"][-1][-2:] == ["--takes", "2"]
    assert panel(served, "P01")["candidates"] == [1, 2]
    served.call("accept", str(served.plan), "P01", "--take", "1")
    second = served.call(*first.json["next_argv"][-1][1:], "--json")
    assert (second.code, len(service.posts)) == (3, 8)
    assert len(second.json["look"]) == 3
    served.call("accept", str(served.plan), "--all")
    assert served.call(str(served.plan), "--takes", "2").code == 0
    assert len(service.posts) == 8


def test_one_of_several_takes_that_fails_leaves_the_others_to_choose_from(
    drawn: Shop, service: ThreadedService
) -> None:
    service.play([Do("status", status=400, body=REFUSAL)])
    assert drawn.call("retry", str(drawn.plan), "P02", "--takes", "3", "--note", "再近一点").code == 3
    assert panel(drawn, "P02")["candidates"] == [2, 3]


def test_takes_in_the_plan_are_the_same_choice(served: Shop, service: ThreadedService) -> None:
    panels = [dict(p) for p in PLAN["panels"]]
    panels[3]["takes"] = 2
    served.write({**PLAN, "panels": panels})
    assert served.call(str(served.plan)).code == 3
    assert panel(served, "P04")["candidates"] == [1, 2]
    assert {panel(served, name)["state"] for name in ("P01", "P02", "P03")} == {"current"}


def test_the_bill_counts_every_take(served: Shop) -> None:
    one, three = (
        served.call(str(served.plan), "--dry-run", "--json", *more).json["bill"] for more in ([], ["--takes", "3"])
    )
    assert (one["pictures"], three["pictures"]) == (4, 12)
    assert three["usd"] == pytest.approx(3 * one["usd"])


def test_a_yes_to_a_wish_is_no_yes_to_its_first_take(drawn: Shop, service: ThreadedService) -> None:
    """Another retry for one take ends the choice: asking for it was the yes."""
    drawn.call("retry", str(drawn.plan), "P02", "--takes", "2", "--note", "再近一点")
    assert drawn.call("retry", str(drawn.plan), "P02").code == 0
    assert (panel(drawn, "P02")["take"], panel(drawn, "P02")["state"]) == (4, "current")
