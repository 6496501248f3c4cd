"""From words alone: faces and a set are drawn first, a person says yes to each, and every panel is drawn from them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pipeline.images.size import Size
from pipeline.pictures.probe import probe
from tests.journeys.stage import Stage

PLAN: dict[str, Any] = {
    "version": 1,
    "title": "雨夜来信",
    "aspect": "5:8",
    "size": "640x1024",
    "style": "live-action",
    "provider": "offline",
    "accept": "anchor",
    "characters": [
        {"id": "lin", "name": "林晚", "look": "二十七岁，短发，左眉有痣", "image": "draw"},
        {"id": "chen", "name": "陈默", "look": "三十岁，圆框眼镜", "image": "draw"},
    ],
    "places": [{"id": "teahouse", "look": "民国茶馆，雕花窗", "lighting": "暖色油灯", "image": "draw"}],
    "panels": [
        {"id": "P01", "action": "林晚停在门口", "characters": ["lin"], "place": "teahouse", "shot": "中景"},
        {"id": "P02", "action": "陈默坐在桌前", "characters": ["chen"], "place": "teahouse", "shot": "近景"},
        {"id": "P03", "action": "林晚走向陈默", "characters": ["lin", "chen"], "place": "teahouse", "shot": "中景"},
    ],
}


def test_text_alone_leads_over_two_gates_to_a_whole_board(stage: Stage) -> None:
    stage.write(PLAN)
    plan = str(stage.plan)
    first = stage.run(plan, "--json")
    assert (first.code, first.json["calls"]["sent"]) == (3, 3)
    assert {b["id"]: b["state"] for b in first.json["bibles"]} == dict.fromkeys(("lin", "chen", "teahouse"), "waiting")
    assert {probe(Path(picture)).size for picture in first.json["look"]} == {Size(1536, 1024)}
    accepted = stage.run(*first.json["next_argv"][0][1:])
    assert (accepted.code, accepted.out.splitlines()[0]) == (0, "accepted: lin, chen, teahouse")

    anchor = stage.run(plan, "--json")
    assert (anchor.code, anchor.json["calls"]["sent"], anchor.states["P01"]) == (3, 1, "waiting")
    assert stage.run(*anchor.json["next_argv"][0][1:]).code == 0

    last = stage.run(plan, "--json")
    assert (last.code, last.json["state"], last.json["calls"]["sent"]) == (0, "complete", 2)
    manifest = json.loads((stage.board / "manifest.json").read_text("utf-8"))
    sent = {p["id"]: [r["source"] for r in p["request"]["references"]] for p in manifest["panels"]}
    lin, chen, tea = (f"takes/_bible/{name}/01.png" for name in ("lin", "chen", "teahouse"))
    assert sent == {
        "P01": [lin, tea],
        "P02": [chen, tea, "takes/P01/01.png"],
        "P03": [lin, chen, tea, "takes/P01/01.png"],
    }

    stage.edit("三十岁，圆框眼镜", "四十岁，长须")
    changed = stage.run("status", plan, "--json").json
    assert [b["id"] for b in changed["bibles"] if b["state"] == "stale"] == ["chen"]
    assert [p["id"] for p in changed["panels"] if p["state"] == "stale"] == ["P02", "P03"]
    stage.edit("四十岁，长须", "三十岁，圆框眼镜")
    undone = stage.run(plan, "--json")
    assert (undone.code, undone.json["calls"]["sent"]) == (0, 0)
