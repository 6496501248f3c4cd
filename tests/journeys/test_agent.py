"""An agent that knows nothing but JSON, ``next:`` and ``look:`` brings a faulty plan to a complete board."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from PIL import Image

from tests.fakes.image_service import Do, ImageService
from tests.fakes.sheets import Look, draw_sheet, grid
from tests.journeys.stage import Done, Stage

MOST_BYTES = 50_000
"""What an agent reads on the whole way, for a board of four panels; docs/json.md tells the measured figure."""

FAULTY = {
    "version": 1,
    "aspect": "16:9",
    "style": "live-action",
    "acept": "anchor",
    "provider": "sub2api",
    "sheet": {"image": "sheet.png", "grid": "2x2"},
    "characters": [{"id": "lin", "name": "林晚", "look": "短发，左眉有痣"}],
    "panels": [
        {"id": "P01", "action": "林晚停在门口", "characters": ["lin"]},
        {"id": "P02", "action": "一只手拿起旧信封"},
        {"id": "P03", "action": "林晚坐到桌前", "characters": ["linn"]},
        {"id": "P04", "action": "窗外雨停了"},
    ],
}


@dataclass
class Agent:
    """Calls commands, opens what it is told to look at, and counts what it read."""

    stage: Stage
    read: int = 0
    calls: list[str] = field(default_factory=list)

    async def call(self, *argv: str) -> Done:
        done = await self.stage.go(*argv, *([] if "--json" in argv else ["--json"]), "--quiet")
        self.calls.append(argv[0])
        self.read += len(done.out.encode()) + len(done.err.encode())
        return done

    async def ask(self, *argv: str) -> Done:
        """A command that has no --quiet."""
        done = await self.stage.go(*argv, "--json")
        self.calls.append(argv[0])
        self.read += len(done.out.encode()) + len(done.err.encode())
        return done

    def look(self, done: Done) -> list[Path]:
        """The pictures that it is shown; all of them can be opened."""
        paths = [Path(path) for path in done.json["look"]]
        for path in paths:
            with Image.open(path) as picture:
                picture.load()
        return paths


def service_that_fails_two() -> list[Do]:
    """P02 comes back blank and P03 as a copy, twice each; everything else is drawn."""
    return [
        Do("blank", match="旧信封", times=2),
        Do("copy", match="坐到桌前", times=2),
    ]


def mended(plan: dict[str, Any], problems: list[dict[str, Any]]) -> dict[str, Any]:
    """What an agent makes of ``problems``: their paths and fixes are all it goes by."""
    paths = {problem["path"]: problem["fix"] for problem in problems if problem["level"] == "error"}
    assert "accept" in paths["acept"]
    assert "lin" in paths["panels[2].characters[0]"]
    panels = [dict(panel) for panel in plan["panels"]]
    panels[2]["characters"] = ["lin"]
    fixed = {key: value for key, value in plan.items() if key != "acept"}
    return {**fixed, "accept": "anchor", "panels": panels}


async def test_from_a_faulty_plan_to_a_complete_board(stage: Stage) -> None:
    Image.fromarray(draw_sheet(Look(rows=grid(2, 2), ids="none"), seed=3).page).save(stage.folder / "sheet.png")
    stage.write(FAULTY)
    agent, plan = Agent(stage), str(stage.plan)
    async with ImageService(service_that_fails_two()) as service:
        stage.service(service.url, service.key)
        # All faults at once, then none.
        faulty = await agent.ask("check", plan)
        assert (faulty.code, faulty.json["state"]) == (2, "invalid")
        stage.write(mended(yaml.safe_load(stage.plan.read_text(encoding="utf-8")), faulty.json["problems"]))
        assert (await agent.ask("check", plan)).code == 0
        # The run goes on by itself; its end is a sheet to look at.
        going = await agent.ask("run", plan, "--detach")
        waiting = await agent.ask(*going.json["next_argv"][0][1:])
        assert waiting.json["state"] == "waiting"
        assert [path.name for path in agent.look(waiting)] == ["overlay.png"]
        assert service.posts == []
        accept, run = (argv[1:] for argv in waiting.json["next_argv"])
        assert (await agent.ask(*accept)).code == 0
        # The anchor alone, to be looked at.
        anchor = await agent.call(*run)
        assert (anchor.code, len(service.posts)) == (3, 1)
        assert [path.parent.name for path in agent.look(anchor)] == ["P01"]
        accept, run = (argv[1:] for argv in anchor.json["next_argv"])
        assert (await agent.ask(*accept)).code == 0
        # Two fail their checks; the rest is there.
        failed = await agent.call(*run)
        assert (failed.code, failed.json["counts"]["current"], failed.json["counts"]["failed"]) == (1, 2, 2)
        errors = {p["id"]: p["error"]["kind"] for p in failed.json["panels"] if p["error"]}
        assert errors == {"P02": "bad-picture", "P03": "bad-picture"}
        assert len(agent.look(failed)) == 4
        retry = failed.json["next_argv"][0][1:]
        assert retry == ["retry", plan, "P02", "P03"]
        # One is drawn anew with a wish, of the other the take itself is mended.
        one = await agent.call("retry", plan, "P02", "--note", "手里是旧信封，不是手机")
        assert (one.code, one.states["P02"]) == (0, "current")
        two = await agent.call("mend", plan, "P03", "--note", "让她坐到桌前", "--take", "2")
        assert (two.code, two.json["state"]) == (0, "complete")
        assert two.json["next"] == []
    last = (await agent.ask("status", plan, "--brief")).json
    assert (last["state"], last["panels"], last["counts"]["current"]) == ("complete", [], 4)
    assert "手里是旧信封" in service.posts[-2].prompt
    assert service.posts[-1].images[0].data == (stage.board / "takes" / "P03" / "02.png").read_bytes()
    print(f"\n{len(agent.calls)} commands, {agent.read} bytes read")  # noqa: T201 - shown by -s
    assert agent.read < MOST_BYTES
