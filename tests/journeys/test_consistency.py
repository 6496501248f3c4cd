"""What a run leaves to look at: outliers of the board, first frames for the video model, in every form."""

from __future__ import annotations

import json

from tests.fakes.image_service import ImageService
from tests.journeys.stage import PLAN, Stage


async def test_a_run_says_what_is_worth_a_look_and_delivers_first_frames(stage: Stage) -> None:
    stage.write({**PLAN, "target": "veo"})
    async with ImageService() as service:
        stage.service(service.url, service.key)
        done = await stage.go(str(stage.plan), "--json")
    assert done.code == 0
    told = done.json["consistency"]
    assert (told["anchor"], {row["id"] for row in told["panels"]}) == ("P01", {"P01", "P02", "P03", "P04"})
    assert all(row["tone"] is not None for row in told["panels"] if row["id"] != "P01")
    assert [panel["first_frame"] for panel in done.json["panels"]] == [f"first-frames/P0{n}.jpg" for n in range(1, 5)]
    assert all((stage.board / panel["first_frame"]).is_file() for panel in done.json["panels"])
    manifest = json.loads((stage.board / "manifest.json").read_text(encoding="utf-8"))
    assert [row["id"] for row in manifest["consistency"]["panels"]] == [row["id"] for row in told["panels"]]
    status = stage.run("status", str(stage.plan), "--consistency")
    assert status.code == 0
    assert status.out.startswith("4 panels beside their anchor and each other, ")
    for row in told["panels"]:
        assert bool(row["failed"]) == bool(row["next_argv"])
        assert (f"retry {stage.plan} {row['id']}" in status.out) == bool(row["failed"])
