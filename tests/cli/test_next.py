"""What comes next is a complete command: it works as it is, from any folder, whatever ids and paths look like."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest

from tests.cli.shop import Shop, ThreadedService
from tests.fakes.image_service import Do
from tests.journeys.stage import Done

IDS = ["P 1", "第一格", "-x", "--only", "it's", "a;b", "$(x)"]


def plan_of(ids: list[str]) -> dict[str, object]:
    return {
        "version": 1,
        "aspect": "9:16",
        "style": "live-action",
        "provider": "sub2api",
        "accept": "all",
        "panels": [{"id": name, "action": f"第{n}扇窗", "anchor": "none"} for n, name in enumerate(ids)],
    }


def nexts(done: Done) -> list[list[str]]:
    """The commands of a run: the shell reads from the text what the list of words says."""
    argvs: list[list[str]] = done.json["next_argv"]
    assert [shlex.split(line) for line in done.json["next"]] == argvs
    return argvs


@pytest.mark.parametrize("folder", ["plain", "我的 短剧/it's"])
def test_following_what_is_said_ends_at_a_finished_board(
    served: Shop, service: ThreadedService, folder: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From another folder, with ids that a shell or an option parser would misread, with a refusal on the way."""
    place = served.folder / folder
    place.mkdir(parents=True)
    plan = served.write(plan_of(IDS), f"{folder}/第 1 集.yaml")
    monkeypatch.chdir(place)
    service.play([Do("blank", match="第2扇窗", times=2)])
    done = served.call("run", plan.name, "--json")
    seen = [done.json["state"]]
    for _ in range(8):
        monkeypatch.chdir(served.home)
        if done.json["state"] == "complete":
            break
        for argv in nexts(done):
            done = served.call(*argv[1:], "--json") if "--" not in argv else served.call(argv[1], "--json", *argv[2:])
            assert done.code in (0, 1, 3), done.err
        seen.append(done.json["state"])
    assert seen[0] == "waiting"
    assert done.json["state"] == "complete", seen
    assert not (served.home / "第 1 集.board").exists()


def test_options_that_every_command_needs_are_said_again(served: Shop, tmp_path: Path) -> None:
    served.write(plan_of(["P01"]))
    out = tmp_path / "my board"
    done = served.call(str(served.plan), "--out", str(out), "--provider", "offline", "--json")
    for argv in nexts(done):
        assert argv[argv.index("--out") + 1] == str(out)
        assert argv[argv.index("--provider") + 1] == "offline"


def test_no_text_of_plan_or_service_is_in_a_command(served: Shop, service: ThreadedService) -> None:
    refusal = {"error": {"message": "no; rm -rf /", "code": "moderation_blocked"}}
    service.play([Do("status", status=400, body=refusal, times=0)])
    served.write({**plan_of(["P01"]), "title": "a; rm -rf /"})
    done = served.call(str(served.plan), "--json")
    assert done.code == 1
    assert nexts(done)
    assert not any("rm" in word for argv in nexts(done) for word in argv)
