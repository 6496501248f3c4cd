"""The sheet on the command line: cut, looked at, agreed to, or gone without; every command that is named works."""

from __future__ import annotations

import pytest
from PIL import Image

from tests.cli.shop import Shop, ThreadedService
from tests.fakes.pictures import picture
from tests.fakes.sheets import Look, draw_sheet
from tests.journeys.stage import PLAN


@pytest.fixture
def sheeted(served: Shop) -> Shop:
    """A plan of four panels with a sheet of two by two."""
    page = draw_sheet(Look(rows=((1, 1), (1, 1)), size=(700, 1200))).page
    Image.fromarray(page).save(served.folder / "sheet.png")
    served.write({**PLAN, "sheet": {"image": "sheet.png", "grid": "2x2"}})
    return served


def test_a_cut_is_looked_at_before_anything_is_drawn(sheeted: Shop, service: ThreadedService) -> None:
    done = sheeted.call(str(sheeted.plan), "--json")
    assert (done.code, done.json["state"], len(service.posts)) == (3, "waiting", 0)
    assert done.json["look"] == [str(sheeted.board / "sheet" / "overlay.png")]
    assert sheeted.call("status", str(sheeted.plan), "--json").json["state"] == "waiting"
    for argv in done.json["next_argv"]:
        done = sheeted.call(*argv[1:], "--json")
        assert done.code == 0
    assert done.json["state"] == "complete"
    assert len(service.posts[0].images) == 1  # the crop goes with the very first


def test_the_sheet_alone_draws_no_panel(sheeted: Shop, service: ThreadedService) -> None:
    done = sheeted.call("sheet", str(sheeted.plan), "--json")
    assert (done.code, done.json["state"]) == (3, "waiting")
    boxes = sheeted.call("sheet", str(sheeted.plan), "--boxes", "--json").json
    assert set(boxes) - set(done.json) == {"boxes"}
    assert list(boxes["boxes"]) == ["P01", "P02", "P03", "P04"]
    assert sheeted.call("accept", str(sheeted.plan), "--all").code == 0
    done = sheeted.call("sheet", str(sheeted.plan), "--json")
    assert (done.code, len(service.posts)) == (0, 0)


def test_a_refused_sheet_can_be_gone_without(sheeted: Shop) -> None:
    (sheeted.folder / "sheet.png").write_bytes(picture(800, 1200, "no sheet at all"))
    done = sheeted.call(str(sheeted.plan), "--json")
    assert (done.code, done.json["state"]) == (3, "waiting")
    assert [argv[1] for argv in done.json["next_argv"]] == ["sheet", "run"]
    done = sheeted.call(*done.json["next_argv"][-1][1:], "--json")
    assert (done.code, done.json["state"]) == (0, "complete")
    assert sheeted.call("status", str(sheeted.plan), "--json").json["state"] == "complete"


def test_a_plan_without_a_sheet_says_so(served: Shop) -> None:
    done = served.call("sheet", str(served.plan))
    assert (done.code, "write sheet: {image: sheet.png}" in done.err) == (2, True)


def test_a_given_sheet_is_cut_without_any_key(sheeted: Shop, service: ThreadedService) -> None:
    """To see whether a sheet is good costs nothing and asks nobody; only drawing one needs a service."""
    sheeted.write({**PLAN, "provider": "canvas-20", "sheet": {"image": "sheet.png", "grid": "2x2"}})
    done = sheeted.call("sheet", str(sheeted.plan), "--json")
    assert (done.code, done.json["state"], len(service.posts)) == (3, "waiting", 0)
    assert sheeted.call("sheet", str(sheeted.plan), "--draw", "--json").code == 5
