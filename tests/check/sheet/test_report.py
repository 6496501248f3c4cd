"""The report and the YAML block say what was found, in the page's pixels."""

from __future__ import annotations

import json

import numpy as np
import yaml

from pipeline.check.sheet.cut import cut
from pipeline.check.sheet.ids import IdsNotRead, IdsRead
from pipeline.check.sheet.model import Box, Found, Panel, Reason, Refused
from pipeline.check.sheet.report import boxes_yaml, report, typed_box
from pipeline.images.size import Size
from pipeline.plan.model import Sheet

FOUND = Found(
    (Panel(Box(10, 20, 110, 80), (1.0, 0.9, 1.0, 0.94)), Panel(Box(120, 20, 220, 80), (1.0,) * 4, by_hand=True)),
    (240, 100),
    angle=0.4,
    confidence=0.96,
)
IDS = ("01", "雨夜")


def test_a_cut_page_is_reported_panel_by_panel() -> None:
    crops = cut(np.zeros((100, 240, 3), np.uint8), FOUND)
    read = IdsRead(("confirmed", "unread"), (("1",), ()))
    made = report(FOUND, IDS, crops=crops, read=read, files={"01": "crops/01.png"})
    assert json.loads(json.dumps(made)) == made
    assert made["verdict"] == "cut"
    assert made["angle"] == 0.4
    first, second = made["panels"]
    assert first["id"] == "01"
    assert first["box"] == [10, 20, 100, 60]
    assert first["crop"] == "crops/01.png"
    assert first["support"] == 0.96
    assert first["order"] == "confirmed"
    assert second["order"] == "by hand"
    assert second["crop"] is None


def test_ids_that_nobody_read_leave_the_order_open_and_say_why() -> None:
    made = report(FOUND, IDS, read=IdsNotRead("no reader here"))
    assert made["ids"] == "not read: no reader here"
    assert [panel["order"] for panel in made["panels"]] == ["unread", "by hand"]


def test_a_wrong_id_is_a_refusal() -> None:
    reason = Reason("wrong-id", "the panel at place 1 should be 01, but 7 is painted on it", (1,))
    made = report(FOUND, IDS, read=IdsRead(("contradicted", "unread"), ((), ()), (reason,)))
    assert made["verdict"] == "refuse"
    assert made["reasons"] == [reason.text]


def test_a_refused_page_shows_what_was_tried() -> None:
    refused = Refused((Reason("blank", "panel 2 is blank", (2,)),), (240, 100), tried=FOUND.boxes)
    made = report(refused, IDS)
    assert made["verdict"] == "refuse"
    assert made["reasons"] == ["panel 2 is blank"]
    assert [panel["box"] for panel in made["panels"]] == [[10, 20, 100, 60], [120, 20, 100, 60]]
    assert "order" not in made["panels"][0]


def test_the_yaml_block_is_what_the_plan_takes_with_the_ids_as_text() -> None:
    first, second = FOUND.boxes
    block = boxes_yaml({"01": (1, first), "雨夜": (2, second)}, ["takes/_sheet/01.png"], "only tried")
    back = yaml.safe_load("sheet:\n" + block)
    assert back == {
        "sheet": {
            "image": ["takes/_sheet/01.png"],
            "boxes": {"01": [10, 20, 100, 60], "雨夜": {"page": 2, "box": [120, 20, 100, 60]}},
        }
    }
    sheet = Sheet.model_validate(back["sheet"])
    assert {name: typed_box(box.page, Box(*box.on(Size(240, 100)))) for name, box in sheet.boxes.items()} == (
        back["sheet"]["boxes"]
    )
